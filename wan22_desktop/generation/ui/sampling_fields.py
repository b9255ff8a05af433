"""What most people leave alone: frame rate, steps, guidance, flow shift."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from wan22_desktop.core.wan import MAX_FPS, MAX_GUIDANCE, MAX_STEPS
from wan22_desktop.generation.ui.problem_line import Field
from wan22_desktop.generation.ui.spin_boxes import SnappingDoubleSpinBox, SnappingSpinBox
from wan22_desktop.qtkit.theme import SPACE


def _clamp_fps(fps: int) -> int:
    return min(max(fps, 1), MAX_FPS)


def _clamp_steps(steps: int) -> int:
    return min(max(steps, 1), MAX_STEPS)


class SamplingFields(QWidget):
    """The content of the advanced section."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fps = SnappingSpinBox(_clamp_fps)
        self.steps = SnappingSpinBox(_clamp_steps)
        self.guidance = SnappingDoubleSpinBox(0.0, MAX_GUIDANCE, 0.5)
        self.flow_shift = SnappingDoubleSpinBox(0.1, 100.0, 0.5)
        self.fields: dict[str, Field] = {}
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(SPACE)
        for title, name, box, tip in (
            ("Frame r&ate", "fps", self.fps, "Frames per second of the clip"),
            ("&Steps", "num_inference_steps", self.steps, "More steps: finer and slower"),
            ("&Guidance", "guidance_scale", self.guidance, "How closely to follow the prompt"),
            (
                "Flo&w shift",
                "flow_shift",
                self.flow_shift,
                "Higher: more steps for the layout",
            ),
        ):
            box.setAccessibleName(title.replace("&", ""))
            box.setToolTip(tip)
            box.valueChanged.connect(self.changed)
            self.fields[name] = Field(box, name)
            label = QLabel(title)
            label.setBuddy(box)
            self.form.addRow(label, self.fields[name])
        self.fps.setSuffix(" fps")

    def finish_typing(self) -> None:
        for box in (self.fps, self.steps, self.guidance, self.flow_shift):
            box.finish_typing()
