"""A number that is dragged or typed."""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.spin_boxes import SnappingDoubleSpinBox
from wan22_desktop.qtkit.theme import SPACE

_BOX_WIDTH_PX = 72


class SliderBox(QWidget):
    """A slider in steps beside a box for any number between them.

    A value that is *set* stays as it is, also one outside the range: see `SnappingDoubleSpinBox`.
    """

    changed = Signal(float)
    """By the user; not told of `set_value`."""

    def __init__(
        self, low: float, high: float, step: float, name: str, parent: QWidget | None = None
    ) -> None:
        """`name` is what a screen reader says."""
        super().__init__(parent)
        self._step = step
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low / step), round(high / step))
        self.slider.setPageStep(max(1, round((high - low) / step / 16)))
        self.slider.setMinimumWidth(60)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box = SnappingDoubleSpinBox(low, high, step)
        self.box.setFixedWidth(_BOX_WIDTH_PX)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_name(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        for part in (self.slider, self.box):
            part.installEventFilter(self)
        self.slider.valueChanged.connect(self._take_slider)
        self.box.valueChanged.connect(self._take_box)

    @property
    def value(self) -> float:
        return self.box.value()

    def set_name(self, name: str) -> None:
        self.slider.setAccessibleName(tr("{name}, slider", name=name))
        self.box.setAccessibleName(name)

    def set_value(self, value: float) -> None:
        if value != self.box.value():
            with QSignalBlocker(self.box):
                self.box.setValue(value)
        self._place_slider(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the page instead of changing what the pointer passes over."""
        passing = isinstance(watched, QWidget) and not watched.hasFocus()
        if passing and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def finish_typing(self) -> None:
        """Take over a text that has not been confirmed by Enter or by leaving the field."""
        self.box.finish_typing()

    def _place_slider(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value / self._step))

    @Slot(int)
    def _take_slider(self, steps: int) -> None:
        value = round(steps * self._step, 6)
        with QSignalBlocker(self.box):
            self.box.setValue(value)
        self.changed.emit(value)

    @Slot(float)
    def _take_box(self, value: float) -> None:
        self._place_slider(value)
        self.changed.emit(value)
