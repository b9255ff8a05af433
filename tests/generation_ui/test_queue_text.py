"""What is said about jobs, and how long the queue takes."""

from dataclasses import replace

import pytest
from queue_jobs import job, job_id

from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui.queue_estimate import seconds_left
from wan22_desktop.generation.ui.queue_text import (
    one_line,
    progress_line,
    settings_line,
    state_line,
    state_tone,
    tooltip,
)
from wan22_desktop.qtkit.theme import Tone

DOT = "\N{MIDDLE DOT}"


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
        assert isinstance(state_tone(state), Tone)
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


def test_time_left_is_scaled_from_finished_clips() -> None:
    done = tuple(job(number, JobState.DONE, seconds=10.0) for number in (1, 2, 3))
    assert seconds_left((*done, job(4), job(5)), None) == pytest.approx(20.0)
    assert seconds_left((*done, job(4, JobState.RENDERING), job(5)), 4.0) == pytest.approx(14.0)


def test_time_left_is_unknown_rather_than_guessed() -> None:
    done = job(1, JobState.DONE, seconds=10.0)
    assert seconds_left((job(2),), None) is None
    assert seconds_left((done, job(2, JobState.LOADING), job(3)), None) is None
    assert seconds_left((done, job(2, model=Variant.TI2V_5B)), None) is None
    assert seconds_left((job(2, JobState.RENDERING),), 7.0) == 7.0


def test_a_job_that_waits_for_its_model_says_so_and_nothing_else() -> None:
    reason = "Waits for Wan 2.2 TI2V 5B to be installed"
    waiting = replace(job(1, message="The app ended."), waits=reason)
    assert state_line(waiting, None) == reason
    assert tooltip(waiting, None).splitlines()[-1] == reason
    broken = replace(waiting, waits="Waits for it to be repaired: a\nb" + "c" * 500)
    assert state_line(broken, None).startswith("Waits for it to be repaired: a bccc")
    assert "\n" not in state_line(broken, None)


def test_time_left_does_not_count_what_waits_for_a_model() -> None:
    done = job(1, JobState.DONE, seconds=10.0)
    waiting = replace(job(2, model=Variant.TI2V_5B), waits="Waits for it to be installed")
    assert seconds_left((done, waiting, job(3)), None) == pytest.approx(10.0)
