"""The dialogs for looking after the app: opened by the menu, filled by the service."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.app.queue_watch import QueueWatch
from wan22_desktop.app.upkeep_service import Topic
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.theme import Tone

if TYPE_CHECKING:  # imported when a dialog is opened for the first time
    from wan22_desktop.composition.doctor import Fixes
    from wan22_desktop.doctor.domain.health_report import HealthReport
    from wan22_desktop.doctor.ui.health_dialog import HealthDialog
    from wan22_desktop.optimizer.system_optimizer import OptimizationResult
    from wan22_desktop.optimizer.ui.optimizer_dialog import OptimizerDialog, OptimizerView
    from wan22_desktop.qtkit.report_dialog import ReportDialog
    from wan22_desktop.recovery.domain.saved_state import SavedState
    from wan22_desktop.recovery.ui.states_dialog import StatesDialog

RENDERING = tr(
    "A clip is being rendered, which would falsify the measurement. Pause the queue first."
)


class UpkeepDesk(QObject):
    """Asks the service with its signals; one deed at a time, whichever dialog wants it."""

    examine_wanted = Signal()
    fix_wanted = Signal()
    report_wanted = Signal(str)
    bundle_wanted = Signal(str)
    settings_wanted = Signal()
    apply_wanted = Signal()
    revert_wanted = Signal()
    states_wanted = Signal()
    save_wanted = Signal(str)
    restore_wanted = Signal(object)  # Path
    wished = Signal(object)  # Topic
    """Told before each of these, so that a stop of something earlier does not meet it."""
    stop_asked = Signal(object)  # Topic

    def __init__(self, desk: ErrorDesk, watch: QueueWatch, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._watch = watch
        self._window = window
        self.doctor: HealthDialog | None = None
        self.optimizer: OptimizerDialog | None = None
        self.states: StatesDialog | None = None

    # --- opening --------------------------------------------------------------------------------

    @Slot()
    def open_doctor(self) -> None:
        """Check the app, and show what was found."""
        from wan22_desktop.doctor.ui.health_dialog import HealthDialog

        if self.doctor is None:
            self.doctor = HealthDialog(self._window)
            self.doctor.examine_asked.connect(self._examine)
            self.doctor.fix_asked.connect(self._fix)
            self.doctor.report_asked.connect(self.report_wanted)
            self.doctor.bundle_asked.connect(self._save_bundle)
            self.doctor.stop_asked.connect(self._stop_doctor)
        self._bring(self.doctor)
        if not self.doctor.is_busy:
            self._examine()

    @Slot()
    def open_optimizer(self) -> None:
        """Show which settings suit this computer."""
        from wan22_desktop.optimizer.ui.optimizer_dialog import OptimizerDialog

        if self.optimizer is None:
            self.optimizer = OptimizerDialog(self._window)
            self.optimizer.apply_asked.connect(self._apply)
            self.optimizer.revert_asked.connect(self._revert)
            self.optimizer.stop_asked.connect(self._stop_optimizer)
        self._bring(self.optimizer)
        if not self.optimizer.is_busy:
            self.optimizer.show_doing(tr("Looking at this computer"))
            self.wished.emit(Topic.OPTIMIZER)
            self.settings_wanted.emit()

    @Slot()
    def open_states(self) -> None:
        """Show the saved states."""
        from wan22_desktop.recovery.ui.states_dialog import StatesDialog

        if self.states is None:
            self.states = StatesDialog(self._window)
            self.states.save_asked.connect(self.save_wanted)
            self.states.restore_asked.connect(self.restore_wanted)
        self._bring(self.states)
        if not self.states.is_busy:
            self.states.show_doing(tr("Looking for saved states"))
            self.wished.emit(Topic.STATES)
            self.states_wanted.emit()

    # --- what dialogs ask for -------------------------------------------------------------------

    @Slot()
    def _examine(self) -> None:
        if self.doctor is not None:
            self.doctor.show_doing(tr("Checking"))
            self.wished.emit(Topic.DOCTOR)
            self.examine_wanted.emit()

    @Slot()
    def _fix(self) -> None:
        if self.doctor is not None:
            self.doctor.show_doing(tr("Repairing"))
            self.wished.emit(Topic.DOCTOR)
            self.fix_wanted.emit()

    @Slot(str)
    def _save_bundle(self, path: str) -> None:
        if self.doctor is not None:
            self.doctor.show_doing(tr("Packing the bundle"))
            self.wished.emit(Topic.DOCTOR)
            self.bundle_wanted.emit(path)

    @Slot()
    def _apply(self) -> None:
        if self.optimizer is None:
            return
        if self._watch.rendering is not None:
            self.optimizer.say(RENDERING, Tone.WARNING)
            return
        self.optimizer.show_doing(tr("Preparing the measurement"))
        self.wished.emit(Topic.OPTIMIZER)
        self.apply_wanted.emit()

    @Slot()
    def _revert(self) -> None:
        if self.optimizer is not None:
            self.optimizer.show_doing(tr("Going back"))
            self.wished.emit(Topic.OPTIMIZER)
            self.revert_wanted.emit()

    # --- what the service says ------------------------------------------------------------------

    @Slot(object, str)
    def show_doing(self, topic: Topic, text: str) -> None:
        """In the dialog that wanted it."""
        if (dialog := self._dialog(topic)) is not None:
            dialog.show_doing(text)

    @Slot(object)
    def note_end(self, topic: Topic) -> None:
        """The deed is over, whatever came of it."""
        if (dialog := self._dialog(topic)) is not None:
            dialog.show_idle()

    @Slot(object, object)
    def show_refusal(self, topic: Topic, error: UserError) -> None:
        """Where it was asked for, or above the stage if that is closed by now."""
        dialog = self._dialog(topic)
        if dialog is not None and dialog.isVisible():
            dialog.say(f"{error.message} {error.safe}".strip(), Tone.ERROR)
        else:
            self._desk.show_error(error)

    @Slot(object)
    def show_report(self, report: "HealthReport") -> None:
        if self.doctor is not None:
            self.doctor.show_report(report)

    @Slot(object)
    def show_fixes(self, fixes: "Fixes") -> None:
        """What was repaired stands above the panels: the dialog shows what is left."""
        if fixes.done:
            self._desk.say("repaired", tr("Repaired."), " ".join(fixes.done))
        if fixes.refused:
            self._desk.warn(
                "not-repaired", tr("Not everything was repaired."), " ".join(fixes.refused)
            )

    @Slot(str)
    def say_saved(self, path: str) -> None:
        if self.doctor is not None:
            self.doctor.say(tr("Saved as {path}.", path=path), Tone.OK)

    @Slot(object)
    def show_settings(self, view: "OptimizerView") -> None:
        if self.optimizer is not None:
            self.optimizer.show_view(view)

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        if self.optimizer is not None:
            self.optimizer.show_progress(done, total)

    @Slot(object, object)
    def show_result(self, view: "OptimizerView", result: "OptimizationResult") -> None:
        if self.optimizer is not None:
            self.optimizer.show_result(view, result)

    @Slot(object)
    def show_states(self, states: "tuple[SavedState, ...]") -> None:
        if self.states is not None:
            self.states.show_states(states)

    # --- how ------------------------------------------------------------------------------------

    def _dialog(self, topic: Topic) -> "ReportDialog | None":
        match topic:
            case Topic.DOCTOR:
                return self.doctor
            case Topic.OPTIMIZER:
                return self.optimizer
            case Topic.STATES:
                return self.states

    @Slot()
    def _stop_doctor(self) -> None:
        self.stop_asked.emit(Topic.DOCTOR)

    @Slot()
    def _stop_optimizer(self) -> None:
        self.stop_asked.emit(Topic.OPTIMIZER)

    def _bring(self, dialog: "ReportDialog") -> None:
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
