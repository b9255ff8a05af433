"""Queues long work on packages, and shows at once that it is queued."""

import threading
from collections.abc import Callable

from wan22_desktop.core.catalog import CatalogPackage
from wan22_desktop.core.downloading import DownloadFinished
from wan22_desktop.core.errors import UserError
from wan22_desktop.model_manager.activity import Activity
from wan22_desktop.model_manager.domain.states import Task
from wan22_desktop.model_manager.errands import Errand, ErrandQueue
from wan22_desktop.model_manager.packages.promotion import NotUsableError
from wan22_desktop.model_manager.telling import Teller

Work = Callable[[threading.Event], object]
"""Long work that ends soon after the event is set; False means that it is not finished."""


class PackageErrands:
    """Two threads: one asks the hub, so that the other, which works on files, never waits for it.

    On one thread work is done in the order in which it was queued, so that two pieces of work on
    files never meet; reading everything gives way to the rest.
    """

    def __init__(self, activity: Activity, teller: Teller) -> None:
        self._activity = activity
        self._teller = teller
        self.hub = ErrandQueue("models-hub", self._failed)
        self.files = ErrandQueue("models-files", self._failed)

    def start(self) -> None:
        self.hub.start()
        self.files.start()

    def close(self) -> None:
        self.hub.close()
        self.files.close()

    def add(self, queue: ErrandQueue, work: Work, *, gives_way: bool = False) -> Errand:
        """Work that is not about one package."""
        errand = Errand(lambda stop: work(stop) is not False, gives_way=gives_way)
        queue.add(errand)
        return errand

    def begin(
        self,
        package: CatalogPackage,
        task: Task,
        queue: ErrandQueue,
        work: Work,
        *,
        gives_way: bool = False,
        finished: DownloadFinished | None = None,
    ) -> None:
        """Work on a package; `finished` is what it puts in place."""

        def run(stop: threading.Event) -> bool:
            is_finished = work(stop) is not False
            if is_finished:
                self._activity.end(errand)
                self._teller.changed(package.id)
            return is_finished

        errand = Errand(run, package.id, gives_way)
        self._activity.begin(package.id, task, errand, queue, finished)
        self._teller.changed(package.id)
        queue.add(errand)

    def call_off(self, package: str) -> bool:
        """Whether anything was queued or done with the package; it ends soon."""
        doing = self._activity.doing(package)
        if doing.errand is None or doing.queue is None:
            return False
        doing.queue.call_off(doing.errand)
        self._activity.end(doing.errand)
        self._teller.changed(package)
        return True

    def _failed(self, errand: Errand, error: UserError) -> None:
        if errand.is_called_off:
            return
        self._activity.fail(errand, error, can_be_retried=not isinstance(error, NotUsableError))
        self._teller.refused(error, errand.package)
        if errand.package is not None:
            self._teller.changed(errand.package)
