"""What the engine is at, from the queue's own signals."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from wan22_desktop.app.activity import ActivityWatch
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.hardware.domain.metrics import Activity, Phase

JOB = "0" * 12


class Watched(QObject):
    """An ActivityWatch with a clock that stands, and all that it told."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 100.0
        self.told: list[Activity] = []
        self.watch = ActivityWatch(self, clock=lambda: self.now_s)
        self.watch.changed.connect(self.told.append)

    def progress(self, state: JobState, step: int = 0, *, job_id: str = JOB) -> None:
        self.watch.take_progress(Progress(job_id, state, step, 20))


def job(state: JobState, job_id: str = JOB) -> Job:
    return Job(job_id, GenerationRequest.default(prompt="a fox"), 1, state)


def test_phases_follow_the_job(qtbot: QtBot) -> None:  # noqa: ARG001 - needs the application
    seen = Watched()
    for state in (JobState.LOADING, JobState.RENDERING, JobState.DECODING, JobState.PUBLISHING):
        seen.progress(state)
        seen.progress(state)
    seen.watch.take_job(job(JobState.PUBLISHING))
    seen.watch.take_job(job(JobState.DONE, "1" * 12))
    assert [each.phase for each in seen.told] == [
        Phase.LOADING,
        Phase.RENDERING,
        Phase.DECODING,
        Phase.PUBLISHING,
    ], "neither a state that goes on nor another job's end is news"
    seen.watch.take_job(job(JobState.DONE))
    assert seen.told[-1] == Activity()


def test_a_steps_time_is_that_between_two_reports(qtbot: QtBot) -> None:  # noqa: ARG001
    seen = Watched()
    seen.progress(JobState.RENDERING, 0)
    seen.now_s += 50  # the first step also warms up
    seen.progress(JobState.RENDERING, 1)
    assert seen.told[-1].seconds_per_step is None
    seen.now_s += 3
    seen.progress(JobState.RENDERING, 2)
    assert seen.told[-1].seconds_per_step == 3
    seen.now_s += 8
    seen.progress(JobState.RENDERING, 4)
    assert seen.told[-1].seconds_per_step == 4


def test_a_resumed_job_counts_from_where_it_went_on(qtbot: QtBot) -> None:  # noqa: ARG001
    seen = Watched()
    seen.progress(JobState.LOADING)
    seen.progress(JobState.RENDERING, 10)
    seen.now_s += 2
    seen.progress(JobState.RENDERING, 11)
    seen.now_s += 2
    seen.progress(JobState.RENDERING, 12)
    assert [each.seconds_per_step for each in seen.told] == [None, None, 2]
    seen.progress(JobState.RENDERING, 1, job_id="1" * 12)
    assert seen.told[-1] == Activity(job_id="1" * 12, phase=Phase.RENDERING)
