"""What the downloader knows of one order while it runs."""

from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.downloading import DownloadProgress, DownloadState
from wan22_desktop.downloads.figures import Figures
from wan22_desktop.downloads.order_run import OrderRun
from wan22_desktop.downloads.order_store import StoredOrder, Wish


@dataclass(eq=False, slots=True)
class Entry:
    """Guarded by the downloader's lock; only `figures` is counted up without it."""

    stored: StoredOrder
    figures: Figures
    run: OrderRun | None = None
    run_began: float = 0.0
    """On the monotonic clock, as `look_again_at`."""
    lacking_room: str = ""
    """Says what to do; empty if there is room as far as is known."""
    look_again_at: float = 0.0
    is_unsaved: bool = False
    told: DownloadProgress | None = None
    is_finish_told: bool = False
    _counted: tuple[int, int] = (0, 0)
    """Received bytes and retries that `stored` has already."""

    @property
    def folder(self) -> Path:
        return Path(self.stored.order.folder)

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be fetched, now or when there is room."""
        stored = self.stored
        return stored.wish is Wish.FETCH and stored.failure is None and not stored.is_done

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is fetched first."""
        return -self.stored.priority, self.stored.number

    def stop(self) -> None:
        """End its run soon, if there is one."""
        if self.run is not None:
            self.run.stop()

    def count_up(self, seconds: float) -> None:
        """Add what its run has taken to what is kept."""
        stored = self.stored
        received, retries = self.figures.received_bytes, self.figures.retries
        self.stored = stored.model_copy(
            update={
                "seconds": stored.seconds + seconds,
                "received_bytes": stored.received_bytes + received - self._counted[0],
                "retries": stored.retries + retries - self._counted[1],
            }
        )
        self._counted = (received, retries)

    def progress(self) -> DownloadProgress:
        """As people see it at this moment."""
        stored, figures = self.stored, self.figures
        if stored.wish is Wish.REMOVE:
            return figures.progress(DownloadState.CANCELLED)
        if stored.failure is not None:
            failure = stored.failure
            text = f"{failure.message} {failure.safe}".strip()
            return figures.progress(DownloadState.FAILED, text, failure.category)
        if stored.is_done:
            return figures.progress(DownloadState.DONE)
        if stored.wish is Wish.PAUSE:
            return figures.progress(DownloadState.PAUSED)
        if self.lacking_room:
            return figures.progress(DownloadState.WAITING, self.lacking_room)
        if self.run is None:
            return figures.progress(DownloadState.QUEUED)
        if self.run.is_verifying or figures.is_verifying:
            return figures.progress(DownloadState.VERIFYING)
        reason = figures.waiting_for
        return figures.progress(
            DownloadState.WAITING if reason else DownloadState.DOWNLOADING, reason
        )
