"""Undo and redo of everything that a form holds.

A text that is being edited has an undo of its own, finer than the form's: as long as it has
something to take back, Ctrl+Z means that text. Then, and wherever else the focus is, Ctrl+Z means
the form's last step. Both tell the same story: what a text's own undo takes back leaves the form's
step too, and a text that the form's undo has put in place starts with no history of its own.

Everything that happens before control goes back to the window is one step, such as the preset that
changes ten fields. What is typed or turned in one field is one step until another field changes or
the focus moves on.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QKeySequence,
    QUndoCommand,
    QUndoGroup,
    QUndoStack,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.ui.form_snapshot import Snapshot
from wan22_desktop.generation.ui.request_form import RequestForm

MOST_STEPS = 200
_MERGED_ID = 1


class FormHistory(QObject):
    """Records a form's changes and puts earlier states back."""

    restored = Signal()
    """An earlier or later state stands in the form."""

    def __init__(self, form: RequestForm, parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        self._is_restoring = False
        self._seal = 0
        self._texts: list[QWidget] = []
        self._last = form.snapshot()
        self._main, self._aside = QUndoStack(self), QUndoStack(self)
        self._group = QUndoGroup(self)
        for stack in (self._main, self._aside):
            stack.setUndoLimit(MOST_STEPS)
            self._group.addStack(stack)
        self._group.setActiveStack(self._main)
        self.undo_action = QAction(tr("Undo"), self)
        self.undo_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.redo_action = QAction(tr("Redo"), self)
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self.settle)
        form.changed.connect(self._take_change)
        self.undo_action.triggered.connect(self.undo)
        self.redo_action.triggered.connect(self.redo)
        self._group.canUndoChanged.connect(self._show_what_is_there)
        self._group.canRedoChanged.connect(self._show_what_is_there)
        self._show_what_is_there()
        QApplication.instance().focusChanged.connect(self._seal_step)  # type: ignore[union-attr]

    @property
    def count(self) -> int:
        """How many steps there are, done and undone."""
        return self._stack.count()

    @property
    def _stack(self) -> QUndoStack:
        return self._group.activeStack()

    @Slot()
    def undo(self) -> None:
        self.settle()
        self._group.undo()

    @Slot()
    def redo(self) -> None:
        self.settle()
        self._group.redo()

    @Slot()
    def settle(self) -> None:
        """What has changed up to here is a step, and what follows another one."""
        self._settling.stop()
        now = self._form.snapshot()
        if now == self._last:
            return
        fields = now.differs_in(self._last)
        before, self._last = self._last, now
        if fields:
            self._stack.push(_Step(self, before, now, fields, self._seal))

    def begin_step(self) -> None:
        """What follows is a step of its own."""
        self.settle()
        self._seal_step()

    def absorb(self) -> None:
        """What has changed is no wish of the user's and no step, such as the next random seed."""
        self._settling.stop()
        self._last = self._form.snapshot()

    def begin_aside(self) -> None:
        """Something else is edited in the form for a while, with steps of its own."""
        self.settle()
        self._aside.clear()
        self._group.setActiveStack(self._aside)

    def end_aside(self) -> None:
        """The form holds what it did before."""
        self._settling.stop()
        self._aside.clear()
        self._group.setActiveStack(self._main)
        self._last = self._form.snapshot()

    def put(self, snapshot: Snapshot) -> None:
        """Put a state in place without making a step of it."""
        self._is_restoring = True
        self._form.restore(snapshot)
        self._is_restoring = False
        self._settling.stop()
        self._last = self._form.snapshot()
        self._seal_step()
        self.restored.emit()

    @Slot()
    def _take_change(self) -> None:
        if not self._is_restoring:
            self._settling.start()

    @Slot()
    def _show_what_is_there(self) -> None:
        self.undo_action.setEnabled(self._group.canUndo())
        self.redo_action.setEnabled(self._group.canRedo())

    @Slot()
    def _seal_step(self) -> None:
        self._seal += 1

    # --- texts with an undo of their own ----------------------------------------------------------

    def share_keys_with(self, widget: QWidget) -> None:
        """Let Ctrl+Z through to the form where a text in `widget` has nothing to take back."""
        kinds = (QPlainTextEdit, QLineEdit, QAbstractSpinBox, QComboBox)
        for text in [widget, *widget.findChildren(QWidget)]:
            if isinstance(text, kinds) and text not in self._texts:
                self._texts.append(text)
                text.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoes = event.matches(QKeySequence.StandardKey.Undo)
            redoes = event.matches(QKeySequence.StandardKey.Redo) or _is_ctrl_y(event)
            if (undoes and not _has_own(watched, undo=True)) or (
                redoes and not _has_own(watched, undo=False)
            ):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class _Step(QUndoCommand):
    def __init__(
        self,
        history: FormHistory,
        before: Snapshot,
        after: Snapshot,
        fields: frozenset[str],
        seal: int,
    ) -> None:
        super().__init__()
        self._history = history
        self.before, self.after = before, after
        self.fields, self.seal = fields, seal
        self._is_new = True

    def id(self) -> int:
        return _MERGED_ID if len(self.fields) == 1 else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 -- Qt's name
        if not isinstance(other, _Step) or (other.fields, other.seal) != (self.fields, self.seal):
            return False
        self.after = other.after
        self.setObsolete(not self.after.differs_in(self.before))
        return True

    def undo(self) -> None:
        self._history.put(self.before)

    def redo(self) -> None:
        if self._is_new:  # the form has it already
            self._is_new = False
            return
        self._history.put(self.after)


def _is_ctrl_y(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _has_own(widget: QObject, *, undo: bool) -> bool:
    """Whether the text has something to take back, or to do again."""
    if isinstance(widget, QPlainTextEdit):
        document = widget.document()
        return document.isUndoAvailable() if undo else document.isRedoAvailable()
    line = widget.findChild(QLineEdit) if not isinstance(widget, QLineEdit) else widget
    if line is None:
        return False
    return line.isUndoAvailable() if undo else line.isRedoAvailable()
