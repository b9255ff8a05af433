"""A consistent copy of everything that a state holds, taken from a home in use or at rest."""

import logging
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.database import copy_closed_database
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.recovery.domain.saved_state import (
    DATABASE_NAME,
    MEMBERS,
    SUFFIX,
    StateContents,
)

_TABLES = {"jobs": "jobs", "loras": "loras", "renders": "renders"}
"""Which table each count of `StateContents` is of."""
_WORK_PREFIX = ".saving-"
_log = logging.getLogger("wan22.recovery")


@dataclass(frozen=True, slots=True)
class CopiedHome:
    """The copies by member, what is in the database, and the members that the home lacks."""

    files: dict[str, Path]
    contents: StateContents
    absent: tuple[str, ...]


class HomeCopy:
    """Takes copies of a home; for the process that owns it."""

    def __init__(self, places: Places, copy_database: Callable[[Path], None] | None) -> None:
        """`copy_database` as `SystemState` has it."""
        self._places = places
        self._copy_database = copy_database

    @contextmanager
    def taken(self, *, without_damaged: bool) -> Iterator[CopiedHome]:
        """The copies, which go when the block ends.

        A damaged database is refused with a UserError, for a state is a good one; or it is left
        out `without_damaged`, after it was copied to the backups as it is. Raises OSError and
        sqlite3.Error for what cannot be read or written.
        """
        files: dict[str, Path] = {}
        contents = StateContents()
        with tempfile.TemporaryDirectory(prefix=_WORK_PREFIX, dir=self._places.states) as folder:
            for name, member in MEMBERS.items():
                file = self._places.home / member.path
                copy = Path(folder) / name
                if not file.is_file():
                    continue
                if name == DATABASE_NAME:
                    if not self._copied_database(file, copy):
                        if not without_damaged:
                            raise _damaged(file)
                        self._set_aside(file)
                        continue
                    contents = contents_of(copy)
                elif file.stat().st_size <= member.max_bytes:
                    shutil.copyfile(file, copy)
                else:
                    _log.warning("%s is too large for a saved state", file)
                    continue
                files[name] = copy
            absent = (n for n, m in MEMBERS.items() if not (self._places.home / m.path).exists())
            yield CopiedHome(files, contents, tuple(absent))

    def _copied_database(self, file: Path, copy: Path) -> bool:
        """Whether there is a sound copy now."""
        try:
            if self._copy_database is not None:
                self._copy_database(copy)
            else:
                # SQLite tidies up what it opens: the log of a damaged database would be gone.
                aside = copy.with_name("untouched")
                _copy_set(file, aside)
                copy_closed_database(aside / file.name, copy)
        except sqlite3.DatabaseError as error:
            # Its subclasses tell of the disk, of rights and of wrong use, not of damage.
            if type(error) is not sqlite3.DatabaseError:
                raise
            _log.warning("the database could not be copied: %s", error)
            return False
        return is_sound(copy)

    def _set_aside(self, file: Path) -> None:
        """Keep a damaged database as it is."""
        aside = self._places.backups / "damaged" / str(time.time_ns())
        _copy_set(file, aside)
        _log.warning("the database is damaged; a copy of it is in %s", aside)


def _copy_set(database: Path, folder: Path) -> None:
    """A database that nobody has open, with its log, which holds commits."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (database.name, f"{database.name}-wal"):
        if (part := database.with_name(name)).exists():
            shutil.copyfile(part, folder / name)


def sweep(places: Places) -> None:
    """Remove what a save that was killed has left; only the owner of the home saves."""
    for stray in places.states.glob(f".*{SUFFIX}.tmp"):
        stray.unlink(missing_ok=True)
    for folder in places.states.glob(f"{_WORK_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


def contents_of(database: Path) -> StateContents:
    """Counts of a sound copy; a table that an older schema lacks has none."""
    with closing(_opened_to_read(database)) as connection:
        present = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
        counts = {
            field: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for field, table in _TABLES.items()
            if table in present
        }
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    return StateContents(schema_version=max(0, version), **counts)


def is_sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with a copy."""
    try:
        with closing(_opened_to_read(database)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        return False


def _opened_to_read(database: Path) -> sqlite3.Connection:
    """A copy that nobody writes: SQLite puts no log beside it."""
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _damaged(file: Path) -> UserError:
    return UserError(
        tr("{name} is damaged, so this is no state to come back to.", name=file.name),
        category=ErrorCategory.DISK,
        safe=tr("States that were saved before are unchanged: `wan22 state list` shows them."),
        recoveries=(Recovery.SHOW_LOG,),
    )
