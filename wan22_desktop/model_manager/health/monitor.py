"""Checks the files of installed models, watches their speed, and says what should be done."""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.places import Places
from wan22_desktop.core.quarantine import Quarantine, Quarantined
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.health import (
    CheckRecord,
    DueCheck,
    ModelHealth,
    PerformanceHealth,
    RenderRecord,
    SystemHealthReport,
    next_due,
    performance_of,
    problems_of,
    system_report,
)
from wan22_desktop.model_manager.domain.status import FileState, FileStatus, Health
from wan22_desktop.model_manager.health.check_cache import CheckCache, CheckedFile
from wan22_desktop.model_manager.health.check_results import (
    CheckProgress,
    CorruptionReport,
    FileDamage,
    IntegrityResult,
)
from wan22_desktop.model_manager.health.inspection import Inspection
from wan22_desktop.model_manager.health.integrity import identify, piece_bytes
from wan22_desktop.model_manager.health.repair_journal import journals
from wan22_desktop.model_manager.health.version_files import (
    InstalledVersion,
    KnownFile,
    VersionReader,
    current_version,
    integrity_of,
    known_files,
)

_AGAIN_AFTER_S = 3600.0
"""A scheduled check that could not read a file is not tried again before."""

_log = logging.getLogger("wan22.models")


class ModelHealthMonitor:
    """Says how whole and how fast the installed packages are; every method from any thread.

    It reads files, keeps the results beside the versions, and moves only suspicious files. Methods
    that name a package raise UserError where nothing of it is installed that can be checked.
    """

    def __init__(
        self,
        places: Places,
        *,
        renders: Callable[[str], Sequence[RenderRecord]],
        scan_command: Callable[[], str | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`renders` gives a package's renders, oldest first; `scan_command` is that of settings."""
        self._store = ModelStore(places.models)
        self._cache = CheckCache(self._store)
        self._renders = renders
        self._now = now
        self._refused_at: dict[str, float] = {}
        self.quarantine = Quarantine(places)
        self._inspection = Inspection(self.quarantine, scan_command)

    # --- files ----------------------------------------------------------------------------------

    def quick_check(self, package: str) -> tuple[FileStatus, ...]:
        """Every file of the current version by name and size, without reading content.

        Milliseconds. WHOLE only where a full check has read this very file before; DAMAGED also
        while it is out for a repair. Empty for a package without a current version, and for
        adopted files.
        """
        record = self._store.record(package)
        if record is None or record.current is None:
            return ()
        return tuple(known.status for known in self._known(current_version(self._store, package)))

    def check_model_integrity(
        self,
        package: str,
        *,
        stop: threading.Event | None = None,
        progress: Callable[[CheckProgress], None] | None = None,
        since: datetime | None = None,
        limit_bytes_per_second: int | None = None,
    ) -> IntegrityResult:
        """Read every file and compare it with its digest.

        Ends within 300 ms after `stop` is set; what was read until then is kept. `since` skips
        files that were read later than that and look the same; without it everything is read.
        With a limit it is a check in the background, which leaves nothing in the system's cache.
        Suspicious files go to quarantine.
        """
        started = time.monotonic()
        version = current_version(self._store, package)
        known = self._known(version)
        reader = self._reader(version, known, stop, progress, limit_bytes_per_second)
        try:
            with reader:
                for one in known:
                    if reader.stop.is_set():
                        break
                    if reader.was_read(one.file) or self._is_recent(one, since):
                        reader.skip(one.file)
                    elif one.identity is not None:
                        reader.read(one.file)
        except UserError:
            self._refused_at[package] = time.monotonic()
            raise
        is_complete = not reader.stop.is_set()
        if is_complete:
            self._trust_again(version, since)
        found = self._known(version)
        quarantined = ()
        if is_complete:
            whole = {one.file.path for one in found if one.state is FileState.WHOLE}
            quarantined = self._inspection.clear(version.folder, version.manifest, whole)
            found = self._known(version) if quarantined else found
        return IntegrityResult(
            package=package,
            version=version.version,
            files=tuple(one.status for one in found),
            is_complete=is_complete,
            read_bytes=reader.read_bytes,
            seconds=time.monotonic() - started,
            score=integrity_of(found),
            quarantined=quarantined,
        )

    def detect_corruption(
        self,
        package: str,
        *,
        stop: threading.Event | None = None,
        progress: Callable[[CheckProgress], None] | None = None,
    ) -> CorruptionReport:
        """What is damaged as far as the last checks know, piece by piece.

        Reads the damaged files again, and only those. Stopped, it raises UserError: half a report
        would repair half. The same while the package is being repaired.
        """
        version = current_version(self._store, package)
        self._refuse_in_repair(version)
        broken = [
            one
            for one in self._known(version)
            if one.state in (FileState.DAMAGED, FileState.MISSING)
        ]
        damages: list[FileDamage] = []
        with self._reader(version, broken, stop, progress, None) as reader:
            for one in broken:
                pieces = None if one.identity is None else reader.read(one.file)
                if reader.stop.is_set():
                    raise UserError(
                        tr("Looking for the damage of {package} was stopped.", package=package),
                        category=ErrorCategory.MODEL,
                        safe=tr("Nothing was changed."),
                        recoveries=(Recovery.REPAIR_MODEL,),
                    )
                is_missing = pieces is None
                pieces = pieces or Pieces.unknown(one.file.size_bytes)
                damages.append(
                    FileDamage(
                        path=one.file.path,
                        is_missing=is_missing,
                        pieces=pieces,
                        repair_bytes=piece_bytes(pieces, right=False),
                    )
                )
        now_whole = {one.file.path for one in self._known(version) if one.state is FileState.WHOLE}
        return CorruptionReport(
            package,
            version.version,
            tuple(damage for damage in damages if damage.path not in now_whole),
        )

    def accept_version(self, package: str, version: str, pieces: Mapping[str, Pieces]) -> None:
        """Note that files of a version have just been compared with their digests.

        By a download, for instance; to be called when they lie under their names. `pieces` has the
        digests of the pieces of each, by path; they are kept. Raises NotSavedError.
        """
        self._cache.learn(package, version, pieces)
        self._note(package, version, pieces, is_whole=True)

    def read_again(self, package: str, paths: Collection[str]) -> None:
        """Read some files of the current version, and note what is found; raises UserError."""
        version = current_version(self._store, package)
        with self._reader(version, (), None, None, None) as reader:
            for file in version.manifest.files:
                if file.path in paths:
                    reader.read(file)

    def note_damaged(self, package: str, version: str, paths: Collection[str]) -> None:
        """Note that files of a version are not to be trusted until they are read again."""
        self._note(package, version, paths, is_whole=False)

    def inspect_new(
        self,
        manifest: Manifest,
        folder: Path,
        *,
        stop: threading.Event | None = None,
    ) -> tuple[Quarantined, ...]:
        """Look at files with the right digest before they come into use: structure and scan hook.

        `folder` is where they lie now. Suspicious ones, and those that the manifest does not name,
        go to quarantine and are returned; an empty result means that the version may be used.
        Raises UserError if the scan program cannot be run, ScanStoppedError when `stop` is set.
        """
        return self._inspection.new_files(folder, manifest, stop)

    # --- when -----------------------------------------------------------------------------------

    def note_unclean_end(self) -> None:
        """The app did not end by itself: every package is due for a full check from now on."""
        now = self._now()
        for record in self._store.packages():
            if record.current is not None:
                self._cache.distrust(record.package, record.current, now)

    def schedule_health_checks(self) -> DueCheck | None:
        """Which package should be read next while nothing renders, or None.

        `check_model_integrity(due.package, since=due.since, ...)` does it; stopped midway, the
        next one goes on with the files that were not read.
        """
        in_repair = {name.package for journal in journals(self._store) for name in journal.names}
        records: list[CheckRecord] = []
        for version in self._versions():
            refused_at = self._refused_at.get(version.package)
            if refused_at is not None and time.monotonic() - refused_at < _AGAIN_AFTER_S:
                continue
            if version.package not in in_repair:
                distrusted_at = self._cache.checks(version.package, version.version).distrusted_at
                last = _last_check(self._known(version))
                records.append(CheckRecord(version.package, last, distrusted_at))
        return next_due(records, self._now())

    # --- health ---------------------------------------------------------------------------------

    def monitor_model_performance(self, package: str) -> PerformanceHealth:
        """How fast the package's last renders were, compared with those before."""
        return performance_of(self._renders(package))

    def health(self, package: str) -> Health:
        """What `DetailedModelStatus` shows; without reading content."""
        record = self._store.record(package)
        if record is None or record.current is None:
            model = ModelHealth(package, performance=self.monitor_model_performance(package))
        else:
            model = self._model_health(current_version(self._store, package))
        return Health(
            integrity_score=model.integrity,
            performance_score=model.performance.score,
            last_check=None if model.last_check is None else model.last_check.isoformat(),
            problems=problems_of(model),
        )

    def get_health_report(self) -> SystemHealthReport:
        """The health of all packages; without reading content."""
        models = [self._model_health(version) for version in self._versions()]
        return system_report(models, _used_share(self._store.folder), self._now())

    def _model_health(self, version: InstalledVersion) -> ModelHealth:
        known = self._known(version)
        broken = [one for one in known if one.state in (FileState.DAMAGED, FileState.MISSING)]
        return ModelHealth(
            package=version.package,
            integrity=integrity_of(known),
            damaged_files=sum(one.state is FileState.DAMAGED for one in broken),
            missing_files=sum(one.state is FileState.MISSING for one in broken),
            repair_bytes=sum(
                one.file.size_bytes - (one.checked.right_bytes if one.checked else 0)
                for one in broken
            ),
            performance=self.monitor_model_performance(version.package),
            last_check=_last_check(known),
        )

    # --- parts ----------------------------------------------------------------------------------

    def _known(self, version: InstalledVersion) -> tuple[KnownFile, ...]:
        return known_files(self._store, self._cache, version)

    def _versions(self) -> Iterator[InstalledVersion]:
        """Every current version that has a manifest."""
        for record in self._store.packages():
            if record.current is not None and record.adopted is None:
                try:
                    yield current_version(self._store, record.package)
                except UserError as error:
                    _log.warning("%s", error.message)

    def _reader(
        self,
        version: InstalledVersion,
        files: Sequence[KnownFile],
        stop: threading.Event | None,
        progress: Callable[[CheckProgress], None] | None,
        limit_bytes_per_second: int | None,
    ) -> VersionReader:
        total = sum(one.file.size_bytes for one in files)

        def tell(path: str, done_bytes: int) -> None:
            if progress is not None:
                progress(CheckProgress(version.package, path, done_bytes, total))

        return VersionReader(
            self._store,
            self._cache,
            version,
            now=self._now,
            stop=stop,
            progress=tell,
            limit_bytes_per_second=limit_bytes_per_second,
            in_background=limit_bytes_per_second is not None,
        )

    def _is_recent(self, one: KnownFile, since: datetime | None) -> bool:
        return (
            since is not None
            and one.checked is not None
            and since < one.checked.checked_at <= self._now()
        )

    def _trust_again(self, version: InstalledVersion, since: datetime | None) -> None:
        """After everything was read: also where an unclean end was noted under a wrong clock."""
        distrusted_at = self._cache.checks(version.package, version.version).distrusted_at
        if distrusted_at is not None and (
            since is None or since >= min(distrusted_at, self._now())
        ):
            self._cache.distrust(version.package, version.version, None)

    def _refuse_in_repair(self, version: InstalledVersion) -> None:
        for journal in journals(self._store):
            if any(name.package == version.package for name in journal.names):
                raise UserError(
                    tr("{package} is being repaired just now.", package=version.package)
                    if journal.package == version.package
                    else tr(
                        "{package} is being repaired just now, together with {other}.",
                        package=version.package,
                        other=journal.package,
                    ),
                    category=ErrorCategory.BUSY,
                )

    def _note(self, package: str, version: str, paths: Collection[str], *, is_whole: bool) -> None:
        manifest = self._store.manifest(package, version)
        results: dict[str, CheckedFile | None] = {}
        for file in () if manifest is None else manifest.files:
            if file.path not in paths:
                continue
            identity = identify(self._store.version_folder(package, version) / file.path)
            results[file.path] = identity and CheckedFile.of(
                identity,
                is_whole=is_whole and identity.size_bytes == file.size_bytes,
                right_bytes=file.size_bytes if is_whole else 0,
                checked_at=self._now(),
            )
        if results:
            self._cache.note(package, version, results)


def _last_check(known: Sequence[KnownFile]) -> datetime | None:
    """When the file that was read longest ago was read; None if one of them never was."""
    there = [one.checked for one in known if one.identity is not None]
    times = [checked.checked_at for checked in there if checked is not None]
    return min(times) if times and len(times) == len(there) else None


def _used_share(folder: Path) -> float:
    """How full the disk is; 0 where the system does not say."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return 0.0
    return usage.used / usage.total if usage.total else 0.0
