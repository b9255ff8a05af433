"""The first call runs at once, the last one later, nothing between."""

from itertools import pairwise

from PySide6.QtCore import QElapsedTimer
from pytestqt.qtbot import QtBot

from wan22_desktop.qtkit.throttle import Throttle


def test_first_now_last_later(qtbot: QtBot) -> None:
    calls: list[int] = []
    throttle = Throttle(calls.append, 60)
    for number in range(10):
        throttle(number)
    assert calls == [0]
    assert throttle.is_waiting
    qtbot.waitUntil(lambda: len(calls) == 2)
    assert calls == [0, 9]
    assert not throttle.is_waiting


def test_calls_keep_their_distance(qtbot: QtBot) -> None:
    clock = QElapsedTimer()
    clock.start()
    times: list[int] = []
    throttle = Throttle(lambda: times.append(clock.elapsed()), 80)

    def call_until_enough() -> bool:
        throttle()
        return len(times) >= 4

    qtbot.waitUntil(call_until_enough)
    distances = [later - earlier for earlier, later in pairwise(times)]
    # Qt's coarse timers may be five per cent early.
    assert min(distances) >= 72


def test_after_a_rest_a_call_runs_at_once(qtbot: QtBot) -> None:
    calls: list[str] = []
    throttle = Throttle(calls.append, 20)
    throttle("a")
    qtbot.waitUntil(lambda: not throttle.is_resting)
    throttle("b")
    assert calls == ["a", "b"]


def test_cancel_forgets_the_waiting_call(qtbot: QtBot) -> None:
    calls: list[str] = []
    throttle = Throttle(calls.append, 20)
    throttle("a")
    throttle("b")
    throttle.cancel()
    throttle("c")
    qtbot.waitUntil(lambda: not throttle.is_resting)
    assert calls == ["a", "c"]


def test_an_action_may_call_again(qtbot: QtBot) -> None:
    calls: list[int] = []

    def action(number: int) -> None:
        calls.append(number)
        if number < 3:
            throttle(number + 1)

    throttle = Throttle(action, 10)
    throttle(0)
    assert calls == [0]
    qtbot.waitUntil(lambda: calls == [0, 1, 2, 3])
