"""When an engine that still beats is taken to hang."""

from wan22_desktop.engine_protocol.messages import Event, Heartbeat, Stage, StageChanged, StepDone
from wan22_desktop.generation.domain.patience import Patience, PatienceLimits

JOB = "0123456789ab"


def beats(count: int, *, work_done: int) -> list[Event]:
    return [Heartbeat(resident_bytes=1, work_done=work_done)] * count


def steps(count: int, *, step_s: int) -> list[Event]:
    """Steps of so many heartbeats; one block is computed in each."""
    events: list[Event] = [StageChanged(job_id=JOB, stage=Stage.SAMPLING)]
    for step in range(1, count + 1):
        events += [
            Heartbeat(resident_bytes=1, work_done=step * step_s + beat) for beat in range(step_s)
        ]
        events.append(StepDone(job_id=JOB, step=step, steps=20, seconds_left=None))
    return events


def patience_after(events: list[Event]) -> Patience:
    patience = Patience(PatienceLimits())
    for event in events:
        patience.take(event)
    return patience


def test_before_a_step_is_measured_it_waits_a_quarter_of_an_hour() -> None:
    loading: list[Event] = [StageChanged(job_id=JOB, stage=Stage.LOADING)]
    assert not patience_after([*loading, *beats(901, work_done=7)]).is_exhausted
    patience = patience_after([*loading, *beats(902, work_done=7)])
    assert patience.is_exhausted
    assert patience.sentence() == "The engine made no progress for 15 minutes and was ended."


def test_after_short_steps_it_waits_two_minutes_after_long_ones_ten_steps() -> None:
    assert not patience_after([*steps(3, step_s=2), *beats(121, work_done=99)]).is_exhausted
    assert patience_after([*steps(3, step_s=2), *beats(122, work_done=99)]).is_exhausted
    assert not patience_after([*steps(3, step_s=60), *beats(601, work_done=9999)]).is_exhausted
    assert patience_after([*steps(3, step_s=60), *beats(602, work_done=9999)]).is_exhausted


def test_every_block_is_progress() -> None:
    blocks: list[Event] = [Heartbeat(resident_bytes=1, work_done=n // 100) for n in range(5000)]
    assert not patience_after([*steps(3, step_s=2), *blocks]).is_exhausted


def test_decoding_is_not_measured_by_the_steps_before_it() -> None:
    decoding: list[Event] = [StageChanged(job_id=JOB, stage=Stage.DECODING)]
    events = [*steps(3, step_s=2), *decoding, *beats(800, work_done=99)]
    assert not patience_after(events).is_exhausted


def test_what_an_idle_engine_said_does_not_count_against_the_next_job() -> None:
    patience = patience_after([*steps(3, step_s=2), *beats(122, work_done=99)])
    patience.begin()
    assert not patience.is_exhausted
    for event in beats(300, work_done=99):  # said while no job was there, heard only now
        patience.take(event)
    assert not patience.is_exhausted
