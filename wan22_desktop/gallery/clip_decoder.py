"""The frames of an MP4 by number, exactly; plain Python, for use on a thread that may wait."""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.texts import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MAX_FRAMES = 3000
"""Longer films are for other players; ours indexes every frame before it shows the first."""

MAX_SIDE_PX = 8192
MAX_PIXELS = 4096 * 4096


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What a clip is, known before its frames are decoded."""

    path: Path
    width: int
    height: int
    num_frames: int
    fps: float

    @property
    def seconds(self) -> float:
        return self.num_frames / self.fps

    @property
    def decoded_bytes(self) -> int:
        """What all frames take in memory, at the four bytes a pixel that screens want."""
        return self.num_frames * self.width * self.height * 4


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """Packed RGB, 8 bits a channel, rows of `stride` bytes; `number` counts from 0."""

    number: int
    width: int
    height: int
    stride: int
    rgb: bytes


class ClipDecoder:
    """An open clip. Frames asked for in order cost one decode each; others cost a seek first.

    Raises UserError, here and in `frame`, for a file that is missing, damaged or not a clip.
    """

    def __init__(
        self, path: Path, *, max_frames: int = MAX_FRAMES, threads: int | None = None
    ) -> None:
        """`threads` are FFmpeg's for decoding; None means as many as it takes by itself."""
        self._path = path
        self._next = 0
        self._decoded: Iterator[VideoFrame] = iter(())
        self._file = _opened(path)
        try:
            self._container, self._stream = _container_of(self._file, path)
            if threads is not None:
                self._stream.codec_context.thread_count = threads
            self._pts, self._key_numbers = _frame_times(
                self._container, self._stream, path, max_frames
            )
            self.facts = ClipFacts(
                path,
                self._stream.width,
                self._stream.height,
                len(self._pts),
                float(self._stream.average_rate or self._stream.guessed_rate or 24),
            )
            self._seek(0)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        self._decoded = iter(())
        self._container.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def frame(self, number: int, *, size: tuple[int, int] | None = None) -> DecodedFrame:
        """Frame `number`, the same pixels whichever frames were asked for before.

        `size` is the width and height to scale to (bicubic); None leaves the picture as it is.
        """
        if not 0 <= number < self.facts.num_frames:
            raise IndexError(number)
        if number < self._next or self._key_before(number) > self._next:
            self._seek(self._key_before(number))
        found = self._decode_until(number)
        if found is None:
            # Some files land after the key frame that was asked for: decode from the beginning.
            self._seek(0)
            found = self._decode_until(number)
        if found is None:
            raise damaged(self._path, tr("frame {number} cannot be decoded", number=number + 1))
        self._next = number + 1
        return _as_rgb(number, found, size)

    def _key_before(self, number: int) -> int:
        return self._key_numbers[bisect_right(self._key_numbers, number) - 1]

    def _seek(self, number: int) -> None:
        from av.error import FFmpegError

        try:
            self._container.seek(self._pts[number], stream=self._stream, backward=True)
        except FFmpegError as error:
            raise damaged(self._path, str(error.strerror)) from error
        self._decoded = iter(self._container.decode(self._stream))
        self._next = number

    def _decode_until(self, number: int) -> "VideoFrame | None":
        """Decode on until the frame comes; None if it has been passed or never comes."""
        from av.error import FFmpegError

        wanted = self._pts[number]
        try:
            for frame in self._decoded:
                if frame.pts is not None and frame.pts >= wanted:
                    return frame if frame.pts == wanted else None
        except FFmpegError as error:
            raise damaged(self._path, str(error.strerror)) from error
        return None


def damaged(path: Path, reason: str) -> UserError:
    """The error for a clip that cannot be shown."""
    return UserError(
        tr("{name} cannot be shown: {reason}.", name=path.name, reason=reason),
        category=ErrorCategory.BAD_RESULT,
        safe=tr(
            "The file was not changed. If it was copied, copy it again; "
            "if it was made here, render it again."
        ),
    )


def _opened(path: Path) -> BinaryIO:
    # Opening a pipe or a device could wait for ever.
    if not path.is_file():
        raise UserError(
            tr("{name} is no longer there.", name=path.name),
            category=ErrorCategory.DISK,
            safe=tr("It was moved, renamed or deleted. Open it from where it is now."),
        )
    try:
        return path.open("rb")
    except OSError as error:
        raise damaged(path, error.strerror or tr("it is not readable")) from error


def _container_of(file: BinaryIO, path: Path) -> "tuple[InputContainer, VideoStream]":
    """The clip as FFmpeg sees it: MP4 only, from this file only.

    FFmpeg would guess the format from the content, and some formats are lists of other files;
    an open file has no name that such a list could be relative to.
    """
    import av
    from av.error import FFmpegError

    try:
        container = av.open(file, mode="r", format="mp4")
    except (FFmpegError, OSError, ValueError) as error:
        raise damaged(path, tr("it is no MP4 video, or it is damaged")) from error
    if not container.streams.video:
        container.close()
        raise damaged(path, tr("it has no picture"))
    stream = container.streams.video[0]
    if getattr(stream, "codec_context", None) is None:  # PyAV has none for unknown codecs
        container.close()
        raise damaged(path, tr("its kind of video is unknown"))
    width, height = stream.width, stream.height
    if not (0 < width <= MAX_SIDE_PX and 0 < height <= MAX_SIDE_PX) or width * height > MAX_PIXELS:
        container.close()
        raise damaged(
            path,
            tr(
                "its picture of {width} x {height} pixels is out of range",
                width=width,
                height=height,
            ),
        )
    stream.thread_type = "AUTO"
    return container, stream


def _frame_times(
    container: "InputContainer", stream: "VideoStream", path: Path, max_frames: int
) -> tuple[list[int], list[int]]:
    """The times of all frames in the order they are shown, and the numbers of the key frames."""
    from av.error import FFmpegError

    if stream.frames > max_frames:
        raise _too_long(path, stream.frames, max_frames)
    times: dict[int, bool] = {}
    try:
        for packet in container.demux(stream):
            if packet.pts is None or packet.is_discard:
                continue
            times[packet.pts] = packet.is_keyframe
            if len(times) > max_frames:
                raise _too_long(path, len(times), max_frames)
    except FFmpegError as error:
        raise damaged(path, str(error.strerror)) from error
    pts = sorted(times)
    if not pts:
        raise damaged(path, tr("it has no frames"))
    return pts, [0, *(number for number, time in enumerate(pts) if number and times[time])]


def _too_long(path: Path, num_frames: int, max_frames: int) -> UserError:
    return damaged(
        path,
        tr(
            "its {num_frames} frames are more than the {max_frames} we show",
            num_frames=num_frames,
            max_frames=max_frames,
        ),
    )


def _as_rgb(number: int, frame: "VideoFrame", size: tuple[int, int] | None) -> DecodedFrame:
    if size in (None, (frame.width, frame.height)):
        rgb = frame.reformat(format="rgb24")
    else:
        rgb = frame.reformat(*size, format="rgb24", interpolation="BICUBIC")
    plane = rgb.planes[0]
    return DecodedFrame(number, rgb.width, rgb.height, plane.line_size, bytes(plane))
