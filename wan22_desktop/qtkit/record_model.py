"""A list model of frozen records that are known by their id."""

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)


class Record(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Record)
AnyIndex = QModelIndex | QPersistentModelIndex

RECORD_ROLE = Qt.ItemDataRole.UserRole + 1
"""The record itself; delegates format it."""


class RecordListModel(QAbstractListModel, Generic[R]):
    """Rows of records with unique ids; changes are reported row by row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records: list[R] = []
        self._rows: dict[str, int] = {}

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 -- an immutable value
        return 0 if parent.isValid() else len(self._records)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        record = self.record_at(index)
        if record is None:
            return None
        return record if role == RECORD_ROLE else self.text_of(record, role)

    def text_of(self, record: R, role: int) -> object:
        """What a view without a delegate, or a screen reader, gets for a role."""
        return record.id if role == Qt.ItemDataRole.DisplayRole else None

    def record_at(self, index: AnyIndex) -> R | None:
        ours = index.isValid() and self.checkIndex(index)
        return self._records[index.row()] if ours else None

    @property
    def records(self) -> tuple[R, ...]:
        return tuple(self._records)

    def find(self, record_id: str) -> R | None:
        row = self._rows.get(record_id)
        return None if row is None else self._records[row]

    def row_of(self, record_id: str) -> int | None:
        return self._rows.get(record_id)

    def index_of(self, record_id: str) -> QModelIndex:
        """An invalid index if there is no such record."""
        row = self._rows.get(record_id)
        return QModelIndex() if row is None else self.index(row, 0)

    def set_all(self, records: Iterable[R]) -> None:
        """Replace everything; of records with one id the first is taken."""
        self.beginResetModel()
        first: dict[str, R] = {}
        for record in records:
            first.setdefault(record.id, record)
        self._records = list(first.values())
        self._renumber(0)
        self.endResetModel()

    def add(self, record: R, row: int | None = None) -> None:
        """Insert at `row`, or at the end; a known id is changed where it is."""
        if record.id in self._rows:
            self.change(record)
            return
        count = len(self._records)
        at = count if row is None else min(max(row, 0), count)
        self.beginInsertRows(QModelIndex(), at, at)
        self._records.insert(at, record)
        self._renumber(at)
        self.endInsertRows()

    def change(self, record: R) -> None:
        """Put the new state of a record in its row; unknown ids are ignored."""
        row = self._rows.get(record.id)
        if row is None or self._records[row] == record:
            return
        self._records[row] = record
        self.touch(record.id)

    def touch(self, record_id: str) -> None:
        """Have the row painted again."""
        index = self.index_of(record_id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def remove(self, record_id: str) -> None:
        row = self._rows.get(record_id)
        if row is None:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._records[row]
        del self._rows[record_id]
        self._renumber(row)
        self.endRemoveRows()

    def move(self, record_id: str, to: int) -> None:
        """Put the record at row `to`, counted after it has been lifted out."""
        row = self._rows.get(record_id)
        if row is None:
            return
        to = min(max(to, 0), len(self._records) - 1)
        # Qt counts the target before the row is lifted out, and refuses a move onto itself.
        target = to + (to > row)
        if row == to or not self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target):
            return
        self._records.insert(to, self._records.pop(row))
        self._renumber(min(row, to))
        self.endMoveRows()

    def set_order(self, record_ids: Sequence[str]) -> None:
        """Sort the rows as `record_ids` says; rows it does not name keep their order at the end."""
        places = {record_id: place for place, record_id in enumerate(record_ids)}
        ordered = sorted(self._records, key=lambda record: places.get(record.id, len(places)))
        moved = [row for row, record in enumerate(ordered) if self._rows[record.id] != row]
        if not moved:
            return
        first, last = moved[0], moved[-1]
        if ordered[first + 1 : last + 1] == self._records[first:last]:
            self.move(ordered[first].id, first)
            return
        if ordered[first:last] == self._records[first + 1 : last + 1]:
            self.move(ordered[last].id, last)
            return
        self._rearrange(ordered)

    def _rearrange(self, ordered: list[R]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids = [self._records[index.row()].id for index in held]
        self._records = ordered
        self._renumber(0)
        self.changePersistentIndexList(held, [self.index_of(record_id) for record_id in ids])
        self.layoutChanged.emit()

    def _renumber(self, first: int) -> None:
        """Note the rows of every record from `first` on."""
        if first == 0:
            self._rows = {record.id: row for row, record in enumerate(self._records)}
            return
        for row in range(first, len(self._records)):
            self._rows[self._records[row].id] = row
