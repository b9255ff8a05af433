"""A model made whole while a job waits for it."""

import logging
import time
from collections.abc import Callable

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.availability import ModelAvailabilityManager
from wan22_desktop.model_manager.domain.status import (
    DetailedModelStatus,
    ModelAction,
    ModelState,
)

POLL_S = 0.5
HELD_S = 30.0
"""So long the engine may take to let go of the files."""
_AT_WORK = (ModelState.DOWNLOADING, ModelState.VERIFYING)

_log = logging.getLogger("wan22.models")


def make_whole(
    manager: ModelAvailabilityManager,
    model: Variant,
    is_closing: Callable[[], bool],
    *,
    held_s: float = HELD_S,
) -> bool:
    """Compare the files of the model in use with their digests and fetch what is bad.

    Blocks as long as that takes; whether they are whole now. A download that is paused by people,
    or that has no network, ends it with False; it goes on in the Models panel.
    """
    package = _in_use(manager, model)
    if package is None:
        return False
    try:
        if _when_allowed(manager, package, ModelAction.VERIFY, held_s):
            manager.verify(package)
            _wait(manager, package, is_closing)
        if manager.status(package).state is ModelState.CORRUPTED:
            if not _when_allowed(manager, package, ModelAction.REPAIR, held_s):
                return False
            manager.repair(package)
            _wait(manager, package, is_closing)
        return manager.status(package).is_available and not is_closing()
    except UserError as error:
        _log.warning("%s could not be repaired: %s", package, error.message)
        return False


def _in_use(manager: ModelAvailabilityManager, model: Variant) -> str | None:
    """The package that renders the model; None for files that nobody has a list of."""
    for name, status in manager.get_comprehensive_model_status().items():
        if status.package.variant is model and status.is_active and not status.is_own_files:
            return name
    return None


def _when_allowed(
    manager: ModelAvailabilityManager, package: str, action: ModelAction, held_s: float
) -> bool:
    """Wait until the engine has let go of the files; whether that can be done now."""
    deadline = time.monotonic() + held_s
    while action not in (status := manager.status(package)).actions:
        if not _is_held(status) or time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True


def _is_held(status: DetailedModelStatus) -> bool:
    return status.is_loaded or status.state in _AT_WORK


def _wait(manager: ModelAvailabilityManager, package: str, is_closing: Callable[[], bool]) -> None:
    while not is_closing():
        # In this order: what ends in between is told of by the status.
        is_at_work = manager.is_at_work
        if not is_at_work and manager.status(package).state not in _AT_WORK:
            return
        time.sleep(POLL_S)
