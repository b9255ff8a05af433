"""Play, slider and frame number: one row that moves any clock."""

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.ui.frame_clock import FrameClock
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, Tone, colors_of

_MARK_PX = 3


class FrameSlider(QSlider):
    """A slider that goes where it is clicked, and shows the in and out points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(tr("Frame"))
        self._points: tuple[int, int] | None = None

    def show_range(self, points: tuple[int, int] | None) -> None:
        """The first and last frame that are played; None where that is all of them."""
        self._points = points
        self.setAccessibleDescription(
            ""
            if points is None
            else tr(
                "In point at frame {first}, out point at frame {last}",
                first=points[0] + 1,
                last=points[1] + 1,
            )
        )
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self._handle()
        where = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(where):
            span = self.width() - handle.width()
            self.setValue(
                QStyle.sliderValueFromPosition(
                    self.minimum(), self.maximum(), where.x() - handle.width() // 2, span
                )
            )
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._points is None:
            return
        left, right = (self._x_of(point) for point in self._points)
        painter = QPainter(self)
        colors = colors_of(self)
        band = QRect(QPoint(left, self.height() - _MARK_PX), QPoint(right, self.height() - 1))
        painter.fillRect(band, QColor(colors.accent))
        for x in (left, right):
            painter.fillRect(x - 1, self.height() // 2, 2, self.height(), QColor(colors.accent))
        painter.end()

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )

    def _x_of(self, number: int) -> int:
        width = self._handle().width()
        return width // 2 + QStyle.sliderPositionFromValue(
            self.minimum(), self.maximum(), number, self.width() - width
        )


class FrameBox(QSpinBox):
    """The frame's number, counted from 1; takes a time as well, such as `1.5s`."""

    left = Signal()
    """The user is done with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fps = 24.0
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(tr("Frame number"))
        self.setToolTip(
            plain_tooltip(tr("The frame; type another, or a time such as 1.5s, and press Enter"))
        )

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        bare = self._bare(text).strip()
        if _seconds_in(bare) is not None:
            return QValidator.State.Acceptable, text, position
        if _seconds_in(f"{bare}s") is not None and not bare.isdigit():
            return QValidator.State.Intermediate, text, position
        return super().validate(text, position)

    def valueFromText(self, text: str) -> int:
        seconds = _seconds_in(self._bare(text))
        if seconds is None:
            return super().valueFromText(text)
        return min(max(int(seconds * self.fps + 1e-6) + 1, self.minimum()), self.maximum())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix())


def _seconds_in(text: str) -> float | None:
    """The time in a text that ends in an s."""
    number, unit, rest = text.strip().lower().partition("s")
    if (
        not unit
        or rest.strip()
        or not number.strip().replace(",", ".").replace(".", "", 1).isdigit()
    ):
        return None
    return float(number.replace(",", "."))


class Transport(QWidget):
    """Moves a clock and shows where it is."""

    def __init__(self, clock: FrameClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._fps = 24.0
        self.play = GlyphButton(Glyph.PLAY, tr("Play (Space)"))
        self.play.clicked.connect(clock.toggle_play)
        self.slider = FrameSlider()
        self.slider.setMinimumWidth(60)
        self.slider.valueChanged.connect(clock.step_to)
        self.box = FrameBox()
        self.box.valueChanged.connect(self._take_number)
        self.time = plain_label(tone=Tone.MUTED)
        self.time.setAccessibleName(tr("Time"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.play)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        layout.addWidget(self.time)
        clock.moved.connect(self.show_position)
        clock.playing_changed.connect(self._show_playing)
        clock.range_changed.connect(self._show_range)
        self.show_clip(0, 24.0)

    def show_clip(self, num_frames: int, fps: float) -> None:
        """Fit everything to a clip, at its first frame; 0 frames mean none."""
        self._fps = self.box.fps = fps
        with QSignalBlocker(self.slider), QSignalBlocker(self.box):
            self.slider.setRange(0, max(0, num_frames - 1))
            self.slider.setPageStep(max(1, num_frames // 10))
            self.box.setRange(min(1, num_frames), num_frames)
            self.box.setSuffix(f" / {num_frames}")
        self.setEnabled(num_frames > 0)
        self.time.setMinimumWidth(0)
        self.show_position(0)

    def show_position(self, number: int) -> None:
        with QSignalBlocker(self.slider), QSignalBlocker(self.box):
            self.slider.setValue(number)
            self.box.setValue(number + 1)
        if self.box.maximum() == 0:
            self.time.setText("")
            return
        whole = (self.slider.maximum() + 1) / self._fps
        self.time.setText(tr("{now:.2f} of {all:.2f} s", now=number / self._fps, all=whole))
        # The slider keeps its place while the digits change.
        self.time.setMinimumWidth(max(self.time.minimumWidth(), self.time.sizeHint().width()))

    def _take_number(self, number: int) -> None:
        self._clock.step_to(number - 1)

    def _show_playing(self, playing: bool) -> None:  # noqa: FBT001 - a slot
        if playing:
            self.play.set_meaning(Glyph.PAUSE, tr("Pause (Space)"))
        else:
            self.play.set_meaning(Glyph.PLAY, tr("Play (Space)"))

    def _show_range(self) -> None:
        clock = self._clock
        self.slider.show_range((clock.first, clock.last) if clock.has_range else None)
