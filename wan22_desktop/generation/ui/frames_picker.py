"""How many frames, and how long that is."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.wan import FRAME_STEP, nearest_num_frames
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.spin_boxes import SnappingSpinBox
from wan22_desktop.qtkit.theme import SPACE, Tone


def length_text(num_frames: int, fps: int) -> str:
    """`2.1 s at 8 fps`."""
    if fps <= 0:
        return ""
    return tr("{seconds} s at {fps} fps", seconds=decimal(f"{num_frames / fps:.1f}"), fps=fps)


class FramesPicker(QWidget):
    """A count of the form 4n + 1."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fps = 8
        self.box = SnappingSpinBox(nearest_num_frames, FRAME_STEP)
        self.box.setAccessibleName(tr("Frames"))
        self.box.setToolTip(tr("Wan 2.2 makes 4n + 1 frames: 17, 21, 25 and so on"))
        self.length = plain_label(tone=Tone.MUTED)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.box)
        layout.addWidget(self.length, 1)
        self.setFocusProxy(self.box)
        self.box.valueChanged.connect(self._note)

    @property
    def value(self) -> int:
        return self.box.value()

    def set_value(self, count: int) -> None:
        self.box.setValue(count)

    def set_fps(self, fps: int) -> None:
        self._fps = fps
        self._show_length()

    def finish_typing(self) -> None:
        self.box.finish_typing()

    @Slot(int)
    def _note(self, count: int) -> None:  # noqa: ARG002 -- the signal's argument
        self._show_length()
        self.changed.emit()

    def _show_length(self) -> None:
        self.length.setText(length_text(self.value, self._fps))
        self.box.setAccessibleDescription(self.length.text())
