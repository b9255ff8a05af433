"""The transfer of one file: ranged HTTP into `<target>.part`, proven before it gets its name.

`fetch_file` returns when the file lies under its own name, whole, checked against its manifest
entry and on the disk. Until then only `<target>.part` and `<target>.journal` exist; however the
process ends, the next call goes on from what the journal proves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.downloads.domain.control import TransferControl
from wan22_desktop.downloads.domain.origin import Origin
from wan22_desktop.downloads.domain.rate import TokenBucket
from wan22_desktop.downloads.http import HttpClient


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that lies under its name and is right."""

    pieces: Pieces
    received_bytes: int
    """Over the network, in this call; what was there already costs nothing."""
    retries: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a transfer bears what; tests take less."""

    stall_s: float = 30.0
    """A connection that gives next to nothing for so long is replaced."""
    without_progress_s: float = 600.0
    """After so long without a new byte the transfer is given up."""
    first_delay_s: float = 1.0
    longest_delay_s: float = 60.0
    longest_retry_after_s: float = 300.0


class TransferWatcher:
    """Told how a transfer goes, on the thread that called `fetch_file`; override what you need."""

    def content(self, done_bytes: int) -> None:
        """So much of the file has arrived or was there; falls when something has to be fetched
        again."""

    def received(self, count_bytes: int) -> None:
        """So many bytes came over the network since the last call."""

    def waiting(self, reason: str) -> None:
        """Why nothing arrives at the moment, for people; empty when it goes on."""

    def retried(self) -> None:
        """Another try begins."""


def fetch_file(
    file: ManifestFile,
    target: Path,
    *,
    origin: Origin,
    client: HttpClient,
    control: TransferControl,
    bucket: TokenBucket,
    watcher: TransferWatcher | None = None,
    known: Pieces | None = None,
    check_room: Callable[[int], None] | None = None,
    patience: Patience | None = None,
) -> FetchedFile:
    """Bring `file` to `target`; its folder is made if it is not there.

    `known` are digests of pieces that lie in `<target>.part` already: they are read and compared,
    and only the others are fetched. `check_room` is called with the bytes that are still to come,
    at the start and after every 256 MiB; it may raise DiskFullError.

    Raises TransferStopped (everything that arrived is on the disk and in the journal),
    DiskFullError (the same; call again when there is room) and UserError of the category
    NETWORK, DISK or MODEL for what needs the user.
    """
    raise NotImplementedError


def remove_leftovers(target: Path) -> None:
    """Remove what an unfinished transfer to `target` has left; raises OSError."""
