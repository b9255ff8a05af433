"""The list of the queue: keys, context menu, empty state."""

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.ui.queue_delegate import QueueDelegate
from wan22_desktop.generation.ui.queue_model import QueueModel
from wan22_desktop.qtkit.painting import paint_empty
from wan22_desktop.qtkit.record_model import RECORD_ROLE

EMPTY_TEXT = "Nothing queued. Write a prompt and press Ctrl+Enter."
_NOT_BY_MOUSE = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_SHIFTS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class QueueView(QListView):
    """Painted rows that can be selected, dragged and acted on with keys."""

    delete_pressed = Signal()
    open_pressed = Signal()
    shift_pressed = Signal(int)
    """Alt with an arrow key: -1 up, 1 down."""

    def __init__(self, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(QueueDelegate(self))
        self.setAccessibleName("Render queue")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(100)
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

    def selected_jobs(self) -> tuple[Job, ...]:
        """In the order of the list."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: index.row())
        jobs = (index.data(RECORD_ROLE) for index in indexes)
        return tuple(job for job in jobs if isinstance(job, Job))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """With the keyboard, keys and the menu mean the row that is marked."""
        super().focusInEvent(event)
        if event.reason() in _NOT_BY_MOUSE and not self.selectedIndexes():
            here = self.currentIndex()
            self.selectionModel().select(here, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_pressed.emit()
        elif modifiers == Qt.KeyboardModifier.AltModifier and event.key() in _SHIFTS:
            self.shift_pressed.emit(_SHIFTS[event.key()])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_empty(self, EMPTY_TEXT)
