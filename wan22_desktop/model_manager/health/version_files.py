"""The files of installed versions: what is known of them, and reading them."""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.status import FileState, FileStatus
from wan22_desktop.model_manager.health.check_cache import CheckCache, CheckedFile
from wan22_desktop.model_manager.health.file_links import (
    StoredName,
    linked_names,
    names_of,
    other_packages,
)
from wan22_desktop.model_manager.health.integrity import (
    FileIdentity,
    FileReading,
    Pace,
    identify,
    piece_bytes,
    read_file,
    right_pieces,
)
from wan22_desktop.model_manager.health.repair_journal import journals

_log = logging.getLogger("wan22.models")

_SAVE_EVERY_S = 2.0
_TELL_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class InstalledVersion:
    """The version of a package that is in use, and its files."""

    package: str
    version: str
    manifest: Manifest
    folder: Path

    def name(self, path: str) -> StoredName:
        return StoredName(package=self.package, version=self.version, path=path)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of a version as it looks now, and the result of reading it, if that still holds."""

    file: ManifestFile
    state: FileState
    identity: FileIdentity | None
    """None where there is no regular file."""
    checked: CheckedFile | None
    shared_with: tuple[str, ...]

    @property
    def status(self) -> FileStatus:
        return FileStatus(self.file.path, self.file.size_bytes, self.state, self.shared_with)


def current_version(store: ModelStore, package: str) -> InstalledVersion:
    """Raises UserError where there is nothing that can be compared with a manifest."""
    record = store.record(package)
    if record is not None and record.adopted is not None:
        raise UserError(
            tr(
                "{package} uses files of yours where they lie. This app never changes them and "
                "does not know how they should be: install its own copy to have one that can be "
                "checked and repaired.",
                package=package,
            ),
            category=ErrorCategory.MODEL,
            recoveries=(Recovery.INSTALL_MODEL,),
        )
    if record is None or record.current is None:
        raise UserError(
            tr("{package} is not installed: install it first.", package=package),
            category=ErrorCategory.MODEL,
            recoveries=(Recovery.INSTALL_MODEL,),
        )
    manifest = store.manifest(package, record.current)
    if manifest is None:
        raise UserError(
            tr(
                "The list of the files of {package} is missing or damaged: install it again. Files "
                "that are right are not fetched again.",
                package=package,
            ),
            category=ErrorCategory.MODEL,
            safe=tr("Its files are unchanged."),
            recoveries=(Recovery.REINSTALL_MODEL,),
        )
    folder = store.version_folder(package, record.current)
    return InstalledVersion(package, record.current, manifest, folder)


def known_files(
    store: ModelStore, cache: CheckCache, version: InstalledVersion
) -> tuple[KnownFile, ...]:
    """Every file of the version by name, size and earlier results; no content is read."""
    links = linked_names(store)
    in_repair = {name for journal in journals(store) for name in journal.names}
    checks = cache.checks(version.package, version.version).files
    found: list[KnownFile] = []
    for file in version.manifest.files:
        place = version.folder / file.path
        identity = identify(place)
        checked = checks.get(file.path)
        if identity is None or checked is None or not checked.fits(identity):
            checked = None
        if in_repair and version.name(file.path) in in_repair:
            state = FileState.DAMAGED
        elif identity is None:
            state = FileState.DAMAGED if os.path.lexists(place) else FileState.MISSING
        elif identity.size_bytes != file.size_bytes or (
            checked is not None and not checked.is_whole
        ):
            state = FileState.DAMAGED
        elif checked is None or os.path.lexists(f"{place}.part"):  # something wrote beside it
            state = FileState.UNCHECKED
        else:
            state = FileState.WHOLE
        others = other_packages(identity, version.package, links)
        found.append(KnownFile(file, state, identity, checked, others))
    return tuple(found)


def integrity_of(files: tuple[KnownFile, ...]) -> float | None:
    """Share of bytes that are as they should be; None while some were never read."""
    if any(known.state is FileState.UNCHECKED for known in files):
        return None
    # A file that is too long has bytes that should not be there.
    total = sum(
        max(known.file.size_bytes, known.identity.size_bytes if known.identity else 0)
        for known in files
    )
    right = sum(known.checked.right_bytes for known in files if known.checked is not None)
    return right / total if total else 1.0


class VersionReader:
    """Reads files of a version and keeps what it finds; leave it to have the last results kept.

    A file that has other names in the store is read once for all of them.
    """

    def __init__(
        self,
        store: ModelStore,
        cache: CheckCache,
        version: InstalledVersion,
        *,
        now: Callable[[], datetime],
        stop: threading.Event | None = None,
        progress: Callable[[str, int], None] | None = None,
        limit_bytes_per_second: int | None = None,
        in_background: bool = False,
    ) -> None:
        """`progress` gets the path and how many bytes are done, not more often than ten times a
        second and at the end of each file."""
        self.stop = stop or threading.Event()
        self.read_bytes = 0
        self._cache = cache
        self._version = version
        self._now = now
        self._progress = progress or (lambda _path, _done: None)
        self._pace = Pace(limit_bytes_per_second)
        self._in_background = in_background
        self._links = linked_names(store)
        self._known_pieces = store.pieces(version.package, version.version)
        self._done_bytes = 0
        self._told_at = 0.0
        self._saved_at = time.monotonic()
        self._noted: set[StoredName] = set()
        self._results: dict[StoredName, CheckedFile] = {}
        self._pieces: dict[StoredName, Pieces] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._save()

    def skip(self, file: ManifestFile) -> None:
        """Count a file as done without reading it."""
        self._advance(file.path, file.size_bytes)

    def was_read(self, file: ManifestFile) -> bool:
        """Whether this reader has read the file, under this name or another one."""
        return self._version.name(file.path) in self._noted

    def read(self, file: ManifestFile) -> Pieces | None:
        """The digests of the pieces that are right; None if it was stopped or is not there.

        Raises UserError if the file may not be read.
        """
        place = self._version.folder / file.path
        try:
            reading = read_file(
                place,
                file,
                stop=self.stop,
                on_bytes=lambda count: self._advance(file.path, count),
                pace=self._pace,
                in_background=self._in_background,
            )
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UserError(
                tr(
                    "{place} cannot be read: {reason}. See that you may read it and that no other "
                    "program holds it, and check again.",
                    place=place,
                    reason=error.strerror or error,
                ),
                category=ErrorCategory.DISK,
                safe=tr("Nothing was changed."),
                recoveries=(Recovery.RETRY,),
            ) from error
        if reading is None:
            return None
        self._advance(file.path, file.size_bytes - reading.read_bytes, at_once=True)
        self.read_bytes += reading.read_bytes
        return self._judge(file, reading)

    def _judge(self, file: ManifestFile, reading: FileReading) -> Pieces:
        right = right_pieces(file, reading, self._known_pieces.get(file.path))
        content_is_right = reading.digest == file.digest
        identity = reading.identity
        checked = CheckedFile.of(
            identity,
            is_whole=content_is_right and identity.size_bytes == file.size_bytes,
            right_bytes=piece_bytes(right, right=True),
            checked_at=self._now(),
        )
        names = {self._version.name(file.path)}
        names |= {name for name, of in names_of(identity, self._links) if of.digest == file.digest}
        for name in names:
            self._noted.add(name)
            self._results[name] = checked
            if content_is_right:
                self._pieces[name] = reading.pieces
        if time.monotonic() - self._saved_at > _SAVE_EVERY_S:
            self._save()
        return right

    def _save(self) -> None:
        """Results by version; the pieces only where they say something new."""
        self._saved_at = time.monotonic()
        for package, version in sorted({(name.package, name.version) for name in self._results}):
            here = (package, version)
            results = {
                name.path: checked
                for name, checked in self._results.items()
                if (name.package, name.version) == here
            }
            self._cache.note(package, version, results)
            learned = {
                name.path: pieces
                for name, pieces in self._pieces.items()
                if (name.package, name.version) == here
            }
            try:
                self._cache.learn(package, version, learned)
            except NotSavedError as error:  # without them a later repair fetches more
                _log.warning("%s", error.message)
        self._results.clear()
        self._pieces.clear()

    def _advance(self, path: str, count: int, *, at_once: bool = False) -> None:
        self._done_bytes += count
        now = time.monotonic()
        if at_once or now - self._told_at > _TELL_EVERY_S:
            self._told_at = now
            self._progress(path, self._done_bytes)
