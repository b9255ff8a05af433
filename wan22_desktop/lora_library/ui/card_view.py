"""The list of cards: grid or rows, keys, context menu, what an empty list says."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.ui.card_delegate import CardDelegate, card_height, row_height
from wan22_desktop.lora_library.ui.card_rows import USED_ROLE, CardRows
from wan22_desktop.lora_library.ui.deeds import Deed, deed_text, deeds_of, starts_group
from wan22_desktop.lora_library.ui.thumbnails import Thumbnails
from wan22_desktop.qtkit.painting import paint_empty
from wan22_desktop.qtkit.record_model import RECORD_ROLE

_CARD_WIDTH_PX = 138
"""The least; cards share the width that is there. Two fit into a dock of 320."""
_KEYS = {
    Qt.Key.Key_Return: Deed.USE,
    Qt.Key.Key_Enter: Deed.USE,
    Qt.Key.Key_F2: Deed.RENAME,
    Qt.Key.Key_F: Deed.FAVOURITE,
    Qt.Key.Key_Delete: Deed.DELETE,
}
_SHOWN_KEYS = {
    Deed.USE: tr("Enter"),
    Deed.RENAME: "F2",
    Deed.FAVOURITE: "F",
    Deed.DELETE: tr("Del"),
}


class CardView(QListView):
    """Asks for deeds with the ids of the selected cards."""

    deed_chosen = Signal(object, object)
    """A Deed, and a tuple of ids of cards."""

    def __init__(
        self, model: CardRows, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._delegate = CardDelegate(thumbnails, self)
        self.empty_text = ""
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("LoRAs"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        # One size for all: 5,000 cards are laid out without asking each.
        self.setUniformItemSizes(True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that cards do not change their width when it comes and goes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.customContextMenuRequested.connect(self._show_menu)
        thumbnails.arrived.connect(self.viewport().update)
        self.set_grid(is_grid=True)

    # --- look ----------------------------------------------------------------------------------

    @property
    def is_grid(self) -> bool:
        return self._delegate.is_grid

    def set_grid(self, *, is_grid: bool) -> None:
        """Cards side by side, or rows."""
        self._delegate.is_grid = is_grid
        self._fit_cells()
        self.doItemsLayout()
        current = self.currentIndex()
        if current.isValid():
            self.scrollTo(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_cells()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_cells()

    def _fit_cells(self) -> None:
        # Qt breaks a row that is exactly full.
        width = max(_CARD_WIDTH_PX, self.viewport().width() - 1)
        if self.is_grid:
            width //= width // _CARD_WIDTH_PX
            cell = QSize(width, card_height(self.fontMetrics(), width))
        else:
            cell = QSize(width, row_height(self.fontMetrics()))
        if cell != self._delegate.cell or self.gridSize() != cell:
            self._delegate.cell = cell
            self.verticalScrollBar().setSingleStep(max(20, cell.height() // 3))
            self.setGridSize(cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_empty(self, self.empty_text)

    # --- selection -----------------------------------------------------------------------------

    def current(self) -> LoraCard | None:
        """The card with the focus."""
        card = self.currentIndex().data(RECORD_ROLE)
        return card if isinstance(card, LoraCard) else None

    def choose(self, index: QModelIndex) -> None:
        """Make one card the current and the only selected one.

        `setCurrentIndex` would look at the keys that are held down just then, whoever asks.
        """
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def selected(self) -> tuple[LoraCard, ...]:
        """The selected cards from top to bottom."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: index.row())
        cards = (index.data(RECORD_ROLE) for index in indexes)
        return tuple(card for card in cards if isinstance(card, LoraCard))

    # --- deeds ---------------------------------------------------------------------------------

    def menu_for(self, cards: tuple[LoraCard, ...]) -> QMenu:
        """What can be done with the cards; frees itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ids = tuple(card.id for card in cards)
        used = bool(self.currentIndex().data(USED_ROLE))
        for deed in deeds_of(cards):
            if starts_group(deed) and menu.actions():
                menu.addSeparator()
            text = deed_text(deed, cards, is_used=used)
            key = _SHOWN_KEYS.get(deed, "")
            # Only shown: the key itself is taken by the view.
            entry = menu.addAction(f"{text}\t{key}" if key else text)
            entry.setData((deed, ids))
        menu.triggered.connect(self._take_entry)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        deed = _KEYS.get(Qt.Key(event.key()))
        cards = self.selected()
        if deed is None or plain != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
        elif deed in deeds_of(cards):
            self.deed_chosen.emit(deed, tuple(card.id for card in cards))

    @Slot(QPoint)
    def _show_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.choose(index)
        cards = self.selected()
        if cards:
            self.menu_for(cards).popup(self.viewport().mapToGlobal(where))

    @Slot(object)
    def _take_entry(self, entry: object) -> None:
        deed, ids = entry.data()  # pyright: ignore[reportAttributeAccessIssue] - a QAction
        self.deed_chosen.emit(deed, ids)
