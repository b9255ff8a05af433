"""The icon in the system tray: short messages while the window is out of sight."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from wan22_desktop.app.error_desk import title_of
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.events import QueuePause

MESSAGE_MS = 8000


class Tray(QObject):
    """Speaks up only while the window is not in use."""

    show_asked = Signal()
    pause_asked = Signal(bool)
    quit_asked = Signal()
    message_shown = Signal(str, str)

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window_active = True
        self.show_action = QAction("&Show the window", self)
        self.show_action.triggered.connect(self.show_asked)
        self.pause_action = QAction("&Pause queue", self)
        self.pause_action.setCheckable(True)
        self.pause_action.triggered.connect(self._ask_for_pause)
        self.quit_action = QAction("&Quit", self)
        self.quit_action.triggered.connect(self.quit_asked)
        self.menu = QMenu()
        self.menu.addActions([self.show_action, self.pause_action])
        self.menu.addSeparator()
        self.menu.addAction(self.quit_action)
        self.icon = QSystemTrayIcon(icon, self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._take_click)
        self.icon.messageClicked.connect(self.show_asked)

    @property
    def is_available(self) -> bool:
        """Whether the desktop has a tray; it may come and go."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        if self.is_available:
            self.icon.show()

    def hide(self) -> None:
        self.icon.hide()

    @Slot(bool)
    def note_activation(self, active: bool) -> None:  # noqa: FBT001 - a slot
        self._window_active = active

    @Slot(str)
    def show_summary(self, text: str) -> None:
        # Tool tips of trays are plain text on every platform.
        self.icon.setToolTip(f"WAN2.2 Desktop\n{text}")

    @Slot(object)
    def show_pause(self, pause: QueuePause) -> None:
        self.pause_action.setChecked(pause.paused)

    @Slot(object)
    def tell_done(self, job: Job) -> None:
        name = Path(job.clip_path).name if job.clip_path else ""
        self._tell("A clip is ready", f"{title_of(job)}\n{name}")

    @Slot(object)
    def tell_failed(self, job: Job) -> None:
        self._tell("A clip could not be rendered", f"{title_of(job)}\n{job.message}")

    @Slot(str, str)
    def tell_installed(self, title: str, text: str) -> None:
        self._tell(title, text)

    def tell_hidden(self) -> None:
        self._tell("Still rendering", "Click the icon to get the window back.", always=True)

    def _tell(self, title: str, text: str, *, always: bool = False) -> None:
        if self._window_active and not always:
            return
        self.message_shown.emit(title, text)
        if self.icon.isVisible():
            self.icon.showMessage(title, text, self.icon.icon(), MESSAGE_MS)

    @Slot(bool)
    def _ask_for_pause(self, wanted: bool) -> None:  # noqa: FBT001 - a slot of triggered(bool)
        self.pause_action.setChecked(not wanted)
        self.pause_asked.emit(wanted)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _take_click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.show_asked.emit()
