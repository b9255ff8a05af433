"""A list under a button: a search that keeps the keyboard, rows, and what else can be done."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.generation.ui.word_rows import WordDelegate, WordRow, WordRows
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.painting import paint_empty
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone

SIZE = QSize(340, 380)
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 6,
    Qt.Key.Key_PageUp: -6,
}


class SearchPopup(QFrame):
    """Enter or a click takes the current row, Escape none."""

    taken = Signal(object)
    """The WordRow that was taken; the popup has closed."""
    searched = Signal(str)
    """What stands in the search has changed, or the popup has been opened."""

    def __init__(self, search_name: str, list_name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(list_name)
        self._shown_query = ""
        self.rows = WordRows(self)
        self.search = _Search(search_name, self._use_key)
        self.list = _List(self.rows, list_name)
        self.told = plain_label(tone=Tone.MUTED, wraps=True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.told.hide()
        self.foot = QHBoxLayout()
        self.foot.setSpacing(SPACE_SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_SMALL, SPACE_SMALL, SPACE_SMALL, SPACE_SMALL)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        layout.addLayout(self.foot)
        self.search.textChanged.connect(self.searched)
        self.search.returnPressed.connect(self.take)
        self.list.clicked.connect(self.take)

    # --- for those that fill it ----------------------------------------------------------------

    def open_under(self, widget: QWidget) -> None:
        """With an empty search, inside the screen."""
        self.search.clear()
        self.searched.emit("")
        room = widget.screen().availableGeometry()
        place = QRect(widget.mapToGlobal(QPoint(0, widget.height())), SIZE)
        place.moveLeft(max(room.left(), min(place.left(), room.right() - place.width())))
        if place.bottom() > room.bottom():
            place.moveBottom(max(room.top() + SIZE.height(), place.top() - widget.height()))
        self.setGeometry(place)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_rows(self, rows: Iterable[WordRow], empty_text: str) -> None:
        """Other rows, the first of them current; the same one for the same search."""
        query = self.search.text()
        current = self.current if query == self._shown_query else None
        self._shown_query = query
        self.list.empty_text = empty_text
        self.rows.set_all(rows)
        row = None if current is None else self.rows.row_of(current.id)
        self.list.setCurrentIndex(self.rows.index(row or 0, 0))

    def tell(self, text: str) -> None:
        """A few words under the list, or none."""
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def add_deed(self, glyph: Glyph, name: str, keys: str, deed: Callable[[], object]) -> QWidget:
        """A button at the foot that can also be reached by its keys."""
        action = QAction(name, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            name = f"{name} ({shown})"
        action.triggered.connect(deed)
        self.addAction(action)
        button = GlyphButton(glyph, name)
        button.clicked.connect(action.trigger)
        self.foot.addWidget(button)
        return button

    @property
    def current(self) -> WordRow | None:
        row = self.list.currentIndex().data(RECORD_ROLE)
        return row if isinstance(row, WordRow) else None

    @Slot()
    def take(self) -> None:
        """Close with the current row, if there is one."""
        row = self.current
        if row is not None:
            self.hide()
            self.taken.emit(row)

    def _use_key(self, event: QKeyEvent) -> bool:
        """Whether a key in the search was meant for the list or for one of the deeds."""
        keys = QKeySequence(event.keyCombination())
        for action in self.actions():
            if action.shortcut() == keys:
                action.trigger()
                return True
        step, count = _STEPS.get(Qt.Key(event.key()), 0), self.rows.rowCount()
        if step and count:
            row = min(max(self.list.currentIndex().row() + step, 0), count - 1)
            self.list.setCurrentIndex(self.rows.index(row, 0))
        return bool(step)


class _Search(QLineEdit):
    """Keeps the focus while the arrows walk through the list."""

    def __init__(self, name: str, use_key: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._use_key = use_key
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Some keys of deeds, such as Shift+Del, would reach no shortcut: they edit a line.
        if not self._use_key(event):
            super().keyPressEvent(event)


class _List(QListView):
    def __init__(self, rows: WordRows, name: str) -> None:
        super().__init__()
        self.empty_text = ""
        self.setModel(rows)
        self.setItemDelegate(WordDelegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_empty(self, self.empty_text)
