"""The app holds the queue back by itself: between jobs, and at the next step of one."""

import threading
from pathlib import Path

from pytestqt.qtbot import QtBot

from fixtures.render_bench import Bench, PlansInTurn, running
from fixtures.troubled_engine import TroubledEngine
from generation.conftest import SMALL
from generation.test_recovery import done, wait_until
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import Database, SharedDatabase
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.events import QueueEvent, QueueHold, QueuePause
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.service import GenerationService
from wan22_desktop.generation.store import JobStore

HOT = "The graphics card cools down from 83 °C."
STEPS = 6
LONG = SMALL.with_changes(num_inference_steps=STEPS)


def holds(bench: Bench) -> list[QueueHold]:
    return [event for event in bench.events if isinstance(event, QueueHold)]


def test_no_further_job_begins_while_the_queue_is_held(
    bench: Bench, engine: TroubledEngine
) -> None:
    running_job, next_job = bench.queue.add(SMALL), bench.queue.add(SMALL)

    def hold(event: QueueEvent) -> None:
        if getattr(event, "step", 0) == 1 and not bench.queue.held().reason and not held:
            held.append(True)
            bench.queue.hold(HOT)

    held: list[bool] = []
    bench.react = hold
    with running(bench.runner(PlansInTurn(), engine)):
        wait_until(lambda: done(bench, running_job))
        assert not bench.queue.has_work()
        assert bench.queue.take_next() is None
        assert bench.queue.take_next(only=next_job.id) is None
        assert not bench.queue.pause().paused, "it is no pause of the user's"
        bench.queue.release()
        wait_until(lambda: done(bench, next_job))
    assert holds(bench) == [QueueHold(HOT), QueueHold()]
    assert bench.engines_started == 1, "only a pause at a step gives the memory back"


def test_a_job_stops_at_its_next_step_and_goes_on(bench: Bench, engine: TroubledEngine) -> None:
    job = bench.queue.add(LONG)

    def pause(event: QueueEvent) -> None:
        if getattr(event, "step", 0) == 2 and not paused:
            paused.append(True)
            bench.queue.pause_at_step(HOT)

    paused: list[bool] = []
    bench.react = pause
    plans = PlansInTurn()
    runner = bench.runner(plans, engine)
    with running(runner):
        wait_until(lambda: bool(bench.queue.job(job.id).message))
        wait_until(lambda: runner.engine_pid is None)
        waiting = bench.queue.job(job.id)
        assert waiting.state is JobState.QUEUED
        assert waiting.message.startswith("Paused after step ")
        assert waiting.message.endswith(f" of {STEPS}; goes on from there. {HOT}")
        bench.queue.go_on()
        wait_until(lambda: done(bench, job))
    assert holds(bench) == [QueueHold(HOT, at_step=True), QueueHold()]
    assert 0 < plans.steps_sampled[0] < STEPS, "it went on from its checkpoint"


def test_a_pause_of_the_users_outlives_that_of_the_app(queue: RenderQueue) -> None:
    queue.add(SMALL)
    queue.pause_at_step(HOT)
    assert queue.wants_memory_back()
    queue.set_paused(paused=True)
    queue.go_on()
    assert queue.held() == QueueHold()
    assert not queue.wants_memory_back()
    assert not queue.has_work()
    assert queue.pause() == QueuePause(paused=True)
    queue.set_paused(paused=False)
    assert queue.has_work()


def test_what_the_user_resumes_is_still_held(queue: RenderQueue) -> None:
    queue.add(SMALL)
    queue.hold(HOT)
    queue.set_paused(paused=True)
    queue.set_paused(paused=False)
    assert not queue.has_work()
    queue.pause_at_step("Memory is short.")
    assert queue.held() == QueueHold("Memory is short.", at_step=True)
    queue.go_on()
    assert queue.held() == QueueHold(HOT)
    queue.release()
    assert queue.has_work()


def test_a_restart_forgets_it(queue: RenderQueue, bench: Bench) -> None:
    """`bench` shares the database, as the next start of the app does."""
    queue.add(SMALL)
    queue.hold(HOT)
    queue.pause_at_step(HOT)
    again = bench.queue
    again.settle()
    assert again.held() == QueueHold()
    assert again.has_work()
    assert not queue.has_work()


def test_a_full_disk_holds_the_queue_only_as_long_as_it_is_full(
    database: Database, places: Places
) -> None:
    left_bytes = [10_000_000]
    heard: list[QueueEvent] = []
    queue = RenderQueue(
        JobStore(database), places, listener=heard.append, free=lambda _folder: left_bytes[0]
    )
    job = queue.add(SMALL)
    assert not queue.has_work()
    assert queue.take_next() is None
    assert queue.held().reason.endswith(" has 10 MB left; 64 MB are needed.")
    assert not queue.pause().paused, "nobody has to resume it"
    left_bytes[0] = 10**9
    assert queue.has_work()
    taken = queue.take_next()
    assert taken is not None
    assert taken.id == job.id
    holds = [event.reason for event in heard if isinstance(event, QueueHold)]
    assert len(holds) == 2
    assert holds[-1] == ""


def test_a_run_to_the_end_waits_for_the_release(bench: Bench, engine: TroubledEngine) -> None:
    job = bench.queue.add(SMALL)
    bench.queue.hold(HOT)
    runner = bench.runner(PlansInTurn(), engine)
    to_the_end = threading.Thread(target=lambda: runner.run(until_empty=True))
    to_the_end.start()
    to_the_end.join(0.5)
    assert to_the_end.is_alive()
    assert bench.engines_started == 0
    bench.queue.release()
    to_the_end.join(120)
    assert done(bench, job)


def test_the_service_passes_it_on(qtbot: QtBot, places: Places, tmp_path: Path) -> None:
    database = SharedDatabase(lambda: open_database(places))
    service = GenerationService(places, MachinePlans(places), database, outputs=tmp_path / "clips")
    service.start()
    for call, expected in (
        (lambda: service.hold(HOT), QueueHold(HOT)),
        (lambda: service.pause_at_step("Hot."), QueueHold("Hot.", at_step=True)),
        (service.release, None),
        (service.go_on, QueueHold()),
    ):
        if expected is None:  # what is shown stays the same
            call()
            continue
        with qtbot.waitSignal(service.hold_changed) as changed:
            call()
        assert changed.args == [expected]
    service.use_next_plan("")  # nothing is rendered
    with qtbot.waitSignal(service.stopped):
        service.stop()
    assert JobStore(database.acquire()).pause() == QueuePause(paused=False)
    database.release()
