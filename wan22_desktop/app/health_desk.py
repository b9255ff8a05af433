"""What becomes of alerts: said once, and done to the queue where the settings want it."""

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.core.settings import Automation
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.hardware.domain.alert_texts import ACTION_LABELS
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
            actions = ((ACTION_LABELS[alert.action], alert.kind.value),)
        self._desk.notified.emit(Notification(key, severity, alert.text, alert.detail, actions))

    @Slot(object)
    def take_order(self, order: Order) -> None:
        """Tell the queue; one that undoes takes back whatever was ordered."""
        if order.undo:
            self.release_wanted.emit()
            self.go_on_wanted.emit()
            return
        match order.action:
            case GovernorAction.COOL_DOWN:
                self.hold_wanted.emit(order.reason)
            case GovernorAction.PAUSE_AT_STEP:
                self.pause_at_step_wanted.emit(order.reason)
            case GovernorAction.NEXT_PLAN:
                self.next_plan_wanted.emit("")
            case GovernorAction.STOP_QUEUE:
                self.stop_wanted.emit(order.reason)

    @Slot(str, str)
    def say(self, text: str, detail: str) -> None:
        """What the panel has done."""
        self._desk.say("hardware", text, detail)

    @Slot()
    def go_on_anyway(self) -> None:
        """The user does not want the queue held back."""
        self.release_wanted.emit()
        self.go_on_wanted.emit()
        self.user_paused.emit(False)  # noqa: FBT003 - signals have no keywords

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
