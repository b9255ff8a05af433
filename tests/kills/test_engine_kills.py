"""The engine is killed at random moments of a render, again and again."""

import os
import random
import signal
import threading
import time
from collections import Counter

import pytest

from generation.conftest import SMALL
from kills.oracle import judge
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import JobChanged, QueueEvent
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.store import JobStore

STEPS = 6
REQUEST = SMALL.with_changes(num_inference_steps=STEPS)
MOMENTS = (
    "engine start", "loading", *(f"step {n}" for n in range(STEPS + 1)), "decoding", "publishing"
)  # fmt: skip
LATEST_S = 0.4
"""A kill follows its moment by up to this long, so that it also hits what lies between."""


class Killer:
    """Ends the engine shortly after a moment drawn for each kill."""

    def __init__(self, kills: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.left = kills
        self.hit: Counter[str] = Counter()
        self.next_moment = self.random.choice(MOMENTS)
        self.runner: RenderRunner | None = None
        self.threads: list[threading.Thread] = []
        self.exhausted = threading.Event()

    def hear(self, event: QueueEvent) -> None:
        if isinstance(event, Progress):
            moment = f"step {event.step}" if event.step else event.state.value
            self.at("engine start")
            self.at(moment)
            self.at("step 0" if event.state is JobState.RENDERING else moment)
        elif isinstance(event, JobChanged):
            self.at(event.job.state.value)

    def at(self, moment: str) -> None:
        if moment != self.next_moment or self.left == 0:
            return
        self.left -= 1
        self.next_moment = ""
        delay_s = self.random.uniform(0, LATEST_S)
        thread = threading.Thread(target=self.kill, args=(moment, delay_s))
        self.threads.append(thread)
        thread.start()

    def kill(self, moment: str, delay_s: float) -> None:
        time.sleep(delay_s)
        pid = self.runner.engine_pid if self.runner else None
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            self.hit[moment] += 1
        else:
            self.left += 1
        self.next_moment = self.random.choice(MOMENTS)
        if self.left == 0:
            self.exhausted.set()


@pytest.mark.slow
def test_killed_engines_lose_nothing(
    places: Places, kills: int, kill_seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    killer = Killer(kills, kill_seed)
    database = open_database(places)
    queue = RenderQueue(JobStore(database), places, listener=killer.hear)
    acknowledged = [queue.add(REQUEST.with_changes(seed=seed)).id for seed in range(3)]
    runner = killer.runner = RenderRunner(
        queue, places, planner=MachinePlans(places), listener=killer.hear
    )
    thread = threading.Thread(target=runner.run)
    thread.start()
    while not killer.exhausted.wait(0.2):
        assert thread.is_alive(), "the runner ended by itself"
        if queue.pause().paused:  # the engine was killed at each of its attempts to start
            queue.set_paused(paused=False)
        waiting = sum(job.state is JobState.QUEUED for job in queue.jobs())
        if waiting < 2:
            acknowledged.append(queue.add(REQUEST.with_changes(seed=len(acknowledged))).id)
    while any(not job.state.is_ended for job in queue.jobs()):
        assert thread.is_alive(), "the runner ended by itself"
        time.sleep(0.1)
    runner.stop()
    for each in (thread, *killer.threads):
        each.join()
    jobs = queue.jobs()
    verdict = judge(sum(killer.hit.values()), acknowledged, jobs, places)
    with capsys.disabled():
        print(f"\nengine: {verdict}; moments {dict(sorted(killer.hit.items()))}")
        print(f"        jobs {dict(Counter(job.state.value for job in jobs))}")
    assert verdict.kills >= kills
    assert verdict.violations == 0
    assert all(
        job.state is JobState.DONE or (job.state is JobState.FAILED and job.crashes == 2)
        for job in jobs
    )
    assert list(places.checkpoints.iterdir()) == []
    database.close()
