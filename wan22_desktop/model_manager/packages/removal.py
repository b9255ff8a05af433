"""Removing versions and packages: the recorded files, and nothing else."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.model_store import INCOMING_NAME, RECORD_NAME, ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.recycle_bin import to_recycle_bin
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.health.integrity import identify

_MANIFEST = ".manifest.json"


def delete(path: Path) -> None:
    """Delete a file, or a folder of which nothing but files is known; raises OSError.

    Links are removed and never followed.
    """
    if path.is_dir() and not path.is_symlink():
        for folder, folders, names in os.walk(path, topdown=False):
            for name in (*names, *folders):
                entry = Path(folder, name)
                if entry.is_dir() and not entry.is_symlink():
                    entry.rmdir()
                else:
                    entry.unlink()
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


class Removal:
    """Removes what is recorded; every deed has its line in the audit log before it is done."""

    def __init__(
        self,
        places: Places,
        audit: AuditLog,
        to_bin: Callable[[Path], None] = to_recycle_bin,
        *,
        records: "threading.RLock | None" = None,
    ) -> None:
        """`records` is held while choices are replaced, and only then."""
        self._places = places
        self._store = ModelStore(places.models)
        self._audit = audit
        self._records = records or threading.RLock()
        self._to_bin = to_bin

    def remove_package(self, package: str, *, for_good: bool = False) -> None:
        """Remove everything of a package; files of the user's own stay where they are.

        To the recycle bin, or past it with `for_good`. Raises UserError where the recycle bin does
        not work; then everything that was not moved yet is still installed.
        """
        record = self._store.record(package)
        if record is not None:
            self._let_go(record)
            # The current version last: until it is gone the record still describes it.
            for version in (record.previous, record.current):
                if version is not None:
                    self._remove_version(package, version, for_good=for_good)
        self.clear_incoming(package, keep=None)
        self._remove_records(package)

    def remove_version(self, package: str, version: str) -> None:
        """Delete a version that nothing needs any more; raises UserError."""
        self._remove_version(package, version, for_good=True)

    def clear_incoming(self, package: str, *, keep: str | None) -> None:
        """Delete what is left of versions that are not being fetched any more, but `keep`."""
        incoming = self._store.package_folder(package) / INCOMING_NAME
        for folder in sorted(incoming.iterdir()) if incoming.is_dir() else ():
            if folder.name != keep:
                self._audit.note("delete leftovers", package=package, path=folder)
                with self._told(package):
                    delete(folder)
        with contextlib.suppress(OSError):  # something is kept, or it was never there
            incoming.rmdir()

    def _let_go(self, record: PackageRecord) -> None:
        """It renders nothing any more."""
        if record.variant is None:
            return
        with self._records:
            if self._store.active().packages.get(record.variant) == record.package:
                self._audit.note("unchoose", model=record.variant.value, package=record.package)
                self._store.set_active(record.variant, None)

    def _remove_version(self, package: str, version: str, *, for_good: bool) -> None:
        folder = self._store.version_folder(package, version)
        self._audit.note(
            "delete version" if for_good else "move version to the recycle bin",
            package=package,
            version=version,
            path=folder,
        )
        with self._told(package):
            if folder.is_dir() and not folder.is_symlink():
                self._remove_files(package, version, folder, for_good=for_good)
            listings = self._store.package_folder(package).glob(f"{version}.*.json")
            # The manifest last: it says what the files are.
            for listing in sorted(listings, key=lambda file: file.name.endswith(_MANIFEST)):
                listing.unlink()

    def _remove_files(self, package: str, version: str, folder: Path, *, for_good: bool) -> None:
        manifest = self._store.manifest(package, version)
        if manifest is None:
            raise UserError(
                tr(
                    "The list of files of {package} is lost, so it cannot be told which files are "
                    "its own. Delete the folder {folder} yourself.",
                    package=package,
                    folder=folder,
                ),
                category=ErrorCategory.MODEL,
                safe=tr("Nothing was removed."),
            )
        recorded = {folder / file.path for file in manifest.files}
        offered = list(self._offered(manifest, folder))
        if set(_files(folder)) - recorded:
            # Strangers stay. What a link leads to belongs to somebody else.
            for path in sorted(recorded):
                if identify(path) is not None and _is_inside(path, folder):
                    (delete if for_good else self._to_bin)(path)
        elif for_good:
            # All at once: never a version with half of its files.
            doomed = self._store.incoming_folder(package, f"removed-{version}")
            doomed.parent.mkdir(exist_ok=True)
            folder.rename(doomed)
            delete(doomed)
        else:
            self._to_bin(folder)
        for name in offered:
            name.unlink()

    def _offered(self, manifest: Manifest, folder: Path) -> Iterator[Path]:
        """The other names of LoRA files, under which renders find them."""
        for file in manifest.files:
            if file.sha256 is not None:
                name = self._places.lora(file.sha256)
                one, other = identify(name), identify(folder / file.path)
                if one is not None and other is not None and one.inode == other.inode:
                    yield name

    def _remove_records(self, package: str) -> None:
        folder = self._store.package_folder(package)
        with self._told(package):
            (folder / RECORD_NAME).unlink(missing_ok=True)
            for listing in folder.glob("*.json"):
                listing.unlink()
            with contextlib.suppress(OSError):  # files that nobody has recorded stay
                folder.rmdir()

    @contextlib.contextmanager
    def _told(self, package: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UserError(
                tr(
                    "Not everything of {package} could be removed: {reason}. If the recycle bin is "
                    "the reason, remove it for good instead.",
                    package=package,
                    reason=error.strerror or error,
                ),
                category=ErrorCategory.DISK,
                safe=tr("What was not removed is still there."),
            ) from error


def _files(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        yield from (Path(path, name) for name in names)
        yield from (Path(path, name) for name in folders if Path(path, name).is_symlink())


def _is_inside(path: Path, folder: Path) -> bool:
    return path.parent.resolve().is_relative_to(folder.resolve())
