"""The icon in the system tray: short messages while the window is out of sight."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from wan22_desktop.app.desktop_messages import DesktopMessage
from wan22_desktop.app.error_desk import title_of
from wan22_desktop.app.tray_messages import TrayMessages
from wan22_desktop.core import units
from wan22_desktop.core.settings import Automation
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.hardware.domain.alert_texts import ACTION_LABELS
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, AlertLevel

IDLE = tr("Nothing is being rendered")
MOST_CLIPS = 20
"""Told of and not forgotten: messages that old are gone from any desktop."""


class Tray(QObject):
    """Speaks up only while the window is not in use, except where harm is near."""

    show_asked = Signal()
    pause_asked = Signal(bool)
    quit_asked = Signal()
    clip_asked = Signal(str)
    """The path of a finished clip."""
    message_shown = Signal(str, str)
    action_chosen = Signal(object)  # AlertKind
    """The button of an alert's message was clicked."""

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window_active = True
        self._clips: dict[str, str] = {}
        """The clips that were told of, by the keys of their messages."""
        self.state_action = QAction(IDLE, self)
        self.state_action.setEnabled(False)
        self.show_action = QAction(tr("&Show the window"), self)
        self.show_action.triggered.connect(self.show_asked)
        self.clip_action = QAction(tr("Show the &last clip"), self)
        self.clip_action.setEnabled(False)
        self.clip_action.triggered.connect(self._ask_for_last_clip)
        self.pause_action = QAction(tr("&Pause queue"), self)
        self.pause_action.setCheckable(True)
        self.pause_action.triggered.connect(self._ask_for_pause)
        self.quit_action = QAction(tr("&Quit"), self)
        self.quit_action.triggered.connect(self.quit_asked)
        self.menu = QMenu()
        self.menu.addAction(self.state_action)
        self.menu.addSeparator()
        self.menu.addActions([self.show_action, self.clip_action, self.pause_action])
        self.menu.addSeparator()
        self.menu.addAction(self.quit_action)
        self.icon = QSystemTrayIcon(icon, self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._take_click)
        self.messages = TrayMessages(self.icon, self)
        self.messages.opened.connect(self._take_opened)
        self.messages.chosen.connect(self._take_chosen)

    @property
    def is_available(self) -> bool:
        """Whether the desktop has a tray; it may come and go."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        if self.is_available:
            self.icon.show()

    def hide(self) -> None:
        """Take the icon and all messages off the screen."""
        self.messages.close()
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
    def show_progress(self, progress: Progress) -> None:
        """How far the clip that is being rendered is."""
        text = tr("Rendering: {percent} %", percent=round(100 * progress.fraction))
        if progress.seconds_left is not None:
            left = units.duration(progress.seconds_left)
            text = tr("{rendering}, {time} left", rendering=text, time=left)
        if self.state_action.text() != text:
            self.state_action.setText(text)

    @Slot(bool)
    def note_idle(self, idle: bool) -> None:  # noqa: FBT001 - a slot
        """Whether nothing is being rendered."""
        if idle:
            self.state_action.setText(IDLE)

    @Slot(object)
    def tell_done(self, job: Job) -> None:
        key, path = f"done {job.id}", job.clip_path or ""
        if path:
            self._clips = {**dict(list(self._clips.items())[-MOST_CLIPS:]), key: path}
            self.clip_action.setEnabled(True)
            self.clip_action.setToolTip(Path(path).name)
        text = f"{title_of(job)}\n{Path(path).name}"
        button = tr("Show the clip") if path else ""
        self._tell(DesktopMessage(key, tr("A clip is ready"), text, button))

    @Slot(object)
    def tell_failed(self, job: Job) -> None:
        text = f"{title_of(job)}\n{job.message}"
        self._tell(DesktopMessage(f"failed {job.id}", tr("A clip could not be rendered"), text))

    @Slot(str, str)
    def tell_installed(self, title: str, text: str) -> None:
        self._tell(DesktopMessage("installed", title, text))

    def tell_hidden(self) -> None:
        text = tr("Click the icon to get the window back.")
        self._tell(DesktopMessage("hidden", tr("Still rendering"), text), always=True)

    @Slot(object)
    def tell_alert(self, alert: Alert) -> None:
        """Say it, with a button where the user is asked; critical ones even beside the window.

        What is over takes the place of what was said before, or takes it off the screen.
        """
        if alert.is_over and self._window_active:
            self.messages.withdraw(alert.kind)
            return
        urgent = alert.level is AlertLevel.CRITICAL and not alert.is_over
        asked = alert.action if alert.automation is Automation.ASK and not alert.is_over else None
        button = ACTION_LABELS[asked] if asked is not None else ""
        title = alert.text.removesuffix(".")
        message = DesktopMessage(alert.kind, title, alert.detail, button, urgent)
        self._tell(message, always=urgent)

    def _tell(self, message: DesktopMessage, *, always: bool = False) -> None:
        if self._window_active and not always:
            return
        self.message_shown.emit(message.title, message.text)
        self.messages.show(message)

    @Slot(str)
    def _take_opened(self, _key: str) -> None:
        self.show_asked.emit()

    @Slot(str)
    def _take_chosen(self, key: str) -> None:
        if key in self._clips:
            self.clip_asked.emit(self._clips[key])
        else:
            self.action_chosen.emit(AlertKind(key))

    @Slot()
    def _ask_for_last_clip(self) -> None:
        if self._clips:
            self.clip_asked.emit(next(reversed(self._clips.values())))

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
