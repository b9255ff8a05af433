"""What the model manager needs of others; `composition/models.py` brings them together."""

from collections.abc import Sequence
from typing import Protocol

from wan22_desktop.core.catalog import CatalogPackage
from wan22_desktop.core.downloading import DownloadOrder, DownloadProgress
from wan22_desktop.core.manifest import Manifest


class Hub(Protocol):
    """Where packages come from."""

    def manifest(self, package: CatalogPackage) -> Manifest:
        """The package's files at the newest commits; asks the network, raises UserError."""
        ...


class Downloads(Protocol):
    """Fetches packages, several after one another; what is asked of it survives a restart.

    No method waits for the network. Methods that name a package raise UserError if no download of
    it is known.
    """

    def download(self, order: DownloadOrder) -> None: ...

    def pause_download(self, package: str) -> None: ...

    def resume_download(self, package: str) -> None:
        """Also of one that has failed."""
        ...

    def cancel_download(self, package: str) -> None:
        """Forgets the order and removes what has arrived of it.

        CANCELLED is told when that is done. Files of `repairs` stay in the order's folder, under
        their own names: as damaged as they were, or as far as they were repaired.
        """
        ...

    def forget(self, package: str) -> None:
        """Forgets a download that is done; its files stay."""
        ...

    def prioritize(self, packages: Sequence[str]) -> None:
        """Fetch these first, in this order."""
        ...

    def set_bandwidth_limit(self, bytes_per_second: int | None) -> None: ...

    def get_download_progress(self, package: str) -> DownloadProgress | None: ...

    def downloads(self) -> tuple[DownloadProgress, ...]:
        """Every download that is not forgotten."""
        ...
