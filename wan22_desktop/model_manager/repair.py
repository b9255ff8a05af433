"""Repairs damaged versions in place: fetches what is bad, and nothing else."""

from collections.abc import Callable

from wan22_desktop.core.downloading import DownloadFinished, DownloadOrder
from wan22_desktop.core.places import Places
from wan22_desktop.model_manager.health_monitor import CorruptionReport, ModelHealthMonitor


class ModelRepairs:
    """Turns a report of damage into an order, and takes back what was fetched.

    While a repair is under way its files lie in `incoming/<version>` and not under their names, so
    that nothing can render with them; `<version>.repair.json` says which, for `settle`.
    """

    def __init__(
        self, places: Places, monitor: ModelHealthMonitor, *, in_use: Callable[[str], bool]
    ) -> None:
        """`in_use` says whether a package is loaded or renders just now."""

    def begin(self, report: CorruptionReport, title: str) -> DownloadOrder | None:
        """Take the damaged files out of the version; the order that repairs them.

        None if nothing is damaged. Raises UserError for adopted files and for files that are in
        use, by this package or by one that shares them; then nothing has changed.
        """
        raise NotImplementedError

    def is_under_way(self, package: str) -> bool:
        """Whether files of the package are out for a repair."""
        raise NotImplementedError

    def finish(self, package: str, finished: DownloadFinished | None = None) -> None:
        """Put what was fetched back under its name, in every package that shares it."""
        raise NotImplementedError

    def cancel(self, package: str) -> None:
        """Put every file back: repaired ones as whole, the others still damaged.

        To be called after the download has paused and before it is cancelled, because cancelling
        removes what lies in `incoming`.
        """
        raise NotImplementedError

    def settle(self, is_known: Callable[[str], bool]) -> None:
        """At start: finish or undo what was interrupted.

        `is_known` says whether the downloader still has the package's order; such a repair goes
        on, every other one is put back as by `cancel`.
        """
        raise NotImplementedError
