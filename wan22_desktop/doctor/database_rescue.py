"""A damaged database: set aside as a whole, what can be read saved, what is lost said.

SQLite stops a query at the first damaged page. So rows are asked for one by one, by their numbers,
found in the table and in each of its indexes, which lie on other pages.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from wan22_desktop.core.durable import publish, sync_folder
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.doctor.database_check import (
    Examined,
    RowCheck,
    copy_set,
    examine,
    tables_of,
    wal_of,
)

MakeDatabase = Callable[[Path], None]
"""Writes a new, empty database of the app's version to this path."""

_SET = ("", "-wal", "-shm", "-journal")
_MOST_ROWS = 10_000_000
_ERRORS = (sqlite3.Error, UnicodeDecodeError, ValueError, OverflowError)


@dataclass(slots=True)
class TableRescue:
    """What became of one table."""

    name: str
    kept: int = 0
    lost: int = 0
    """Rows that are known to have been there and could not be read."""
    is_lower_bound: bool = False
    """Whether more may be lost than anything tells."""
    from_backup: int = 0
    """Of those kept: rows as the newest backup had them."""

    @property
    def sentence(self) -> str:
        lost = str(self.lost)
        if self.is_lower_bound and self.lost:
            lost = tr("at least {count}", count=self.lost)
        if self.is_lower_bound and not self.lost:
            lost = tr("an unknown number")
        backup = (
            tr(", {count} of them from the backup", count=self.from_backup)
            if self.from_backup
            else ""
        )
        rows = trn("1 row", "{count} rows", self.kept)
        return tr(
            "{table}: {rows} kept{backup}, {lost} lost",
            table=self.name,
            rows=rows,
            backup=backup,
            lost=lost,
        )


@dataclass(frozen=True, slots=True)
class Rescue:
    """What was done; `quarantine` holds the damaged files as they were."""

    quarantine: Path
    tables: tuple[TableRescue, ...]
    before: Examined
    backup: Path | None = None
    """Used for what could not be read."""
    sentences: tuple[str, ...] = field(default=())


def rescue(
    database: Path,
    quarantine: Path,
    make: MakeDatabase,
    row_check: RowCheck,
    backup: Path | None = None,
) -> Rescue:
    """Replace a damaged database by what can be saved of it; only while nobody has it open.

    The new file is finished and the old ones are copied into a folder below `quarantine` before
    anything changes; the new one then takes the place in one step. Raises NotSavedError; then the
    old ones are in that folder or where they were.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="rescue-", dir=database.parent) as scratch:
            folder = Path(scratch)
            copy = copy_set(database, folder)
            before = examine(copy, row_check)
            new = folder / "new.sqlite3"
            make(new)
            tables = _saved(copy, new, before)
            used = None
            if backup is not None and any(t.lost or t.is_lower_bound for t in tables):
                used = backup if _filled_up(backup, folder, new, tables, before) else None
            _finish(new)
            kept = _kept_aside(database, quarantine)
            for ending in _SET[1:]:  # the log of another file would be read as the new one's
                database.with_name(database.name + ending).unlink(missing_ok=True)
            publish(new, database)
    except (OSError, sqlite3.Error) as error:
        raise NotSavedError(tr("The rescued database"), error) from error
    return Rescue(kept, tuple(tables), before, used, _sentences(tables, before, kept, used))


def _saved(copy: Path, new: Path, before: Examined) -> list[TableRescue]:
    with closing(sqlite3.connect(new, isolation_level=None)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        tables = [TableRescue(name) for name in tables_of(target)]
        target.execute("BEGIN")
        for table in tables:
            _save_table(copy, target, table)
            if before.lost_commits or (before.problems and not _is_all_there(copy, table.name)):
                table.is_lower_bound = True
        target.execute("COMMIT")
        _drop_orphans(target, tables)
    return tables


def _save_table(copy: Path, target: sqlite3.Connection, table: TableRescue) -> None:
    columns = _columns(target, table.name)
    try:
        with closing(sqlite3.connect(copy)) as source:
            there = _columns(source, table.name)
            shared = [column for column in columns if column in there]
            known = _row_ids(source, table.name) if shared else set()
            rows = [_row(source, table.name, shared, row_id) for row_id in sorted(known)]
            readable = [row for row in rows if row is not None]
            table.lost = len(rows) - len(readable)
            if readable:  # else a new table keeps the rows that it begins with
                target.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - of our own schema
            for row in readable:
                kept = _insert(target, table.name, shared, row)
                table.kept += kept
                table.lost += not kept
    except _ERRORS:
        table.is_lower_bound = True


def _is_all_there(copy: Path, table: str) -> bool:
    """Whether SQLite finds the table whole, and an index tells that no row of it was hidden."""
    try:
        with closing(sqlite3.connect(copy)) as source:
            has_index = bool(source.execute(f'PRAGMA index_list("{table}")').fetchall())
            said = source.execute(f'PRAGMA integrity_check("{table}")').fetchall()
            return has_index and said == [("ok",)]
    except _ERRORS:
        return False


def _row_ids(source: sqlite3.Connection, table: str) -> set[int]:
    """The numbers of the rows, from the table forwards and backwards, and from each index."""
    found: set[int] = set()
    for order in ("ASC", "DESC"):
        found.update(
            _numbers(
                source,
                f'SELECT rowid FROM "{table}" NOT INDEXED ORDER BY rowid {order}',  # noqa: S608
            )
        )
    with suppress(*_ERRORS):
        for row in source.execute(f'PRAGMA index_list("{table}")').fetchall():
            index = str(row[1]).replace('"', '""')
            for order in ("ASC", "DESC"):
                first = source.execute(f'PRAGMA index_info("{index}")').fetchone()
                if first is None or first[2] is None:
                    continue
                column = str(first[2]).replace('"', '""')
                found.update(
                    _numbers(
                        source,
                        f'SELECT rowid FROM "{table}" INDEXED BY "{index}"'  # noqa: S608
                        f' WHERE "{column}" IS NOT NULL ORDER BY "{column}" {order}',
                    )
                )
    return found


def _numbers(source: sqlite3.Connection, sql: str) -> Iterator[int]:
    """As many as can be read."""
    with suppress(*_ERRORS):
        for count, row in enumerate(source.execute(sql)):
            if count >= _MOST_ROWS:
                return
            if isinstance(row[0], int):
                yield row[0]


def _row(
    source: sqlite3.Connection, table: str, columns: list[str], row_id: int
) -> tuple[object, ...] | None:
    names = ", ".join(f'"{column}"' for column in columns)
    try:
        # NOT INDEXED: what an index says of a row is no row.
        return source.execute(
            f'SELECT {names} FROM "{table}" NOT INDEXED WHERE rowid = ?',  # noqa: S608
            (row_id,),
        ).fetchone()
    except _ERRORS:
        return None


def _insert(
    target: sqlite3.Connection, table: str, columns: list[str], row: tuple[object, ...]
) -> bool:
    """Whether the row fits the table."""
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _ in columns)
    try:
        target.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row)  # noqa: S608
    except _ERRORS:
        return False
    return True


def _filled_up(
    backup: Path, folder: Path, new: Path, tables: list[TableRescue], before: Examined
) -> bool:
    """Take rows from the backup for tables of which nothing could be read.

    A row that is missing from a readable table may have been removed by the user since: it is not
    brought back.
    """
    empty = [table for table in tables if not table.kept]
    if not empty or not before.problems:
        return False
    used = False
    try:
        older = folder / "backup.sqlite3"
        shutil.copyfile(backup, older)
        with closing(sqlite3.connect(new, isolation_level=None)) as target:
            target.execute("BEGIN")
            for table in empty:
                found = TableRescue(table.name)
                _save_table(older, target, found)
                table.kept = table.from_backup = found.kept
                used = used or bool(found.kept)
            target.execute("COMMIT")
            _drop_orphans(target, tables)
    except (OSError, *_ERRORS):
        return False
    return used


def _drop_orphans(target: sqlite3.Connection, tables: list[TableRescue]) -> None:
    """Rows that name a row that was lost cannot be kept."""
    by_name = {table.name: table for table in tables}
    for name, row_id, *_ in target.execute("PRAGMA foreign_key_check").fetchall():
        gone = target.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (row_id,))  # noqa: S608
        if gone.rowcount > 0:
            by_name[name].kept -= 1
            by_name[name].lost += 1


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall()]


def _finish(new: Path) -> None:
    """One file without a log, on the disk."""
    with closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    wal_of(new).unlink(missing_ok=True)
    with new.open("r+b") as file:
        os.fsync(file.fileno())


def _kept_aside(database: Path, quarantine: Path) -> Path:
    """A copy of the database with its log and index: each alone would be another database."""
    folder = quarantine / f"{database.stem}.{time.time_ns()}"
    folder.mkdir(parents=True)
    for ending in _SET:
        file = database.with_name(database.name + ending)
        if file.exists():
            kept = folder / file.name
            shutil.copyfile(file, kept)
            with kept.open("r+b") as stream:
                os.fsync(stream.fileno())
    sync_folder(folder)
    sync_folder(quarantine)
    return folder


def _sentences(
    tables: list[TableRescue], before: Examined, kept: Path, backup: Path | None
) -> tuple[str, ...]:
    told = [table.sentence for table in tables if table.kept or table.lost or table.is_lower_bound]
    if before.lost_commits:
        told.append(
            tr(
                "at least {count} finished changes of the write-ahead log are lost",
                count=before.lost_commits,
            )
        )
    if before.damaged_rows:
        told.append(
            tr("jobs whose settings are damaged: {names}", names=", ".join(before.damaged_rows))
        )
    if backup is not None:
        told.append(tr("the backup {name} filled tables that could not be read", name=backup.name))
    told.append(tr("the damaged files are kept in {folder}", folder=kept))
    return tuple(told)
