"""The whole path with the real engine and the model that ships."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generation.conftest import SMALL
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.progress import Preview, Progress
from wan22_desktop.generation.engine_process import EngineNotStartedError
from wan22_desktop.generation.events import (
    EngineChanged,
    ModelInUse,
    ModelLoaded,
    QueueEvent,
    RenderEnded,
    RenderOutcome,
)
from wan22_desktop.generation.publishing import sha256_of
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner

LONG = SMALL.with_changes(num_frames=17, num_inference_steps=60)


class Ear:
    """Listens to the runner and calls `react` with each event."""

    def __init__(self, react: Callable[[QueueEvent], None] | None = None) -> None:
        self.events: list[QueueEvent] = []
        self.react = react

    def __call__(self, event: QueueEvent) -> None:
        self.events.append(event)
        if self.react is not None:
            self.react(event)


def outcomes(ear: Ear) -> list[tuple[RenderOutcome, ErrorCategory | None]]:
    """How attempts ended, in that order."""
    return [(e.outcome, e.category) for e in ear.events if isinstance(e, RenderEnded)]


def states(queue: RenderQueue) -> list[JobState]:
    return [job.state for job in queue.jobs()]


def test_jobs_become_clips_that_know_their_request(queue: RenderQueue, places: Places) -> None:
    ear = Ear()
    requests = [SMALL.with_changes(seed=seed) for seed in (1, 2, 1)]
    note = "TI2V 5B was used instead of T2V A14B; the user has agreed."
    jobs = [queue.add(request, note=note) for request in requests]
    RenderRunner(queue, places, planner=MachinePlans(places), listener=ear).run(until_empty=True)
    assert states(queue) == [JobState.DONE] * 3
    finished = [queue.job(job.id) for job in jobs]
    for job in finished:
        clip = Path(str(job.clip_path))
        metadata = read_clip_metadata(clip)
        assert metadata is not None
        assert metadata.request == job.request
        assert metadata.notes == (note,)
        assert sha256_of(clip) == job.clip_sha256
        assert clip.stat().st_size == job.clip_bytes
        assert job.thumbnail.startswith(b"\xff\xd8")
    assert sorted(path.name for path in places.outputs.iterdir()) == sorted(
        Path(str(job.clip_path)).name for job in finished
    )
    assert list(places.checkpoints.iterdir()) == []
    steps = [e.step for e in ear.events if isinstance(e, Progress) and e.job_id == jobs[0].id]
    assert steps == sorted(steps)
    assert max(steps) == SMALL.num_inference_steps


def test_cancel_stops_one_render_and_the_next_goes_on(queue: RenderQueue, places: Places) -> None:
    first, second = queue.add(LONG), queue.add(SMALL)
    cancelled_at: list[float] = []

    def cancel_at_second_step(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.job_id == first.id and event.step == 2:
            cancelled_at.append(time.monotonic())
            queue.cancel(first.id)

    ear = Ear(cancel_at_second_step)
    RenderRunner(queue, places, planner=MachinePlans(places), listener=ear).run(until_empty=True)
    assert states(queue) == [JobState.CANCELLED, JobState.DONE]
    last = max(e.step for e in ear.events if isinstance(e, Progress) and e.job_id == first.id)
    assert last <= 5, "one step, and those that were on their way"
    assert len(list(places.outputs.iterdir())) == 1
    assert queue.job(second.id).clip_sha256
    assert outcomes(ear) == [(RenderOutcome.STOPPED, None), (RenderOutcome.DONE, None)]
    assert any(isinstance(e, Preview) for e in ear.events)


def test_a_job_that_ends_the_engine_twice_fails_and_the_queue_goes_on(
    queue: RenderQueue, places: Places
) -> None:
    poison, good = queue.add(LONG), queue.add(SMALL)

    def kill_at_first_step(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.job_id == poison.id and event.step == 1:
            assert runner.engine_pid is not None
            os.kill(runner.engine_pid, signal.SIGKILL)

    ear = Ear(kill_at_first_step)
    runner = RenderRunner(queue, places, planner=MachinePlans(places), listener=ear)
    runner.run(until_empty=True)
    assert states(queue) == [JobState.FAILED, JobState.DONE]
    assert "2 times" in queue.job(poison.id).message
    assert queue.job(good.id).crashes == 0
    crash = (RenderOutcome.FAILED, ErrorCategory.ENGINE)
    assert outcomes(ear) == [crash, crash, (RenderOutcome.DONE, None)]
    demo = ModelInUse(Variant.DEMO, "demo")
    loaded = [e.in_use for e in ear.events if isinstance(e, ModelLoaded)]
    assert loaded == [demo, None, demo, None, demo, None], "one engine after the other"


def test_stopping_puts_the_job_back_and_ends_the_engine(queue: RenderQueue, places: Places) -> None:
    job = queue.add(LONG)
    sampling = threading.Event()

    def note(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.step >= 1:
            sampling.set()

    ear = Ear(note)
    runner = RenderRunner(queue, places, planner=MachinePlans(places), listener=ear)
    thread = threading.Thread(target=runner.run)
    thread.start()
    assert sampling.wait(120)
    runner.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert outcomes(ear) == [(RenderOutcome.STOPPED, None)]
    again = queue.job(job.id)
    assert (again.state, again.crashes) == (JobState.QUEUED, 0)
    assert list(places.outputs.iterdir()) == []


@pytest.mark.parametrize("end", ["the app", "the engine"])
def test_a_wish_to_stop_outlives_whatever_ends_the_render(
    queue: RenderQueue, places: Places, end: str
) -> None:
    job = queue.add(LONG)

    def cancel_and_end(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.step == 1:
            queue.cancel(job.id)
            if end == "the app":
                runner.stop()
            else:
                assert runner.engine_pid is not None
                os.kill(runner.engine_pid, signal.SIGKILL)
                time.sleep(0.3)  # so that its end is what is heard next

    runner = RenderRunner(
        queue, places, planner=MachinePlans(places), listener=Ear(cancel_and_end), previews=False
    )
    runner.run(until_empty=True)
    assert states(queue) == [JobState.CANCELLED]


def test_a_job_is_settled_whenever_the_queue_can_be_written_again(
    queue: RenderQueue, places: Places, database: Database
) -> None:
    queue.add(SMALL)
    refusals: list[str] = []

    def refuse_for_a_while(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.step == 1 and not refusals:
            with database.transaction() as connection:
                connection.execute(
                    "CREATE TRIGGER full BEFORE UPDATE ON jobs"
                    " BEGIN SELECT RAISE(FAIL, 'full'); END"
                )
        if isinstance(event, EngineChanged) and event.sentence.startswith("Waiting"):
            refusals.append(event.sentence)
            if len(refusals) == 3:
                with database.transaction() as connection:
                    connection.execute("DROP TRIGGER full")

    runner = RenderRunner(
        queue,
        places,
        planner=MachinePlans(places),
        listener=Ear(refuse_for_a_while),
        retry_saving_s=0.05,
    )
    thread = threading.Thread(target=runner.run)
    thread.start()
    deadline = time.monotonic() + 120
    while states(queue) != [JobState.DONE] and time.monotonic() < deadline:
        time.sleep(0.05)
    runner.stop()
    thread.join()
    assert states(queue) == [JobState.DONE]


def test_an_output_folder_that_has_gone_is_made_again(queue: RenderQueue, places: Places) -> None:
    job = queue.add(SMALL)
    places.outputs.rmdir()
    RenderRunner(queue, places, planner=MachinePlans(places), listener=Ear()).run(until_empty=True)
    assert Path(str(queue.job(job.id).clip_path)).is_file()


def test_a_file_that_came_meanwhile_is_not_replaced(
    queue: RenderQueue, places: Places, tmp_path: Path
) -> None:
    clip = tmp_path / "mine.mp4"
    job = queue.add(SMALL, clip_path=clip)

    def come(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.step == 1:
            clip.write_bytes(b"holidays")

    RenderRunner(queue, places, planner=MachinePlans(places), listener=Ear(come)).run(
        until_empty=True
    )
    assert clip.read_bytes() == b"holidays"
    assert queue.job(job.id).state is JobState.FAILED
    assert "Retry only decodes" in queue.job(job.id).message
    clip.unlink()
    queue.retry(job.id)
    RenderRunner(queue, places, planner=MachinePlans(places), listener=Ear()).run(until_empty=True)
    assert sha256_of(clip) == queue.job(job.id).clip_sha256


def test_a_mistake_of_ours_costs_one_job(queue: RenderQueue, places: Places) -> None:
    bad, good = queue.add(SMALL), queue.add(SMALL)

    def stumble(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.job_id == bad.id and event.step == 1:
            raise ZeroDivisionError

    RenderRunner(queue, places, planner=MachinePlans(places), listener=Ear(stumble)).run(
        until_empty=True
    )
    assert states(queue) == [JobState.FAILED, JobState.DONE]
    assert "mistake" in queue.job(bad.id).message
    assert queue.job(good.id).clip_sha256


@pytest.mark.parametrize("code", ["raise SystemExit('no torch')", "print('garbage')"])
def test_without_an_engine_every_job_is_kept(queue: RenderQueue, places: Places, code: str) -> None:
    queue.add(SMALL)
    queue.add(SMALL)
    command = [sys.executable, "-c", code]
    runner = RenderRunner(
        queue, places, planner=MachinePlans(places), listener=Ear(), engine_command=command
    )
    with pytest.raises(EngineNotStartedError, match="did not start"):
        runner.run(until_empty=True)
    assert states(queue) == [JobState.QUEUED] * 2
    assert not queue.pause().paused

    thread = threading.Thread(target=runner.run)
    thread.start()
    while not queue.pause().paused:
        time.sleep(0.05)
    runner.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert "did not start" in queue.pause().reason
    assert states(queue) == [JobState.QUEUED] * 2
