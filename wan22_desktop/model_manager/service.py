"""The model manager as a Qt service: slots for wishes, signals for what became of them."""

import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.adoption import Candidate
from wan22_desktop.model_manager.domain.retention import CleanupRecommendations
from wan22_desktop.model_manager.domain.status import ModelAction
from wan22_desktop.model_manager.events import (
    InstallEnded,
    ModelChanged,
    ModelEvent,
    ModelNote,
    ModelRefused,
    ModelsFound,
    ModelsListed,
)

if TYPE_CHECKING:  # imported with what `make` builds, away from the window's thread
    from wan22_desktop.model_manager.availability import ModelAvailabilityManager
    from wan22_desktop.model_manager.model_commands import ModelCommands
    from wan22_desktop.model_manager.usage.cleanup import CleanupResult

QueueNews = Any
"""An event of the queue, which is another capability: only passed on here."""


class ModelWork(Protocol):
    """What the service runs: `composition/models.py` has it."""

    manager: "ModelAvailabilityManager"
    commands: "ModelCommands"

    def start(self) -> None: ...

    def close(self) -> None: ...

    def set_limit(self, bytes_per_second: int | None) -> None: ...

    def plan_cleanup(self) -> CleanupRecommendations: ...

    def clean_up(self, packages: Collection[str]) -> "CleanupResult": ...

    def write_report(self) -> Path: ...

    def advise(self, request: GenerationRequest) -> object:
        """For the form: what can be done where the request's model is missing."""
        ...

    def save_token(self, token: str) -> None: ...

    def repair_model(self, model: Variant) -> bool:
        """Check a model's files and fetch what is bad; blocks; whether they are whole now."""
        ...

    def set_idle(self, *, is_idle: bool) -> None:
        """Whether nothing renders: a good time to check files, if the settings want it."""
        ...

    def note_render(self, event: QueueNews) -> None:
        """A render has ended."""
        ...

    def note_loaded(self, event: QueueNews) -> None:
        """The engine holds something else."""
        ...


class ModelService(QObject):
    """Lives on a thread of its own; no slot waits for the network or for long reading.

    Signals carry frozen values: `models_listed` everything once after `start` and whenever packages
    come or go, then one signal a change.
    """

    models_listed = Signal(object)  # tuple[DetailedModelStatus, ...]
    model_changed = Signal(object)  # DetailedModelStatus
    install_ended = Signal(object)  # InstallEnded
    refused = Signal(object)  # ModelRefused
    noted = Signal(object)  # ModelNote
    models_found = Signal(object)  # ModelsFound
    cleanup_planned = Signal(object)  # CleanupRecommendations
    report_written = Signal(str)
    advised = Signal(object)  # MissingModelAdvice
    free_space_changed = Signal(object)  # int | None
    stopped = Signal()

    def __init__(
        self, folder: Path, make: Callable[[Callable[[ModelEvent], None]], ModelWork]
    ) -> None:
        """`make` is called on the service's thread; `folder` is the one of the models."""
        super().__init__()
        self._folder = folder
        self._make = make
        self.work: ModelWork | None = None

    @Slot()
    def start(self) -> None:
        """Open everything; what was interrupted goes on."""
        try:
            self.work = self._make(self._tell)
            self.work.start()
        except UserError as error:
            self.refused.emit(ModelRefused(error))
            return
        models = self.work.manager.get_comprehensive_model_status()
        self.models_listed.emit(tuple(models.values()))
        self._measure_free_space()

    @Slot()
    def stop(self) -> None:
        """Stop what is being fetched or checked; what has arrived is kept. Emits `stopped`."""
        if self.work is not None:
            self.work.close()
            self.work = None
        self.stopped.emit()

    # --- wishes ---------------------------------------------------------------------------------

    @Slot(str, object)
    def act(self, package: str, action: ModelAction) -> None:
        """Do what a button of the panel says."""

        def deed(work: ModelWork) -> None:
            manager = work.manager
            deeds: dict[ModelAction, Callable[[str], object]] = {
                ModelAction.INSTALL: manager.install,
                ModelAction.PAUSE: manager.pause,
                ModelAction.RESUME: manager.resume,
                ModelAction.CANCEL: manager.cancel,
                ModelAction.VERIFY: manager.verify,
                ModelAction.REPAIR: manager.repair,
                ModelAction.UPDATE: manager.update,
                ModelAction.ROLL_BACK: manager.roll_back,
                ModelAction.ACTIVATE: manager.activate,
                ModelAction.REMOVE: manager.remove,
            }
            deeds[action](package)

        self._grant(deed, package)

    @Slot(object)
    def set_limit(self, bytes_per_second: int | None) -> None:
        self._grant(lambda work: work.set_limit(bytes_per_second))

    @Slot()
    def check_updates(self) -> None:
        self._grant(lambda work: work.manager.check_updates())

    @Slot()
    def find_models(self) -> None:
        """Look where other programs keep theirs; `models_found` is the answer."""
        self._grant(lambda work: work.manager.find_models())

    @Slot(object)
    def look_into(self, paths: list[str]) -> None:
        """Look into what was dropped or named; `models_found` is the answer."""
        self._grant(lambda work: work.manager.find_models([Path(path) for path in paths]))

    @Slot(object)
    def adopt(self, candidates: tuple[Candidate, ...]) -> None:
        """Take what a search has found into use."""
        self._grant(lambda work: work.manager.adopt_found(candidates))

    @Slot()
    def plan_cleanup(self) -> None:
        """What could be removed; `cleanup_planned` is the answer."""
        self._grant(lambda work: self.cleanup_planned.emit(work.plan_cleanup()))

    @Slot(object)
    def clean_up(self, packages: tuple[str, ...]) -> None:
        """Remove those of these packages that still may go; what stays is told why."""

        def deed(work: ModelWork) -> None:
            for package, reason in work.clean_up(packages).refused:
                self.noted.emit(
                    ModelNote(
                        tr("{package} was not removed: {reason}", package=package, reason=reason),
                        package,
                    )
                )

        self._grant(deed)

    @Slot()
    def write_report(self) -> None:
        self._grant(lambda work: self.report_written.emit(str(work.write_report())))

    @Slot(object)
    def advise(self, request: GenerationRequest) -> None:
        """What can be done about a request whose model is missing; `advised` is the answer."""
        self._grant(lambda work: self.advised.emit(work.advise(request)))

    @Slot(str)
    def save_token(self, token: str) -> None:
        self._grant(lambda work: work.save_token(token))

    # --- what others tell -----------------------------------------------------------------------

    @Slot(object)
    def note_render(self, event: QueueNews) -> None:
        """A render has ended."""
        self._grant(lambda work: work.note_render(event))

    @Slot(object)
    def note_loaded(self, event: QueueNews) -> None:
        """The engine holds something else."""
        self._grant(lambda work: work.note_loaded(event))

    @Slot(bool)
    def set_idle(self, is_idle: bool) -> None:  # noqa: FBT001 - a Qt slot has no keywords
        """Whether nothing renders and nothing is about to."""
        self._grant(lambda work: work.set_idle(is_idle=is_idle))

    def _grant(self, wish: Callable[[ModelWork], object], package: str | None = None) -> None:
        if self.work is None:
            return
        try:
            wish(self.work)
        except UserError as error:
            self.refused.emit(ModelRefused(error, package))

    def _tell(self, event: ModelEvent) -> None:
        """Turn an event into its signal; called on whatever thread has the news."""
        match event:
            case ModelsListed():
                self.models_listed.emit(event.models)
                self._measure_free_space()
            case ModelChanged():
                self.model_changed.emit(event.status)
            case InstallEnded():
                self.install_ended.emit(event)
                self._measure_free_space()
            case ModelRefused():
                self.refused.emit(event)
            case ModelNote():
                self.noted.emit(event)
            case ModelsFound():
                self.models_found.emit(event)

    def _measure_free_space(self) -> None:
        folder = self._folder if self._folder.is_dir() else self._folder.parent
        try:
            self.free_space_changed.emit(shutil.disk_usage(folder).free)
        except OSError:
            self.free_space_changed.emit(None)
