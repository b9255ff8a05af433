"""The list of the queue: keys, context menu, folding, empty state."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.ui.queue_delegate import QueueDelegate, picture_area
from wan22_desktop.generation.ui.queue_model import QueueModel
from wan22_desktop.generation.ui.queue_rows import GroupRow, QueueRow, jobs_of
from wan22_desktop.qtkit.painting import paint_empty
from wan22_desktop.qtkit.record_model import RECORD_ROLE

EMPTY_TEXT = tr("Nothing queued. Write a prompt and press Ctrl+Enter.")
_NOT_BY_MOUSE = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_SHIFTS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENDS: dict[int, bool] = {Qt.Key.Key_Home: True, Qt.Key.Key_End: False}


class QueueView(QTreeView):
    """Painted rows that can be selected, unfolded, dragged and acted on with keys."""

    delete_pressed = Signal()
    open_pressed = Signal()
    edit_pressed = Signal()
    duplicate_pressed = Signal()
    undo_pressed = Signal()
    shift_pressed = Signal(int)
    """Alt with an arrow key: -1 up, 1 down."""
    end_pressed = Signal(bool)
    """Alt with Home: True, to the top; with End: False."""

    def __init__(self, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(QueueDelegate(self))
        self.setAccessibleName(tr("Render queue"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)  # Qt would paint beside the rows; the delegate sets jobs in
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def selected_rows(self) -> tuple[QueueRow, ...]:
        """In the order in which they are seen."""

        def place(index: QModelIndex) -> tuple[int, int]:
            parent = index.parent()
            return (parent.row(), index.row()) if parent.isValid() else (index.row(), -1)

        rows = (index.data(RECORD_ROLE) for index in sorted(self.selectedIndexes(), key=place))
        return tuple(row for row in rows if isinstance(row, Job | GroupRow))

    def selected_jobs(self) -> tuple[Job, ...]:
        """Those of selected groups too, each once."""
        found = {job.id: job for row in self.selected_rows() for job in jobs_of(row)}
        return tuple(found.values())

    def toggle_fold(self, index: QModelIndex) -> None:
        self.setExpanded(index, not self.isExpanded(index))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """With the keyboard, keys and the menu mean the row that is marked."""
        super().focusInEvent(event)
        if event.reason() in _NOT_BY_MOUSE and not self.selectedIndexes():
            here = self.currentIndex()
            self.selectionModel().select(here, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        alt = modifiers == Qt.KeyboardModifier.AltModifier
        key = event.key()
        if plain and key == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_pressed.emit()
        elif plain and key == Qt.Key.Key_F2:
            self.edit_pressed.emit()
        elif control and key == Qt.Key.Key_D:
            self.duplicate_pressed.emit()
        elif control and key == Qt.Key.Key_Z:
            self.undo_pressed.emit()
        elif alt and key in _SHIFTS:
            self.shift_pressed.emit(_SHIFTS[key])
        elif alt and key in _ENDS:
            self.end_pressed.emit(_ENDS[key])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a group's picture folds or unfolds it."""
        where = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.is_fold_sign(where):
            self.toggle_fold(self.indexAt(where))
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fast clicks on the sign are single ones, and open nothing."""
        if self.is_fold_sign(event.position().toPoint()):
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def is_fold_sign(self, where: QPoint) -> bool:
        """Whether a click there folds a group, or unfolds it."""
        index = self.indexAt(where)
        if not isinstance(index.data(RECORD_ROLE), GroupRow):
            return False
        return picture_area(self.visualRect(index)).contains(where)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_empty(self, EMPTY_TEXT)
