"""What clips are looked for: words, filters behind a button, the order."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import TypeVar

from PySide6.QtCore import QDate, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.domain.clip_record import MAX_RATING, Origin
from wan22_desktop.gallery.domain.search import Choices, ClipOrder, ClipQuery
from wan22_desktop.gallery.ui import gallery_text
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

_TYPING_PAUSE_MS = 10
"""Keys that come faster are answered together."""
_MAX_CHARACTERS = 28
"""Of a name in a list of choices."""

V = TypeVar("V")


class When(Enum):
    TODAY = auto()
    WEEK = auto()
    MONTH = auto()
    YEAR = auto()
    BETWEEN = auto()


_DAYS = {When.TODAY: 1, When.WEEK: 7, When.MONTH: 30, When.YEAR: 365}


class FilterBar(QWidget):
    """Tells when the query has changed."""

    query_changed = Signal()
    search_entered = Signal()
    """The next thing is likely a search."""
    left_downwards = Signal()
    """The user goes from the search field to what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = _SearchField()
        self.filters_button = GlyphButton(Glyph.FILTER, tr("Filters"))
        self.filters_button.setCheckable(True)
        self.model = _combo(tr("Model"), tr("Model: any"))
        self.lora = _combo(tr("LoRA"), tr("LoRA: any"))
        self.rating = _combo(
            tr("Rating"),
            tr("Rating: any"),
            {
                number: trn("{count} star or more", "{count} stars or more", number)
                for number in range(1, MAX_RATING)
            }
            | {MAX_RATING: trn("{count} star", "{count} stars", MAX_RATING)},
        )
        self.album = _combo(tr("Album"), tr("Album: any"))
        self.tag = _combo(tr("Tag"), tr("Tag: any"))
        self.date = _combo(
            tr("Date"),
            tr("Date: any"),
            {
                When.TODAY: tr("Today"),
                When.WEEK: tr("Last 7 days"),
                When.MONTH: tr("Last 30 days"),
                When.YEAR: tr("Last year"),
                When.BETWEEN: tr("Between two days"),
            },
        )
        self.first_day = _day_edit(tr("First day"))
        self.last_day = _day_edit(tr("Last day"))
        self.origin = _combo(tr("Origin"), tr("Origin: any"), gallery_text.ORIGINS)
        self.missing = QPushButton(tr("Missing"))
        self.missing.setCheckable(True)
        self.missing.setProperty("segment", True)  # noqa: FBT003 -- Qt's own signature
        self.missing.setToolTip(tr("Only clips whose files are not where they were"))
        self.clear_button = QPushButton(tr("Clear the filters"))
        self.order = _combo(tr("Order"), "", gallery_text.ORDERS)
        self.count = plain_label(tone=Tone.MUTED)
        self._filters = QWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self.foot = QHBoxLayout()
        self._lay_out()
        self._connect()
        self._note_filters()

    @property
    def query(self) -> ClipQuery:
        since, until = self._days()
        origin = self.origin.currentData()
        return ClipQuery(
            text=self.search.text(),
            model=self.model.currentData() or "",
            lora=self.lora.currentData() or "",
            min_rating=self.rating.currentData() or 0,
            since=since,
            until=until,
            album=self.album.currentData() or "",
            tag=self.tag.currentData() or "",
            # Qt keeps an enum of strings as the plain text that it is, too.
            origin=None if origin is None else Origin(origin),
            missing_only=self.missing.isChecked(),
            order=ClipOrder(self.order.currentData()),
        )

    @Slot()
    def clear(self) -> None:
        """Leave nothing out; the order stays."""
        self.search.clear()
        for combo in self._combos():
            combo.setCurrentIndex(0)
        self.missing.setChecked(False)

    def set_choices(self, choices: Choices) -> None:
        """What can be filtered by; what is chosen stays while it exists."""
        changed = [
            _offer(combo, names)
            for combo, names in (
                (self.model, choices.models),
                (self.lora, choices.loras),
                (self.album, choices.albums),
                (self.tag, choices.tags),
            )
        ]
        if any(changed):
            self._ask()

    def choose_album(self, album: str) -> None:
        self.album.setCurrentIndex(max(0, self.album.findData(album)))

    def show_count(self, shown: int, total: int) -> None:
        self.count.setText(gallery_text.count(shown, total))

    @Slot()
    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # --- inside ---------------------------------------------------------------------------------

    def _combos(self) -> tuple[QComboBox, ...]:
        return (
            self.model,
            self.lora,
            self.rating,
            self.album,
            self.tag,
            self.date,
            self.origin,
        )

    def _days(self) -> tuple[float | None, float | None]:
        """From the beginning of the first day to the end of the last one, in local time."""
        when = self.date.currentData()
        if when is None:
            return None, None
        if when is When.BETWEEN:
            first, last = sorted((_day(self.first_day), _day(self.last_day)))
            return _start_of(first), _start_of(last + timedelta(days=1))
        today = datetime.now().astimezone().date()
        return _start_of(today - timedelta(days=_DAYS[when] - 1)), None

    @Slot()
    def _ask(self) -> None:
        self._note_filters()
        self._pause.stop()
        self.query_changed.emit()

    @Slot()
    def _note_filters(self) -> None:
        is_between = self.date.currentData() is When.BETWEEN
        self.first_day.setVisible(is_between)
        self.last_day.setVisible(is_between)
        number = self.query.num_filters
        name = trn("{count} filter is on", "{count} filters are on", number) if number else ""
        self.filters_button.setAccessibleName(name or tr("Filters"))
        self.filters_button.setToolTip(name or tr("Filters"))
        self.filters_button.setText(str(number) if number else "")
        style = Qt.ToolButtonStyle
        self.filters_button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if number else style.ToolButtonIconOnly
        )
        self.clear_button.setEnabled(bool(number))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_SMALL)
        head.addWidget(self.search, 1)
        head.addWidget(self.filters_button)
        flow = FlowLayout(self._filters, SPACE_SMALL)
        for combo in self._combos():
            flow.addWidget(combo)
            if combo is self.date:
                flow.addWidget(self.first_day)
                flow.addWidget(self.last_day)
        flow.addWidget(self.missing)
        flow.addWidget(self.clear_button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._filters.setSizePolicy(policy)
        self._filters.hide()
        for combo in (self.lora, self.album, self.tag):
            combo.hide()
        self.foot.setSpacing(SPACE)
        self.foot.addWidget(self.count, 1)
        self.foot.addWidget(self.order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(head)
        layout.addWidget(self._filters)
        layout.addLayout(self.foot)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self._ask)
        self.search.left_downwards.connect(self.left_downwards)
        self.search.entered.connect(self.search_entered)
        for combo in (*self._combos(), self.order):
            combo.currentIndexChanged.connect(self._ask)
        for day in (self.first_day, self.last_day):
            day.dateChanged.connect(self._ask)
        self.missing.toggled.connect(self._ask)
        self.clear_button.clicked.connect(self.clear)
        self.filters_button.toggled.connect(self._filters.setVisible)


class _SearchField(QLineEdit):
    entered = Signal()
    left_downwards = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(tr("Search"))
        self.setAccessibleName(tr("Search clips"))
        self.setToolTip(tr("Words of the prompt, a name, a tag, a LoRA or the file's name"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
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


def _combo(name: str, any_text: str, titles: Mapping[V, str] | None = None) -> QComboBox:
    """`any_text` heads the list of those that filter."""
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    if any_text:
        combo.addItem(any_text, None)
    for value, title in (titles or {}).items():
        combo.addItem(title, value)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return combo


def _offer(combo: QComboBox, names: Sequence[str]) -> bool:
    """Put other names below the first entry; whether what was chosen is gone."""
    if [combo.itemData(row) for row in range(1, combo.count())] == list(names):
        return False
    chosen = combo.currentData()
    combo.blockSignals(True)  # noqa: FBT003 -- Qt's own signature
    while combo.count() > 1:
        combo.removeItem(combo.count() - 1)
    for name in names:
        combo.addItem(plain_line(name, _MAX_CHARACTERS), name)
    combo.setCurrentIndex(max(0, combo.findData(chosen)) if chosen is not None else 0)
    combo.blockSignals(False)  # noqa: FBT003 -- Qt's own signature
    combo.setVisible(bool(names))
    return bool(combo.currentData() != chosen)


def _day_edit(name: str) -> QDateEdit:
    edit = QDateEdit(QDate.currentDate())
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setAccessibleName(name)
    edit.setToolTip(name)
    edit.hide()
    return edit


def _day(edit: QDateEdit) -> date:
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())


def _start_of(day: date) -> float:
    """In local time: people know their clips by the days of their calendar."""
    return datetime(day.year, day.month, day.day).astimezone().timestamp()
