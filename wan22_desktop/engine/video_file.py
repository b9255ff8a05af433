"""Frames into an MP4 that plays everywhere and says how it was made."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import av
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray
from PIL import Image

from wan22_desktop.core.clip_metadata import (
    ClipMetadata,
    append_metadata_box,
    read_clip_metadata,
)
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.in_order import in_order

if TYPE_CHECKING:
    from av.video.stream import VideoStream

Frames = NDArray[np.uint8]
"""RGB, [frames, height, width, 3]."""

THUMBNAIL_WIDTH_PX = 160
_CRF = "14"  # visually lossless; the clip is the only copy of its frames
_PRESET = "medium"
_REPEATABLE = "cpu-independent=1"
"""The AVX-512 code of x264's mb-tree reads memory that nobody wrote: without this switch the same
frames give another file now and then (seen with PyAV 18.1; `mbtree=0` or `asm=avx2` help too)."""


class ClipNotReadableError(OSError):
    """A clip was written without an error and yet does not read back as it was."""


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A finished file; `sha256` is that of its bytes."""

    sha256: str
    size_bytes: int


class _Shape(NamedTuple):
    """What was encoded."""

    num_frames: int
    height: int
    width: int


def write_clip(
    path: Path,
    frames: Iterable[Frames],
    fps: int | Fraction,
    metadata: ClipMetadata | None,
    check_cancelled: Callable[[], None] = lambda: None,
    *,
    threads: int = 1,
) -> ClipFile:
    """Encode, flush to the disk, read back; raises OSError, and what the callables raise.

    `frames` are RGB [height, width, 3], all of one even size, and are taken one by one, so that a
    stream of them needs no memory for the clip. Without `metadata` the file says nothing of how it
    was made. Whatever is raised, no file stays behind. Frames are converted for the encoder on so
    many `threads`, which changes no byte of the file.
    """
    try:
        try:
            comment = None if metadata is None else metadata.to_json()
            shape = _encode(path, iter(frames), fps, comment, check_cancelled, threads)
            with path.open("r+b") as file:
                if metadata is not None:
                    append_metadata_box(file, metadata)
                file.flush()
                os.fsync(file.fileno())
            return _read_back(path, shape, metadata, check_cancelled)
        except FFmpegError as error:
            # Some of FFmpeg's errors are no OSError although a write was what failed.
            raise OSError(error.errno, error.strerror) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def thumbnail(frames: Frames) -> Image.Image:
    """The middle frame, small."""
    return small_picture(frames[len(frames) // 2])


def small_picture(frame: Frames) -> Image.Image:
    """A frame [height, width, 3] as wide as thumbnails are."""
    image = Image.fromarray(frame)
    image.thumbnail((THUMBNAIL_WIDTH_PX, 16 * THUMBNAIL_WIDTH_PX))
    return image


def _encode(
    path: Path,
    frames: Iterator[Frames],
    fps: int | Fraction,
    comment: str | None,
    check_cancelled: Callable[[], None],
    threads: int,
) -> _Shape:
    """H.264 in 4:2:0 with BT.709 colours, the index in front (`faststart`)."""
    first = next(frames)
    shape = _Shape(0, *first.shape[:2])
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        if comment is not None:
            container.metadata["comment"] = comment
        stream = cast("VideoStream", container.add_stream("libx264", rate=fps))
        stream.height, stream.width = shape.height, shape.width
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": _CRF, "preset": _PRESET, "x264-params": _REPEATABLE}
        context = stream.codec_context
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
        every = chain((first,), frames)
        with in_order(convert_for_the_encoder, every, threads, name="frame") as converted:
            for frame in converted:
                check_cancelled()
                shape = shape._replace(num_frames=shape.num_frames + 1)
                container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return shape


def convert_for_the_encoder(pixels: Frames) -> av.VideoFrame:
    """One frame, RGB [height, width, 3], in 4:2:0 with BT.709 colours."""
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )


def _read_back(
    path: Path, shape: _Shape, metadata: ClipMetadata | None, check_cancelled: Callable[[], None]
) -> ClipFile:
    """Decode the whole file again, so that a clip that is announced is a clip that plays."""
    with av.open(str(path), format="mp4") as container:
        comment = container.metadata.get("comment")
        count = 0
        for frame in container.decode(video=0):
            check_cancelled()
            count += (frame.height, frame.width) == (shape.height, shape.width)
    if count != shape.num_frames:
        raise ClipNotReadableError(
            tr(
                "the clip reads back with {count} of {total} frames",
                count=count,
                total=shape.num_frames,
            )
        )
    told = None if metadata is None else metadata.to_json()
    if comment != told or read_clip_metadata(path) != metadata:
        raise ClipNotReadableError(tr("the clip reads back without what it is made from"))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return ClipFile(digest.hexdigest(), file.tell())
