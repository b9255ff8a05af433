"""What is said about jobs, and how long the queue takes."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from queue_jobs import group_of, job, job_id, sweep

from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui.queue_estimate import JobTimes, TimeLeft, time_left
from wan22_desktop.generation.ui.queue_rows import GroupRow
from wan22_desktop.generation.ui.queue_text import (
    one_line,
    progress_line,
    settings_line,
    state_line,
    state_tone,
    title_line,
    tooltip,
)
from wan22_desktop.qtkit.theme import Tone

DOT = "\N{MIDDLE DOT}"
UPSCALE = ClipWork(kind=WorkKind.UPSCALE, sources=(ClipSource(path="/clips/a.mp4"),))


def _progress(step: int, left: float | None, *, cancelling: bool = False) -> Progress:
    return Progress(job_id(1), JobState.RENDERING, step, 20, left, cancelling)


def test_steps_and_time() -> None:
    rendering = JobState.RENDERING
    assert progress_line(rendering, _progress(7, 12.4)) == f"step 7 of 20 {DOT} 12 s left"
    assert progress_line(rendering, _progress(7, None)) == "step 7 of 20"
    assert progress_line(rendering, None) == "Rendering\N{HORIZONTAL ELLIPSIS}"
    assert progress_line(JobState.DECODING, _progress(20, 3.0)).startswith("Decoding")
    assert progress_line(rendering, _progress(7, 12.4, cancelling=True)).startswith("Cancelling")


def test_every_state_has_words_and_a_tone() -> None:
    for state in JobState:
        assert state_line(job(1, state), None)
        assert isinstance(state_tone(job(1, state)), Tone)
    assert state_line(job(1, JobState.FAILED, message="No\nroom"), None) == "Failed: No room"
    assert state_line(job(1, JobState.QUEUED, message="The app ended."), None) == (
        "Queued: The app ended."
    )
    assert state_line(job(1, JobState.DONE, seconds=12.0), None) == f"Done in 12 s {DOT} 1.mp4"


def test_settings() -> None:
    times = "\N{MULTIPLICATION SIGN}"
    assert settings_line(job(9)) == (
        f"96 {times} 96 {DOT} seed 9 {DOT} 17 frames {DOT} 20 steps {DOT} Demo (moving shapes)"
    )


def test_settings_count_the_loras() -> None:
    one, two = LoraUse(sha256="ab" * 32, name="a"), LoraUse(sha256="cd" * 32, name="b")
    for loras, says in (((one,), "1 LoRA"), ((one, two), "2 LoRAs")):
        with_loras = replace(job(9), request=job(9).request.with_changes(loras=loras))
        assert settings_line(with_loras).endswith(f"{DOT} {says}")
    high = one.model_copy(update={"strength_2": 0.0})
    low = two.model_copy(update={"strength": 0.0})
    pair = job(9).request.with_changes(loras=(high, low), compare_loras=True)
    assert settings_line(replace(job(9), request=pair)).endswith(f"{DOT} without and with 1 LoRA")


def test_long_texts_become_one_short_line() -> None:
    assert one_line("a\n\tb   c") == "a b c"
    assert len(one_line("word " * 10_000)) <= 400


def _left(
    jobs: Iterable[Job], active_s: float | None = None, expected: dict[str, float] | None = None
) -> TimeLeft:
    jobs = tuple(jobs)
    return time_left(jobs, JobTimes(jobs, expected or {}), active_s)


def test_time_left_is_that_of_finished_clips_of_the_same_shape() -> None:
    done = tuple(job(number, JobState.DONE, seconds=10.0) for number in (1, 2, 3))
    assert _left((*done, job(4), job(5))) == TimeLeft(20.0, 0)
    assert _left((*done, job(4, JobState.RENDERING), job(5)), 4.0) == TimeLeft(14.0, 0)


def test_other_shapes_are_scaled_unless_the_planner_knows_better() -> None:
    done = job(1, JobState.DONE, seconds=10.0)
    long = replace(job(2), request=job(2).request.with_changes(num_inference_steps=40))
    assert _left((done, long)).seconds == pytest.approx(20.0)
    assert _left((done, long), expected={long.id: 33.0}).seconds == 33.0
    assert _left((done, job(3)), expected={job_id(3): 33.0}).seconds == 10.0


def test_what_nobody_knows_is_counted_rather_than_guessed() -> None:
    done = job(1, JobState.DONE, seconds=10.0)
    assert _left((job(2),)) == TimeLeft(0.0, 1)
    assert _left((done, job(2, model=Variant.TI2V_5B), job(3))) == TimeLeft(10.0, 1)
    assert _left((job(2, JobState.RENDERING),), 7.0) == TimeLeft(7.0, 0)


def test_work_on_clips_is_measured_by_itself() -> None:
    done = replace(job(1, JobState.DONE, seconds=10.0))
    work = replace(job(2), work=UPSCALE)
    assert _left((done, work)) == TimeLeft(0.0, 1)
    measured = replace(job(3, JobState.DONE, seconds=4.0), work=UPSCALE)
    assert _left((done, measured, work, job(5))) == TimeLeft(14.0, 0)


def test_what_is_skipped_or_waits_is_not_in_the_time_left() -> None:
    done = job(1, JobState.DONE, seconds=10.0)
    waiting = replace(job(2, model=Variant.TI2V_5B), waits="Waits for it to be installed")
    assert _left((done, waiting, job(3, is_skipped=True), job(4))) == TimeLeft(10.0, 0)


def test_skipped_jobs_and_expected_times_are_said() -> None:
    assert state_line(job(1, is_skipped=True), None) == "Skipped; keeps its place"
    assert state_line(job(1, JobState.DONE, is_skipped=True), None).startswith("Done")
    assert state_line(job(1), None, 62.0) == f"Queued {DOT} about 1 min 02 s"


def test_work_says_what_it_does() -> None:
    times = "\N{MULTIPLICATION SIGN}"
    source = ClipSource(path="/clips/a\u202eboat.mp4")
    made = ClipSource(job_id=job_id(4))
    for work, says, needs in (
        (ClipWork(kind=WorkKind.UPSCALE, sources=(source,)), f"Upscale {times}2", "of aboat.mp4"),
        (
            ClipWork(kind=WorkKind.INTERPOLATE, sources=(made,), factor=3),
            f"{times}3 the frame rate",
            "of a clip of this queue",
        ),
        (
            ClipWork(kind=WorkKind.JOIN, sources=(made, made)),
            "Join 2 clips",
            "of 2 clips of this queue",
        ),
        (
            ClipWork(kind=WorkKind.GRID, sources=(source, made, made)),
            "Grid of 3 clips",
            "of aboat.mp4",
        ),
    ):
        one = replace(job(1, prompt="a boat"), work=work)
        assert title_line(one) == f"{says} {DOT} a boat"
        assert settings_line(one) == needs


def test_a_group_tells_its_jobs_together() -> None:
    jobs = (*sweep((1, 2), JobState.DONE), *sweep((3,), JobState.FAILED), *sweep((4,)))
    row = GroupRow(group_of("Seeds\nof a <b>boat"), jobs)
    assert title_line(row) == "Seeds of a <b>boat"
    assert title_line(GroupRow(group_of(""), jobs)) == "Sweep"
    assert settings_line(row) == f"Sweep {DOT} 4 jobs {DOT} Demo (moving shapes)"
    assert state_line(row, None, 70.0) == (
        f"2 of 4 done {DOT} 1 failed {DOT} about 1 min 10 s left"
    )
    skipped = GroupRow(group_of(), tuple(replace(one, is_skipped=True) for one in jobs))
    assert state_line(skipped, None) == f"2 of 4 done {DOT} 1 failed {DOT} skipped"
    assert title_line(jobs[0]) == f"seed 1 {DOT} clip 1"


def test_a_job_that_waits_for_its_model_says_so_and_nothing_else() -> None:
    reason = "Waits for Wan 2.2 TI2V 5B to be installed"
    waiting = replace(job(1, message="The app ended."), waits=reason)
    assert state_line(waiting, None) == reason
    assert tooltip(waiting, None).splitlines()[-1] == reason
    broken = replace(waiting, waits="Waits for it to be repaired: a\nb" + "c" * 500)
    assert state_line(broken, None).startswith("Waits for it to be repaired: a bccc")
    assert "\n" not in state_line(broken, None)
