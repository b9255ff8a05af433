"""Finished clips as streams of frames, of which only a few are in memory at a time."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.error import FFmpegError
from PIL import Image, ImageOps

from wan22_desktop.core.clip_metadata import ClipMetadata, read_clip_metadata
from wan22_desktop.core.clip_work import ClipSource
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.video_file import Frames

if TYPE_CHECKING:
    from av.container import InputContainer

MAX_PIXELS = 50_000_000
_FORMATS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mp4",
    ".mkv": "matroska",
    ".webm": "matroska",
}
"""FFmpeg's readers by suffix; others, such as playlists, would open further files by themselves."""
_NAME_CHARACTERS = 80

Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class SourceClip:
    """A clip, or the part of it that is wanted."""

    path: Path
    sha256: str
    """Of the file's bytes."""
    size: Size
    fps: Fraction
    num_frames: int
    """Of the wanted part."""
    first_frame: int
    metadata: ClipMetadata | None
    label: str

    def frames(self) -> Generator[Frames, None, None]:
        """RGB [height, width, 3] one by one; raises UserError where the file is damaged."""
        with _told_of(self.path), _opened(self.path) as container:
            last = self.first_frame + self.num_frames
            for frame in islice(container.decode(video=0), self.first_frame, last):
                yield _upright(frame)


def open_source(path: Path, source: ClipSource) -> SourceClip:
    """What is known of a clip before its frames are read; raises UserError if it cannot be used."""
    with _told_of(path):
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        metadata = read_clip_metadata(path)
        with _opened(path) as container:
            first = _upright(next(container.decode(video=0), None))
            fps = container.streams.video[0].average_rate
        with _opened(path) as container:
            packets = container.demux(video=0)
            count = sum(packet.size > 0 for packet in packets) - source.first_frame
    if fps is None or not 0 < fps <= 1000:
        raise UserError(tr("The clip {name} does not say how fast it is.", name=_name(path)))
    if count <= 0:
        raise UserError(
            tr(
                "The clip {name} has no frame {number}.",
                name=_name(path),
                number=source.first_frame,
            )
        )
    return SourceClip(
        path=path,
        sha256=sha256,
        size=Size(first.shape[1], first.shape[0]),
        fps=Fraction(fps),
        num_frames=min(count, source.num_frames or count),
        first_frame=source.first_frame,
        metadata=metadata,
        label=source.label,
    )


def even(size: Size) -> Size:
    """The encoder halves the colours' resolution, so it takes even sizes only."""
    return Size(max(2, size.width // 2 * 2), max(2, size.height // 2 * 2))


def contained(frame: Frames, size: Size) -> Frames:
    """The whole frame as large as it fits, with black beside it, or above and below."""
    if (frame.shape[1], frame.shape[0]) == (size.width, size.height):
        return frame
    picture = Image.fromarray(frame)
    return np.asarray(ImageOps.pad(picture, (size.width, size.height), Image.Resampling.LANCZOS))


def at_rate(frames: Iterator[Frames], fps: Fraction, wanted: Fraction) -> Iterator[Frames]:
    """The same time at another rate: frames are left out or shown again."""
    shown = 0
    for number, frame in enumerate(frames):
        until = (number + 1) * wanted / fps
        while shown < until:
            yield frame
            shown += 1


def count_at_rate(count: int, fps: Fraction, wanted: Fraction) -> int:
    """How many frames `at_rate` gives of so many."""
    return -int(-count * wanted / fps // 1)


@contextmanager
def _opened(path: Path) -> "Iterator[InputContainer]":
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise UserError(
            tr("{name} is no MP4, MOV, MKV or WebM file.", name=_name(path)),
        )
    with av.open(str(path), format=kind) as container:
        if not container.streams.video:
            raise UserError(tr("The clip {name} has no pictures.", name=_name(path)))
        container.streams.video[0].codec_context.thread_count = 1  # of many clips at once
        yield container


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Let what reading raises be an error of this clip, not of the one that is made."""
    try:
        yield
    except (OSError, FFmpegError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            tr("The clip {name} cannot be read: {reason}.", name=_name(path), reason=reason)
        ) from None


def _upright(frame: av.VideoFrame | None) -> Frames:
    if frame is None:
        raise ValueError(tr("it has no frames"))
    if frame.width * frame.height > MAX_PIXELS:
        raise ValueError(tr("it has more than {most} megapixels", most=MAX_PIXELS // 1_000_000))
    pixels = cast("Frames", frame.to_ndarray(format="rgb24"))
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels


def _name(path: Path) -> str:
    return plain_line(path.name, _NAME_CHARACTERS)
