"""Suspicious files: moved out of the way, kept until the user decides."""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, Field, ValidationError

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.durable import durable_write, sync_folder
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import Sha256
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value

_RECORD_SUFFIX = ".quarantine.json"
_log = logging.getLogger("wan22.models")


class Quarantined(Value):
    """A file in quarantine, as the JSON beside it has it."""

    id: Annotated[str, Field(max_length=255)]
    """The name that it lies under."""
    origin: Annotated[str, Field(max_length=4096)]
    """The absolute path that it had."""
    reason: Annotated[str, Field(max_length=1000)]
    """The end of a sentence that begins with the file's name."""
    sha256: Sha256
    at: AwareDatetime
    restored_at: AwareDatetime | None = None
    """When the user took it back: the same content is not moved away again."""


class Quarantine:
    """The files in `Places.quarantine`; every move is in the audit log before it happens."""

    def __init__(self, places: Places) -> None:
        self._folder = places.quarantine
        self._models = places.models
        self._audit = AuditLog(places.audit_file)

    def put(self, file: Path, reason: str, *, sha256: str | None = None) -> Quarantined | None:
        """Move `file` away; None if the user has taken the same content back before.

        `sha256` spares reading it. Raises NotSavedError; then the file is where it was.
        """
        try:
            digest = sha256 or _sha256(file)
            if any(known.sha256 == digest and known.restored_at for known in self._records()):
                return None
            now = datetime.now(UTC)
            entry = Quarantined(
                id=f"{now:%Y%m%d-%H%M%S-%f}-{file.name}",
                origin=str(file.absolute()),
                reason=reason[:1000],
                sha256=digest,
                at=now,
            )
            self._audit.note("quarantine", file=entry.origin, why=reason, sha256=digest)
            # Before the move: a file is never in quarantine without a way back.
            self._write(entry)
            _move(file, self._folder / entry.id)
        except OSError as error:
            raise NotSavedError(
                tr("The move of {name} to quarantine", name=file.name), error
            ) from error
        return entry

    def entries(self) -> tuple[Quarantined, ...]:
        """What lies in quarantine, oldest first."""
        return tuple(entry for entry in self._records() if self._lies_here(entry))

    def restore(self, entry_id: str) -> Path:
        """Put a file back where it was, and let the same content pass from now on.

        Raises UserError if something else is there now, or if it is not in quarantine.
        """
        entry = self._entry(entry_id)
        origin = Path(entry.origin)
        if not origin.parent.resolve().is_relative_to(self._models.resolve()):
            raise UserError(
                tr(
                    "{origin} is no place of a model any more: copy the file from {folder} "
                    "yourself if you need it.",
                    origin=origin,
                    folder=self._folder,
                ),
                category=ErrorCategory.DISK,
            )
        if os.path.lexists(origin):
            raise UserError(
                tr(
                    "{origin} is there again: remove it first if you want the other one back.",
                    origin=origin,
                ),
                category=ErrorCategory.DISK,
                safe=tr("Both files are unchanged."),
            )
        self._audit.note("restore from quarantine", file=entry.origin, sha256=entry.sha256)
        try:
            self._write(entry.model_copy(update={"restored_at": datetime.now(UTC)}))
            origin.parent.mkdir(parents=True, exist_ok=True)
            _move(self._folder / entry.id, origin)
        except OSError as error:
            raise NotSavedError(f"{origin.name}", error) from error
        return origin

    def remove(self, entry_id: str) -> None:
        """Delete a file for good; raises UserError if it is not in quarantine."""
        entry = self._entry(entry_id)
        self._audit.note("delete from quarantine", file=entry.origin, sha256=entry.sha256)
        try:
            (self._folder / entry.id).unlink()
            self._record_file(entry.id).unlink()
        except OSError as error:
            raise UserError(
                tr(
                    "{id} cannot be deleted: {reason}.", id=entry.id, reason=error.strerror or error
                ),
                category=ErrorCategory.DISK,
                recoveries=(Recovery.RETRY,),
            ) from error

    def _records(self) -> Iterator[Quarantined]:
        for file in sorted(self._folder.glob(f"*{_RECORD_SUFFIX}")):
            try:
                entry = Quarantined.from_json(file.read_bytes())
            except (OSError, ValidationError, RecursionError):
                continue
            if file == self._record_file(entry.id):
                yield entry

    def _entry(self, entry_id: str) -> Quarantined:
        for entry in self.entries():
            if entry.id == entry_id:
                return entry
        raise UserError(tr("{entry_id} is not in quarantine.", entry_id=entry_id), field="id")

    def _lies_here(self, entry: Quarantined) -> bool:
        return os.path.lexists(self._folder / entry.id)

    def _record_file(self, entry_id: str) -> Path:
        return self._folder / f"{entry_id}{_RECORD_SUFFIX}"

    def _write(self, entry: Quarantined) -> None:
        durable_write(self._record_file(entry.id), entry.to_json().encode())


def _move(source: Path, target: Path) -> None:
    """Also to another disk; a link is moved, not what it leads to."""
    shutil.move(source, target)
    sync_folder(target.parent)
    if source.parent.is_dir():
        sync_folder(source.parent)


def _sha256(file: Path) -> str:
    if file.is_symlink():
        return hashlib.sha256(os.fsencode(file.readlink())).hexdigest()
    if file.is_dir():
        return hashlib.sha256(b"").hexdigest()
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
