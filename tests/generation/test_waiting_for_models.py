"""A job whose model is not there waits for it, says so, and begins by itself once it is."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
import torch
from pytestqt.qtbot import QtBot

from fixtures.tiny_wan import HEIGHT, NUM_FRAMES, WIDTH, save_diffusers_folder
from generation.conftest import SMALL
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import Database, SharedDatabase
from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import (
    JobChanged,
    ModelInUse,
    ModelLoaded,
    QueueEvent,
    RenderEnded,
    RenderOutcome,
)
from wan22_desktop.generation.queue_commands import QueueCommands
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner
from wan22_desktop.generation.service import GenerationService
from wan22_desktop.generation.store import JobStore

Kind = TypeVar("Kind")

BIG = GenerationRequest.default(Variant.TI2V_5B, prompt="a fox", seed=1).with_changes(
    width=WIDTH, height=HEIGHT, num_frames=NUM_FRAMES, num_inference_steps=2
)
REASON = "Waits for Wan 2.2 TI2V 5B to be installed"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / Variant.TI2V_5B.value
    return save_diffusers_folder(folder, Variant.TI2V_5B, dtype=torch.float32)


class Shelf:
    """A model that is put to its place, whole, and taken away again."""

    def __init__(self, made: Path, places: Places) -> None:
        self.folder = places.model_folder(Variant.TI2V_5B)
        self._aside = places.home / "aside"
        self._aside.mkdir()
        for path in sorted(made.rglob("*")):
            copy = self._aside / "model" / path.relative_to(made)
            if path.is_dir():
                copy.mkdir(parents=True)
            else:
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())

    def install(self) -> None:
        self.folder.parent.mkdir(exist_ok=True)
        (self._aside / "model").rename(self.folder)

    def take_away(self) -> None:
        self.folder.rename(self._aside / "model")


@pytest.fixture
def shelf(made: Path, places: Places) -> Shelf:
    return Shelf(made, places)


def taken(queue: RenderQueue) -> Job | None:
    """The next job, given back at once."""
    job = queue.take_next()
    return None if job is None else queue.give_back(job, "")


def test_without_the_wish_to_wait_it_is_refused(queue: RenderQueue) -> None:
    with pytest.raises(UserError, match="is not installed") as caught:
        queue.add(BIG)
    assert Recovery.INSTALL_MODEL in caught.value.recoveries
    assert queue.jobs() == ()


def test_what_else_is_wrong_is_refused_all_the_same(queue: RenderQueue) -> None:
    with pytest.raises(UserError) as caught:
        queue.add(BIG.with_changes(width=7), wait_for_model=True)
    assert caught.value.field == "width"


def test_jobs_behind_it_go_on_until_the_model_is_there(
    queue: RenderQueue, shelf: Shelf, heard: list[QueueEvent]
) -> None:
    first = queue.add(BIG, wait_for_model=True)
    second = queue.add(BIG.with_changes(seed=2), wait_for_model=True)
    behind = queue.add(SMALL)
    assert (first.state, first.waits) == (JobState.QUEUED, REASON)
    assert queue.job(first.id) == first
    job = taken(queue)
    assert job is not None
    assert job.id == behind.id
    queue.cancel(behind.id)
    assert queue.take_next() is None
    assert not queue.has_work()
    shelf.install()
    heard.clear()
    queue.look_for_models()
    assert heard == [JobChanged(replace(job, waits="")) for job in (first, second)]
    assert queue.has_work()
    job = queue.take_next()
    assert job is not None
    assert (job.id, job.waits) == (first.id, "")


def test_it_begins_without_anyone_saying_that_the_model_came(
    queue: RenderQueue, shelf: Shelf
) -> None:
    job = queue.add(BIG, wait_for_model=True)
    shelf.install()
    assert queue.wait_for_work(0.0)
    assert queue.job(job.id).waits == ""


def test_it_waits_on_after_a_restart(places: Places, shelf: Shelf) -> None:
    @contextmanager
    def opened() -> Iterator[RenderQueue]:
        database = open_database(places)
        queue = RenderQueue(JobStore(database), places)
        queue.settle()
        yield queue
        database.close()

    with opened() as queue:
        job = queue.add(BIG, wait_for_model=True)
    with opened() as queue:
        assert queue.jobs() == (job,)
        assert queue.take_next() is None
    shelf.install()
    with opened() as queue:
        again = queue.take_next()
        assert again is not None
        assert again.id == job.id


def test_a_waiting_job_is_cancelled_retried_moved_and_removed_like_others(
    queue: RenderQueue, shelf: Shelf
) -> None:
    job = queue.add(BIG, wait_for_model=True)
    other = queue.add(SMALL)
    queue.move(job.id, 1)
    assert [each.id for each in queue.jobs()] == [other.id, job.id]
    queue.cancel(job.id)
    assert (queue.job(job.id).state, queue.job(job.id).waits) == (JobState.CANCELLED, "")
    queue.retry(job.id)
    assert queue.job(job.id).waits == REASON
    shelf.install()
    queue.remove(other.id)
    assert queue.has_work()
    queue.remove(job.id)
    assert queue.jobs() == ()


def test_a_job_whose_model_vanished_waits_for_its_return(queue: RenderQueue, shelf: Shelf) -> None:
    shelf.install()
    job = queue.add(BIG)
    assert job.waits == ""
    shelf.take_away()
    assert queue.take_next() is None
    assert queue.job(job.id) == replace(job, waits=REASON)
    shelf.install()
    again = queue.take_next()
    assert again is not None
    assert again.id == job.id


def test_an_interrupted_job_whose_model_is_gone_waits_too(queue: RenderQueue, shelf: Shelf) -> None:
    shelf.install()
    queue.add(BIG)
    job = queue.take_next()
    assert job is not None
    shelf.take_away()
    back = queue.note_crash(job, "The engine ended.")
    assert (back.state, back.waits, back.message) == (JobState.QUEUED, REASON, "The engine ended.")


def test_a_model_that_lacks_a_file_is_waited_for(queue: RenderQueue, shelf: Shelf) -> None:
    """As while it is repaired, or copied by hand."""
    shelf.install()
    config = shelf.folder / "vae" / "config.json"
    aside = config.rename(shelf.folder.parent / "config.json.part")
    with pytest.raises(UserError, match=r"vae/config\.json is missing"):
        queue.add(BIG)
    job = queue.add(BIG, wait_for_model=True)
    assert job.waits.startswith("Waits for Wan 2.2 TI2V 5B to be repaired: ")
    assert "vae/config.json" in job.waits
    assert queue.take_next() is None
    aside.rename(config)
    assert queue.has_work()


def test_commands_tell_why_a_job_waits(queue: RenderQueue, places: Places) -> None:
    commands = QueueCommands(queue, places)
    arguments: dict[str, object] = {"fields": BIG.model_dump(mode="json")}
    with pytest.raises(UserError, match="is not installed"):
        commands.answer({"verb": "queue.add", "arguments": arguments})
    arguments["wait_for_model"] = True
    answer = commands.answer({"verb": "queue.add", "arguments": arguments})
    assert answer["waits"] == REASON
    assert commands.answer({"verb": "queue.list"})["jobs"] == [answer]


def test_the_windows_service_lets_it_wait_and_looks_when_told(
    qtbot: QtBot, places: Places, shelf: Shelf
) -> None:
    database = SharedDatabase(lambda: open_database(places))
    service = GenerationService(places, MachinePlans(places), database)
    service.start()
    service.set_paused(True)
    with qtbot.waitSignal(service.jobs_added) as added:
        service.add(BIG)
    assert added.args is not None
    ((job,),) = added.args
    assert job.waits == REASON
    with qtbot.waitSignal(service.job_changed) as changed:
        shelf.install()  # in here: the runner may see it before it is told
        service.look_for_models()
    assert changed.args == [replace(job, waits="")]
    with qtbot.waitSignal(service.stopped):
        service.stop()
    service.stop()
    # It has let go of the database, and of no more than that.
    assert JobStore(database.acquire()).all() == (replace(job, waits=""),)
    database.release()


class CountingStore(JobStore):
    """Counts how often somebody goes through the list."""

    looks = 0

    def all(self) -> tuple[Job, ...]:
        self.looks += 1
        return super().all()


class HastyQueue(RenderQueue):
    """Says that there is work where there is none."""

    def wait_for_work(self, timeout_s: float) -> bool:
        del timeout_s
        return True


@contextmanager
def running(runner: RenderRunner) -> Iterator[None]:
    thread = threading.Thread(target=runner.run, name="render-runner")
    thread.start()
    try:
        yield
    finally:
        runner.stop()
        thread.join()


def silent(_event: QueueEvent) -> None:
    """Nobody listens."""


@pytest.mark.parametrize(("kind", "spins"), [(RenderQueue, False), (HastyQueue, True)])
def test_the_runner_rests_while_jobs_wait(
    database: Database, places: Places, kind: type[RenderQueue], spins: bool
) -> None:
    store = CountingStore(database)
    queue = kind(store, places)
    queue.add(BIG, wait_for_model=True)
    runner = RenderRunner(queue, places, planner=MachinePlans(places), listener=silent)
    store.looks = 0
    with running(runner):
        time.sleep(1.5)  # what is counted is what happens in a while
    assert (store.looks > 20) is spins, store.looks


def test_a_run_to_the_end_leaves_waiting_jobs(queue: RenderQueue, places: Places) -> None:
    job = queue.add(BIG, wait_for_model=True)
    heard: list[QueueEvent] = []
    runner = RenderRunner(queue, places, planner=MachinePlans(places), listener=heard.append)
    runner.run(until_empty=True)
    assert heard == [], "no engine was started for it"
    assert queue.job(job.id).waits == REASON


def test_it_is_rendered_once_its_model_is_installed(
    queue: RenderQueue, places: Places, shelf: Shelf
) -> None:
    job = queue.add(BIG, wait_for_model=True)
    heard: list[QueueEvent] = []
    done = threading.Event()

    def hear(event: QueueEvent) -> None:
        heard.append(event)
        if isinstance(event, RenderEnded):
            done.set()

    runner = RenderRunner(queue, places, planner=MachinePlans(places), listener=hear)
    with running(runner):
        shelf.install()
        assert done.wait(120)
    assert queue.job(job.id).state is JobState.DONE
    in_use = ModelInUse(Variant.TI2V_5B, "ti2v-5B")
    (ended,) = of_type(heard, RenderEnded)
    assert (ended.outcome, ended.in_use, ended.category) == (RenderOutcome.DONE, in_use, None)
    assert ended.figures is not None
    assert ended.figures.steps_sampled == BIG.num_inference_steps
    assert ended.seconds >= ended.figures.seconds
    assert of_type(heard, ModelLoaded) == [ModelLoaded(in_use), ModelLoaded(None)]


def of_type(heard: list[QueueEvent], kind: type[Kind]) -> list[Kind]:
    return [event for event in heard if isinstance(event, kind)]
