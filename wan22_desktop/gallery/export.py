"""Clips written as something else: one frame at a time, whole or not at all.

Plain Python for a thread that may wait. Everything is written beside its target under a temporary
name, flushed, read back and renamed; whatever ends it early leaves nothing behind.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from wan22_desktop.core.clip_metadata import (
    ClipMetadata,
    append_metadata_box,
    read_clip_metadata,
)
from wan22_desktop.core.durable import publish, sync_folder
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.ids import new_job_id
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.clip_decoder import ClipDecoder, ClipFacts, DecodedFrame
from wan22_desktop.gallery.domain.export import (
    ExportFormat,
    ExportOptions,
    copies,
    export_name,
    frame_name,
    gif_times,
)

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL import Image

_X264_PRESET = "medium"
_PNG_LEVEL = 3
"""Of zlib: on 832 x 480 with film grain as small as the usual 6, in a third of the time."""
_WEBP_TIME = Fraction(1, 1000)
_GIF_TIME = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class ExportedClip:
    """What was written; a folder of frames counts all its files."""

    source: str
    path: str
    size_bytes: int
    num_frames: int


@dataclass(frozen=True, slots=True)
class ExportStep:
    """How many of all steps are done; a format may take more than one a frame."""

    done: int
    steps: int


Exporting = Generator[ExportStep, None, ExportedClip]
"""Goes on by one step at each `next`; closing it cancels. Returns what was written."""

_Writing = Generator[ExportStep, None, int]
"""Writes one file or folder and returns the number of frames in it."""


class ExportCancelledError(Exception):
    """The export was cancelled; nothing of it is left."""


def export_clip(
    source: Path,
    folder: Path,
    options: ExportOptions,
    *,
    replaces: bool = False,
    progress: Callable[[ExportStep], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ExportedClip:
    """Export at one go; raises UserError, and ExportCancelledError once `is_cancelled`."""
    exporting = exporting_of(source, folder, options, replaces=replaces)
    try:
        while True:
            if is_cancelled():
                raise ExportCancelledError(source.name)
            progress(next(exporting))
    except StopIteration as end:
        return cast("ExportedClip", end.value)
    finally:
        exporting.close()


def exporting_of(
    source: Path, folder: Path, options: ExportOptions, *, replaces: bool = False
) -> Exporting:
    """Export step by step.

    Raises UserError for a clip that is gone or damaged and for a range behind its end, and
    NotSavedError if the target cannot be written.
    """
    temporary = folder / f".{new_job_id()}.export"
    try:
        with ClipDecoder(source) as decoder:
            _check_range(decoder.facts, options)
            with _target_errors(source):
                num_frames = yield from _written(decoder, temporary, options)
        with _target_errors(source):
            size_bytes = _flushed(temporary)
            final = _free_target(source, folder, options, replaces=replaces)
            if temporary.is_dir():
                temporary.rename(final)
                sync_folder(folder)
            else:
                publish(temporary, final)
        return ExportedClip(str(source), str(final), size_bytes, num_frames)
    finally:
        _remove(temporary)


def _check_range(facts: ClipFacts, options: ExportOptions) -> None:
    if not options.frames_of(facts.num_frames):
        raise UserError(
            tr(
                "{name} has {count} frames; a range that begins at frame {first} is not in it.",
                name=facts.path.name,
                count=facts.num_frames,
                first=options.first + 1,
            ),
            field="first",
            suggestion=str(facts.num_frames - 1),
            safe=tr("The clip is unchanged."),
            recoveries=(Recovery.EDIT_REQUEST,),
        )


def _written(decoder: ClipDecoder, target: Path, options: ExportOptions) -> _Writing:
    metadata = read_clip_metadata(decoder.facts.path) if options.keep_metadata else None
    if options.format is ExportFormat.MP4:
        if options.quality is None:
            return (yield from _copied_mp4(decoder.facts, target, metadata))
        return (yield from _mp4(decoder, target, options, metadata))
    if options.format is ExportFormat.GIF:
        return (yield from _gif(decoder, target, options))
    if options.format is ExportFormat.WEBP:
        return (yield from _webp(decoder, target, options))
    if options.format is ExportFormat.FRAMES:
        return (yield from _frames(decoder, target, options))
    _save_png(_picture(decoder.frame(options.first), options), target)
    yield ExportStep(1, 1)
    return 1


# --- video ---------------------------------------------------------------------------------------


def _mp4(
    decoder: ClipDecoder, target: Path, options: ExportOptions, metadata: ClipMetadata | None
) -> _Writing:
    """H.264 in 4:2:0 with BT.709 colours, the index in front."""
    import av
    from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

    numbers = options.frames_of(decoder.facts.num_frames)
    width, height = options.size_of(decoder.facts.width, decoder.facts.height)
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        _note(container.metadata, metadata)
        stream = cast("VideoStream", container.add_stream("libx264", rate=_rate(decoder.facts)))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": str(options.crf), "preset": _X264_PRESET}
        context = stream.codec_context
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
        for done, number in enumerate(numbers, 1):
            rgb = _scaled(_video_frame(decoder.frame(number)), width, height)
            frame = rgb.reformat(
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                src_color_range=ColorRange.JPEG,
                dst_color_range=ColorRange.MPEG,
            )
            frame.pts, frame.time_base = done - 1, 1 / _rate(decoder.facts)
            container.mux(stream.encode(frame))
            yield ExportStep(done, len(numbers))
        container.mux(stream.encode())
    _append_metadata(target, metadata)
    _read_back(target, len(numbers))
    return len(numbers)


def _copied_mp4(facts: ClipFacts, target: Path, metadata: ClipMetadata | None) -> _Writing:
    """The same pictures, bit by bit, in a new file."""
    import av

    movflags = {"movflags": "+faststart"}
    with (
        facts.path.open("rb") as file,
        av.open(file, mode="r", format="mp4") as source,
        av.open(str(target), "w", format="mp4", options=movflags) as container,
    ):
        _note(container.metadata, metadata)
        stream = source.streams.video[0]
        copied = container.add_stream_from_template(stream)
        copied.metadata.clear()
        done = 0
        for packet in source.demux(stream):
            if packet.dts is None:
                continue
            packet.stream = copied
            container.mux_one(packet)
            done = min(done + 1, facts.num_frames)
            yield ExportStep(done, facts.num_frames)
    _append_metadata(target, metadata)
    _read_back(target, facts.num_frames)
    return facts.num_frames


def _note(tags: dict[str, str], metadata: ClipMetadata | None) -> None:
    if metadata is not None:
        tags["comment"] = metadata.to_json()


def _append_metadata(target: Path, metadata: ClipMetadata | None) -> None:
    if metadata is not None:
        with target.open("r+b") as file:
            append_metadata_box(file, metadata)


def _read_back(target: Path, num_frames: int) -> None:
    """A film that is announced opens and has all its frames."""
    try:
        with ClipDecoder(target) as decoder:
            found = decoder.facts.num_frames
    except UserError:
        found = 0
    if found != num_frames:
        raise OSError(None, tr("{found} of {all} frames were written", found=found, all=num_frames))


# --- moving pictures -----------------------------------------------------------------------------


def _gif(decoder: ClipDecoder, target: Path, options: ExportOptions) -> _Writing:
    """In two rounds: a palette of all frames first, then each frame in its colours.

    Palette and dithering are FFmpeg's `palettegen` and `paletteuse`.
    """
    import av
    from av.filter import Graph
    from av.video.format import VideoFormat

    rgb24 = VideoFormat("rgb24")
    facts = decoder.facts
    numbers = options.frames_of(facts.num_frames)
    times, duration = gif_times(len(numbers), facts.fps)
    width, height = options.size_of(facts.width, facts.height)
    steps = 2 * len(times)

    def frame_at(place: int) -> "VideoFrame":
        frame = _scaled(_video_frame(decoder.frame(numbers[place])), width, height)
        frame.pts, frame.time_base = times[place], _GIF_TIME
        return frame

    finding = Graph()
    colours = finding.add_buffer(width=width, height=height, format=rgb24, time_base=_GIF_TIME)
    generator = finding.add(
        "palettegen", f"max_colors={options.colours}:reserve_transparent=0:stats_mode=full"
    )
    palette_out = finding.add("buffersink")
    colours.link_to(generator)
    generator.link_to(palette_out)
    finding.configure()
    for done, place in enumerate(times, 1):
        colours.push(frame_at(place))
        yield ExportStep(done, steps)
    colours.push(None)
    palette = cast("VideoFrame", palette_out.pull())
    palette.pts, palette.time_base = 0, _GIF_TIME

    using = Graph()
    pictures = using.add_buffer(width=width, height=height, format=rgb24, time_base=_GIF_TIME)
    palette_in = using.add_buffer(
        width=palette.width, height=palette.height, format=palette.format, time_base=_GIF_TIME
    )
    user = using.add("paletteuse", "dither=sierra2_4a:diff_mode=rectangle")
    out = using.add("buffersink")
    pictures.link_to(user, 0, 0)
    palette_in.link_to(user, 0, 1)
    user.link_to(out)
    using.configure()
    palette_in.push(palette)
    palette_in.push(None)
    latest = max(times.values())
    muxing = {"loop": "0", "final_delay": str(duration - latest)}
    with av.open(str(target), "w", format="gif", options=muxing) as container:
        stream = cast("VideoStream", container.add_stream("gif", rate=100))
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        stream.codec_context.time_base = _GIF_TIME
        for done, place in enumerate(times, len(times) + 1):
            pictures.push(frame_at(place))
            if place == max(times):
                pictures.push(None)
            for frame in _pulled(out):
                container.mux(stream.encode(frame))
            yield ExportStep(done, steps)
        container.mux(stream.encode())
    return len(times)


def _pulled(sink: object) -> Iterator["VideoFrame"]:
    """What a filter graph has ready."""
    from av.error import BlockingIOError as NothingYetError
    from av.error import EOFError as NoMoreError

    while True:
        try:
            yield sink.pull()  # pyright: ignore[reportAttributeAccessIssue] # an av filter context
        except (NothingYetError, NoMoreError):
            return


def _webp(decoder: ClipDecoder, target: Path, options: ExportOptions) -> _Writing:
    """Endlessly repeated, its times in milliseconds."""
    import av

    facts = decoder.facts
    numbers = options.frames_of(facts.num_frames)
    width, height = options.size_of(facts.width, facts.height)
    with av.open(str(target), "w", format="webp", options={"loop": "0"}) as container:
        stream = cast("VideoStream", container.add_stream("libwebp_anim", rate=1000))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"quality": str(options.quality)}
        stream.codec_context.time_base = _WEBP_TIME
        for done, number in enumerate(numbers, 1):
            rgb = _scaled(_video_frame(decoder.frame(number)), width, height)
            frame = rgb.reformat(format="yuv420p")
            frame.pts, frame.time_base = round((done - 1) * 1000 / _rate(facts)), _WEBP_TIME
            container.mux(stream.encode(frame))
            yield ExportStep(done, len(numbers))
        container.mux(stream.encode())
    return len(numbers)


# --- pictures ------------------------------------------------------------------------------------


def _frames(decoder: ClipDecoder, target: Path, options: ExportOptions) -> _Writing:
    target.mkdir()
    numbers = options.frames_of(decoder.facts.num_frames)
    for done, number in enumerate(numbers, 1):
        _save_png(_picture(decoder.frame(number), options), target / frame_name(number))
        yield ExportStep(done, len(numbers))
    return len(numbers)


def _picture(frame: DecodedFrame, options: ExportOptions) -> "Image.Image":
    from PIL import Image

    size = frame.width, frame.height
    picture = Image.frombytes("RGB", size, frame.rgb, "raw", "RGB", frame.stride)
    wanted = options.size_of(*size)
    return picture if wanted == size else picture.resize(wanted, Image.Resampling.LANCZOS)


def _save_png(picture: "Image.Image", path: Path) -> None:
    with path.open("xb") as file:
        picture.save(file, "PNG", compress_level=_PNG_LEVEL)


def _video_frame(frame: DecodedFrame) -> "VideoFrame":
    import numpy as np
    from av.video.frame import VideoFrame

    rows = np.frombuffer(frame.rgb, np.uint8).reshape(-1, frame.stride)[: frame.height]
    pixels = rows[:, : 3 * frame.width].reshape(frame.height, frame.width, 3)
    return VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")


def _scaled(frame: "VideoFrame", width: int, height: int) -> "VideoFrame":
    from av.video.reformatter import Interpolation

    if (frame.width, frame.height) == (width, height):
        return frame
    return frame.reformat(width, height, interpolation=Interpolation.LANCZOS)


def _rate(facts: ClipFacts) -> Fraction:
    """Frames a second, exactly, also those of television."""
    return Fraction(facts.fps).limit_denominator(1001)


# --- files ---------------------------------------------------------------------------------------


@contextmanager
def _target_errors(source: Path) -> Iterator[None]:
    """Whatever cannot be written is told as such."""
    from av.error import FFmpegError

    try:
        yield
    except (FFmpegError, OSError) as error:
        raise NotSavedError(tr("The export of {name}", name=source.name), error) from error


def _flushed(target: Path) -> int:
    """Have everything on the disk; the bytes it takes."""
    files = sorted(target.iterdir()) if target.is_dir() else [target]
    size_bytes = 0
    for file in files:
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())
            size_bytes += os.fstat(opened.fileno()).st_size
    return size_bytes


def _free_target(source: Path, folder: Path, options: ExportOptions, *, replaces: bool) -> Path:
    """Where the export goes: a name that nobody has, or that may be replaced."""
    for copy in copies():
        target = folder / export_name(source.stem, options, copy)
        if not target.exists():
            return target
        is_file = target.is_file() and not target.samefile(source)
        if replaces and is_file:
            return target
    raise UserError(
        tr("The folder {name} has too many exports of this clip.", name=folder.name),
        category=ErrorCategory.DISK,
        safe=tr("Nothing was written. Choose another folder."),
        recoveries=(Recovery.CHOOSE_OUTPUT_FOLDER,),
    )


def _remove(path: Path) -> None:
    """Leave nothing half-written, and never hide what went wrong before."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return
