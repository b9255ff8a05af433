"""The log's records as rows, in order of time."""

import logging
import re
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.core.logs import RING_ROWS
from wan22_desktop.core.plain_text import visible_text
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.theme import Tone, colors_for

AnyIndex = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
_MAX_ROW_CHARACTERS = 1000
_MAX_LATE_INSERTS = 50
"""So many late rows are put in one by one; with more, everything is shown anew."""


class Column(IntEnum):
    TIME = 0
    LEVEL = 1
    PART = 2
    JOB = 3
    MESSAGE = 4


_HEADERS = {
    Column.TIME: tr("Time"),
    Column.LEVEL: tr("Level"),
    Column.PART: tr("Part"),
    Column.JOB: tr("Job"),
    Column.MESSAGE: tr("Message"),
}


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which records are shown; an empty text lets everything pass."""

    level: int = logging.INFO
    component: str = ""
    job: str = ""
    needle: str = ""
    hides_others: bool = True
    """Whether records without `needle` are left out, rather than only not marked."""


@dataclass(slots=True, eq=False)
class _Row:
    entry: LogEntry
    searched: str
    """All of its text, folded."""
    is_shown: bool = False


class LogModel(QAbstractTableModel):
    """The newest records that pass the filter; all of the newest are kept for other filters."""

    def __init__(self, parent: QObject | None = None, max_rows: int = RING_ROWS) -> None:
        super().__init__(parent)
        self._max_rows = max_rows
        self._all: list[_Row] = []
        self._shown: list[_Row] = []
        self._filter = LogFilter()
        self._needle = ""

    @property
    def filter(self) -> LogFilter:
        return self._filter

    @property
    def count(self) -> int:
        """Of all records that are kept."""
        return len(self._all)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - an immutable value
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - the same
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[Column(section)]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry = self._shown[index.row()].entry
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(entry, Column(index.column()))
        if role == Qt.ItemDataRole.ForegroundRole:
            return _color(entry, Column(index.column()))
        return entry if role == ENTRY_ROLE else None

    def append(self, entries: list[LogEntry]) -> int:
        """Take records in at their time, and drop the oldest beyond the limit.

        Gives how many rows were added.
        """
        entries = sorted(entries, key=_created)[-self._max_rows :]
        rows = [_Row(entry, visible_text(entry.as_text()).casefold()) for entry in entries]
        if not rows:
            return 0
        is_late = bool(self._all) and rows[0].entry.created < self._all[-1].entry.created
        self._all += rows
        if is_late:
            self._all.sort(key=_row_created)
        dropped = self._all[: -self._max_rows]
        del self._all[: len(dropped)]
        if gone := sum(row.is_shown for row in dropped):
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self._shown[:gone]
            self.endRemoveRows()
        too_old = {id(row) for row in dropped}
        passing = [row for row in rows if id(row) not in too_old and self._passes(row)]
        self._show(passing, is_late=is_late)
        return len(passing)

    def set_filter(self, chosen: LogFilter) -> None:
        """Show the records that pass."""
        if chosen == self._filter:
            return
        self._filter = chosen
        self._needle = visible_text(chosen.needle).casefold()
        self._show_all_anew()

    def entry(self, row: int) -> LogEntry | None:
        return self._shown[row].entry if 0 <= row < len(self._shown) else None

    def row_of(self, entry: LogEntry) -> int | None:
        """Where this very record is shown."""
        rows = (number for number, row in enumerate(self._shown) if row.entry is entry)
        return next(rows, None)

    def texts(self, rows: list[int], *, as_json: bool = False) -> str:
        """Records for the clipboard; all that are shown if no row is named."""
        chosen = [self._shown[row] for row in rows] if rows else self._shown
        if as_json:
            return "\n".join(row.entry.to_json() for row in chosen)
        return "\n".join(visible_text(row.entry.as_text()) for row in chosen)

    def next_match(self, row: int, step: int) -> int | None:
        """The next row that holds the text, going round; None if none does."""
        count = len(self._shown)
        if not self._needle or not count:
            return None
        # From before the first or behind the last one, where no row is meant.
        start = row if row >= 0 else (-1 if step > 0 else count)
        for distance in range(1, count + 1):
            found = (start + step * distance) % count
            if self._needle in self._shown[found].searched:
                return found
        return None

    def _show(self, rows: list[_Row], *, is_late: bool) -> None:
        """Add rows to those that are shown, which have lost the dropped ones already."""
        if is_late and len(rows) > _MAX_LATE_INSERTS:
            self._show_all_anew()
            return
        for row in rows:
            row.is_shown = True
        if is_late:
            for row in rows:
                place = _place_of(row, self._shown)
                self.beginInsertRows(QModelIndex(), place, place)
                self._shown.insert(place, row)
                self.endInsertRows()
        elif rows:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._shown += rows
            self.endInsertRows()

    def _show_all_anew(self) -> None:
        self.beginResetModel()
        self._shown = []
        for row in self._all:
            row.is_shown = self._passes(row)
            if row.is_shown:
                self._shown.append(row)
        self.endResetModel()

    def _passes(self, row: _Row) -> bool:
        chosen, entry = self._filter, row.entry
        if entry.level < chosen.level:
            return False
        if chosen.component and entry.component != chosen.component:
            return False
        if chosen.job and entry.job != chosen.job:
            return False
        return not (self._needle and chosen.hides_others) or self._needle in row.searched


def match_pattern(needle: str) -> re.Pattern[str] | None:
    """What marks the places of a text in a row; None without a text."""
    text = visible_text(needle)
    return re.compile(re.escape(text), re.IGNORECASE) if text else None


def _created(entry: LogEntry) -> float:
    return entry.created


def _row_created(row: _Row) -> float:
    return row.entry.created


def _place_of(late: _Row, rows: list[_Row]) -> int:
    """Behind all that are as old; looked for from the end, where it nearly always is."""
    place = len(rows)
    while place and rows[place - 1].entry.created > late.entry.created:
        place -= 1
    return place


def _text(entry: LogEntry, column: Column) -> str:
    match column:
        case Column.TIME:
            return entry.time_of_day()
        case Column.LEVEL:
            return entry.level_name
        case Column.PART:
            return entry.component
        case Column.JOB:
            return entry.job
        case Column.MESSAGE:
            # One row is one line; the copied text has the rest.
            return visible_text(" ".join(entry.message[:_MAX_ROW_CHARACTERS].split()))


def _color(entry: LogEntry, column: Column) -> object:
    palette: QPalette = QApplication.palette()
    colors = colors_for(palette)
    if entry.level >= logging.ERROR:
        return colors.tone(Tone.ERROR)
    if entry.level >= logging.WARNING:
        return colors.tone(Tone.WARNING)
    return None if column is Column.MESSAGE else colors.tone(Tone.MUTED)
