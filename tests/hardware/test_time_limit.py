"""Waiting for what may never answer."""

import threading
import time
from collections.abc import Iterator

import pytest

from wan22_desktop.hardware.time_limit import TimeLimit

PATIENCE_S = 20.0


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    """A driver that answers when it is set, at the latest after the test."""
    event = threading.Event()
    yield event
    event.set()


def asking_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "a driver"]


def test_an_answer_and_an_error_reach_who_asked() -> None:
    limit = TimeLimit("a driver")
    for _ in range(50):
        assert limit.ask(lambda: 5, PATIENCE_S) == 5
    with pytest.raises(ZeroDivisionError):
        limit.ask(lambda: 1 // 0, PATIENCE_S)
    assert limit.ask(lambda: 6, PATIENCE_S) == 6


def test_one_that_hangs_costs_one_thread_and_one_wait(stuck: threading.Event) -> None:
    limit = TimeLimit("a driver")
    with pytest.raises(TimeoutError):
        limit.ask(lambda: stuck.wait(PATIENCE_S), 0.2)
    begun = time.monotonic()
    for _ in range(100):
        with pytest.raises(TimeoutError):
            limit.ask(lambda: True, PATIENCE_S)
    assert time.monotonic() - begun < PATIENCE_S / 2
    assert len(asking_threads()) == 1
    # Where it comes back after all, it is asked again.
    stuck.set()
    asking_threads()[0].join(PATIENCE_S)
    assert limit.ask(lambda: 7, PATIENCE_S) == 7


def test_who_asks_at_the_same_time_takes_turns() -> None:
    limit = TimeLimit("a driver")
    inside: list[int] = []
    most: list[int] = []

    def question() -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.005)
        inside.pop()

    asking = [
        threading.Thread(target=lambda: limit.ask(question, PATIENCE_S), name="asking")
        for _ in range(8)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE_S)
    assert most == [1] * 8
