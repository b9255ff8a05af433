"""The queue is paused at once, and two jobs are in the engine's hands: the whole path."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest

from generation.conftest import SMALL
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.core.database import Database
from wan22_desktop.core.places import Places
from wan22_desktop.engine_protocol.messages import RenderFigures
from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueueEvent
from wan22_desktop.generation.publishing import sha256_of
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore

STEPS = 12
SLOW = SMALL.with_changes(width=160, height=160, num_frames=17, num_inference_steps=STEPS)
PATIENCE_S = 120.0


class Plans(MachinePlans):
    """Keeps the figures of the renders, too."""

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self.figures: list[RenderFigures] = []

    def learn(self, plan: ExecutionPlan, figures: RenderFigures, notes: tuple[str, ...]) -> None:
        super().learn(plan, figures, notes)
        self.figures.append(figures)


def wait_until(fulfilled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not fulfilled():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)


@contextmanager
def running(runner: RenderRunner) -> Iterator[None]:
    """On a thread of its own, as in the app."""
    thread = threading.Thread(target=runner.run)
    thread.start()
    try:
        yield
    finally:
        runner.stop()
        thread.join()


def video_of(job: Job) -> bytes:
    """The picture's bytes in the clip, whose file also tells when it was made."""
    with av.open(str(job.clip_path), format="mp4") as container:
        return b"".join(bytes(packet) for packet in container.demux(video=0))


@pytest.mark.slow
def test_paused_at_once_and_continued_also_by_another_process(
    queue: RenderQueue, places: Places, database: Database
) -> None:
    job = queue.add(SLOW)
    pauses_after = [3, 9]
    steps_heard: list[int] = []

    def pause(event: QueueEvent) -> None:
        if isinstance(event, Progress) and event.step:
            steps_heard.append(event.step)
            if pauses_after and event.step >= pauses_after[0]:
                pauses_after.pop(0)
                queue.set_paused(paused=True, now=True)

    def paused_after() -> int:
        """The step that the job waits after, once the engine has ended."""
        wait_until(lambda: queue.pause().paused and queue.job(job.id).state is JobState.QUEUED)
        waiting = queue.job(job.id)
        # All memory is given back.
        wait_until(lambda: runner.engine_pid is None)
        assert waiting.message.startswith("Paused after step ")
        assert waiting.crashes == 0
        return int(waiting.message.split()[3])

    runner = RenderRunner(queue, places, planner=Plans(places), listener=pause)
    with running(runner):
        first = paused_after()
        assert 3 <= first < 9
        queue.set_paused(paused=False)
        second = paused_after()
    assert steps_heard == list(range(1, second + 1)), "no step was computed twice"

    # The app is started anew: everything it knows is on the disk.
    again = RenderQueue(JobStore(database), places)
    again.settle()
    assert again.pause().paused
    again.set_paused(paused=False)
    uninterrupted = again.add(SLOW)
    plans = Plans(places)
    RenderRunner(again, places, planner=plans, listener=lambda _event: None).run(until_empty=True)
    assert [job.state for job in again.jobs()] == [JobState.DONE] * 2
    assert [figures.steps_sampled for figures in plans.figures] == [STEPS - second, STEPS]
    assert video_of(again.job(job.id)) == video_of(again.job(uninterrupted.id))


@pytest.mark.slow
def test_the_next_job_begins_while_a_clip_is_written_and_alone_bears_its_crash(
    queue: RenderQueue, places: Places
) -> None:
    written = queue.add(SLOW.with_changes(num_frames=41, num_inference_steps=2))
    computed = queue.add(SMALL)
    heard_of_computed: list[JobState] = []
    states_at_the_kill: list[JobState] = []

    def kill_once_both_are_in_hand(event: QueueEvent) -> None:
        if not isinstance(event, Progress) or event.job_id != computed.id:
            return
        heard_of_computed.append(event.state)
        if len(heard_of_computed) == 2:  # the first came when the engine was asked
            states_at_the_kill.append(queue.job(written.id).state)
            assert runner.engine_pid is not None
            os.kill(runner.engine_pid, signal.SIGKILL)

    plans = Plans(places)
    runner = RenderRunner(queue, places, planner=plans, listener=kill_once_both_are_in_hand)
    runner.run(until_empty=True)
    assert states_at_the_kill == [JobState.DECODING], "it was being written"
    first, second = queue.job(written.id), queue.job(computed.id)
    assert (first.state, first.crashes) == (JobState.DONE, 0)
    assert (second.state, second.crashes) == (JobState.DONE, 1)
    sampled = [figures.steps_sampled for figures in plans.figures]
    assert sampled == [0, SMALL.num_inference_steps], "the first clip was only decoded again"
    for job in (first, second):
        assert sha256_of(Path(str(job.clip_path))) == job.clip_sha256
