"""Clips made smoother, joined and laid out as a grid, and what a real engine makes of it."""

import os
import signal
from contextlib import closing
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from engine_client import EngineClient, Jobs
from PIL import ImageFont
from test_renders import frames_of

from fixtures.clips import (
    FPS,
    difference,
    frames_in,
    moving_square,
    process,
    rate_of,
    record,
    save,
    source,
)
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.clip_work import ClipSource, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.clips.colour_match import colour_table, recoloured, seam_jump
from wan22_desktop.engine.clips.grid import GAP_PX, Grid, elided
from wan22_desktop.engine.clips.interpolation import interpolated
from wan22_desktop.engine.clips.joining import Joined
from wan22_desktop.engine.clips.sources import SourceClip, at_rate, count_at_rate, open_source
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.messages import (
    Cancel,
    Cancelled,
    Failed,
    Noted,
    Rendered,
    StepDone,
    Suspend,
    Suspended,
)


def never() -> None:
    """Nobody asks to stop."""


# --- smoother -----------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_given_frames_stay_and_the_others_lie_between(factor: int) -> None:
    given = moving_square(6, speed=factor * 2)
    frames = list(interpolated(iter(given), factor))
    assert len(frames) == 5 * factor + 1
    assert np.array_equal(np.stack(frames[::factor]), given)
    truth = moving_square(5 * factor + 1, speed=2)
    # Nearer to what lies between than showing frames again would be.
    again = np.repeat(given, factor, axis=0)[: len(truth)]
    assert difference(np.stack(frames), truth) < 0.75 * difference(again, truth)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_shortest_clips_have_their_frames_too(count: int) -> None:
    given = moving_square(count)
    frames = list(interpolated(iter(given), 2))
    assert len(frames) == 2 * count - 1
    assert np.array_equal(np.stack(frames[::2]), given)
    assert list(interpolated(iter(()), 2)) == []


# --- joined -------------------------------------------------------------------------------------


def tinted(frames: Frames) -> Frames:
    """As a continuation comes out: a little darker, flatter and warmer."""
    values = (frames / 255) ** 2.2 * np.array([0.95, 0.8, 0.6]) + 0.01
    return np.round(values.clip(0, 1) ** (1 / 2.2) * 255).astype(np.uint8)


def test_colours_do_not_jump_at_a_seam() -> None:
    whole = moving_square(12)
    before, after = whole[:6], tinted(whole[6:])
    table = colour_table(before[-1], [after[0]])
    matched = recoloured(after[0], table)
    jump = seam_jump(before[-1], after[0])
    assert jump > 4
    assert seam_jump(before[-1], matched) < jump / 5
    assert difference(matched, whole[6]) < difference(after[0], whole[6]) / 5


def test_a_continuation_is_compared_where_it_shows_the_same_picture(tmp_path: Path) -> None:
    """Its first frame is the other's last, and cut off; motion is taken for no tint then."""
    whole = moving_square(12, speed=6)
    first = source(save(tmp_path / "a.mp4", whole[:6]))
    second = save(tmp_path / "b.mp4", tinted(whole[5:]))

    def error(*, first_frame: int, colour_match: bool = True) -> float:
        parts = [first, source(second, first_frame=first_frame)]
        joined = Joined(parts, colour_match=colour_match, check=never)
        return difference(list(joined.frames())[6], whole[5 + first_frame])

    assert error(first_frame=1) < error(first_frame=1, colour_match=False) / 5
    assert error(first_frame=1) < 2
    assert error(first_frame=0) < 2, "the picture is shown twice, in the same colours"


def test_a_cut_to_another_picture_keeps_its_colours(tmp_path: Path) -> None:
    other = np.random.default_rng(2).integers(0, 90, (4, 64, 96, 3), np.uint8)
    clips = [
        source(save(tmp_path / f"{number}.mp4", frames))
        for number, frames in enumerate((moving_square(4), other))
    ]
    joined = Joined(clips, colour_match=True, check=never)
    assert "another picture" in joined.notes[0]
    plain = Joined(clips, colour_match=False, check=never)
    assert np.array_equal(np.stack(list(joined.frames())), np.stack(list(plain.frames())))


def test_parts_of_clips_follow_each_other_in_their_order(tmp_path: Path) -> None:
    path = save(tmp_path / "clip.mp4", moving_square(10))
    decoded = frames_in(path)
    parts = [source(path, first_frame=6), source(path, first_frame=1, num_frames=3)]
    joined = Joined(parts, colour_match=False, check=never)
    assert joined.num_frames == 7
    expected = np.concatenate([decoded[6:], decoded[1:4]])
    assert np.array_equal(np.stack(list(joined.frames())), expected)


def test_other_sizes_and_rates_are_fitted_to_the_first(tmp_path: Path) -> None:
    first = source(save(tmp_path / "a.mp4", moving_square(4)))
    other = source(save(tmp_path / "b.mp4", moving_square(4, 64, 64), fps=FPS * 2))
    joined = Joined([first, other], colour_match=False, check=never)
    frames = list(joined.frames())
    assert len(frames) == joined.num_frames == 6, "half of them, so that the time is the same"
    assert {frame.shape for frame in frames} == {(64, 96, 3)}
    assert not frames[-1][:, :8].any(), "black beside it"
    assert "64x64" in joined.notes[0]


@pytest.mark.parametrize(("fps", "wanted", "count"), [(8, 16, 5), (24, 8, 7), (30, 24, 11)])
def test_rates_change_no_time(fps: int, wanted: int, count: int) -> None:
    frames = moving_square(count)
    shown = list(at_rate(iter(frames), Fraction(fps), Fraction(wanted)))
    assert len(shown) == count_at_rate(count, Fraction(fps), Fraction(wanted))
    assert abs(len(shown) / wanted - count / fps) <= 1 / wanted
    assert np.array_equal(shown[0], frames[0])


# --- side by side -------------------------------------------------------------------------------


def clips_for_a_grid(folder: Path, *lengths: int) -> list[SourceClip]:
    return [
        source(save(folder / f"{number}.mp4", moving_square(length, start=3 * number)))
        for number, length in enumerate(lengths)
    ]


def test_frame_n_of_a_grid_shows_frame_n_of_every_clip(tmp_path: Path) -> None:
    clips = clips_for_a_grid(tmp_path, 5, 3, 5)
    grid = Grid(clips, columns=2)
    frames = list(grid.frames())
    assert grid.num_frames == len(frames) == 5
    assert grid.size == Size(2 * 96 + GAP_PX, 2 * 64 + GAP_PX)
    for number, clip in enumerate(clips):
        row, column = divmod(number, 2)
        top, left = row * (64 + GAP_PX), column * (96 + GAP_PX)
        cells = [frame[top : top + 64, left : left + 96] for frame in frames]
        own = list(clip.frames())
        own += [own[-1]] * (5 - len(own))  # a shorter one stays at its last frame
        assert np.array_equal(np.stack(cells), np.stack(own))


def test_labels_stand_above_their_clips(tmp_path: Path) -> None:
    path = save(tmp_path / "clip.mp4", moving_square(2))
    asked = [ClipSource(path=str(path), label=label) for label in ("seed 1", "")]
    grid = Grid([open_source(path, one) for one in asked], columns=2)
    (frame,) = islice(grid.frames(), 1)
    strip = frame[: grid.size.height - 64].astype(int)
    left, right = strip[:, :96], strip[:, 96 + GAP_PX :]
    assert left.max() > 200, "letters"
    assert right.max() < 40, "none"


def test_long_labels_end_where_their_clip_does() -> None:
    font = ImageFont.load_default(12)
    text = elided("a red circle moving right on blue\n\u202e, seed 7", 80, font)
    assert text.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert font.getlength(text) <= 80
    assert elided("seed 7", 80, font) == "seed 7"


def test_a_grid_stays_at_a_size_that_plays(tmp_path: Path) -> None:
    path = save(tmp_path / "clip.mp4", moving_square(1, 1280, 720))
    grid = Grid([source(path)] * 16, columns=4)
    assert grid.size.width * grid.size.height < 3840 * 2160 * 1.02
    assert "smaller" in grid.notes[0]
    (frame,) = grid.frames()
    assert frame.shape[:2] == (grid.size.height, grid.size.width)


# --- sources ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("gone.mp4", None, "cannot be read"),
        ("text.mp4", b"no clip at all", "cannot be read"),
        ("list.m3u8", b"#EXTM3U\nfile:///etc/passwd", "is no MP4"),
    ],
)
def test_what_is_no_clip_is_told(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=told):
        source(tmp_path / name)


def test_a_clip_has_no_frames_beyond_its_end(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no frame 4"):
        source(save(tmp_path / "clip.mp4", moving_square(4)), first_frame=4)


def test_a_damaged_clip_is_told_by_its_own_name(engine: EngineClient, tmp_path: Path) -> None:
    path = save(tmp_path / "clip.mp4", moving_square(30, 96, 96))
    content = bytearray(path.read_bytes())
    middle = content.index(b"mdat") + 1500
    content[middle : middle + 1500] = bytes(1500)
    path.write_bytes(content)
    job = process(tmp_path, WorkKind.INTERPOLATE, [ClipSource(path=str(path))])
    engine.send(job)
    last = engine.outcome(job.job_id)[1]
    # FFmpeg mends what it can; a clip that came out has to be whole.
    if isinstance(last, Failed):
        assert "clip.mp4" in last.message
        assert not Path(job.clip_path).exists()
    else:
        assert len(frames_in(job.clip_path)) > 1


# --- the engine ---------------------------------------------------------------------------------


def test_real_clips_are_interpolated_joined_and_laid_out(
    engine: EngineClient, jobs: Jobs, tmp_path: Path
) -> None:
    made = [engine.render(jobs.job(jobs.quick_request(seed=seed))) for seed in (1, 2)]
    sources = [
        ClipSource(path=answer.clip_path, label=f"seed {seed}")
        for seed, answer in enumerate(made, start=1)
    ]
    rate = rate_of(made[0].clip_path)
    smooth = process(tmp_path, WorkKind.INTERPOLATE, sources[:1], factor=3)
    joined = process(tmp_path, WorkKind.JOIN, sources, colour_match=False)
    grid = process(tmp_path, WorkKind.GRID, sources, columns=2)
    for job, count, fps in ((smooth, 13, rate * 3), (joined, 10, rate), (grid, 5, rate)):
        engine.send(job)
        last = engine.outcome(job.job_id)[1]
        assert isinstance(last, Rendered), last
        assert len(frames_in(job.clip_path)) == count
        assert rate_of(job.clip_path) == fps
        told = read_clip_metadata(Path(job.clip_path))
        assert told is not None
        assert told.request.seed == 1
        assert told.work is not None
        assert told.work.kind is job.work.kind
        assert [one.sha256 for one in told.work.sources] == [
            answer.sha256 for answer in made[: len(job.work.sources)]
        ]
    cells = frames_in(grid.clip_path)[:, -64:, :]
    for number, answer in enumerate(made):
        left = number * (64 + GAP_PX)
        # Encoded once more, at a quality that loses hardly anything.
        assert difference(cells[:, :, left : left + 64], frames_of(answer)) < 4


def test_clips_of_others_say_nothing_of_how_they_were_made(
    engine: EngineClient, tmp_path: Path
) -> None:
    foreign = save(tmp_path / "holiday.mp4", moving_square(3))
    ours = save(tmp_path / "ours.mp4", moving_square(3), metadata=record())
    for path, wish, known in ((foreign, True, False), (ours, False, False), (ours, True, True)):
        asked = [ClipSource(path=str(path))]
        job = process(tmp_path, WorkKind.UPSCALE, asked, keep_metadata=wish)
        engine.send(job)
        assert isinstance(engine.outcome(job.job_id)[1], Rendered)
        assert (read_clip_metadata(Path(job.clip_path)) is not None) == known
        assert (b"square" in Path(job.clip_path).read_bytes()) == known


def many_times(clip: Path, times: int = 40) -> list[ClipSource]:
    return [ClipSource(path=str(clip))] * times


@pytest.mark.parametrize("wish", [Cancel, Suspend])
def test_work_stops_at_its_next_frame_and_leaves_no_clip(
    engine: EngineClient, tmp_path: Path, wish: type[Cancel] | type[Suspend]
) -> None:
    clip = save(tmp_path / "clip.mp4", moving_square(20, 128, 128))
    job = process(tmp_path, WorkKind.JOIN, many_times(clip), colour_match=False)
    engine.send(job)
    first = engine.wait_for(StepDone)
    engine.send(wish(job_id=job.job_id))
    events, last = engine.outcome(job.job_id)
    assert isinstance(last, Cancelled | Suspended)
    steps = [first, *(event for event in events if isinstance(event, StepDone))]
    assert steps[-1].step < first.steps == 800
    assert all(one.step < other.step for one, other in pairwise(steps))
    assert not Path(job.clip_path).exists()


def test_memory_does_not_grow_with_the_clip(engine: EngineClient, tmp_path: Path) -> None:
    """Twenty times the same clip; enlarged, its frames are 315 MB."""
    clip = save(tmp_path / "clip.mp4", moving_square(20, 256, 256))
    joined = process(tmp_path, WorkKind.JOIN, many_times(clip, 20), colour_match=False)
    engine.send(joined)
    assert isinstance(engine.outcome(joined.job_id)[1], Rendered)
    before = max(beat.resident_bytes for beat in engine.heartbeats[-2:])
    job = process(tmp_path, WorkKind.UPSCALE, [ClipSource(path=joined.clip_path)], factor=2)
    engine.send(job)
    assert isinstance(engine.outcome(job.job_id)[1], Rendered)
    frames_bytes = 400 * 512 * 512 * 3
    grown = max(beat.resident_bytes for beat in engine.heartbeats) - before
    assert grown < frames_bytes / 2, (grown, frames_bytes)


def test_a_killed_engine_leaves_nothing_that_looks_like_a_clip(tmp_path: Path) -> None:
    clip = save(tmp_path / "clip.mp4", moving_square(20, 128, 128))
    job = process(tmp_path, WorkKind.JOIN, many_times(clip), colour_match=False)
    with closing(EngineClient()) as engine:
        engine.send(job)
        engine.wait_for(StepDone)
        os.kill(engine.process.pid, signal.SIGKILL)
        assert not any(isinstance(event, Rendered) for event in engine.rest())
    with pytest.raises(UserError):
        source(Path(job.clip_path))


def test_what_the_first_source_lacks_is_told_by_the_request(
    engine: EngineClient, tmp_path: Path
) -> None:
    path = save(tmp_path / "clip.mp4", moving_square(3))
    request = record().request
    job = process(tmp_path, WorkKind.UPSCALE, [ClipSource(path=str(path))], request=request)
    engine.send(job)
    events, last = engine.outcome(job.job_id)
    assert isinstance(last, Rendered)
    assert not any(isinstance(event, Noted) for event in events)
    told = read_clip_metadata(Path(job.clip_path))
    assert told is not None
    assert (told.request, told.notes) == (request, ("by hand",))
