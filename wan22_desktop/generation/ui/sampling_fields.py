"""What most people leave alone: frame rate, steps, scheduler, guidance, flow shift."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import MAX_FPS, MAX_GUIDANCE, MAX_STEPS, Scheduler
from wan22_desktop.generation.ui.problem_line import Field
from wan22_desktop.qtkit.spin_boxes import SnappingDoubleSpinBox, SnappingSpinBox
from wan22_desktop.qtkit.theme import SPACE

_SCHEDULERS = {Scheduler.UNIPC: "UniPC", Scheduler.EULER: "Euler", Scheduler.DPMPP: "DPM++"}


def _clamp_fps(fps: int) -> int:
    return min(max(fps, 1), MAX_FPS)


def _clamp_steps(steps: int) -> int:
    return min(max(steps, 1), MAX_STEPS)


def _clamp_guided(steps: int) -> int:
    return min(max(steps, 0), MAX_STEPS)


class SamplingFields(QWidget):
    """The content of the advanced section."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fps = SnappingSpinBox(_clamp_fps)
        self.steps = SnappingSpinBox(_clamp_steps)
        self.guidance = SnappingDoubleSpinBox(0.0, MAX_GUIDANCE, 0.5)
        self.guidance_2 = SnappingDoubleSpinBox(
            0.0, MAX_GUIDANCE, 0.5, none_text=tr("Same as guidance")
        )
        self.guided_steps = SnappingSpinBox(_clamp_guided, none_text=tr("All"))
        self.flow_shift = SnappingDoubleSpinBox(0.1, 100.0, 0.5)
        self.scheduler = QComboBox()
        for value, title in _SCHEDULERS.items():
            self.scheduler.addItem(title, value)
        self.fields: dict[str, Field] = {}
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(SPACE)
        for title, name, editor, tip in (
            (tr("Frame r&ate"), "fps", self.fps, tr("Frames per second of the clip")),
            (
                tr("&Steps"),
                "num_inference_steps",
                self.steps,
                tr("More steps: finer and slower"),
            ),
            (
                tr("Sc&heduler"),
                "scheduler",
                self.scheduler,
                tr("How the steps are spaced and combined"),
            ),
            (
                tr("&Guidance"),
                "guidance_scale",
                self.guidance,
                tr("How closely to follow the prompt"),
            ),
            (
                tr("&Low-noise\nguidance"),
                "guidance_scale_2",
                self.guidance_2,
                tr("How closely the second expert, which adds the detail, follows the prompt"),
            ),
            (
                tr("Guided\nsteps"),
                "guided_steps",
                self.guided_steps,
                tr("So many first steps follow the prompt with guidance; the others are faster"),
            ),
            (
                tr("Flo&w shift"),
                "flow_shift",
                self.flow_shift,
                tr("Higher: more steps for the layout"),
            ),
        ):
            editor.setAccessibleName(title.replace("&", "").replace("\n", " "))
            editor.setToolTip(tip)
            self.fields[name] = Field(editor, name)
            label = QLabel(title)
            label.setBuddy(editor)
            self.form.addRow(label, self.fields[name])
        self.fps.setSuffix(tr(" fps"))
        for box in self._boxes:
            box.valueChanged.connect(self.changed)
        self.scheduler.currentIndexChanged.connect(self._note)
        self.show_second_guidance(shown=False)

    @property
    def scheduler_value(self) -> Scheduler:
        # Qt keeps the enum as the plain text that it is, too.
        return Scheduler(self.scheduler.currentData())

    def set_scheduler(self, scheduler: Scheduler) -> None:
        self.scheduler.setCurrentIndex(list(_SCHEDULERS).index(scheduler))

    def show_second_guidance(self, *, shown: bool) -> None:
        """Only models with two experts have one, and requests that are to be mended."""
        self.form.setRowVisible(self.fields["guidance_scale_2"], shown)

    def finish_typing(self) -> None:
        for box in self._boxes:
            box.finish_typing()

    @property
    def _boxes(self) -> tuple[SnappingSpinBox | SnappingDoubleSpinBox, ...]:
        return (
            self.fps,
            self.steps,
            self.guidance,
            self.guidance_2,
            self.guided_steps,
            self.flow_shift,
        )

    @Slot(int)
    def _note(self, row: int) -> None:  # noqa: ARG002 -- the signal's argument
        self.changed.emit()
