"""Puts the files of a state in place so that a kill at any instant leaves the old set or the new.

Everything is first laid into the folder `Places.restoring`. The journal there says so last: before
it does, nothing of the home has been touched; from then on every start goes on where the last one
was ended, before anything of the home is read. When all files are in place the journal goes.
"""

import contextlib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wan22_desktop.core.durable import durable_write, publish, sync_folder
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.recovery.domain.saved_state import DATABASE_NAME, MEMBERS

_JOURNAL_NAME = "journal.json"
_MAX_JOURNAL_BYTES = 64 * 1024

MemberName = Annotated[str, Field(max_length=40)]


class RestoreJournal(Value):
    """How far a restore is."""

    version: Literal[1] = 1
    state: Annotated[str, Field(max_length=4096)]
    """The path of the state."""
    is_staged: bool = False
    """False: it was only asked for, and the home is as it was."""
    put: tuple[MemberName, ...] = ()
    remove: tuple[MemberName, ...] = ()
    before: Annotated[str, Field(max_length=4096)] = ""
    """The path of the state that was saved of what is replaced."""


def read_journal(places: Places) -> RestoreJournal | None:
    """The restore that was asked for or begun, if there is one; raises OSError."""
    try:
        with (places.restoring / _JOURNAL_NAME).open("rb") as stream:
            journal = RestoreJournal.from_json(stream.read(_MAX_JOURNAL_BYTES))
    except FileNotFoundError:
        return None
    except (ValidationError, ValueError, RecursionError):
        return None  # it was written whole or not at all: this is none of ours
    return journal if {*journal.put, *journal.remove} <= set(MEMBERS) else None


def write_journal(places: Places, journal: RestoreJournal) -> None:
    """From here on the restore is asked for or, if staged, irrevocable; raises OSError."""
    durable_write(places.restoring / _JOURNAL_NAME, journal.to_json().encode())


def finish_restore(places: Places) -> RestoreJournal | None:
    """Go on with a restore that was begun, before the database is opened; what it was, or None.

    For the owner of the home. Raises UserError that says what is in the way; nothing may be opened
    then, for the home is half old and half new.
    """
    try:
        return _rolled_forward(places)
    except OSError as error:
        raise UserError(
            tr(
                "A saved state is being put back, and {file} could not be "
                "replaced: {reason}. Make room, or end the program that uses it, "
                "and start the app again.",
                file=error.filename or tr("a file"),
                reason=error.strerror or error,
            ),
            category=ErrorCategory.DISK,
            safe=tr("The restore goes on at the next start; what it replaces was saved before."),
        ) from error


def _rolled_forward(places: Places) -> RestoreJournal | None:
    if not places.restoring.is_dir():
        return None
    journal = read_journal(places)
    if journal is None:
        clear(places)
        return None
    if not journal.is_staged:
        return None
    for name in journal.put:
        staged = places.restoring / name
        if staged.exists():
            target = places.home / MEMBERS[name].path
            target.parent.mkdir(parents=True, exist_ok=True)
            if name == DATABASE_NAME:
                _remove_log_of(target)
            publish(staged, target)
    for name in journal.remove:
        target = places.home / MEMBERS[name].path
        if name == DATABASE_NAME:
            _remove_log_of(target)
        if target.exists():
            target.unlink()
            sync_folder(target.parent)
    clear(places)
    return journal


def clear(places: Places) -> None:
    """Forget a restore: the journal first, then what was laid out; raises OSError."""
    folder = places.restoring
    if not folder.is_dir():
        return
    (folder / _JOURNAL_NAME).unlink(missing_ok=True)
    sync_folder(folder)
    for name in MEMBERS:
        for file in (folder / name, folder / f"{name}-wal", folder / f"{name}-shm"):
            file.unlink(missing_ok=True)
    for stray in folder.glob(f".{_JOURNAL_NAME}.*.tmp"):
        stray.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # somebody else keeps something here: it is in nobody's way
        folder.rmdir()


def _remove_log_of(database: Path) -> None:
    """The log belongs to the database that goes: over the new one it would spoil it."""
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    if database.parent.is_dir():
        sync_folder(database.parent)
