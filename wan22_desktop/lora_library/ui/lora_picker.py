"""A list to add a LoRA from: what is at hand first, anything by a few letters."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.domain.search import LoraIndex, LoraOrder, LoraQuery
from wan22_desktop.lora_library.ui.card_delegate import CardDelegate, row_height
from wan22_desktop.lora_library.ui.card_rows import CardRows
from wan22_desktop.lora_library.ui.thumbnails import Thumbnails
from wan22_desktop.qtkit.painting import paint_empty
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import SPACE_SMALL

_SIZE = QSize(340, 380)
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 6,
    Qt.Key.Key_PageUp: -6,
}


class LoraPicker(QFrame):
    """Opens under a button; Enter or a click takes the current row, Escape none."""

    picked = Signal(str)
    """The id of a card."""

    def __init__(
        self, index: LoraIndex, rows: CardRows, thumbnails: Thumbnails, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._index = index
        self._rows = rows
        self.search = _Search(self._step)
        self.list = _List(rows, thumbnails)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_SMALL, SPACE_SMALL, SPACE_SMALL, SPACE_SMALL)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take)
        self.list.clicked.connect(self._take)

    def open_under(self, widget: QWidget) -> None:
        """With an empty search, inside the screen."""
        self.search.clear()
        self._fill()
        room = widget.screen().availableGeometry()
        place = QRect(widget.mapToGlobal(QPoint(0, widget.height())), _SIZE)
        place.moveLeft(max(room.left(), min(place.left(), room.right() - place.width())))
        if place.bottom() > room.bottom():
            place.moveBottom(max(room.top() + _SIZE.height(), place.top() - widget.height()))
        self.setGeometry(place)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def _fill(self) -> None:
        query = LoraQuery(text=self.search.text(), order=LoraOrder.AT_HAND)
        self._rows.set_all(self._index.find(query))
        self.list.setCurrentIndex(self._rows.index(0, 0))
        self.list.scrollToTop()

    def _step(self, key: Qt.Key) -> None:
        count = self._rows.rowCount()
        if count:
            row = min(max(self.list.currentIndex().row() + _STEPS[key], 0), count - 1)
            self.list.setCurrentIndex(self._rows.index(row, 0))

    @Slot()
    def _take(self) -> None:
        card = self.list.currentIndex().data(RECORD_ROLE)
        if isinstance(card, LoraCard):
            self.hide()
            self.picked.emit(card.id)


class _Search(QLineEdit):
    """Keeps the focus while the arrows walk through the list."""

    def __init__(self, step: Callable[[Qt.Key], None]) -> None:
        super().__init__()
        self._step = step
        self.setPlaceholderText(tr("Search for a LoRA"))
        self.setAccessibleName(tr("Search for a LoRA to add"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(key)
        else:
            super().keyPressEvent(event)


class _List(QListView):
    def __init__(self, rows: CardRows, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._delegate = CardDelegate(thumbnails, self)
        self.setModel(rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("LoRAs to add"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        thumbnails.arrived.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.cell = QSize(self.viewport().width(), row_height(self.fontMetrics()))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_empty(self, tr("No LoRA matches"))
