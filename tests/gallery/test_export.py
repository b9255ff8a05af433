"""Exports are whole, show the right frames at the right time, or are not there at all."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numbered_clips import MakeClip, number_in_rgb
from PIL import Image

from wan22_desktop.core.clip_metadata import (
    ClipMetadata,
    append_metadata_box,
    read_clip_metadata,
)
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.gallery.clip_decoder import ClipDecoder
from wan22_desktop.gallery.domain.export import (
    ExportFormat,
    ExportOptions,
    export_name,
    frame_name,
    gif_times,
    largest_bytes,
    quality_words,
)
from wan22_desktop.gallery.export import (
    ExportCancelledError,
    ExportStep,
    export_clip,
    exporting_of,
)

EVERY_FORMAT = [ExportOptions(format=one) for one in ExportFormat] + [ExportOptions(quality=None)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


def pixels_of(path: Path) -> list[np.ndarray]:
    with ClipDecoder(path) as decoder:
        frames = [decoder.frame(number) for number in range(decoder.facts.num_frames)]
    return [
        np.frombuffer(frame.rgb, np.uint8)
        .reshape(frame.height, frame.stride)[:, : 3 * frame.width]
        .reshape(frame.height, frame.width, 3)
        for frame in frames
    ]


def psnr_db(one: np.ndarray, other: np.ndarray) -> float:
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


def moving_times(path: Path) -> tuple[list[int], list[int]]:
    """The numbers that an animation's pictures show, and how long each is shown in ms."""
    numbers, durations = [], []
    with Image.open(path) as picture:
        for at in range(getattr(picture, "n_frames", 1)):
            picture.seek(at)
            rgb = picture.convert("RGB")
            numbers.append(number_in_rgb(rgb.tobytes(), rgb.width, 3 * rgb.width))
            durations.append(int(picture.info["duration"]))
    return numbers, durations


def with_metadata(path: Path) -> ClipMetadata:
    metadata = ClipMetadata(
        request=GenerationRequest.default(prompt="a secret boat", seed=7),
        app_version="1",
        versions={},
        device="cpu",
        precision="fp32",
        created_at="2026-01-01T00:00:00+00:00",
    )
    with path.open("r+b") as file:
        append_metadata_box(file, metadata)
    return metadata


# --- frames --------------------------------------------------------------------------------------


def test_png_frames_are_the_decoders_frames_bit_by_bit(make_clip: MakeClip, folder: Path) -> None:
    clip = make_clip(width=150)  # rows with padding
    done = export_clip(clip, folder, ExportOptions(format=ExportFormat.FRAMES))
    assert Path(done.path) == folder / "clip-frames"
    files = sorted(Path(done.path).iterdir())
    assert [file.name for file in files] == [frame_name(number) for number in range(17)]
    assert done.size_bytes == sum(file.stat().st_size for file in files)
    for file, pixels in zip(files, pixels_of(clip), strict=True):
        with Image.open(file) as picture:
            assert np.array_equal(np.asarray(picture), pixels)


def test_a_range_and_a_single_frame(make_clip: MakeClip, folder: Path) -> None:
    clip = make_clip()
    some = export_clip(clip, folder, ExportOptions(format=ExportFormat.FRAMES, first=5, last=8))
    names = sorted(file.name for file in Path(some.path).iterdir())
    assert names == [frame_name(number) for number in (5, 6, 7, 8)]
    one = export_clip(clip, folder, ExportOptions(format=ExportFormat.FRAME, first=11))
    assert Path(one.path).name == "clip-0012.png"
    with Image.open(one.path) as picture:
        assert number_in_rgb(picture.tobytes(), 160, 480) == 11


def test_frames_are_resized(make_clip: MakeClip, folder: Path) -> None:
    options = ExportOptions(format=ExportFormat.FRAME, width=80)
    done = export_clip(make_clip(), folder, options)
    with Image.open(done.path) as picture:
        assert picture.size == (80, 48)


# --- MP4 -----------------------------------------------------------------------------------------


def textured_clip(path: Path, count: int = 12) -> Path:
    """Edges, gradients and grain that move, as films have them."""
    y, x = np.mgrid[0:96, 0:160]
    grain = np.random.default_rng(7).normal(0, 12, (96, 160 + count))
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        stream.options = {"crf": "8"}
        for number in range(count):
            wave = 128 + 90 * np.sin((x + 3 * number) / 11) * np.cos(y / 9)
            grey = np.clip(wave + grain[:, number : number + 160], 0, 255)
            tints = [grey, 0.8 * grey + 20, 255 - grey]
            pixels = np.stack(tints, axis=2).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(stream.encode(None))
    return path


def test_the_best_mp4_looks_the_same_and_worse_ones_are_smaller(folder: Path) -> None:
    clip = textured_clip(folder.parent / "film.mp4")
    sizes, likeness = [], []
    for quality in (100, 50, 0):
        done = export_clip(clip, folder, ExportOptions(quality=quality))
        pairs = zip(pixels_of(clip), pixels_of(Path(done.path)), strict=True)
        likeness.append(min(psnr_db(one, other) for one, other in pairs))
        sizes.append(done.size_bytes)
        with av.open(done.path) as exported:
            assert exported.streams.video[0].average_rate == 24
    assert likeness[0] > 36, likeness
    assert likeness[0] > likeness[1] > likeness[2]
    assert sizes[0] > sizes[1] > sizes[2]


def test_an_mp4_of_a_range_has_its_frames(make_clip: MakeClip, folder: Path) -> None:
    done = export_clip(make_clip(), folder, ExportOptions(first=3, last=99, width=320))
    with ClipDecoder(Path(done.path)) as decoder:
        assert (decoder.facts.width, decoder.facts.height, decoder.facts.fps) == (320, 192, 8)
        frames = [decoder.frame(number) for number in range(decoder.facts.num_frames)]
    shown = [number_in_rgb(frame.rgb, frame.width, frame.stride) for frame in frames]
    assert shown == list(range(3, 17))


def test_a_copy_has_the_same_pictures_without_being_encoded_again(
    make_clip: MakeClip, folder: Path
) -> None:
    clip = make_clip()
    done = export_clip(clip, folder, ExportOptions(quality=None))
    for one, other in zip(pixels_of(clip), pixels_of(Path(done.path)), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("quality", [None, 60])
def test_metadata_goes_along_or_stays_behind(
    make_clip: MakeClip, folder: Path, quality: int | None
) -> None:
    clip = make_clip()
    metadata = with_metadata(clip)
    kept = export_clip(clip, folder, ExportOptions(quality=quality))
    assert read_clip_metadata(Path(kept.path)) == metadata
    bare = export_clip(clip, folder, ExportOptions(quality=quality, keep_metadata=False))
    assert read_clip_metadata(Path(bare.path)) is None
    assert b"secret" in Path(kept.path).read_bytes()
    assert b"secret" not in Path(bare.path).read_bytes()


# --- moving pictures -----------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [8, 16, 24, 30])
def test_a_gif_has_every_frame_and_keeps_the_time(
    make_clip: MakeClip, folder: Path, fps: int
) -> None:
    done = export_clip(make_clip(fps=fps), folder, ExportOptions(format=ExportFormat.GIF))
    numbers, durations = moving_times(Path(done.path))
    assert numbers == list(range(17))
    assert sum(durations) == pytest.approx(17_000 / fps, abs=5)
    with Image.open(done.path) as picture:
        assert picture.info["loop"] == 0


def test_a_gif_of_a_range_in_another_size(make_clip: MakeClip, folder: Path) -> None:
    options = ExportOptions(format=ExportFormat.GIF, first=4, last=9, width=80, quality=0)
    done = export_clip(make_clip(), folder, options)
    numbers, _ = moving_times(Path(done.path))
    assert numbers == [4, 5, 6, 7, 8, 9]
    with Image.open(done.path) as picture:
        assert picture.size == (80, 48)


@given(count=st.integers(1, 400), fps=st.floats(1, 120))
def test_the_times_of_a_gif_do_not_drift(count: int, fps: float) -> None:
    times, duration = gif_times(count, fps)
    exact = 100 / Fraction(fps).limit_denominator(1001)
    begins = list(times.values())
    assert begins[0] == 0
    assert all(after - before >= 2 for before, after in pairwise(begins))
    assert all(abs(begin - place * exact) <= 0.5 for place, begin in times.items())
    assert abs(duration - count * exact) <= 2
    if fps <= 40:
        assert len(times) == count
    if count * exact >= 200:
        assert abs(duration / (count * exact) - 1) <= 0.01


@pytest.mark.parametrize("fps", [16, 24])
def test_a_webp_has_every_frame_and_keeps_the_time(
    make_clip: MakeClip, folder: Path, fps: int
) -> None:
    done = export_clip(make_clip(fps=fps), folder, ExportOptions(format=ExportFormat.WEBP))
    numbers, durations = moving_times(Path(done.path))
    assert numbers == list(range(17))
    assert sum(durations) == pytest.approx(17_000 / fps, rel=0.01)


# --- nothing half-written ------------------------------------------------------------------------


@pytest.mark.parametrize("options", EVERY_FORMAT, ids=str)
def test_a_cancelled_export_leaves_nothing(
    make_clip: MakeClip, folder: Path, options: ExportOptions
) -> None:
    clip = make_clip()
    seen: list[ExportStep] = []
    limit = 1 if options.format is ExportFormat.FRAME else 5
    with pytest.raises(ExportCancelledError):
        export_clip(
            clip, folder, options, progress=seen.append, is_cancelled=lambda: len(seen) >= limit
        )
    assert [step.done for step in seen] == list(range(1, limit + 1))
    assert list(folder.iterdir()) == []


@contextmanager
def room_for(size_bytes: int) -> Iterator[None]:
    """Files cannot grow beyond it: what the system answers is handled as for a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits the size of files")
@pytest.mark.parametrize("options", EVERY_FORMAT, ids=str)
def test_a_disk_that_refuses_leaves_nothing(
    make_clip: MakeClip, folder: Path, options: ExportOptions
) -> None:
    clip = make_clip()
    whole = Path(export_clip(clip, clip.parent, options).path)
    files = list(whole.iterdir()) if whole.is_dir() else [whole]
    largest = max(file.stat().st_size for file in files)
    for limit in (50, largest // 2, largest - 1):
        with room_for(limit), pytest.raises(NotSavedError, match=r"clip\.mp4"):
            export_clip(clip, folder, options)
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("options", EVERY_FORMAT, ids=str)
def test_a_folder_that_is_gone_is_told(make_clip: MakeClip, options: ExportOptions) -> None:
    clip = make_clip()
    with pytest.raises(NotSavedError):
        export_clip(clip, clip.parent / "gone", options)
    assert not (clip.parent / "gone").exists()


def test_a_vanished_clip_and_a_damaged_one_are_told(make_clip: MakeClip, folder: Path) -> None:
    clip = make_clip()
    content = clip.read_bytes()
    clip.write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match=r"clip\.mp4 cannot be shown"):
        export_clip(clip, folder, ExportOptions())
    clip.unlink()
    with pytest.raises(UserError, match=r"clip\.mp4 is no longer there"):
        export_clip(clip, folder, ExportOptions())
    assert list(folder.iterdir()) == []


def test_a_range_behind_the_end_is_refused(make_clip: MakeClip, folder: Path) -> None:
    with pytest.raises(UserError, match="17 frames") as refused:
        export_clip(make_clip(), folder, ExportOptions(format=ExportFormat.GIF, first=17))
    assert refused.value.suggestion == "16"
    assert list(folder.iterdir()) == []


def test_an_end_in_the_middle_of_the_steps_leaves_nothing(
    make_clip: MakeClip, folder: Path
) -> None:
    exporting = exporting_of(make_clip(), folder, ExportOptions(format=ExportFormat.FRAMES))
    next(exporting)
    assert len(list(folder.iterdir())) == 1
    exporting.close()
    assert list(folder.iterdir()) == []


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", EVERY_FORMAT, ids=str)
def test_what_is_there_is_kept_and_the_new_one_numbered(
    make_clip: MakeClip, folder: Path, options: ExportOptions
) -> None:
    clip = make_clip()
    paths = [Path(export_clip(clip, folder, options).path) for _ in range(3)]
    assert len(set(paths)) == 3
    assert [path.name for path in paths] == [export_name("clip", options, n) for n in (1, 2, 3)]


def test_a_file_is_replaced_on_request_but_never_the_clip_itself(
    make_clip: MakeClip, folder: Path
) -> None:
    clip = make_clip()
    before = clip.read_bytes()
    beside = export_clip(clip, clip.parent, ExportOptions(quality=0), replaces=True)
    assert Path(beside.path).name == "clip (2).mp4"
    assert clip.read_bytes() == before
    (folder / "clip.mp4").write_bytes(b"old")
    done = export_clip(clip, folder, ExportOptions(), replaces=True)
    assert Path(done.path) == folder / "clip.mp4"
    assert len(list(folder.iterdir())) == 1


@given(stem=st.text(max_size=300), copy=st.integers(1, 20))
def test_names_are_safe_and_keep_their_ending(stem: str, copy: int) -> None:
    for options in EVERY_FORMAT:
        name = export_name(stem, options, copy)
        assert safe_name(name) == name
        assert name.endswith(options.format.suffix)
        if copy > 1:
            assert f"({copy})" in name


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"quality": 101},
        {"quality": -1},
        {"first": -1},
        {"first": 5, "last": 4},
        {"width": 8},
        {"quality": None, "width": 320},
        {"quality": None, "first": 2},
        {"quality": None, "format": ExportFormat.GIF},
    ],
)
def test_options_that_cannot_be_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"quality|range|width|copied"):
        ExportOptions(**changes)  # type: ignore[arg-type]


def test_quality_has_words_and_more_of_it_costs_more() -> None:
    options = [ExportOptions(quality=quality) for quality in range(101)]
    assert len({quality_words(one.quality) for one in options}) == 5
    crfs = [one.crf for one in options]
    assert crfs == sorted(crfs, reverse=True)
    assert (crfs[0], crfs[-1], options[0].colours, options[-1].colours) == (36, 10, 32, 256)


def test_sizes_are_told_where_they_can_be(make_clip: MakeClip, folder: Path) -> None:
    options = ExportOptions(format=ExportFormat.FRAMES, first=2, last=5)
    most = largest_bytes(options, 160, 96, 17)
    assert most is not None
    assert export_clip(make_clip(), folder, options).size_bytes <= most < 4 * 160 * 96 * 3 * 1.1
    assert largest_bytes(ExportOptions(), 160, 96, 17) is None
