"""Which files are out of their version for a repair: `<package>/<version>.repair.json`.

Written before the first file moves and removed after the last one is back.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from wan22_desktop.core.durable import durable_write, sync_folder
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.manifest import PackageId, RelativePath, Version
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.model_manager.health.file_links import StoredName

_SUFFIX = ".repair.json"
_log = logging.getLogger("wan22.models")


class FileInRepair(Value):
    """One file that is being repaired."""

    path: RelativePath
    was_there: bool
    """False for a file that was missing: nothing of it has to be put back."""
    other_names: tuple[StoredName, ...] = ()
    """Of the same file on the disk, in other versions; they are gone until it is repaired."""
    is_in_lora_library: bool = False
    """Whether it also was the file of that digest in `Places.loras`; the same goes for that."""


class RepairJournal(Value):
    schema_version: Literal[1] = 1
    package: PackageId
    version: Version
    files: tuple[FileInRepair, ...]
    is_cancelled: bool = False
    """It is being undone, whatever the download says."""

    def file(self, store: ModelStore) -> Path:
        return store.package_folder(self.package) / f"{self.version}{_SUFFIX}"

    def write(self, store: ModelStore) -> None:
        """Raises NotSavedError; then no file may be moved."""
        try:
            durable_write(self.file(store), self.to_json().encode())
        except OSError as error:
            raise NotSavedError(tr("The plan of the repair"), error) from error

    def remove(self, store: ModelStore) -> None:
        """Raises OSError."""
        self.file(store).unlink(missing_ok=True)
        sync_folder(self.file(store).parent)

    @property
    def names(self) -> Iterator[StoredName]:
        """Every name whose file is out."""
        for file in self.files:
            yield StoredName(package=self.package, version=self.version, path=file.path)
            yield from file.other_names


def journals(store: ModelStore) -> Iterator[RepairJournal]:
    """Every repair that is under way; one that cannot be read counts as none."""
    for file in sorted(store.folder.glob(f"*/*{_SUFFIX}")):
        try:
            journal = RepairJournal.from_json(file.read_bytes())
        except (OSError, ValidationError, RecursionError) as error:
            _log.warning("%s cannot be read: %s", file, type(error).__name__)
            continue
        if journal.file(store) == file:
            yield journal


def journal_of(store: ModelStore, package: str) -> RepairJournal | None:
    """The repair of a package's own files."""
    return next((found for found in journals(store) if found.package == package), None)
