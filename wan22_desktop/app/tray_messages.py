"""Messages outside the window, with a button where the desktop offers one."""

import sys

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from wan22_desktop.app.desktop_messages import (
    DesktopMessage,
    MessageClicked,
    MessageEvent,
    MessageRefused,
    MessageShown,
)
from wan22_desktop.app.desktop_notifications import DesktopNotifications
from wan22_desktop.core.texts import tr

MESSAGE_MS = 8000


class TrayMessages(QObject):
    """Shows messages through the desktop's notification service, else beside the tray icon.

    A message beside the icon has no buttons: a click on it does what the button would, and its
    text says so.
    """

    opened = Signal(str)
    """A message itself was clicked; with its key."""
    chosen = Signal(str)
    """The button of a message was; with its key."""
    shown = Signal(str)
    """A message is on the screen; with its key."""
    _told = Signal(object)  # MessageEvent

    def __init__(self, icon: QSystemTrayIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._beside_icon: DesktopMessage | None = None
        self._desktop: DesktopNotifications | None = None
        # From the thread that talks to the desktop.
        self._told.connect(self._take_event, Qt.ConnectionType.QueuedConnection)
        icon.messageClicked.connect(self._take_click)

    def show(self, message: DesktopMessage) -> None:
        """Show it now; one with the same key is replaced."""
        if not _has_service():
            self._show_beside_icon(message)
            return
        if self._desktop is None:
            self._desktop = DesktopNotifications(self._told.emit)
        self._desktop.show(message)

    def withdraw(self, key: str) -> None:
        """Take a message back that is no longer true; one beside the icon goes by itself."""
        if self._beside_icon is not None and self._beside_icon.key == key:
            self._beside_icon = None
        if self._desktop is not None:
            self._desktop.withdraw(key)

    def close(self) -> None:
        """Withdraw everything; the next `show` begins anew."""
        desktop, self._desktop = self._desktop, None
        if desktop is not None:
            desktop.close()

    def _show_beside_icon(self, message: DesktopMessage) -> None:
        if not self._icon.isVisible():
            return
        self._beside_icon = message
        text = message.text
        if message.button:
            click = tr("{button}: click here.", button=message.button)
            text = f"{text}\n{click}"
        self._icon.showMessage(message.title, text, self._icon.icon(), MESSAGE_MS)
        self.shown.emit(message.key)

    @Slot(object)
    def _take_event(self, event: MessageEvent) -> None:
        match event:
            case MessageShown(message):
                self.shown.emit(message.key)
            case MessageRefused(message):
                self._show_beside_icon(message)
            case MessageClicked(key, on_button):
                (self.chosen if on_button else self.opened).emit(key)

    @Slot()
    def _take_click(self) -> None:
        message, self._beside_icon = self._beside_icon, None
        if message is not None and message.button:
            self.chosen.emit(message.key)
        else:
            self.opened.emit("" if message is None else message.key)


def _has_service() -> bool:
    """Whether this platform speaks D-Bus; a window without a desktop has no messages either."""
    return sys.platform.startswith("linux") and QGuiApplication.platformName() in {"xcb", "wayland"}
