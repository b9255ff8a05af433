"""Messages at the top of the window, with buttons for what can be done about them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.notification_row import Notification, NotificationRow, Severity
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, set_tone

__all__ = ["LEAVE_AFTER_MS", "MAX_VISIBLE", "Notification", "NotificationBar", "Severity"]

MAX_VISIBLE = 3
LEAVE_AFTER_MS = 12_000


class NotificationBar(QWidget):
    """The newest notifications, newest first; older ones wait until there is room.

    News without buttons leaves after a while, but not from under the pointer or the focus.
    """

    action_chosen = Signal(str, str)
    """The notification's key and the id of the chosen action."""
    closed = Signal(str)
    """The key of a notification that the user has closed."""

    def __init__(self, leave_after_ms: int = LEAVE_AFTER_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leave_after_ms = leave_after_ms
        self.setAccessibleName(tr("Notifications"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._rows: dict[str, NotificationRow] = {}
        self._more = QLabel()
        self._more.setTextFormat(Qt.TextFormat.PlainText)
        self._more.setContentsMargins(SPACE, 0, SPACE, SPACE_SMALL)
        set_tone(self._more, Tone.MUTED)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self._layout.addWidget(self._more)
        self._arrange()

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """Everything that has not been dismissed, newest first."""
        return tuple(row.notification for row in self._newest_first())

    @Slot(object)
    def show_notification(self, notification: Notification) -> None:
        """Show it on top, or in the place of a visible one with the same key."""
        row = self._rows.get(notification.key)
        if row is not None and row.isHidden():
            self.dismiss(notification.key)
            row = None
        if row is None:
            row = NotificationRow(self._leave_after_ms, self)
            row.action_chosen.connect(self.action_chosen)
            row.close_requested.connect(self._close)
            row.expired.connect(self.dismiss)
            self._rows[notification.key] = row
            self._layout.insertWidget(0, row)
        row.show_notification(notification)
        self._arrange()
        self._announce(notification)

    @Slot(str)
    def dismiss(self, key: str) -> None:
        """Take it away; unknown keys are ignored."""
        row = self._rows.pop(key, None)
        if row is not None:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
            self._arrange()

    @Slot()
    def clear(self) -> None:
        for key in tuple(self._rows):
            self.dismiss(key)

    @Slot(str)
    def _close(self, key: str) -> None:
        had_focus = self._rows[key].isAncestorOf(self.focusWidget() or self)
        self.dismiss(key)
        if had_focus and self._rows:
            self._newest_first()[0].close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit(key)

    def _newest_first(self) -> list[NotificationRow]:
        return list(reversed(self._rows.values()))

    def _arrange(self) -> None:
        for place, row in enumerate(self._newest_first()):
            row.setVisible(place < MAX_VISIBLE)
        hidden = max(0, len(self._rows) - MAX_VISIBLE)
        self._more.setText(tr("and {count} more", count=hidden))
        self._more.setVisible(hidden > 0)
        self.setVisible(bool(self._rows))

    def _announce(self, notification: Notification) -> None:
        """Have a screen reader speak up without moving the focus."""
        if not QAccessible.isActive():
            return
        row = self._rows[notification.key]
        QAccessible.updateAccessibility(QAccessibleEvent(row, QAccessible.Event.Alert))
        spoken = QAccessibleAnnouncementEvent(row, row.accessibleName())
        if notification.severity is Severity.ERROR:
            spoken.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(spoken)
