"""What is known of a package: shown in the panel, printed by the command line."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.catalog import CatalogPackage
from wan22_desktop.core.downloading import DownloadProgress


class ModelState(StrEnum):
    """Where a package stands."""

    MISSING = "missing"
    PARTIAL = "partial"
    """Some files are there, others are not, and nothing is being fetched."""
    DOWNLOADING = "downloading"
    PAUSED = "paused"
    VERIFYING = "verifying"
    AVAILABLE = "available"
    LOADED = "loaded"
    """The engine has it in memory."""
    CORRUPTED = "corrupted"
    UPDATE_AVAILABLE = "update-available"


class ModelAction(StrEnum):
    """What can be done with a package."""

    INSTALL = "install"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    VERIFY = "verify"
    REPAIR = "repair"
    UPDATE = "update"
    ROLL_BACK = "roll-back"
    ACTIVATE = "activate"
    """Let it render its model instead of another package."""
    REMOVE = "remove"


class FileState(StrEnum):
    WHOLE = "whole"
    """Its content has been compared with its digest, and it has not changed since."""
    UNCHECKED = "unchecked"
    """It is there with the right size."""
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class FileStatus:
    path: str
    size_bytes: int
    state: FileState
    shared_with: tuple[str, ...] = ()
    """Other packages that use the same bytes on the disk."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a package was used for."""

    uses: int = 0
    uses_per_day: float = 0.0
    """Over the last 30 days."""
    last_used: str | None = None
    """In ISO 8601."""
    average_seconds: float | None = None
    """Of a render."""
    success_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What checks and renders say about a package."""

    integrity_score: float | None = None
    """Share of bytes that are as they should be, 0 to 1; None before the first full check."""
    performance_score: float | None = None
    """1 as fast as usual, 0.5 half as fast; None without enough renders to compare."""
    last_check: str | None = None
    """Of the whole content, in ISO 8601."""
    problems: tuple[str, ...] = ()
    """Sentences for people."""


@dataclass(frozen=True, slots=True)
class DetailedModelStatus:
    """Everything about a package at one moment."""

    package: CatalogPackage
    state: ModelState
    is_active: bool
    """Whether it is what renders its model."""
    size_bytes: int
    """Of all its files; about, until its manifest is known."""
    on_disk_bytes: int
    """What it takes on the disk now, parts of downloads included."""
    progress: DownloadProgress | None = None
    """Of an install, an update or a repair."""
    checking_share: float | None = None
    """How far a check of its files is, 0 to 1."""
    files: tuple[FileStatus, ...] = ()
    health: Health = Health()
    usage: Usage = Usage()
    current_version: str = ""
    latest_version: str = ""
    """As far as the hub was asked."""
    commits: tuple[str, ...] = ()
    """`repository@commit` of what is installed."""
    folder: str | None = None
    is_adopted: bool = False
    is_own_files: bool = False
    """Put into `models/<model>/` by hand: there is no list to compare them with."""
    is_recommended: bool = False
    """For this machine, among the packages of the same model."""
    is_available: bool = False
    """Whether it can render now, also while an update of it is fetched."""
    is_loaded: bool = False
    """Whether the engine has it in memory, whatever else is done with it."""
    previous_version: str = ""
    """What a roll-back returns to."""
    update_summary: str = ""
    """What an update would change, as far as the hub was asked: files and bytes."""
    message: str = ""
    """What is the matter, with what can be done; empty if all is well."""
    actions: tuple[ModelAction, ...] = ()
    """What can be done now, the most likely first."""

    @property
    def missing_files(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.files if file.state is FileState.MISSING)

    @property
    def update_available(self) -> bool:
        return bool(self.latest_version) and self.latest_version != self.current_version
