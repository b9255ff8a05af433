"""Long work one after another: what gives way, what is called off, what goes wrong."""

import logging
import threading
from collections.abc import Iterator

import pytest

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.model_manager.errands import Errand, ErrandQueue

PATIENCE_S = 10.0


class Record:
    """What was done, in order; an errand that waits ends when it is let go or stopped."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.errors: list[tuple[str | None, UserError]] = []
        self.began = threading.Event()
        self.let_go = threading.Event()
        self.finished = threading.Event()

    def errand(self, name: str, *, waits: bool = False, gives_way: bool = False) -> Errand:
        def run(stop: threading.Event) -> bool:
            self.began.set()
            if waits:
                while not stop.wait(0.005) and not self.let_go.is_set():
                    pass
                if stop.is_set():
                    self.done.append(f"{name} stopped")
                    return False
            self.done.append(name)
            if name == "last":
                self.finished.set()
            return True

        return Errand(run, name, gives_way)


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def queue(record: Record) -> Iterator[ErrandQueue]:
    queue = ErrandQueue(
        "errands", lambda errand, error: record.errors.append((errand.package, error))
    )
    queue.start()
    yield queue
    queue.close()


def test_one_after_another(queue: ErrandQueue, record: Record) -> None:
    for name in ("a", "b", "c", "last"):
        queue.add(record.errand(name))
    assert record.finished.wait(PATIENCE_S)
    assert record.done == ["a", "b", "c", "last"]


def test_what_gives_way_goes_on_when_nothing_else_waits(queue: ErrandQueue, record: Record) -> None:
    queue.add(record.errand("reading", waits=True, gives_way=True))
    assert record.began.wait(PATIENCE_S)
    queue.add(record.errand("a", waits=True))
    queue.add(record.errand("b"))
    record.let_go.set()
    queue.add(record.errand("last", gives_way=True))
    assert record.finished.wait(PATIENCE_S)
    assert record.done[:3] == ["reading stopped", "a", "b"]
    assert set(record.done[3:]) <= {"reading", "last"}


def test_what_does_not_give_way_is_not_interrupted(queue: ErrandQueue, record: Record) -> None:
    queue.add(record.errand("a", waits=True))
    assert record.began.wait(PATIENCE_S)
    queue.add(record.errand("last"))
    record.let_go.set()
    assert record.finished.wait(PATIENCE_S)
    assert record.done == ["a", "last"]


def test_what_is_called_off_does_not_come_again(queue: ErrandQueue, record: Record) -> None:
    running = record.errand("running", waits=True)
    waiting = record.errand("waiting")
    queue.add(running)
    assert record.began.wait(PATIENCE_S)
    queue.add(waiting)
    queue.call_off(waiting)
    queue.call_off(running)
    queue.add(record.errand("last"))
    assert record.finished.wait(PATIENCE_S)
    assert record.done == ["running stopped", "last"]


def test_what_goes_wrong_ends_nothing_else(
    queue: ErrandQueue, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(_stop: threading.Event) -> bool:
        raise UserError("No.")

    def buggy(_stop: threading.Event) -> bool:
        raise KeyError("a bug")

    with caplog.at_level(logging.CRITICAL, "wan22.models"):
        queue.add(Errand(refused, "one"))
        queue.add(Errand(buggy, "two"))
        queue.add(record.errand("last"))
        assert record.finished.wait(PATIENCE_S)
    assert [package for package, _ in record.errors] == ["one", "two"]
    assert record.errors[0][1].message == "No."
    assert record.errors[1][1].category is ErrorCategory.BUG


def test_closing_stops_what_runs_and_forgets_what_waits(record: Record) -> None:
    queue = ErrandQueue("errands", lambda *_: None)
    queue.start()
    queue.add(record.errand("a", waits=True))
    assert record.began.wait(PATIENCE_S)
    queue.add(record.errand("b"))
    queue.close()
    queue.add(record.errand("c"))
    assert record.done == ["a stopped"]
