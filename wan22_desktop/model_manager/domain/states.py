"""The one table of a package's states, and of what can be done in each.

Buttons and refusals both come from `refusal_of`: what is offered is granted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.status import ModelAction, ModelState


class Origin(StrEnum):
    """Whose files they are."""

    NONE = "none"
    """Nothing is installed."""
    INSTALLED = "installed"
    """Ours: fetched, with a list of digests."""
    ADOPTED = "adopted"
    """The user's own, used where they lie."""
    OWN_FILES = "own-files"
    """The user's own, in the folder that the app has for the model."""
    BUNDLED = "bundled"
    """Shipped with the app."""


class Task(StrEnum):
    """What the manager does with a package, or is about to do."""

    INSTALL = "install"
    """Ask the hub what it consists of, then order the download."""
    UPDATE = "update"
    REPAIR = "repair"
    """Find the bad pieces, then order them."""
    PROMOTE = "promote"
    """Put in place what has been fetched."""
    VERIFY = "verify"
    REMOVE = "remove"

    @property
    def in_words(self) -> str:
        """What is being done, as a sentence without its full stop."""
        return _IN_WORDS[self]

    @property
    def leads_to_download(self) -> bool:
        return self in (Task.INSTALL, Task.UPDATE, Task.REPAIR)


_IN_WORDS = {
    Task.INSTALL: tr("The hub is asked for its files"),
    Task.UPDATE: tr("The hub is asked for its files"),
    Task.REPAIR: tr("The bad pieces of its files are looked for"),
    Task.PROMOTE: tr("The files that have arrived are put in place"),
    Task.VERIFY: tr("Its files are being checked"),
    Task.REMOVE: tr("It is being removed"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a package's state depends on."""

    origin: Origin = Origin.NONE
    task: Task | None = None
    download: DownloadState | None = None
    """Of an install, an update or a repair; None if there is none."""
    is_repairing: bool = False
    """Whether files of the current version are out for a repair."""
    bad_files: int = 0
    """Missing or damaged, of the current version."""
    has_leftovers: bool = False
    """Whether something lies about of a version that is not being fetched."""
    is_loaded: bool = False
    is_in_use: bool = False
    """Whether a job renders with it."""
    is_active: bool = False
    has_previous: bool = False
    has_update: bool = False
    has_list: bool = True
    """Whether it is known which files an installed version has."""
    has_source: bool = True
    """Whether the catalog says where it comes from."""
    is_model: bool = True

    @property
    def is_usable(self) -> bool:
        """Whether it can render now."""
        return (
            self.origin is not Origin.NONE
            and not self.bad_files
            and not self.is_repairing
            and self.task is not Task.REMOVE
        )


_FETCHING = (DownloadState.QUEUED, DownloadState.DOWNLOADING, DownloadState.WAITING)


def state_of(facts: Facts) -> ModelState:
    """The first line that fits is the state."""
    table = (
        (facts.task in (Task.VERIFY, Task.PROMOTE), ModelState.VERIFYING),
        (facts.download is DownloadState.VERIFYING, ModelState.VERIFYING),
        (facts.task is not None and facts.task.leads_to_download, ModelState.DOWNLOADING),
        (facts.download in _FETCHING, ModelState.DOWNLOADING),
        (facts.download is DownloadState.DONE, ModelState.VERIFYING),
        (facts.download is DownloadState.PAUSED, ModelState.PAUSED),
        (
            facts.origin is not Origin.NONE and (facts.bad_files > 0 or facts.is_repairing),
            ModelState.CORRUPTED,
        ),
        (facts.origin is not Origin.NONE and facts.is_loaded, ModelState.LOADED),
        (facts.origin is Origin.INSTALLED and facts.has_update, ModelState.UPDATE_AVAILABLE),
        (facts.origin is not Origin.NONE, ModelState.AVAILABLE),
        (facts.has_leftovers or facts.download is DownloadState.FAILED, ModelState.PARTIAL),
    )
    return next((state for fits, state in table if fits), ModelState.MISSING)


def actions_of(facts: Facts) -> tuple[ModelAction, ...]:
    """What can be done now, the most likely first."""
    return tuple(action for action in _RULES if refusal_of(action, facts) is None)


def refusal_of(action: ModelAction, facts: Facts) -> str | None:
    """Why `action` cannot be done now, as the end of a sentence; None if it can."""
    return _RULES[action](facts)


def _resume(facts: Facts) -> str | None:
    if facts.task is None and facts.download in (DownloadState.PAUSED, DownloadState.FAILED):
        return None
    return tr("no download of it is paused or has failed")


def _pause(facts: Facts) -> str | None:
    if facts.download in (*_FETCHING, DownloadState.VERIFYING):
        return None
    return tr("nothing of it is being fetched")


def _cancel(facts: Facts) -> str | None:
    if facts.task is not None and (facts.task.leads_to_download or facts.task is Task.VERIFY):
        return None
    stoppable = (
        *_FETCHING, DownloadState.VERIFYING, DownloadState.PAUSED, DownloadState.FAILED
    )  # fmt: skip
    if facts.task is None and facts.download in stoppable:
        return None
    return tr("there is nothing that could be cancelled")


def _repair(facts: Facts) -> str | None:
    if facts.origin is not Origin.INSTALLED:
        return _NOT_OURS[facts.origin]
    if not facts.has_list:
        return _NO_LIST
    if facts.bad_files == 0 and not facts.is_repairing:
        return tr("nothing of it is known to be damaged: verify it first")
    return _busy(facts) or _held(facts)


def _update(facts: Facts) -> str | None:
    if facts.origin is not Origin.INSTALLED:
        return _NOT_OURS[facts.origin]
    if not facts.has_source:
        return _NO_SOURCE
    if not facts.has_update:
        return tr("no newer version is known: check for updates first")
    return _busy(facts)


def _install(facts: Facts) -> str | None:
    is_to_be_replaced = facts.origin is Origin.BUNDLED and facts.bad_files
    if facts.origin is Origin.INSTALLED and facts.has_list:
        if facts.bad_files:
            return tr("it is installed already, but damaged: repair it")
        return tr("it is installed already")
    if facts.origin not in (Origin.NONE, Origin.INSTALLED) and not is_to_be_replaced:
        return _NOT_OURS[facts.origin]
    return _busy(facts) or (None if facts.has_source else _NO_SOURCE)


def _activate(facts: Facts) -> str | None:
    if not facts.is_model:
        return tr("a LoRA is chosen anew for each clip")
    if facts.origin is Origin.NONE:
        return _NOT_OURS[facts.origin]
    if facts.is_active:
        return tr("it renders its model already")
    return None if facts.is_usable else tr("it is not whole")


def _verify(facts: Facts) -> str | None:
    if facts.origin is Origin.NONE:
        return _NOT_OURS[facts.origin]
    if facts.is_repairing:
        return tr("it is being repaired")
    if not facts.has_list:
        return _NO_LIST
    return None if facts.task is None else _busy(facts)


def _roll_back(facts: Facts) -> str | None:
    if not facts.has_previous:
        return tr("no earlier version of it is kept")
    if facts.is_in_use:
        return tr("a job renders with it: wait until it is done")
    return _busy(facts)


def _remove(facts: Facts) -> str | None:
    if facts.origin in (Origin.BUNDLED, Origin.OWN_FILES):
        return _NOT_OURS[facts.origin]
    if facts.origin is Origin.NONE and not facts.has_leftovers:
        return _busy(facts) or _NOT_OURS[facts.origin]
    return _busy(facts) or _held(facts)


_RULES: dict[ModelAction, Callable[[Facts], str | None]] = {
    ModelAction.RESUME: _resume,
    ModelAction.PAUSE: _pause,
    ModelAction.CANCEL: _cancel,
    ModelAction.REPAIR: _repair,
    ModelAction.UPDATE: _update,
    ModelAction.INSTALL: _install,
    ModelAction.ACTIVATE: _activate,
    ModelAction.VERIFY: _verify,
    ModelAction.ROLL_BACK: _roll_back,
    ModelAction.REMOVE: _remove,
}
"""In the order in which they are offered."""

DONE = {
    ModelAction.RESUME: tr("resumed"),
    ModelAction.PAUSE: tr("paused"),
    ModelAction.CANCEL: tr("cancelled"),
    ModelAction.REPAIR: tr("repaired"),
    ModelAction.UPDATE: tr("updated"),
    ModelAction.INSTALL: tr("installed"),
    ModelAction.ACTIVATE: tr("chosen"),
    ModelAction.VERIFY: tr("verified"),
    ModelAction.ROLL_BACK: tr("rolled back"),
    ModelAction.REMOVE: tr("removed"),
}
"""For sentences: what a package cannot be."""

_NO_SOURCE = tr("the catalog does not say where it comes from")

_NO_LIST = tr("the list of its files is lost: install it again, which fetches only what is missing")

_NOT_OURS = {
    Origin.NONE: tr("it is not installed"),
    Origin.ADOPTED: tr("these are your own files, and the app never changes them"),
    Origin.OWN_FILES: tr(
        "you have put these files into the app's folder yourself, and the app never changes them"
    ),
    Origin.BUNDLED: tr("it ships with the app"),
}


def _busy(facts: Facts) -> str | None:
    """Why it has to wait for what is being done with the package."""
    if facts.task is not None:
        words = facts.task.in_words
        return f"{words[0].lower()}{words[1:]}"
    if facts.download in (None, DownloadState.CANCELLED):
        return None
    if facts.download is DownloadState.DONE:
        return tr("it is being put in place")
    if facts.download is DownloadState.FAILED:
        return tr("its download has failed: resume or cancel that first")
    return tr("a download of it is under way: wait for it or cancel it first")


def _held(facts: Facts) -> str | None:
    """Why its files cannot be touched."""
    if facts.is_in_use:
        return tr("a job renders with it: wait until it is done, or cancel the job")
    if facts.is_loaded:
        return tr("the engine has it loaded: wait until it is let go, or end the engine")
    return None
