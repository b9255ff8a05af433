"""What becomes of pictures whose shape is not the clip's, in words."""

from wan22_desktop.core.picture_fit import ImageFit, placement
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size

UNSEEN_SHARE = 0.01
"""Of a side: what a grid of 32 pixels does to a shape is not worth a word."""


def shape_notes(
    clip: Size, fit: ImageFit, start: Size | None, end: Size | None = None
) -> tuple[str, ...]:
    """One sentence for each picture that does not have the clip's shape; sizes in pixels.

    Where two pictures differ in shape, that comes first.
    """
    if min(clip.width, clip.height) < 1:
        return ()
    notes: list[str] = []
    if start is not None and end is not None and _differ(start, end):
        notes.append(tr("Start and end image differ in shape."))
    if start is not None and _differ(start, clip):
        notes.append(_start_note(start, clip, fit))
    if end is not None and _differ(end, clip):
        notes.append(_end_note(end, clip, fit))
    return tuple(notes)


def _differ(one: Size, other: Size) -> bool:
    ratio = (one.width * other.height) / (one.height * other.width)
    return max(ratio, 1 / ratio) - 1 > UNSEEN_SHARE


def _start_note(image: Size, clip: Size, fit: ImageFit) -> str:
    percent = _percent(image, clip, fit)
    is_wider = image.width * clip.height > clip.width * image.height
    match fit, is_wider:
        case ImageFit.CROP, True:
            return tr("{percent} % of the start image is cut off at the sides.", percent=percent)
        case ImageFit.CROP, False:
            return tr("{percent} % of the start image is cut off above and below.", percent=percent)
        case ImageFit.PAD, _:
            return tr("{percent} % of the first frame is black.", percent=percent)
        case _, True:
            return tr("The start image is squeezed by {percent} %.", percent=percent)
    return tr("The start image is widened by {percent} %.", percent=percent)


def _end_note(image: Size, clip: Size, fit: ImageFit) -> str:
    percent = _percent(image, clip, fit)
    is_wider = image.width * clip.height > clip.width * image.height
    match fit, is_wider:
        case ImageFit.CROP, True:
            return tr("{percent} % of the end image is cut off at the sides.", percent=percent)
        case ImageFit.CROP, False:
            return tr("{percent} % of the end image is cut off above and below.", percent=percent)
        case ImageFit.PAD, _:
            return tr("{percent} % of the last frame is black.", percent=percent)
        case _, True:
            return tr("The end image is squeezed by {percent} %.", percent=percent)
    return tr("The end image is widened by {percent} %.", percent=percent)


def _percent(image: Size, clip: Size, fit: ImageFit) -> int:
    """Cut off of the picture, black in the frame, or how much wider or narrower; at least 1."""
    place = placement(image, clip, fit)
    match fit:
        case ImageFit.CROP:
            kept = place.source.width * place.source.height / (image.width * image.height)
            share = 1 - kept
        case ImageFit.PAD:
            share = 1 - place.target.width * place.target.height / (clip.width * clip.height)
        case ImageFit.STRETCH:
            share = abs(clip.width * image.height / (clip.height * image.width) - 1)
    return max(1, round(share * 100))
