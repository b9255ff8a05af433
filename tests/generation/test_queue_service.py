"""The service passes wishes on, tells what became of them and keeps the schedule."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from generation.conftest import SMALL
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import QueueOrder, QueueSettings
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup, NewJob
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import QueuePause, Refusal
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.service import GenerationService
from wan22_desktop.generation.store import JobStore

NOON = datetime.fromisoformat("2026-03-01T12:00")
NIGHT = QueueSettings(only_between=("22:00", "06:00"))


class Clock:
    """Local time and the last input, as a test sets them."""

    def __init__(self) -> None:
        self.now = NOON
        self.idle_s: float | None = 0.0


class House:
    """A service on this thread, paused so that nothing renders, and its clock."""

    def __init__(self, places: Places, **options: object) -> None:
        self.clock = Clock()
        self.shared = SharedDatabase(lambda: open_database(places))
        with self.shared.held() as database:
            JobStore(database).set_pause(QueuePause(paused=True))
        self.service = GenerationService(
            places,
            MachinePlans(places),
            self.shared,
            clock=lambda: self.clock.now,
            idle_seconds=lambda: self.clock.idle_s,
            schedule_look_ms=10,
            **options,  # type: ignore[arg-type]
        )

    @property
    def queue(self) -> RenderQueue:
        assert self.service.queue is not None
        return self.service.queue


@pytest.fixture
def house(places: Places) -> Iterator[House]:
    house = House(places)
    house.service.start()
    yield house
    house.service.stop()


def last(spy: QSignalSpy) -> object:
    return spy.at(spy.count() - 1)[0]


def test_each_wish_is_passed_on_and_its_end_told(house: House) -> None:
    service = house.service
    spies = {
        name: QSignalSpy(getattr(service, name))
        for name in ("group_added", "group_removed", "jobs_added", "job_changed", "refused")
    }
    order = QSignalSpy(service.start_order_changed)
    cells = tuple(NewJob(SMALL.with_changes(seed=n)) for n in range(2))
    service.add_group(NewGroup(GroupKind.DRAFTS, "Foxes", cells))
    assert last(spies["group_added"]) == house.queue.groups()[0]
    first, second = (cell.id for cell in cells)
    assert last(order) == (first, second)
    service.move_many((second,), 0)
    assert last(order) == (second, first)
    service.edit(first, SMALL.with_changes(prompt="a fox"))
    assert house.queue.job(first).request.prompt == "a fox"
    service.duplicate((first,))
    assert spies["jobs_added"].count() == 2  # of both cells at once, and of the copy
    copy = house.queue.jobs()[2]
    service.skip(first)
    assert last(order) == (second, copy.id)
    service.unskip(first)
    service.cancel(first)
    assert house.queue.job(first).state is JobState.CANCELLED
    house.queue.advance(taken(house), JobState.FAILED, message="No.")
    service.retry_failed()
    assert last(order) == (second, copy.id)
    service.set_queue_settings(QueueSettings(order=QueueOrder.FEWEST_RELOADS))
    assert spies["refused"].count() == 0
    service.edit(first, SMALL)
    assert isinstance(refusal := last(spies["refused"]), Refusal)
    assert refusal.job_id == first
    service.remove_many((first, second))
    assert spies["group_removed"].count() == 1
    assert [job.id for job in house.queue.jobs()] == [copy.id]


def taken(house: House) -> Job:
    job = house.queue.take_next(only=house.queue.start_order()[0])
    assert job is not None
    return job


def test_what_there_is_is_listed_at_the_start(places: Places) -> None:
    first = House(places)
    first.service.start()
    first.service.add_group(NewGroup(GroupKind.BATCH, "x", (NewJob(SMALL),)))
    first.service.stop()
    second = House(places)
    groups, order = (
        QSignalSpy(signal)
        for signal in (second.service.groups_listed, second.service.start_order_changed)
    )
    second.service.start()
    assert last(groups) == second.queue.groups() != ()
    assert last(order) == second.queue.start_order() != ()
    second.service.stop()


def test_jobs_begin_in_their_hours_only(house: House, qtbot: QtBot) -> None:
    house.queue.hold("Hot.")
    house.service.set_queue_settings(NIGHT)
    house.queue.release()
    assert "22:00" in house.queue.held().reason, "health's release leaves it alone"
    house.clock.now = NOON.replace(hour=23)
    qtbot.waitUntil(lambda: not house.queue.held().reason)
    house.clock.now = NOON
    qtbot.waitUntil(lambda: bool(house.queue.held().reason))
    house.service.set_queue_settings(QueueSettings())
    assert not house.queue.held().reason


def test_jobs_begin_while_nobody_is_there(house: House, qtbot: QtBot) -> None:
    house.service.set_queue_settings(QueueSettings(idle_minutes=5))
    assert "5 minutes" in house.queue.held().reason
    house.clock.idle_s = 300.0
    qtbot.waitUntil(lambda: not house.queue.held().reason)


def test_a_computer_that_does_not_tell_blocks_nothing_and_says_so(house: House) -> None:
    refused = QSignalSpy(house.service.refused)
    house.clock.idle_s = None
    house.service.set_queue_settings(QueueSettings(idle_minutes=5))
    assert not house.queue.held().reason
    assert isinstance(refusal := last(refused), Refusal)
    assert "does not tell" in refusal.error.message


@pytest.mark.parametrize("resume", [False, True])
def test_after_a_crash_it_starts_paused_with_the_reason(places: Places, resume: bool) -> None:
    settings = QueueSettings(resume_after_crash=resume, only_between=("22:00", "06:00"))
    with SharedDatabase(lambda: open_database(places)).held() as database:
        queue = RenderQueue(JobStore(database), places)
        queue.add(SMALL)
        queue.take_next()
    house = House(places, queue_settings=settings)
    with house.shared.held() as database:
        JobStore(database).set_pause(QueuePause(paused=False))
    pauses = QSignalSpy(house.service.pause_changed)
    house.service.start()  # at noon, so that nothing begins in either case
    pause = last(pauses)
    assert isinstance(pause, QueuePause)
    assert pause.paused is not resume
    assert resume or "Nothing is lost" in pause.reason
    house.service.stop()


def test_a_template_that_cannot_be_used_is_refused_and_the_usual_one_taken(
    places: Places,
) -> None:
    house = House(places, name_template="../{id}")
    refused = QSignalSpy(house.service.refused)
    house.service.start()
    assert refused.count() == 1
    job = house.queue.add(SMALL)
    assert house.queue.clip_target(job).parent == places.outputs
    house.service.set_name_template("{date}/{seed}")
    assert house.queue.clip_target(job).name == "1.mp4"
    house.service.set_name_template("/{seed}")
    assert refused.count() == 2
    assert house.queue.clip_target(job).name == "1.mp4"
    house.service.stop()
