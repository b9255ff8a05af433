"""Work on finished clips: what comes out, and what is refused before it is begun."""

from dataclasses import replace

import pytest

from generation.conftest import SMALL
from wan22_desktop.core.clip_work import ClipSource, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import Size
from wan22_desktop.generation.domain.clip_jobs import (
    Finish,
    FinishedClip,
    Outcome,
    grid,
    grid_outcome,
    join,
    join_notes,
    join_outcome,
)

CLIP = FinishedClip("/clips/a.mp4", "ab" * 32, "a fox", 832, 480, 81, 16.0, 1_000_000, SMALL)
OTHER = replace(CLIP, path="/clips/b.mp4", title="a bear")


def test_enlarging_multiplies_both_sides() -> None:
    outcome = Finish(upscale=2).outcome(CLIP)
    assert outcome == Outcome(1664, 960, 81, 16.0, 4_000_000)


def test_interpolating_multiplies_frames_and_rate() -> None:
    outcome = Finish(interpolate=3).outcome(CLIP)
    assert outcome == Outcome(832, 480, 241, 48.0, 2_975_309)


def test_each_step_of_a_clip_waits_for_the_one_before() -> None:
    group = Finish(upscale=2, upscaler="x.safetensors", interpolate=2).as_group((CLIP, OTHER))
    works = [job.work for job in group.jobs if job.work is not None]
    assert [work.kind for work in works] == [WorkKind.UPSCALE, WorkKind.INTERPOLATE] * 2
    assert works[0].sources == (ClipSource(path=CLIP.path, sha256=CLIP.sha256, label="a fox"),)
    assert works[0].upscaler == "x.safetensors"
    assert works[1].waits_for == (group.jobs[0].id,)
    assert works[1].upscaler == ""
    assert works[3].waits_for == (group.jobs[2].id,)
    assert group.title == "2 clips larger and smoother"


@pytest.mark.parametrize(
    ("finish", "clip", "field"),
    [
        (Finish(), CLIP, "factor"),
        (Finish(upscale=5), CLIP, "upscale"),
        (Finish(interpolate=5), CLIP, "interpolate"),
        (Finish(upscale=4), replace(CLIP, width=4096), "factor"),
        (Finish(interpolate=4), replace(CLIP, fps=60.0), "interpolate"),
        (Finish(interpolate=4), replace(CLIP, num_frames=2_999, fps=1.0), "clips"),
    ],
)
def test_what_would_be_too_large_is_refused(finish: Finish, clip: FinishedClip, field: str) -> None:
    with pytest.raises(UserError) as caught:
        finish.as_group((clip,))
    assert caught.value.field == field


def test_joining_adds_the_frames() -> None:
    assert join_outcome((CLIP, OTHER)).num_frames == 162
    (job,) = join((CLIP, OTHER), colour_match=False).jobs
    assert job.work is not None
    assert [source.path for source in job.work.sources] == [CLIP.path, OTHER.path]
    assert not job.work.colour_match


def test_clips_that_differ_are_fitted_to_the_first_and_it_is_said() -> None:
    assert join_notes((CLIP, OTHER)) == ()
    other = replace(OTHER, width=640, fps=24.0, num_frames=121)
    size, rate = join_notes((CLIP, other))
    assert "832x480" in size
    assert "16 frames per second" in rate
    assert join_outcome((CLIP, other)).num_frames == 81 + 81


@pytest.mark.parametrize(
    ("clips", "told"),
    [
        ((CLIP,), "at least 2"),
        ((CLIP,) * 65, "too many"),
        ((replace(CLIP, num_frames=2000),) * 2, "4,000 frames"),
    ],
)
def test_what_cannot_be_joined(clips: tuple[FinishedClip, ...], told: str) -> None:
    with pytest.raises(UserError, match=told):
        join(clips)


def test_a_grid_has_rows_for_all() -> None:
    outcome = grid_outcome((CLIP, OTHER, CLIP), 2)
    assert Size(outcome.width, outcome.height) == Size(1664, 960)
    assert outcome.num_frames == 81
    (job,) = grid((CLIP, OTHER, CLIP), 2).jobs
    assert job.work is not None
    assert (job.work.columns, len(job.work.sources)) == (2, 3)
    wide = grid_outcome((CLIP,) * 64, 8)
    assert 0.99 < wide.width * wide.height / (3840 * 2160) <= 1
    with pytest.raises(UserError, match="1 to 2"):
        grid((CLIP, OTHER), 3)
