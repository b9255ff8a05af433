"""Is the database whole? Asked of a private copy, so that the original is never written to."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.units import size
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact
from wan22_desktop.doctor.domain.wal_reading import WalState, wal_state

NAME, TITLE = "database", tr("Database")
_MOST_PROBLEMS = 10
_REPAIR = tr(
    "Close the app and run `wan22 doctor --fix`: readable rows are saved into a new file, the "
    "damaged one is kept. Clips are safe in the outputs folder."
)

RowCheck = Callable[[sqlite3.Connection], Sequence[str]]
"""Names of rows whose content is not what was written; may raise sqlite3.Error."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a copy of the database."""

    problems: tuple[str, ...]
    """In SQLite's words or ours; empty where it is whole."""
    damaged_rows: tuple[str, ...] = ()
    counts: Mapping[str, int] | None = None
    version: int = 0
    lost_commits: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.problems and not self.damaged_rows and not self.lost_commits


def copy_set(database: Path, folder: Path) -> Path:
    """A copy with its log, while nobody has it open; raises OSError.

    The index of the log is kept under another name: SQLite makes it anew, we read it.
    """
    target = folder / database.name
    shutil.copyfile(database, target)
    wal, index = wal_of(database), database.with_name(f"{database.name}-shm")
    if wal.exists():
        shutil.copyfile(wal, wal_of(target))
    if index.exists():
        shutil.copyfile(index, _index_of(target))
    return target


def copy_live(database: Path, folder: Path) -> Path:
    """A copy of a database that another process has open, which may go on writing.

    Through SQLite itself and read-only: the owner keeps the only connection that writes. Raises
    sqlite3.Error.
    """
    target = folder / database.name
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)
    with closing(source), closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def wal_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _index_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}-index")


def examine(copy: Path, row_check: RowCheck) -> Examined:
    """Everything that can be known of a copy, which SQLite may write to."""
    wal = _wal(copy)
    problems: list[str] = []
    damaged: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    version = 0
    try:
        with closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = bytes  # damaged text is no reason to stop
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            found = connection.execute("PRAGMA integrity_check(100)").fetchall()
            problems += [_said(row[0]) for row in found if row[0] != b"ok"]
            for row in connection.execute("PRAGMA foreign_key_check").fetchmany(100):
                problems.append(
                    tr(
                        "a row of {table} names one of {other} that is gone",
                        table=_said(row[0]),
                        other=_said(row[2]),
                    )
                )
            for name in tables_of(connection):
                count = connection.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - checked
                counts[name] = int(count.fetchone()[0])
        with closing(sqlite3.connect(copy)) as connection:
            damaged = tuple(row_check(connection))
    except (sqlite3.Error, UnicodeDecodeError, ValueError, OverflowError) as error:
        problems.append(plain_line(str(error), 300))
    return Examined(tuple(problems), damaged, counts, version, wal.lost_commits)


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """Tables with names that need no quoting rules; raises sqlite3.Error."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    names = [_said(row[0]) for row in rows]
    return [name for name in names if name.isidentifier() and not name.startswith("sqlite_")]


def newest_backup(backups: Path, stem: str) -> Path | None:
    """The last copy that the app made before an upgrade, or by itself."""
    return next(iter(sorted(backups.glob(f"{stem}.*.sqlite3"), reverse=True)), None)


def database_findings(
    examined: Examined, database: Path, backup: Path | None, newest_version: int
) -> Check:
    """The check for the report."""
    findings: list[Finding] = []
    shown = examined.problems[:_MOST_PROBLEMS]
    if shown:
        more = len(examined.problems) - len(shown)
        text = tr("The database is damaged: {problems}.", problems="; ".join(shown))
        if more:
            text = tr(
                "The database is damaged: {problems}; {count} more.",
                problems="; ".join(shown),
                count=more,
            )
        findings.append(
            Finding(Severity.ERROR, text, database.name, can_be_repaired=True, advice=_REPAIR)
        )
    if examined.lost_commits:
        text = tr(
            "The write-ahead log is damaged: at least {count} finished changes "
            "in it cannot be read.",
            count=examined.lost_commits,
        )
        findings.append(
            Finding(Severity.ERROR, text, database.name, can_be_repaired=True, advice=_REPAIR)
        )
    if examined.damaged_rows:
        count = len(examined.damaged_rows)
        text = trn(
            "The stored settings of 1 job are not what was written: {names}.",
            "Those of {count} jobs are not what was written: {names}.",
            count,
            names=", ".join(examined.damaged_rows[:_MOST_PROBLEMS]),
        )
        advice = tr("Remove these jobs from the queue and add them again; finished clips are fine.")
        findings.append(Finding(Severity.WARNING, text, database.name, advice=advice))
    if examined.version > newest_version:
        text = tr(
            "The database was written by a newer version of this app, which alone can use it."
        )
        findings.append(
            Finding(Severity.ERROR, text, database.name, advice=tr("Install that version again."))
        )
    counts = examined.counts or {}
    facts = (
        Fact(tr("Size"), size(_size(database))),
        Fact(
            tr("Version"),
            tr("{version} of {newest}", version=examined.version, newest=newest_version),
        ),
        *(
            Fact(tr("Rows in {table}", table=name), str(count))
            for name, count in sorted(counts.items())
        ),
        Fact(tr("Newest backup"), _age(backup)),
    )
    return Check(NAME, TITLE, tuple(findings), facts)


def _wal(copy: Path) -> WalState:
    return wal_state(_content(wal_of(copy)), _content(_index_of(copy)))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _said(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return plain_line(text, 300)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _age(backup: Path | None) -> str:
    if backup is None:
        return tr("none yet")
    try:
        made = datetime.fromtimestamp(backup.stat().st_mtime).astimezone()
    except OSError:
        return tr("not readable")
    return f"{backup.name}, {made:%Y-%m-%d %H:%M}"
