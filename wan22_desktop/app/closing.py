"""Closing the window and ending the program: asked where work goes on, never waited for."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from wan22_desktop.app.service_thread import ServiceThread
from wan22_desktop.core.settings import CloseAction
from wan22_desktop.core.texts import tr

PATIENCE_MS = 20_000
"""The engine is asked, then killed, well within this; what is left then is left."""

log = logging.getLogger("wan22.app")


class CloseQuestion(QObject):
    """Decides what closing the window means, asking once if clips are being rendered."""

    hide_chosen = Signal()
    quit_chosen = Signal()
    remembered = Signal(object)  # CloseAction

    def __init__(
        self,
        parent: QWidget,
        *,
        is_rendering: Callable[[], bool],
        tray_available: Callable[[], bool],
        action: Callable[[], CloseAction],
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._is_rendering = is_rendering
        self._tray_available = tray_available
        self._action = action
        self.box: QMessageBox | None = None
        self.remember_box: QCheckBox | None = None

    @Slot()
    def close_window(self) -> None:
        """The window's close button."""
        if not self._is_rendering():
            self.quit_chosen.emit()
            return
        action = self._action()
        if action is CloseAction.KEEP_RENDERING and self._tray_available():
            self.hide_chosen.emit()
        elif action is CloseAction.QUIT:
            self.quit_chosen.emit()
        else:
            self._ask(may_hide=self._tray_available())

    @Slot()
    def quit(self) -> None:
        """Quit in a menu: no word about the tray."""
        if self._is_rendering() and self._action() is not CloseAction.QUIT:
            self._ask(may_hide=False)
        else:
            self.quit_chosen.emit()

    def _ask(self, *, may_hide: bool) -> None:
        if self.box is not None:
            self.box.raise_()
            return
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("A clip is being rendered"))
        box.setText(tr("A clip is being rendered. What should become of it?"))
        box.setInformativeText(
            tr(
                "If you stop now, it keeps its place in the queue and is rendered when you come "
                "back."
            )
        )
        self._keep = None
        if may_hide:
            self._keep = box.addButton(
                tr("Keep rendering in the tray"), QMessageBox.ButtonRole.AcceptRole
            )
        self._stop = box.addButton(tr("Stop and quit"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(self._keep or cancel)
        box.setEscapeButton(cancel)
        self.remember_box = None
        if may_hide:
            # PySide6 keeps no reference of its own to the check box of a message box.
            self.remember_box = QCheckBox(tr("Don't ask again"), box)
            box.setCheckBox(self.remember_box)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._take_answer)
        self.box = box
        box.open()

    @Slot()
    def _take_answer(self) -> None:
        box, self.box = self.box, None
        if box is None:
            return
        clicked = box.clickedButton()
        remember = self.remember_box is not None and self.remember_box.isChecked()
        if self._keep is not None and clicked is self._keep:
            if remember:
                self.remembered.emit(CloseAction.KEEP_RENDERING)
            self.hide_chosen.emit()
        elif clicked is self._stop:
            if remember:
                self.remembered.emit(CloseAction.QUIT)
            self.quit_chosen.emit()


class Shutdown(QObject):
    """Stops the services, then says `finished`; also when one of them does not end in time."""

    finished = Signal()

    def __init__(self, parent: QObject | None = None, patience_ms: int = PATIENCE_MS) -> None:
        super().__init__(parent)
        self._threads: list[ServiceThread] = []
        self._begun = False
        self._done = False
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(patience_ms)
        self._limit.timeout.connect(self._give_up)

    def add(self, thread: ServiceThread) -> None:
        """Stop this one too; those added first are stopped last."""
        self._threads.append(thread)
        thread.ended.connect(self._check)

    @property
    def has_begun(self) -> bool:
        return self._begun

    @property
    def is_finished(self) -> bool:
        return self._done

    @Slot()
    def begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._limit.start()
        for thread in reversed(self._threads):
            thread.stop()
        self._check()

    @Slot()
    def _check(self) -> None:
        if self._begun and not self._done and not any(t.is_running for t in self._threads):
            self._finish()

    @Slot()
    def _give_up(self) -> None:
        if not self._done:
            log.error("Some part of the app did not stop in time; leaving without it")
            self._finish()

    def _finish(self) -> None:
        self._done = True
        self._limit.stop()
        self.finished.emit()
