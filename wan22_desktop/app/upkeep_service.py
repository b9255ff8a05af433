"""Looking after the app: examinations, measurements and saved states, one at a time."""

import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr

if TYPE_CHECKING:  # imported by the deed that needs it, away from the window's thread
    from wan22_desktop.composition.doctor import Doctor
    from wan22_desktop.doctor.domain.health_report import HealthReport
    from wan22_desktop.optimizer.system_optimizer import WAN22SystemOptimizer
    from wan22_desktop.recovery.system_state import SystemState

log = logging.getLogger("wan22.app")


class Topic(StrEnum):
    """What a deed belongs to: each has a dialog of its own."""

    DOCTOR = "doctor"
    OPTIMIZER = "optimizer"
    STATES = "states"


class UpkeepService(QObject):
    """Lives on a thread of its own; everything here takes seconds, or a minute.

    A deed that fails says so with `refused` and ends with `ended`, as every deed does.
    """

    doing = Signal(object, str)  # Topic
    """What is done now, in a few words."""
    ended = Signal(object)  # Topic
    refused = Signal(object, object)  # Topic, UserError
    examined = Signal(object)  # HealthReport
    fixed = Signal(object)  # Fixes
    report_saved = Signal(str)
    bundle_saved = Signal(str)
    settings_found = Signal(object)  # OptimizerView
    measured = Signal(int, int)
    """How many of how many renders are done."""
    settings_applied = Signal(object, object)  # OptimizerView, OptimizationResult
    states_listed = Signal(object)  # tuple[SavedState, ...]
    restart_wanted = Signal()
    """A state is to be put back when the app starts anew."""
    stopped = Signal()

    def __init__(self, places: Places, database: SharedDatabase) -> None:
        super().__init__()
        self._places = places
        self._database = database
        self._doctor: Doctor | None = None
        self._report: HealthReport | None = None
        self._unwanted: set[Topic] = set()

    @Slot(object)
    def note_wish(self, topic: Topic) -> None:
        """A deed is about to be asked for; what was to be stopped before is not this one."""
        self._unwanted.discard(topic)

    @Slot(object)
    def ask_to_stop(self, topic: Topic) -> None:
        """End what was asked for last, as soon as it can be; any thread."""
        self._unwanted.add(topic)

    @Slot()
    def start(self) -> None:
        """Nothing is prepared: most people never need any of it."""

    @Slot()
    def stop(self) -> None:
        """Save a state if it is time. Emits `stopped`."""
        from wan22_desktop.recovery.domain.saved_state import SaveReason

        try:
            self._with_states(lambda states: states.save_if_due(SaveReason.SHUTDOWN))
        except (UserError, OSError) as error:
            log.warning("no state was saved: %s", error)
        finally:
            self.stopped.emit()

    # --- the doctor -----------------------------------------------------------------------------

    @Slot()
    def examine(self) -> None:
        """Look at everything; `examined` is the answer."""
        self._do(Topic.DOCTOR, self._examine)

    @Slot()
    def fix(self) -> None:
        """Repair what the last examination found and what is safe; then look again."""
        self._do(Topic.DOCTOR, self._fix)

    @Slot(str)
    def save_report(self, path: str) -> None:
        """The report of the last examination; the ending of the file says in which form."""
        self._do(Topic.DOCTOR, lambda: self._save_report(Path(path)))

    @Slot(str)
    def save_bundle(self, path: str) -> None:
        """What helpers need, without prompts, names and secrets."""
        self._do(Topic.DOCTOR, lambda: self._save_bundle(Path(path)))

    def _examine(self) -> None:
        from wan22_desktop.composition.doctor import Doctor

        self._doctor = self._doctor or Doctor(self._places, database=self._database)
        report = self._doctor.examine(
            lambda title: self.doing.emit(Topic.DOCTOR, title),
            lambda: Topic.DOCTOR in self._unwanted,
        )
        self._report = report
        self.examined.emit(report)

    def _fix(self) -> None:
        if self._doctor is None or self._report is None:
            return
        self.doing.emit(Topic.DOCTOR, tr("Repairing"))
        self.fixed.emit(self._doctor.fix(self._report))
        self._examine()

    def _save_report(self, path: Path) -> None:
        from wan22_desktop.doctor.report_files import write_report

        if self._report is not None:
            write_report(self._report, path)
            self.report_saved.emit(str(path))

    def _save_bundle(self, path: Path) -> None:
        if self._doctor is not None:
            self.doing.emit(Topic.DOCTOR, tr("Packing the bundle"))
            self._doctor.write_bundle(path)
            self.bundle_saved.emit(str(path))

    # --- the optimizer --------------------------------------------------------------------------

    @Slot()
    def find_settings(self) -> None:
        """What suits this computer; `settings_found` is the answer."""
        self._do(Topic.OPTIMIZER, self._find_settings)

    @Slot()
    def apply_settings(self) -> None:
        """Measure, then apply what does no harm; `settings_applied` is the answer."""
        self._do(Topic.OPTIMIZER, self._apply_settings)

    @Slot()
    def revert_settings(self) -> None:
        """Back to what held before; `settings_found` tells what that is."""
        self._do(Topic.OPTIMIZER, self._revert_settings)

    def _find_settings(self) -> None:
        self.doing.emit(Topic.OPTIMIZER, tr("Looking at this computer"))
        self._tell_settings(self._optimizer())

    def _apply_settings(self) -> None:
        self.doing.emit(Topic.OPTIMIZER, tr("Looking at this computer"))
        optimizer = self._optimizer()
        result = optimizer.apply_hardware_optimizations()
        self.settings_applied.emit(self._view(optimizer), result)

    def _revert_settings(self) -> None:
        optimizer = self._optimizer()
        optimizer.revert()
        self._tell_settings(optimizer)

    def _tell_settings(self, optimizer: "WAN22SystemOptimizer") -> None:
        self.settings_found.emit(self._view(optimizer))

    def _view(self, optimizer: "WAN22SystemOptimizer") -> object:
        from wan22_desktop.optimizer.ui.optimizer_dialog import OptimizerView

        begun = optimizer.initialize_system()
        return OptimizerView(
            optimizer.settings,
            optimizer.applied,
            optimizer.can_revert,
            (*begun.warnings, *begun.errors),
        )

    def _optimizer(self) -> "WAN22SystemOptimizer":
        from wan22_desktop.composition.optimizer import system_optimizer
        from wan22_desktop.composition.tuning_trial import TuningTrial

        trial = TuningTrial(self._places, on_progress=self._note_trial)
        return system_optimizer(self._places, trial)

    def _note_trial(self, done: int, total: int) -> None:
        if Topic.OPTIMIZER in self._unwanted:
            raise _StoppedError
        self.measured.emit(done, total)

    # --- saved states ---------------------------------------------------------------------------

    @Slot()
    def list_states(self) -> None:
        """`states_listed` is the answer."""
        self._do(Topic.STATES, lambda: self._with_states(self._tell_states))

    @Slot(str)
    def save_state(self, name: str) -> None:
        """Save everything as it is now; `states_listed` shows it."""

        def save(states: "SystemState") -> None:
            states.save_system_state(name=name)
            self._tell_states(states)

        self._do(Topic.STATES, lambda: self._with_states(save))

    @Slot(object)
    def ask_for_restore(self, path: Path) -> None:
        """Have a state put back at the next start; `restart_wanted` is the answer."""

        def ask(states: "SystemState") -> None:
            states.request_restore(path)
            self.restart_wanted.emit()

        self._do(Topic.STATES, lambda: self._with_states(ask))

    def _tell_states(self, states: "SystemState") -> None:
        self.states_listed.emit(states.list_states())

    def _with_states(self, deed: "Callable[[SystemState], object]") -> None:
        from wan22_desktop.composition.recovery import system_state

        with self._database.held() as database:
            deed(system_state(self._places, database.copy_to))

    # --- how ------------------------------------------------------------------------------------

    def _do(self, topic: Topic, deed: Callable[[], object]) -> None:
        try:
            if topic not in self._unwanted:
                deed()
        except _StoppedError:
            pass
        except UserError as error:
            self.refused.emit(topic, error)
        except OSError as error:
            reason = error.strerror or str(error)
            self.refused.emit(
                topic, UserError(tr("This could not be done: {reason}.", reason=reason))
            )
        finally:
            self.ended.emit(topic)


class _StoppedError(Exception):
    """The user does not want it any more."""
