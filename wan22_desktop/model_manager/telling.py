"""Tells listeners how packages stand, so that what was seen later is told later."""

import threading
from collections.abc import Callable

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.events import (
    InstallEnded,
    ModelChanged,
    ModelEvent,
    ModelRefused,
    ModelsListed,
)
from wan22_desktop.model_manager.statuses import Statuses


class Teller:
    """Any thread; the listener is called with `lock` held, so it must not wait for anybody.

    It is the lock that wishes are taken with: a listener may have wishes of its own.
    """

    def __init__(
        self, statuses: Statuses, listener: Callable[[ModelEvent], None], lock: threading.RLock
    ) -> None:
        self._statuses = statuses
        self._listener = listener
        self._one_at_a_time = lock

    def tell(self, event: ModelEvent) -> None:
        with self._one_at_a_time:
            self._listener(event)

    def refused(self, error: UserError, package: str | None) -> None:
        self.tell(ModelRefused(error, package))

    def everything(self) -> None:
        with self._one_at_a_time:
            packages = list(self._statuses.packages())
            self.tell(ModelsListed(tuple(map(self._statuses.status, packages))))

    def changed(self, package: str) -> None:
        """Nothing is told of what is gone."""
        with self._one_at_a_time:
            found = self._statuses.package(package)
            if found is not None:
                self.tell(ModelChanged(self._statuses.status(found)))

    def model_changed(self, variant: Variant) -> None:
        """Every package of a model."""
        with self._one_at_a_time:
            for package in self._statuses.packages():
                if package.variant is variant:
                    self.tell(ModelChanged(self._statuses.status(package)))

    def active_changed(self) -> None:
        """What renders the models."""
        for variant in Variant:
            package = self._statuses.active_package(variant)
            if package is not None:
                self.changed(package.id)

    def installed(self, package: str, seconds: float) -> None:
        with self._one_at_a_time:
            found = self._statuses.package(package)
            if found is not None:
                self.tell(InstallEnded(self._statuses.status(found), seconds))
