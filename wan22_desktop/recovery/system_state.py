"""Saves what the app knows as one file, and puts it back: settings, queue, layout, libraries.

Ten states that the app saved by itself are kept, the newest ones. A state that the user asked for
is never removed by the app, and does not count among the ten.
"""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wan22_desktop import __version__
from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.recovery.domain.saved_state import (
    DATABASE_NAME,
    MAX_NAME_CHARACTERS,
    SUFFIX,
    SavedState,
    SaveReason,
    StateContents,
    StateManifest,
    stamp,
)
from wan22_desktop.recovery.home_copy import HomeCopy, contents_of, is_sound, sweep
from wan22_desktop.recovery.restore_journal import (
    RestoreJournal,
    clear,
    finish_restore,
    read_journal,
    write_journal,
)
from wan22_desktop.recovery.state_file import (
    extract_state,
    facts_of,
    read_manifest,
    write_state,
)

KEPT_AUTOMATIC = 10
SHUTDOWN_INTERVAL = timedelta(days=1)
_MOST_LISTED = 1000
_WHAT = tr("The state of the app")
_log = logging.getLogger("wan22.recovery")


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What a restore has done; `before` is the state that was saved of what it replaced."""

    state: Path
    before: Path | None = None
    problem: str = ""
    """Why it was given up, with nothing changed; empty if it was done."""

    @property
    def is_restored(self) -> bool:
        return not self.problem


class SystemState:
    """The states of one home, for the process that owns it.

    `schema_version` is that of this app's database. `copy_database` writes a consistent copy of the
    database that this process has open, and raises sqlite3.Error; without it nobody has it open,
    and only then can a state be restored at once.
    """

    def __init__(
        self,
        places: Places,
        schema_version: int,
        *,
        copy_database: Callable[[Path], None] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        app_version: str = __version__,
    ) -> None:
        self._places = places
        self._schema_version = schema_version
        self._copy_database = copy_database
        self._now = now
        self._app_version = app_version

    # --- saving -------------------------------------------------------------------------------

    def save_system_state(self, reason: SaveReason = SaveReason.BY_HAND, *, name: str = "") -> Path:
        """Save everything as it is now; the new file. Raises NotSavedError."""
        return self._save(reason, plain_line(name, MAX_NAME_CHARACTERS))

    def save_if_due(self, reason: SaveReason) -> Path | None:
        """Save by itself where it is time: the new file, or None. Never raises, but logs.

        At shutdown once a day; before an upgrade when the newest state is of another version of the
        app, to be asked at the start before the database is opened.
        """
        try:
            if not self._is_due(reason):
                return None
            return self._save(reason)
        except (UserError, OSError) as error:
            _log.warning("no state was saved: %s", error)
            return None

    def list_states(self) -> tuple[SavedState, ...]:
        """Every file in the folder of states that claims to be one, newest first."""
        return tuple(_listed(path) for path in self._files())

    def find(self, name: str) -> Path:
        """The file of a state by its name in the list, or by a path; raises UserError."""
        for path in self._files():
            if name in (path.name, path.name.removesuffix(SUFFIX)):
                return path
        path = Path(name)
        if path.name.endswith(SUFFIX) and path.is_file():
            return path.absolute()
        raise UserError(
            tr(
                "There is no saved state {name}: `wan22 state list` shows them.",
                name=f"{plain_line(name, 200)!r}",
            ),
            field="name",
            safe=tr("Nothing was changed."),
        )

    # --- restoring ----------------------------------------------------------------------------

    def restore_system_state(self, path: Path) -> RestoreResult:
        """Put a state back, after what is there now was saved; the database must be closed.

        Whenever it is ended, the home is wholly as before or, from the next start on, wholly as in
        the state. Raises UserError for a state that cannot be used; then nothing was changed.
        """
        if self._copy_database is not None:
            raise RuntimeError("the database is open: ask for the restore at the next start")
        finish_restore(self._places)
        try:
            manifest = self._stage(path)
            before = self._save(SaveReason.BEFORE_RESTORE, keep=path)
            AuditLog(self._places.audit_file).note(
                "restore a state", state=str(path), before=str(before)
            )
            write_journal(
                self._places,
                RestoreJournal(
                    state=str(path),
                    is_staged=True,
                    put=tuple(manifest.members),
                    remove=manifest.absent,
                    before=str(before),
                ),
            )
        except (UserError, OSError) as error:
            with suppress(OSError):
                clear(self._places)
            if isinstance(error, UserError):
                raise
            raise NotSavedError(tr("The restored state"), error) from error
        finish_restore(self._places)
        return RestoreResult(path, before)

    def request_restore(self, path: Path) -> None:
        """Have the state put back at the next start; raises UserError if it cannot be used."""
        self._require_usable(extract_state(path, None), path)
        try:
            write_journal(self._places, RestoreJournal(state=str(path.absolute())))
        except OSError as error:
            with suppress(OSError):  # an earlier wish stays
                self._places.restoring.rmdir()
            raise NotSavedError(tr("The wish to restore a state"), error) from error

    def carry_out_pending(self) -> RestoreResult | None:
        """At the start, before settings and database are read: do what was asked for or begun.

        None if there is nothing to do. A state that cannot be used any more is not asked for
        again. Raises UserError if a restore that was begun cannot be finished.
        """
        try:
            journal = read_journal(self._places) if self._places.restoring.is_dir() else None
        except OSError as error:
            raise NotSavedError(tr("The restored state"), error) from error
        if journal is None or journal.is_staged:
            done = finish_restore(self._places)
            return None if done is None else RestoreResult(Path(done.state), Path(done.before))
        path = Path(journal.state)
        try:
            return self.restore_system_state(path)
        except UserError as error:
            if self._places.restoring.is_dir():  # it was begun, and something is in the way
                raise
            return RestoreResult(path, problem=f"{error.message} {error.safe}".strip())

    # --- how ------------------------------------------------------------------------------------

    def _save(self, reason: SaveReason, name: str = "", keep: Path | None = None) -> Path:
        at = self._now()
        title = safe_name(name).replace(" ", "-") if name else reason.value
        path = self._places.states / f"{stamp(at)}-{title}{SUFFIX}"
        try:
            self._places.states.mkdir(parents=True, exist_ok=True)
            sweep(self._places)
            home = HomeCopy(self._places, self._copy_database)
            with home.taken(without_damaged=reason is SaveReason.BEFORE_RESTORE) as copy:
                manifest = StateManifest(
                    app_version=self._app_version,
                    saved_at=at,
                    reason=reason,
                    name=name,
                    contents=copy.contents,
                    members={n: facts_of(file) for n, file in copy.files.items()},
                    absent=copy.absent,
                )
                write_state(path, manifest, copy.files)
        except (OSError, sqlite3.Error) as error:
            raise NotSavedError(_WHAT, error) from error
        self._prune(kept={path, keep})
        return path

    def _stage(self, path: Path) -> StateManifest:
        folder = self._places.restoring
        folder.mkdir(parents=True, exist_ok=True)
        manifest = extract_state(path, folder)
        self._require_usable(manifest, path)
        if DATABASE_NAME in manifest.members:
            # What the database says itself counts, whatever the manifest says of it.
            contents = _sound_contents(folder / DATABASE_NAME, path)
            self._require_usable(manifest.model_copy(update={"contents": contents}), path)
        return manifest

    def _require_usable(self, manifest: StateManifest, path: Path) -> None:
        if manifest.contents.schema_version > self._schema_version:
            raise UserError(
                tr(
                    "{file} was saved by a newer version of this app ({version}): "
                    "install that version to restore it.",
                    file=path.name,
                    version=manifest.app_version,
                ),
                safe=tr("Nothing was changed."),
            )

    def _is_due(self, reason: SaveReason) -> bool:
        manifests = [s.manifest for s in self.list_states() if s.manifest is not None]
        if reason is SaveReason.BEFORE_UPGRADE:
            return bool(manifests) and manifests[0].app_version != self._app_version
        now = self._now()
        # A state from the future, by a clock that was wrong, is no reason to wait for it.
        return not any(
            timedelta(0) <= now - manifest.saved_at < SHUTDOWN_INTERVAL
            for manifest in manifests
            if manifest.reason is reason
        )

    def _prune(self, kept: set[Path | None]) -> None:
        automatic = [state.path for state in self.list_states() if state.is_automatic]
        for path in automatic[KEPT_AUTOMATIC:]:
            if path not in kept:
                with suppress(OSError):
                    path.unlink()

    def _files(self) -> list[Path]:
        found = sorted(self._places.states.glob(f"[!.]*{SUFFIX}"), reverse=True)
        return found[:_MOST_LISTED]


def _sound_contents(database: Path, state: Path) -> StateContents:
    try:
        if is_sound(database):
            return contents_of(database)
        reason = tr("it is damaged")
    except sqlite3.Error as error:
        reason = str(error)
    raise UserError(
        tr(
            "The database in {file} cannot be used: {reason}. Choose another state.",
            file=state.name,
            reason=reason,
        ),
        category=ErrorCategory.DISK,
        safe=tr("Nothing was changed."),
    )


def _listed(path: Path) -> SavedState:
    try:
        size_bytes = path.stat().st_size
    except OSError:
        size_bytes = 0
    try:
        return SavedState(path, size_bytes, read_manifest(path))
    except UserError as error:
        return SavedState(path, size_bytes, None, error.message)
    except OSError as error:
        return SavedState(
            path,
            size_bytes,
            None,
            tr("It cannot be read: {reason}.", reason=error.strerror or error),
        )
