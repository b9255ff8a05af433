"""Frames with more pixels."""

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.clips.sources import SourceClip, even
from wan22_desktop.engine.video_file import Frames

MAX_SIDE_PX = 16384
"""What the encoder takes at most."""


def upscaled_size(source: SourceClip, factor: int) -> Size:
    """Raises UserError for one that no clip can have."""
    size = even(Size(source.size.width * factor, source.size.height * factor))
    if max(size.width, size.height) > MAX_SIDE_PX:
        raise UserError(
            tr(
                "{size} is too large: a clip has at most {most} pixels on a side.",
                size=size,
                most=MAX_SIDE_PX,
            )
        )
    return size


def upscaled(
    source: SourceClip, factor: int, model: Callable[[Frames], Frames] | None
) -> Iterator[Frames]:
    """Every frame at `factor` times its width and height, by `model` or else by Lanczos filtering.

    A model that enlarges by another factor is met by filtering.
    """
    size = upscaled_size(source, factor)
    for frame in source.frames():
        enlarged = resized(frame if model is None else model(frame), source.size, factor)
        yield enlarged[: size.height, : size.width]


def resized(frame: Frames, original: Size, factor: int) -> Frames:
    """At exactly `factor` times the original's size, whatever it has."""
    wanted = (original.width * factor, original.height * factor)
    if (frame.shape[1], frame.shape[0]) == wanted:
        return frame
    return np.asarray(Image.fromarray(frame).resize(wanted, Image.Resampling.LANCZOS))
