"""What is asked of a download and what it tells: shared by who fetches and who manages models."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.manifest import Manifest, PackageId, RelativePath
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.values import Value


class DownloadState(StrEnum):
    """Where a download stands."""

    QUEUED = "queued"
    DOWNLOADING = "downloading"
    WAITING = "waiting"
    """For the network or for room on the disk; `message` says for what. It goes on by itself."""
    PAUSED = "paused"
    VERIFYING = "verifying"
    """Everything has arrived; the digests are compared."""
    DONE = "done"
    FAILED = "failed"
    """It needs the user; what has arrived is kept, and `resume` goes on from there."""
    CANCELLED = "cancelled"

    @property
    def is_ended(self) -> bool:
        return self in (DownloadState.DONE, DownloadState.FAILED, DownloadState.CANCELLED)


class DownloadOrder(Value):
    """Fetch the files of a manifest into a folder, every one checked against its digest.

    Files that lie in `folder` whole and right are not fetched again. A file of `repairs` lies
    there as `<path>.part` already, with the digests of the pieces that are right: only the others
    are fetched.
    """

    package: PackageId
    title: Annotated[str, Field(max_length=200)]
    manifest: Manifest
    folder: Annotated[str, Field(max_length=4096)]
    """Absolute; made if it is not there."""
    repairs: dict[RelativePath, Pieces] = {}  # noqa: RUF012 - pydantic copies defaults
    priority: int = 0
    """Higher first; of equal ones the older."""


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How far the download of a package is."""

    package: str
    state: DownloadState
    done_bytes: int
    """Of the content: what lies on the disk already counts."""
    total_bytes: int
    received_bytes: int = 0
    """What came over the network since the process began, refetched bytes included."""
    bytes_per_second: float = 0.0
    seconds_left: float | None = None
    files_done: int = 0
    files_total: int = 0
    retries: int = 0
    message: str = ""
    """Why it waits or failed, with what can be done; for people."""
    category: ErrorCategory | None = None
    """Of a failure."""


@dataclass(frozen=True, slots=True)
class DownloadFinished:
    """Every file of the order lies in its folder and has been checked."""

    order: DownloadOrder
    pieces: dict[str, Pieces]
    """Of every file, by its path."""
    seconds: float
    received_bytes: int
    retries: int


DownloadEvent = DownloadProgress | DownloadFinished
