"""Settings that suit this machine, each with its reason, and what measuring them has shown."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.optimizer.domain.optimal_settings import Basis, OptimalSettings, Setting, Tuning
from wan22_desktop.optimizer.domain.setting_text import (
    holds,
    interval_text,
    value_text,
    verdict_text,
)
from wan22_desktop.optimizer.system_optimizer import OptimizationResult
from wan22_desktop.qtkit.report_dialog import ReportDialog
from wan22_desktop.qtkit.report_list import ReportRow
from wan22_desktop.qtkit.theme import Tone

_TITLES = {
    "torch_threads": tr("Threads for renders on the processor"),
    "interop_threads": tr("Operations side by side"),
    "numa_node": tr("Group of cores"),
    "pinned_budget_bytes": tr("Page-locked memory for weights"),
    "loading_threads": tr("Files read at the same time"),
    "preprocessing_workers": tr("Threads for pictures and clips"),
    "allow_tf32": tr("TF32 in matrix products"),
    "vae_tiles": tr("Tiles of the decoder"),
    "attention": tr("Attention"),
}
_BASES = {Basis.MEASURED: tr("measured"), Basis.ESTIMATED: tr("estimated")}
_MEASURING = tr("Renders with the demo model are compared; this takes about a minute.")


@dataclass(frozen=True, slots=True)
class OptimizerView:
    """What the dialog shows: what suits the machine, what holds, and what stands against it."""

    settings: OptimalSettings
    applied: Tuning
    can_revert: bool
    notes: tuple[str, ...] = ()


class OptimizerDialog(ReportDialog):
    """Asks with its signals; `show_view` and `show_result` are the answers."""

    apply_asked = Signal()
    revert_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Settings for this computer"), tr("Looking at this computer."), parent)
        self.apply_button = self.add_button(tr("Measure and apply"), _MEASURING)
        self.revert_button = self.add_button(
            tr("Undo"), tr("Go back to what held before the last change")
        )
        self.apply_button.clicked.connect(self.apply_asked)
        self.revert_button.clicked.connect(self.revert_asked)
        self._view: OptimizerView | None = None
        self._show_buttons()

    @Slot(object)
    def show_view(self, view: OptimizerView) -> None:
        """Every setting with its reason."""
        self._view = view
        self.show_idle()
        about = tr("What suits this computer, and why. Nothing is applied before it was measured.")
        self._show(about, Tone.PLAIN)

    @Slot(object, object)
    def show_result(self, view: OptimizerView, result: OptimizationResult) -> None:
        """What applying has done."""
        self._view = view
        self.show_idle()
        tone = Tone.OK if result.success else Tone.ERROR
        self._show(result_text(result), tone)

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """How many of how many renders are done."""
        self.show_doing(tr("Measuring: {done} of {total} renders", done=done, total=total))
        self.busy.setRange(0, total)
        self.busy.setValue(done)

    def _show(self, text: str, tone: Tone) -> None:
        view = self._view
        if view is None:
            return
        notes = [
            ReportRow(f"note-{n}", tr("Note"), note, Tone.WARNING)
            for n, note in enumerate(view.notes)
        ]
        rows = [_row(setting, view.applied) for setting in view.settings.settings]
        self.show_rows((*notes, *rows), text, tone)
        self._show_buttons()

    def _show_buttons(self) -> None:
        view = self._view
        self.apply_button.setEnabled(view is not None and view.settings.tuning != view.applied)
        self.revert_button.setEnabled(view is not None and view.can_revert)


def result_text(result: OptimizationResult) -> str:
    """A result in a few sentences."""
    parts: list[str] = []
    if result.comparison is not None:
        shown = f"{verdict_text(result.comparison)} ({interval_text(result.comparison)})"
        parts.append(tr("Measured, after to before: {result}.", result=shown))
    if result.optimizations_applied:
        parts.append(tr("Applied: {settings}.", settings=", ".join(result.optimizations_applied)))
    return " ".join((*parts, *result.warnings, *result.errors))


def _row(setting: Setting, applied: Tuning) -> ReportRow:
    title = _TITLES.get(setting.name, setting.name.replace("_", " ").capitalize())
    is_applied = holds(setting, applied)
    mark = tr(" (applied)") if is_applied else ""
    text = setting.reason
    if setting.value is not None:
        text += f" {setting.effect.removesuffix('.')} ({_BASES[setting.basis]})."
    tone = Tone.OK if is_applied else Tone.PLAIN
    return ReportRow(setting.name, f"{title}: {value_text(setting)}{mark}", text, tone)
