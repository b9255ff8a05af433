"""The log's records as rows."""

import logging
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from wan22_desktop.core.logs import RING_ROWS, LogEntry
from wan22_desktop.qtkit.theme import Tone, colors_for

AnyIndex = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    TIME = 0
    LEVEL = 1
    SOURCE = 2
    MESSAGE = 3


class LogModel(QAbstractTableModel):
    """The newest records that pass the filter; all of the newest are kept for other filters."""

    def __init__(self, parent: QObject | None = None, max_rows: int = RING_ROWS) -> None:
        super().__init__(parent)
        self._max_rows = max_rows
        self._all: list[LogEntry] = []
        self._shown: list[LogEntry] = []
        self._level = logging.INFO
        self._needle = ""

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
            return Column(section).name.capitalize()
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(entry, Column(index.column()))
        if role == Qt.ItemDataRole.ForegroundRole:
            return _color(entry)
        return entry if role == ENTRY_ROLE else None

    def append(self, entries: list[LogEntry]) -> None:
        """Add records at the end, in one step, and drop the oldest beyond the limit."""
        if not entries:
            return
        self._all = (self._all + entries)[-self._max_rows :]
        passing = [entry for entry in entries if self._passes(entry)]
        if passing:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(passing) - 1)
            self._shown += passing
            self.endInsertRows()
        oldest = self._all[0].number
        gone = next(
            (row for row, entry in enumerate(self._shown) if entry.number >= oldest),
            len(self._shown),
        )
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self._shown[:gone]
            self.endRemoveRows()

    def set_filter(self, level: int, needle: str) -> None:
        """Show records of at least this level that hold the text."""
        if (level, needle.casefold()) == (self._level, self._needle):
            return
        self._level, self._needle = level, needle.casefold()
        self.beginResetModel()
        self._shown = [entry for entry in self._all if self._passes(entry)]
        self.endResetModel()

    def texts(self, rows: list[int]) -> str:
        """Records as text for the clipboard; all that are shown if no row is named."""
        entries = [self._shown[row] for row in rows] if rows else self._shown
        return "\n".join(entry.as_text() for entry in entries)

    def _passes(self, entry: LogEntry) -> bool:
        if entry.level < self._level:
            return False
        return not self._needle or self._needle in entry.as_text().casefold()


def _text(entry: LogEntry, column: Column) -> str:
    match column:
        case Column.TIME:
            return entry.time
        case Column.LEVEL:
            return entry.level_name
        case Column.SOURCE:
            return entry.source
        case Column.MESSAGE:
            # One row is one line; the copied text has the rest.
            return " ".join(entry.message[:1000].split())


def _color(entry: LogEntry) -> object:
    palette: QPalette = QApplication.palette()
    if entry.level >= logging.ERROR:
        return colors_for(palette).tone(Tone.ERROR)
    if entry.level >= logging.WARNING:
        return colors_for(palette).tone(Tone.WARNING)
    return None
