"""Repairs damaged versions in place: fetches what is bad, and nothing else."""

import contextlib
import errno
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.downloading import DownloadFinished, DownloadOrder
from wan22_desktop.core.durable import publish, sync_folder
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import INCOMING_NAME, ModelStore
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.status import FileState
from wan22_desktop.model_manager.health.check_results import CorruptionReport
from wan22_desktop.model_manager.health.file_links import (
    StoredName,
    link_over,
    linked_names,
    names_of,
)
from wan22_desktop.model_manager.health.integrity import identify
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.health.repair_journal import (
    FileInRepair,
    RepairJournal,
    journal_of,
    journals,
)
from wan22_desktop.model_manager.health.version_files import InstalledVersion, current_version

_log = logging.getLogger("wan22.models")


class ModelRepairs:
    """Turns a report of damage into an order, and takes back what was fetched.

    While a repair is under way its files lie in `incoming/<version>` and not under their names, so
    that nothing can render with them; `<version>.repair.json` says which, for `settle`. To be used
    by one thread at a time.
    """

    def __init__(
        self, places: Places, monitor: ModelHealthMonitor, *, in_use: Callable[[str], bool]
    ) -> None:
        """`in_use` says whether a package is loaded or renders just now."""
        self._places = places
        self._store = ModelStore(places.models)
        self._audit = AuditLog(places.audit_file)
        self._monitor = monitor
        self._in_use = in_use

    def begin(self, report: CorruptionReport, title: str) -> DownloadOrder | None:
        """Take the damaged files out of the version; the order that repairs them.

        None if nothing is damaged. Raises UserError for adopted files, for a report that is not of
        the current version, and for files that are in use, by this package or by one that shares
        them; then nothing has changed.
        """
        if not report.files:
            return None
        version = current_version(self._store, report.package)
        self._refuse(report, version)
        journal = self._plan(report, version)
        others = {name.package for file in journal.files for name in file.other_names}
        for package in sorted({report.package, *others}):
            if self._in_use(package):
                raise UserError(
                    tr(
                        "{package} is in use: wait until the render has ended, then repair again.",
                        package=package,
                    ),
                    category=ErrorCategory.BUSY,
                    safe=tr("Nothing was changed."),
                    recoveries=(Recovery.REPAIR_MODEL,),
                )
        self._audit.note(
            "repair",
            package=report.package,
            version=report.version,
            fetched_bytes=report.repair_bytes,
            files=[file.path for file in report.files],
            also_repaired=sorted(others - {report.package}),
        )
        journal.write(self._store)
        try:
            for file in journal.files:
                self._take_out(version, file)
        except (OSError, UserError) as error:
            self._end(journal, {})
            raise error if isinstance(error, UserError) else _not_moved(version, error) from error
        damaged = {file.path for file in report.files}
        return DownloadOrder(
            package=report.package,
            title=title,
            manifest=Manifest(
                package=report.package,
                files=tuple(file for file in version.manifest.files if file.path in damaged),
            ),
            folder=str(self._incoming(version).absolute()),
            repairs={file.path: file.pieces for file in report.files if not file.is_missing},
        )

    def is_under_way(self, package: str) -> bool:
        """Whether files of the package are out for a repair."""
        return journal_of(self._store, package) is not None

    def finish(self, package: str, finished: DownloadFinished | None = None) -> bool:
        """Put what was fetched back under its name, in every package that shares it.

        Whether all of it is right now. Without `finished`, which is the download's word for that,
        the files are read first. Call it before the download is forgotten; calling it again does
        no harm. Raises UserError if a file cannot be moved: then the repair is still under way.
        """
        journal = journal_of(self._store, package)
        if journal is None:
            return True
        self._end(journal, {} if finished is None else finished.pieces, is_finished=True)
        paths = {file.path for file in journal.files}
        return all(
            status.state is FileState.WHOLE
            for status in self._monitor.quick_check(package)
            if status.path in paths
        )

    def cancel(self, package: str) -> None:
        """Put every file back under its name, marked damaged until it is read again.

        To be called when the download has paused, before or after it is cancelled. Raises
        UserError if a file cannot be moved.
        """
        journal = journal_of(self._store, package)
        if journal is None:
            return
        self._audit.note("repair cancelled", package=package, version=journal.version)
        journal = journal.model_copy(update={"is_cancelled": True})
        journal.write(self._store)
        self._end(journal, {})

    def settle(self, is_known: Callable[[str], bool]) -> tuple[str, ...]:
        """At start: undo what was interrupted; gives the packages whose files were put back.

        `is_known` says whether the downloader still has the package's order: such a repair goes
        on, unless it was being cancelled (then the download is to be cancelled too).
        """
        put_back: list[str] = []
        for temporary in self._store.folder.glob("*/.*.json.*.tmp"):  # of a write that was killed
            temporary.unlink(missing_ok=True)
        for journal in list(journals(self._store)):
            if is_known(journal.package) and not journal.is_cancelled:
                continue
            try:
                self._end(journal, {})
            except UserError as error:  # the others should be put in order all the same
                _log.warning("%s", error.message)
                continue
            put_back.append(journal.package)
        return tuple(put_back)

    # --- moving files ---------------------------------------------------------------------------

    def _refuse(self, report: CorruptionReport, version: InstalledVersion) -> None:
        if report.version != version.version:
            raise UserError(
                tr("{package} has been updated meanwhile: check it again.", package=report.package),
                category=ErrorCategory.MODEL,
                recoveries=(Recovery.REPAIR_MODEL,),
            )
        bad = {file.path for file in report.files}
        if any(file.is_local for file in version.manifest.files if file.path in bad):
            raise UserError(
                tr(
                    "The files of {package} are your own, and the app never changes them. Install "
                    "a package of the catalog instead.",
                    package=report.package,
                ),
                category=ErrorCategory.MODEL,
                safe=tr("Nothing was changed."),
                recoveries=(Recovery.INSTALL_MODEL,),
            )
        if self.is_under_way(report.package):
            raise UserError(
                tr("{package} is being repaired already.", package=report.package),
                category=ErrorCategory.BUSY,
            )

    def _plan(self, report: CorruptionReport, version: InstalledVersion) -> RepairJournal:
        links = linked_names(self._store)
        files: list[FileInRepair] = []
        for damage in report.files:
            identity = identify(version.folder / damage.path)
            names = [] if identity is None else [name for name, _ in names_of(identity, links)]
            offered = self._offered(version, damage.path)
            same = None if offered is None else identify(offered)
            files.append(
                FileInRepair(
                    path=damage.path,
                    was_there=not damage.is_missing,
                    other_names=tuple(name for name in names if name != version.name(damage.path)),
                    is_in_lora_library=identity is not None and same == identity,
                )
            )
        return RepairJournal(package=report.package, version=report.version, files=tuple(files))

    def _take_out(self, version: InstalledVersion, file: FileInRepair) -> None:
        """Under a name in `incoming` that no one renders with; raises OSError."""
        place = version.folder / file.path
        part = _part(self._incoming(version) / file.path)
        part.parent.mkdir(parents=True, exist_ok=True)
        _download_journal(self._incoming(version) / file.path).unlink(missing_ok=True)
        identity = identify(place)
        if identity is None:
            if os.path.lexists(place):
                self._monitor.quarantine.put(place, tr("is no regular file"))
            return
        own_names = self._other_places(version, file)
        for name in own_names:
            name.unlink(missing_ok=True)
            sync_folder(name.parent)
        if identity.links > 1 + len(own_names):
            # Somebody else's file too, adopted by hard link: that one must never change.
            _copy(place, part)
            place.unlink()
        else:
            publish(place, part)
        sync_folder(place.parent)
        size_bytes = _entry(version, file.path).size_bytes
        if identity.size_bytes > size_bytes:
            os.truncate(part, size_bytes)

    def _end(
        self, journal: RepairJournal, proven: Mapping[str, Pieces], *, is_finished: bool = False
    ) -> None:
        """Put every file back; raises UserError.

        `proven` are those whose new content is right. The others are marked damaged: a file that
        was fetched whole cannot be told from one that a cancelled download left. Where the
        download is finished they are read, otherwise by the next check.
        """
        version = self._version(journal)
        try:
            unproven = [
                file.path
                for file in journal.files
                if not self._take_in(version, file, proven.get(file.path))
            ]
            # All before the journal goes: as long as it is there, its files count as damaged.
            if is_finished and unproven:
                self._monitor.read_again(journal.package, unproven)
            self._tidy(version, journal)
            journal.remove(self._store)
        except OSError as error:
            raise _not_moved(version, error) from error

    def _take_in(
        self, version: InstalledVersion, file: FileInRepair, pieces: Pieces | None
    ) -> bool:
        """Back under its names, with a note of what is known of it; raises OSError.

        `pieces` are those of the right content; None if it is not known to be right.
        """
        place = version.folder / file.path
        fetched = self._incoming(version) / file.path
        sources = (fetched, _part(fetched)) if file.was_there else (fetched,)
        source = next((one for one in sources if identify(one) is not None), None)
        if source is not None and (pieces is not None or identify(place) is None):
            place.parent.mkdir(parents=True, exist_ok=True)
            publish(source, place)
        else:
            pieces = None  # what lies there is not what was fetched
        if identify(place) is None:
            return False
        self._link_again(version, file)
        names = [version.name(file.path), *file.other_names]
        for name in (name for name in names if self._has(name, place)):
            if pieces is None:
                self._monitor.note_damaged(name.package, name.version, (name.path,))
            else:
                self._monitor.accept_version(name.package, name.version, {name.path: pieces})
        return pieces is not None

    def _link_again(self, version: InstalledVersion, file: FileInRepair) -> None:
        """Give the file its other names again; versions that are gone stay gone."""
        place = version.folder / file.path
        for name in self._other_places(version, file):
            try:
                link_over(place, name)
                sync_folder(name.parent)
            except OSError as error:  # it is missing there now, and can be repaired there
                _log.warning("%s is not linked again: %s", name, error)

    def _other_places(self, version: InstalledVersion, file: FileInRepair) -> list[Path]:
        """Where else the same file lies, or lay before the repair."""
        found = [
            name.place(self._store)
            for name in file.other_names
            if self._store.version_folder(name.package, name.version).is_dir()
        ]
        offered = self._offered(version, file.path)
        return [*found, offered] if file.is_in_lora_library and offered is not None else found

    def _offered(self, version: InstalledVersion, path: str) -> Path | None:
        """Where the library of LoRAs would have the file."""
        sha256 = _entry(version, path).sha256
        return None if sha256 is None else self._places.lora(sha256)

    def _has(self, name: StoredName, place: Path) -> bool:
        """Whether the file at `place` has that name."""
        found, should = identify(name.place(self._store)), identify(place)
        return found is not None and should is not None and found.inode == should.inode

    def _tidy(self, version: InstalledVersion, journal: RepairJournal) -> None:
        """Remove what the repair leaves in `incoming`, and the folders if they are empty."""
        incoming = self._incoming(version)
        folders = {incoming, incoming.parent}
        for file in journal.files:
            fetched = incoming / file.path
            part = _part(fetched)
            for leftover in (fetched, part, _copy_of(part), _download_journal(fetched)):
                leftover.unlink(missing_ok=True)
            folders.update(above for above in fetched.parents if incoming in above.parents)
        for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
            with contextlib.suppress(OSError):  # something else is in it
                folder.rmdir()

    def _incoming(self, version: InstalledVersion) -> Path:
        return self._store.incoming_folder(version.package, version.version)

    def _version(self, journal: RepairJournal) -> InstalledVersion:
        """Raises UserError if its manifest is gone."""
        manifest = self._store.manifest(journal.package, journal.version)
        if manifest is None:
            raise UserError(
                tr(
                    "The list of the files of {package} is missing or damaged: install it again.",
                    package=journal.package,
                ),
                category=ErrorCategory.MODEL,
                safe=tr(
                    "What was being repaired lies in {folder} in its folder.",
                    folder=INCOMING_NAME,
                ),
                recoveries=(Recovery.REINSTALL_MODEL,),
            )
        folder = self._store.version_folder(journal.package, journal.version)
        return InstalledVersion(journal.package, journal.version, manifest, folder)


def _entry(version: InstalledVersion, path: str) -> ManifestFile:
    return next(file for file in version.manifest.files if file.path == path)


def _part(fetched: Path) -> Path:
    """What the download calls a file that is not whole."""
    return fetched.with_name(f"{fetched.name}.part")


def _download_journal(fetched: Path) -> Path:
    """What the download notes about such a file."""
    return fetched.with_name(f"{fetched.name}.journal")


def _copy_of(part: Path) -> Path:
    return part.with_name(f"{part.name}.copy")


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all; raises OSError."""
    temporary = _copy_of(target)
    with source.open("rb") as old, temporary.open("wb") as new:
        shutil.copyfileobj(old, new, 1024**2)
        new.flush()
        os.fsync(new.fileno())
    publish(temporary, target)


def _not_moved(version: InstalledVersion, error: OSError) -> UserError:
    full = error.errno == errno.ENOSPC
    return UserError(
        tr(
            "The files of {package} cannot be moved for the repair: {reason}. See that {folder} "
            "can be written and that no other program holds its files.",
            package=version.package,
            reason=error.strerror or error,
            folder=version.folder,
        ),
        category=ErrorCategory.DISK,
        safe=tr("Nothing is lost: the damaged files are kept."),
        recoveries=(Recovery.FREE_DISK_SPACE if full else Recovery.REPAIR_MODEL,),
    )
