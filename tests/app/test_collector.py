"""Garbage is collected while the window is open, and only on its thread."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from wan22_desktop.app.collector import Collector


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:  # noqa: ARG001 - needs the application
    collector = Collector(interval_ms=10)
    collector.begin()
    yield collector
    collector.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("collector")
def test_knots_are_untied_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    untied_on: list[threading.Thread] = []

    def make_garbage() -> None:
        for _ in range(20_000):
            weakref.finalize(Knot(), lambda: untied_on.append(threading.current_thread()))

    thread = threading.Thread(target=make_garbage)
    thread.start()
    thread.join()
    assert untied_on == [], "the other thread has collected nothing"
    qtbot.waitUntil(lambda: len(untied_on) > 19_000)
    assert set(untied_on) == {threading.main_thread()}
