"""Checks and repairs of packages, as long work that tells how it went."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from wan22_desktop.core.catalog import CatalogPackage
from wan22_desktop.core.downloading import DownloadFinished
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.units import duration, size
from wan22_desktop.model_manager.domain.health import IDLE_BYTES_PER_SECOND
from wan22_desktop.model_manager.domain.status import FileState
from wan22_desktop.model_manager.events import ModelChanged, ModelEvent, ModelNote, ModelRefused
from wan22_desktop.model_manager.health.check_results import CheckProgress, IntegrityResult
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.health.repair import ModelRepairs
from wan22_desktop.model_manager.packages.own_files import StructureChecks
from wan22_desktop.model_manager.ports import Downloads
from wan22_desktop.model_manager.statuses import Statuses


class HealthWork:
    """Belongs on the thread that works on files. Methods raise UserError."""

    def __init__(
        self,
        store: ModelStore,
        downloads: Downloads,
        monitor: ModelHealthMonitor,
        repairs: ModelRepairs,
        structure: StructureChecks,
        statuses: Statuses,
        tell: Callable[[ModelEvent], None],
    ) -> None:
        self.repairs = repairs
        self._store = store
        self._downloads = downloads
        self._monitor = monitor
        self._structure = structure
        self._statuses = statuses
        self._tell = tell

    def verify(
        self,
        package: CatalogPackage,
        since: datetime,
        stop: threading.Event,
        note_share: Callable[[str, float], None],
    ) -> bool:
        """Read everything that was not read `since` then; whether it came to an end."""
        record = self._store.record(package.id)
        if record is None or record.current is None:
            self._verify_structure(package)
            return True

        def share(progress: CheckProgress) -> None:
            note_share(package.id, progress.done_bytes / max(1, progress.total_bytes))

        result = self._monitor.check_model_integrity(
            package.id, stop=stop, progress=share, since=since
        )
        self._tell_quarantined(result)
        if not result.is_complete:
            return False
        if bad := _bad_files(result):
            self._tell_damaged(package, bad)
        else:
            self._tell(
                ModelNote(
                    tr(
                        "{title} is whole: {number} files, {size} read in {duration}.",
                        title=package.title,
                        number=len(result.files),
                        size=size(result.read_bytes),
                        duration=duration(result.seconds),
                    ),
                    package.id,
                )
            )
        return True

    def _verify_structure(self, package: CatalogPackage) -> None:
        problem = self.look_at_structure(package)
        if problem:
            raise UserError(problem, category=ErrorCategory.MODEL)
        self._tell(
            ModelNote(
                tr(
                    "The files of {title} fit together. Whether each byte is right cannot be told "
                    "without a list of their digests.",
                    title=package.title,
                ),
                package.id,
            )
        )

    def check_what_is_due(self, stop: threading.Event) -> bool:
        """Read, one after another, the packages that have not been read for long."""
        read: set[str] = set()
        while not stop.is_set():
            due = self._monitor.schedule_health_checks()
            if due is None or due.package in read:
                return True
            result = self._monitor.check_model_integrity(
                due.package,
                stop=stop,
                since=due.since,
                limit_bytes_per_second=IDLE_BYTES_PER_SECOND,
            )
            self._tell_quarantined(result)
            package = self._statuses.package(due.package)
            if result.is_complete and package is not None:
                read.add(due.package)
                self._tell(ModelChanged(self._statuses.status(package)))
                if bad := _bad_files(result):
                    self._tell_damaged(package, bad)
        return False

    def order_repair(self, package: CatalogPackage, stop: threading.Event) -> bool:
        """Find the bad pieces and let them be fetched."""
        self.end_repair(package.id)
        report = self._monitor.detect_corruption(package.id, stop=stop)
        if stop.is_set():
            return True
        order = self.repairs.begin(report, package.title)
        if order is None:
            self._tell(
                ModelNote(tr("Nothing of {title} is damaged.", title=package.title), package.id)
            )
            return True
        try:
            self._downloads.download(order)
        except UserError:
            self.repairs.cancel(package.id)
            raise
        return True

    def end_repair(self, package: str) -> None:
        """Put files back that are out for a repair without an order."""
        if self.repairs.is_under_way(package):
            self.repairs.cancel(package)

    def finish_repair(self, package: CatalogPackage, finished: DownloadFinished) -> None:
        """Put back what was fetched."""
        is_right = self.repairs.finish(package.id, finished)
        self._downloads.forget(package.id)
        if is_right:
            received = size(finished.received_bytes)
            self._tell(
                ModelNote(
                    tr(
                        "{title} is repaired: {received} fetched.",
                        title=package.title,
                        received=received,
                    ),
                    package.id,
                )
            )
        else:
            self._tell_damaged(package, len(finished.pieces))

    def look_at_structure(self, package: CatalogPackage) -> str:
        """Whether files without a list make up their model; what is wrong, empty if nothing."""
        record = self._store.record(package.id)
        if record is not None and record.adopted is not None:
            return self._structure.check_adopted(record)
        folder = self._statuses.structure_paths(package, None)[0]
        return self._structure.check_folder(package.id, package.variant, folder)

    def _tell_quarantined(self, result: IntegrityResult) -> None:
        for file in result.quarantined:
            self._tell(
                ModelNote(
                    tr(
                        "{name} {reason}: it was put into quarantine.",
                        name=Path(file.origin).name,
                        reason=file.reason,
                    ),
                    result.package,
                )
            )

    def settle(self) -> None:
        """Put in order what an unclean end left of repairs; a file that was put back is not
        fetched behind its name."""

        def is_known(package: str) -> bool:
            return self._downloads.get_download_progress(package) is not None

        for package in self.repairs.settle(is_known):
            if is_known(package):
                self._downloads.cancel_download(package)

    def _tell_damaged(self, package: CatalogPackage, count: int) -> None:
        error = UserError(
            trn(
                "{title} is damaged: 1 file is missing or not as published.",
                "{title} is damaged: {count} files are missing or not as published.",
                count,
                title=package.title,
            ),
            category=ErrorCategory.MODEL,
            safe=tr("A repair fetches only what is bad."),
            recoveries=(Recovery.REPAIR_MODEL,),
        )
        self._tell(ModelRefused(error, package.id))


def _bad_files(result: IntegrityResult) -> int:
    return sum(file.state in (FileState.MISSING, FileState.DAMAGED) for file in result.files)
