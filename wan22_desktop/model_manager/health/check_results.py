"""What checks of a model's files give."""

from dataclasses import dataclass

from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.quarantine import Quarantined
from wan22_desktop.model_manager.domain.status import FileStatus


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
