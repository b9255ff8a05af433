"""What the manager does with each package just now."""

import threading
from dataclasses import dataclass, replace

from wan22_desktop.core.downloading import DownloadFinished
from wan22_desktop.core.errors import UserError
from wan22_desktop.model_manager.domain.states import Task
from wan22_desktop.model_manager.errands import Errand, ErrandQueue

_SHARE_TOLD = 0.005
"""A check is told of in steps of half a percent."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One package's part of it."""

    task: Task | None = None
    errand: Errand | None = None
    queue: ErrandQueue | None = None
    """Where the errand runs."""
    checked_share: float | None = None
    failure: UserError | None = None
    """Why the last thing that was tried did not work, until the next one is tried."""
    unpromoted: DownloadFinished | None = None
    """What has arrived and is not in place yet; without a task, it can be tried again."""


class Activity:
    """Remembers it; safe on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._doings: dict[str, Doing] = {}

    def doing(self, package: str) -> Doing:
        with self._lock:
            return self._doings.get(package, Doing())

    def begin(
        self,
        package: str,
        task: Task,
        errand: Errand,
        queue: ErrandQueue,
        finished: DownloadFinished | None = None,
    ) -> None:
        """`finished` is what the task puts in place."""
        share = 0.0 if task is Task.VERIFY else None
        with self._lock:
            self._doings[package] = Doing(task, errand, queue, share, unpromoted=finished)

    def note_share(self, package: str, share: float) -> bool:
        """How far a check is; whether that is worth telling."""
        with self._lock:
            known = self._doings.get(package)
            if known is None or known.task is not Task.VERIFY or known.checked_share is None:
                return False
            if abs(share - known.checked_share) < _SHARE_TOLD:
                return False
            self._doings[package] = replace(known, checked_share=share)
            return True

    def end(self, errand: Errand) -> None:
        """The errand is over; nothing happens if the package has another one by now."""
        self._replace(errand, Doing())

    def end_task(self, package: str) -> None:
        """The same, by the package; for what runs in the errand."""
        with self._lock:
            self._doings.pop(package, None)

    def fail(self, errand: Errand, error: UserError, *, can_be_retried: bool) -> None:
        """The same for one that did not work; what could not be put in place is remembered."""
        known = self.doing(errand.package or "")
        finished = known.unpromoted if can_be_retried else None
        self._replace(errand, Doing(failure=error, unpromoted=finished))

    def forget_failure(self, package: str) -> None:
        with self._lock:
            if self._doings.get(package, Doing()).task is None:
                self._doings.pop(package, None)

    def _replace(self, errand: Errand, doing: Doing) -> None:
        package = errand.package
        with self._lock:
            if package is not None and self._doings.get(package, Doing()).errand is errand:
                self._doings[package] = doing
