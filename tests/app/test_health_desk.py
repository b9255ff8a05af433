"""What becomes of alerts and orders."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.app.health_desk import HealthDesk
from wan22_desktop.core.settings import Automation
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.hardware.domain.alerts import (
    Alert,
    AlertKind,
    AlertLevel,
    GovernorAction,
    Order,
)
from wan22_desktop.qtkit.notification_bar import NotificationBar, Severity

HOT = Alert(
    AlertKind.GPU_TEMPERATURE,
    AlertLevel.CRITICAL,
    "The graphics card has 87 °C.",
    action=GovernorAction.PAUSE_AT_STEP,
    automation=Automation.ASK,
)
OVER = Alert(
    AlertKind.GPU_TEMPERATURE, AlertLevel.CRITICAL, "The graphics card is cool.", is_over=True
)


class Desks(QObject):
    """Both desks with a real bar, wired as the window does it."""

    def __init__(self) -> None:
        super().__init__()
        self.errors = ErrorDesk(self)
        self.bar = NotificationBar()
        self.health = HealthDesk(self.errors, self)
        self.errors.notified.connect(self.bar.show_notification)
        self.errors.dismissed.connect(self.bar.dismiss)
        self.bar.action_chosen.connect(self.errors.choose)
        self.bar.action_chosen.connect(self.health.choose)
        self.wishes: list[tuple[object, ...]] = []
        for name in ("hold", "release", "pause_at_step", "go_on", "next_plan", "stop"):
            getattr(self.health, f"{name}_wanted").connect(self._listener(name))

    def _listener(self, name: str) -> object:
        return lambda *reason: self.wishes.append((name, *reason))


@pytest.fixture
def desks(qtbot: QtBot) -> Desks:
    made = Desks()
    qtbot.addWidget(made.bar)
    return made


def test_an_alert_stands_until_it_is_over(desks: Desks) -> None:
    desks.health.take_alert(HOT)
    (shown,) = desks.bar.notifications
    assert (shown.severity, shown.text) == (Severity.ERROR, HOT.text)
    desks.health.take_alert(OVER)
    (shown,) = desks.bar.notifications
    assert (shown.severity, shown.text) == (Severity.INFO, OVER.text)


def test_the_button_of_an_alert_says_which(qtbot: QtBot, desks: Desks) -> None:
    desks.health.take_alert(HOT)
    (action,) = desks.bar.notifications[0].actions
    with qtbot.waitSignal(desks.health.accepted) as accepted:
        desks.bar.action_chosen.emit(desks.bar.notifications[0].key, action[1])
    assert accepted.args == [AlertKind.GPU_TEMPERATURE]
    assert desks.bar.notifications == ()


@pytest.mark.parametrize("automation", [Automation.TELL, Automation.ACT])
def test_only_what_is_asked_has_a_button(desks: Desks, automation: Automation) -> None:
    alert = Alert(HOT.kind, HOT.level, HOT.text, action=HOT.action, automation=automation)
    desks.health.take_alert(alert)
    assert desks.bar.notifications[0].actions == ()


def test_orders_become_wishes_to_the_queue(desks: Desks) -> None:
    for action in GovernorAction:
        desks.health.take_order(Order(action, "It is hot."))
    desks.health.take_order(Order(GovernorAction.COOL_DOWN, "", undo=True))
    assert desks.wishes == [
        ("hold", "It is hot."),
        ("pause_at_step", "It is hot."),
        ("next_plan", ""),
        ("stop", "It is hot."),
        ("release",),
        ("go_on",),
    ]


def test_going_on_anyway_lets_the_queue_go_and_tells_the_governor(
    qtbot: QtBot, desks: Desks
) -> None:
    with qtbot.waitSignal(desks.health.user_paused) as told:
        desks.health.go_on_anyway()
    assert told.args == [False]
    assert desks.wishes == [("release",), ("go_on",)]


def test_only_the_users_own_pause_is_passed_on(desks: Desks) -> None:
    told: list[bool] = []
    desks.health.user_paused.connect(told.append)
    for pause in (
        QueuePause(paused=True, reason="The engine does not start."),
        QueuePause(paused=False),
        QueuePause(paused=True),
        QueuePause(paused=True),
    ):
        desks.health.take_pause(pause)
    assert told == [False, True]
