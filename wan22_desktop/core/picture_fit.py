"""How a picture of any size becomes a frame of a clip: one rule for the engine and the preview."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.wan import Size


class ImageFit(StrEnum):
    CROP = "crop"
    """Fill the frame; what sticks out is cut off."""
    PAD = "pad"
    """Show the whole picture, with black beside or above and below it."""
    STRETCH = "stretch"
    """Fill the frame with the whole picture, whatever that does to its shape."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; the source's may have fractions."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placement:
    """`source` of the picture is scaled onto `target` of the frame; the rest of it is black."""

    source: Box
    target: Box


def placement(
    image: Size, clip: Size, fit: ImageFit, focus_x: float = 0.5, focus_y: float = 0.5
) -> Placement:
    """Where a picture goes in a frame.

    `focus_x` and `focus_y`, 0 to 1, say which part is kept where a picture is cropped: 0 is left
    and top, 0.5 the middle.
    """
    frame = Box(0, 0, clip.width, clip.height)
    whole = Box(0, 0, image.width, image.height)
    if fit is ImageFit.STRETCH:
        return Placement(whole, frame)
    scales = (clip.width / image.width, clip.height / image.height)
    if fit is ImageFit.CROP:
        scale = max(scales)
        width = min(clip.width / scale, image.width)
        height = min(clip.height / scale, image.height)
        left, top = (image.width - width) * focus_x, (image.height - height) * focus_y
        return Placement(Box(left, top, width, height), frame)
    scale = min(scales)
    width = min(max(1, round(image.width * scale)), clip.width)
    height = min(max(1, round(image.height * scale)), clip.height)
    left, top = (clip.width - width) // 2, (clip.height - height) // 2
    return Placement(whole, Box(left, top, width, height))
