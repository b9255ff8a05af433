"""Checks the files of installed models, watches their speed, and says what should be done."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.places import Places
from wan22_desktop.model_manager.domain.health import (
    DueCheck,
    PerformanceHealth,
    RenderRecord,
    SystemHealthReport,
)
from wan22_desktop.model_manager.domain.status import FileStatus, Health
from wan22_desktop.model_manager.quarantine import Quarantined


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """How far a full check is."""

    package: str
    path: str
    """The file that is being read."""
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class IntegrityResult:
    """What a full check has found."""

    package: str
    version: str
    files: tuple[FileStatus, ...]
    is_complete: bool
    """False if it was stopped: then some files are as they were before."""
    read_bytes: int
    seconds: float
    score: float | None
    """Share of bytes that are as they should be; None while files have never been read."""
    quarantined: tuple[Quarantined, ...] = ()
    """Files that were found suspicious and moved away."""


@dataclass(frozen=True, slots=True)
class FileDamage:
    """What is wrong with one file."""

    path: str
    is_missing: bool
    pieces: Pieces
    """The digests of the pieces that are right; None marks those that have to be fetched."""
    repair_bytes: int


@dataclass(frozen=True, slots=True)
class CorruptionReport:
    """What of a package is damaged or missing, and what a repair has to fetch."""

    package: str
    version: str
    files: tuple[FileDamage, ...]

    @property
    def repair_bytes(self) -> int:
        return sum(file.repair_bytes for file in self.files)


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

    # --- files ----------------------------------------------------------------------------------

    def quick_check(self, package: str) -> tuple[FileStatus, ...]:
        """Every file of the current version by name and size, without reading content.

        Milliseconds. WHOLE only where a full check has read this very file before. Empty for a
        package without a current version, and for adopted files.
        """
        raise NotImplementedError

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
        files that were read at that time or later and look the same; without it everything is
        read. Suspicious files go to quarantine.
        """
        raise NotImplementedError

    def detect_corruption(
        self,
        package: str,
        *,
        stop: threading.Event | None = None,
        progress: Callable[[CheckProgress], None] | None = None,
    ) -> CorruptionReport:
        """What is damaged as far as the last checks know, piece by piece.

        Reads the damaged files again, and only those.
        """
        raise NotImplementedError

    def accept_version(self, package: str, version: str, pieces: Mapping[str, Pieces]) -> None:
        """Note that every file of a version has just been compared with its digest by a download.

        To be called after the version lies under its name. Keeps the digests of pieces.
        """
        raise NotImplementedError

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
        Raises UserError if the scan program cannot be run.
        """
        raise NotImplementedError

    # --- when -----------------------------------------------------------------------------------

    def note_unclean_end(self) -> None:
        """The app did not end by itself: every package is due for a full check from now on."""
        raise NotImplementedError

    def schedule_health_checks(self) -> DueCheck | None:
        """Which package should be read next while nothing renders, or None.

        `check_model_integrity(due.package, since=due.since, ...)` does it; stopped midway, the
        next one goes on with the files that were not read.
        """
        raise NotImplementedError

    # --- health ---------------------------------------------------------------------------------

    def monitor_model_performance(self, package: str) -> PerformanceHealth:
        """How fast the package's last renders were, compared with those before."""
        raise NotImplementedError

    def health(self, package: str) -> Health:
        """What `DetailedModelStatus` shows; without reading content."""
        raise NotImplementedError

    def get_health_report(self) -> SystemHealthReport:
        """The health of all packages; without reading content."""
        raise NotImplementedError
