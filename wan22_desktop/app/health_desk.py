"""What becomes of alerts: said once, and done to the queue where the settings want it."""

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.core.settings import Automation
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.hardware.domain.alerts import (
    Alert,
    AlertKind,
    AlertLevel,
    GovernorAction,
    Order,
)
from wan22_desktop.qtkit.notification_bar import Notification, Severity

KEY = "alert-"
"""Begins the keys of these notifications."""
LABELS = {
    GovernorAction.COOL_DOWN: "Let it cool down",
    GovernorAction.PAUSE_AT_STEP: "Pause at the next step",
    GovernorAction.NEXT_PLAN: "Use less memory",
    GovernorAction.STOP_QUEUE: "Stop the queue",
}


class HealthDesk(QObject):
    """Turns alerts into notifications with buttons, and orders into wishes to the queue."""

    accepted = Signal(object)  # AlertKind
    """The button of an alert was pressed."""
    hold_wanted = Signal(str)
    release_wanted = Signal()
    pause_at_step_wanted = Signal(str)
    go_on_wanted = Signal()
    next_plan_wanted = Signal(str)
    stop_wanted = Signal(str)
    user_paused = Signal(bool)
    """The user, and not the governor, has paused the queue or let it go on."""

    def __init__(self, desk: ErrorDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._paused = False

    @Slot(object)
    def take_alert(self, alert: Alert) -> None:
        """Say it; what is over takes the message of its beginning away."""
        key = f"{KEY}{alert.kind.value}"
        if alert.is_over:
            self._desk.withdraw(key)
            self._desk.say(f"{key}-over", alert.text, alert.detail)
            return
        severity = Severity.ERROR if alert.level is AlertLevel.CRITICAL else Severity.WARNING
        actions: tuple[tuple[str, str], ...] = ()
        if alert.action is not None and alert.automation is Automation.ASK:
            actions = ((LABELS[alert.action], alert.kind.value),)
        self._desk.notified.emit(Notification(key, severity, alert.text, alert.detail, actions))

    @Slot(object)
    def take_order(self, order: Order) -> None:
        """Tell the queue."""
        match order.action, order.undo:
            case GovernorAction.COOL_DOWN, False:
                self.hold_wanted.emit(order.reason)
            case GovernorAction.COOL_DOWN, True:
                self.release_wanted.emit()
            case GovernorAction.PAUSE_AT_STEP, False:
                self.pause_at_step_wanted.emit(order.reason)
            case GovernorAction.PAUSE_AT_STEP, True:
                self.go_on_wanted.emit()
            case GovernorAction.NEXT_PLAN, _:
                self.next_plan_wanted.emit("")
            case _:
                self.stop_wanted.emit(order.reason)

    @Slot(str, str)
    def choose(self, key: str, action: str) -> None:
        """A button of a notification was pressed, maybe one of an alert."""
        if key.startswith(KEY):
            self._desk.withdraw(key)
            self.accepted.emit(AlertKind(action))

    @Slot(object)
    def take_pause(self, pause: QueuePause) -> None:
        """The queue was paused or goes on; without a reason it was the user who wanted it."""
        if pause.paused is self._paused:
            return
        self._paused = pause.paused
        if not pause.reason:
            self.user_paused.emit(pause.paused)
