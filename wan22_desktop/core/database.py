"""The one SQLite connection: opened here, upgraded here, locked here."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.texts import tr

APPLICATION_ID = 0x57414E32  # "WAN2"
KEPT_BACKUPS = 5


class DamagedDatabaseError(UserError):
    """What SQLite read is no database, or not a whole one."""


class Database:
    """A WAL database in which a finished transaction has reached the disk.

    `upgrades` are SQL scripts; the n-th brings version n to n + 1 (`PRAGMA user_version`). A file
    from a newer app is refused with a UserError; before an upgrade of an older file a copy is put
    into `backups`. The object may be used from several threads, one transaction at a time.
    """

    def __init__(self, file: Path, *, upgrades: Sequence[str], backups: Path) -> None:
        self.file = file
        self._lock = threading.RLock()
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = sqlite3.connect(
                file, isolation_level=None, check_same_thread=False, timeout=5.0
            )
        except sqlite3.Error as error:
            raise NotSavedError(tr("The queue"), error) from error
        try:
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode = WAL")
            # WAL with FULL: an acknowledged commit survives a power loss, not only a crash.
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._upgrade(upgrades, backups)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise self._damaged(error) from error
        except BaseException:
            self._connection.close()
            raise

    def _upgrade(self, upgrades: Sequence[str], backups: Path) -> None:
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(upgrades):
            raise UserError(
                tr(
                    "The queue file {name} was written by a newer version of this app. Install "
                    "that version again, or move the file away to start with an empty queue.",
                    name=self.file.name,
                ),
                category=ErrorCategory.DISK,
                safe=tr("The file is unchanged."),
            )
        if version == len(upgrades):
            return
        if version > 0:
            self.back_up(backups)
        for number in range(version, len(upgrades)):
            with self.transaction() as connection:
                for statement in upgrades[number].split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on the disk when the block ends, or never was.

        Raises NotSavedError when SQLite cannot write (disk full, read-only, damaged).
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                except BaseException:
                    # A full disk or a failing one has made SQLite roll back by itself already.
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise NotSavedError(tr("The queue"), error) from error

    def read(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query; raises UserError for a file that cannot be read."""
        with self._lock:
            try:
                return self._connection.execute(sql, parameters).fetchall()
            except sqlite3.Error as error:
                raise self._damaged(error) from error

    def require_sound(self) -> None:
        """Have SQLite look at all of it, seconds per gigabyte; raises DamagedDatabaseError."""
        (row,) = self.read("PRAGMA quick_check(1)")
        if row[0] != "ok":
            raise self._damaged(sqlite3.DatabaseError(str(row[0])))

    def _damaged(self, error: sqlite3.Error) -> UserError:
        name, folder = self.file.name, self.file.parent
        # Damage has an error class of its own; its subclasses tell of the disk, rights and locks.
        if isinstance(error, sqlite3.OperationalError):
            return UserError(
                tr(
                    "The queue file {file} cannot be used: {error}. Check that the folder can be "
                    "written and that its disk has room.",
                    file=self.file,
                    error=error,
                ),
                category=ErrorCategory.DISK,
                safe=tr("What was saved before is unchanged."),
                recoveries=(Recovery.FREE_DISK_SPACE, Recovery.SHOW_LOG),
            )
        return DamagedDatabaseError(
            tr(
                "The queue file {name} is damaged and was left untouched: {error}. Close the app "
                "and run `wan22 doctor --fix`, which saves what can be read and keeps the damaged "
                "file; or move it out of {folder} to start with an empty queue.",
                name=name,
                error=error,
                folder=folder,
            ),
            category=ErrorCategory.DISK,
            safe=tr("Finished clips are safe in the outputs folder."),
            recoveries=(Recovery.SHOW_LOG,),
        )

    def back_up(self, folder: Path) -> Path:
        """A consistent copy in `folder`; the oldest beyond `KEPT_BACKUPS` are removed."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{self.file.stem}.{time.time_ns()}.sqlite3"
        self.copy_to(target)
        for old in sorted(folder.glob(f"{self.file.stem}.*.sqlite3"))[:-KEPT_BACKUPS]:
            old.unlink()
        return target

    def copy_to(self, target: Path) -> None:
        """A consistent copy as the new file `target`; raises sqlite3.Error."""
        with self._lock:
            _copy(self._connection, target)

    def close(self) -> None:
        """Close the connection; using the object afterwards is an error."""
        with self._lock:
            self._connection.close()


def copy_closed_database(file: Path, target: Path) -> None:
    """A consistent copy of a database that nobody has open; raises sqlite3.Error.

    For the owner of the home: what the last process left in the write-ahead log is in the copy.
    """
    with closing(sqlite3.connect(file, isolation_level=None, timeout=5.0)) as connection:
        _copy(connection, target)


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


class SharedDatabase:
    """One connection for services that begin and end at different times, on threads of their own.

    There must never be a second one: SQLite before 3.51.3 can damage a WAL file that two write.
    """

    def __init__(self, open_database: Callable[[], Database]) -> None:
        self._open_database = open_database
        self._database: Database | None = None
        self._users = 0
        self._lock = threading.Lock()

    def acquire(self) -> Database:
        """Open it for the first who asks; raises what opening raises, and then nobody holds it."""
        with self._lock:
            if self._database is None:
                self._database = self._open_database()
            self._users += 1
            return self._database

    @contextmanager
    def held(self) -> Iterator[Database]:
        """The database for the length of a `with`; raises what `acquire` raises."""
        database = self.acquire()
        try:
            yield database
        finally:
            self.release()

    def release(self) -> None:
        """Close it after the last has let go; once for every `acquire`."""
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._database is not None:
                self._database.close()
                self._database = None
