"""What is searched for: words, filters behind a button, the order."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.records import LoraFamily, LoraMode
from wan22_desktop.lora_library.domain.search import CardExpert, LoraOrder, LoraQuery
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

_TYPING_PAUSE_MS = 10
"""Keys that come faster are answered together."""
_MAX_TAG_CHARACTERS = 28

E = TypeVar("E")


class FilterBar(QWidget):
    """Tells when the query has changed."""

    query_changed = Signal()
    grid_chosen = Signal(bool)
    search_entered = Signal()
    """The next thing is likely a search."""
    left_downwards = Signal()
    """The user goes from the search field to what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = _SearchField()
        self.filters_button = GlyphButton(Glyph.FILTER, tr("Filters"))
        self.filters_button.setCheckable(True)
        self.view_button = GlyphButton(Glyph.LIST, tr("Show as a list"))
        self.family = _combo(tr("Family"), lora_text.FAMILIES)
        self.mode = _combo(tr("Mode"), {m: t for m, t in lora_text.MODES.items() if m != "both"})
        self.expert = _combo(tr("Expert"), lora_text.EXPERTS)
        self.tag = _combo(tr("Tag"), {})
        self.favourites = _toggle(tr("Favourites"), tr("Only favourites"))
        self.usable = _toggle(tr("Usable"), tr("Only what can be used with the chosen model"))
        self.clear_button = QPushButton(tr("Clear filters"))
        self.order = _combo("", lora_text.ORDERS)
        self.order.setAccessibleName(tr("Order"))
        self.count = plain_label(tone=Tone.MUTED)
        self._is_grid = True
        self._filters = QWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._note_filters()

    @property
    def query(self) -> LoraQuery:
        return LoraQuery(
            text=self.search.text(),
            family=_value(self.family, LoraFamily),
            mode=_value(self.mode, LoraMode),
            expert=_value(self.expert, CardExpert),
            tag=self.tag.currentData() or "",
            favourites_only=self.favourites.isChecked(),
            usable_only=self.usable.isChecked(),
            order=_value(self.order, LoraOrder) or LoraOrder.NAME,
        )

    @Slot()
    def clear(self) -> None:
        """Leave nothing out; the order stays."""
        self.search.clear()
        for combo in (self.family, self.mode, self.expert, self.tag):
            combo.setCurrentIndex(0)
        self.favourites.setChecked(False)
        self.usable.setChecked(False)

    def set_tags(self, tags: tuple[str, ...]) -> None:
        """What can be filtered by; the chosen one stays while it exists."""
        known = tuple(self.tag.itemData(row) for row in range(1, self.tag.count()))
        if known == tags:
            return
        chosen = self.tag.currentData()
        self.tag.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
        while self.tag.count() > 1:
            self.tag.removeItem(1)
        for tag in tags:
            self.tag.addItem(lora_text.visible(tag)[:_MAX_TAG_CHARACTERS], tag)
        self.tag.setCurrentIndex(max(0, self.tag.findData(chosen)))
        self.tag.blockSignals(False)  # noqa: FBT003 -- Qt's own signature
        self.tag.setVisible(bool(tags))
        if self.tag.currentData() != chosen:
            self._ask()

    def show_count(self, shown: int, total: int) -> None:
        self.count.setText(lora_text.count_text(shown, total))

    def show_grid(self, *, is_grid: bool) -> None:
        """Which view is shown: the button offers the other."""
        self._is_grid = is_grid
        self.view_button.set_meaning(
            *((Glyph.LIST, tr("Show as a list")) if is_grid else (Glyph.GRID, tr("Show as a grid")))
        )

    @Slot()
    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        self._note_filters()
        self._pause.stop()
        self.query_changed.emit()

    @Slot()
    def _note_filters(self) -> None:
        count = self.query.num_filters
        name = tr("Filters") if not count else tr("Filters: {count} on", count=count)
        self.filters_button.setAccessibleName(name)
        self.filters_button.setToolTip(name)
        self.filters_button.setText(str(count) if count else "")
        style = Qt.ToolButtonStyle
        self.filters_button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if count else style.ToolButtonIconOnly
        )
        self.clear_button.setEnabled(bool(count))

    @Slot()
    def _switch_view(self) -> None:
        self.show_grid(is_grid=not self._is_grid)
        self.grid_chosen.emit(self._is_grid)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_SMALL)
        head.addWidget(self.search, 1)
        head.addWidget(self.filters_button)
        flow = FlowLayout(self._filters, SPACE_SMALL)
        for widget in (
            self.family,
            self.mode,
            self.expert,
            self.tag,
            self.favourites,
            self.usable,
            self.clear_button,
        ):
            flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._filters.setSizePolicy(policy)
        self._filters.hide()
        self.tag.hide()
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.order)
        foot.addWidget(self.view_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(head)
        layout.addWidget(self._filters)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self._ask)
        self.search.left_downwards.connect(self.left_downwards)
        self.search.entered.connect(self.search_entered)
        for combo in (self.family, self.mode, self.expert, self.tag, self.order):
            combo.currentIndexChanged.connect(self._ask)
        self.favourites.toggled.connect(self._ask)
        self.usable.toggled.connect(self._ask)
        self.clear_button.clicked.connect(self.clear)
        self.filters_button.toggled.connect(self._filters.setVisible)
        self.view_button.clicked.connect(self._switch_view)


class _SearchField(QLineEdit):
    entered = Signal()
    left_downwards = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(tr("Search"))
        self.setAccessibleName(tr("Search LoRAs"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def event(self, event: QEvent) -> bool:
        # Escape clears the field before anything else sees it, but only while there is a text.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)


def _combo(any_text: str, titles: Mapping[E, str]) -> QComboBox:
    """`any_text` heads the list of those that filter."""
    combo = QComboBox()
    if any_text:
        combo.addItem(tr("{property}: any", property=any_text), None)
        combo.setAccessibleName(any_text)
    for value, title in titles.items():
        combo.addItem(title, value)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return combo


def _value(combo: QComboBox, kind: type[E]) -> E | None:
    data = combo.currentData()
    # Qt keeps an enum of strings as the plain text that it is, too.
    return None if data is None else kind(data)  # pyright: ignore[reportCallIssue]


def _toggle(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("segment", True)  # noqa: FBT003 -- Qt's own signature
    button.setToolTip(tip)
    return button
