"""One chart with its legend. Imports pyqtgraph: only once charts are shown."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import decimal
from wan22_desktop.hardware.ui.chart_colors import curve_color
from wan22_desktop.hardware.ui.chart_kinds import ChartKind
from wan22_desktop.hardware.ui.chart_legend import ChartLegend, Entry
from wan22_desktop.hardware.ui.phase_bands import PhaseBands
from wan22_desktop.hardware.ui.tiles import small_font
from wan22_desktop.hardware.ui.timeline import Timeline, marks_of, nice_top, thin_out
from wan22_desktop.qtkit.theme import Colors, Tone

_LEFT_AXIS_PX = 38
_TIME_AXIS_PX = 22
_NO_TIME_PX = 6
_BEYOND_PX = 8
_TOP_PX = 6
_LEAST_PLOT_PX = 44
_MIDDLE_FROM_PX = 36
_MARK_PX = 62
_GRID_ALPHA = 100
_SHORTEST_RANGE_S = 5.0
_LONGEST_RANGE_S = 30 * 86400.0


class ValueAxis(pg.AxisItem):
    """Has room for half a line beyond its ends, where its first and last value stand."""

    def __init__(self) -> None:
        super().__init__(orientation="left")

    def boundingRect(self) -> QRectF:  # noqa: N802 -- Qt's name
        return super().boundingRect().adjusted(0, -_BEYOND_PX, 0, _BEYOND_PX)


class Line(pg.PlotCurveItem):
    """As large as what is in sight: its points need not be searched for that at every turn."""

    def __init__(self) -> None:
        super().__init__(connect="finite")

    def boundingRect(self) -> QRectF:  # noqa: N802 -- Qt's name
        return QRectF(self.viewRect() or QRectF())


class Plot(pg.GraphicsView):
    """The area of the curves; says what the mouse does in it."""

    hovered = Signal(float)
    """Unix seconds under the mouse."""
    left = Signal()
    pressed = Signal()
    reset_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(useOpenGL=False)
        self.box = box = pg.ViewBox(enableMenu=False)
        self.values, self.times = ValueAxis(), pg.AxisItem(orientation="bottom")
        # Not a PlotItem: each of those builds a form of settings that nobody sees here.
        self.places = layout = pg.GraphicsLayout()
        layout.setSpacing(0)
        layout.addItem(self.values, 0, 0)
        layout.addItem(box, 0, 1)
        layout.addItem(self.times, 1, 1)
        for axis in (self.values, self.times):
            axis.linkToView(box)
            # The lines of the grid lie behind the curves.
            axis.setZValue(-1000)
        self.setCentralItem(layout)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The keys belong to all charts together.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.setMouseEnabled(x=True, y=False)
        box.disableAutoRange()
        box.setDefaultPadding(0.0)
        box.setLimits(minXRange=_SHORTEST_RANGE_S, maxXRange=_LONGEST_RANGE_S)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        super().mouseMoveEvent(ev)
        place = self.mapToScene(ev.position().toPoint())
        if self.box.sceneBoundingRect().contains(place):
            self.hovered.emit(float(self.box.mapSceneToView(place).x()))

    def leaveEvent(self, ev: QEvent) -> None:
        super().leaveEvent(ev)
        self.left.emit()

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        self.pressed.emit()
        super().mousePressEvent(ev)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.reset_wanted.emit()


class Chart(QWidget):
    """Curves of one unit over time."""

    range_chosen = Signal(float, float)
    """The mouse has zoomed or moved the time axis; unix seconds."""

    def __init__(self, kind: ChartKind, colors: Colors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.draws = 0
        """How often curves were handed to pyqtgraph."""
        self._colors = colors
        self._shown: tuple[str, ...] = ()
        self._entries: tuple[Entry, ...] = ()
        self.legend = ChartLegend(kind)
        self.plot = Plot()
        self.curves = {curve.key: Line() for curve in kind.curves}
        self.bands = PhaseBands(colors)
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self.thresholds: list[pg.InfiniteLine] = []
        self._threshold_tones: list[Tone] = []
        self._known_top = 0.0
        self._ticks: list[tuple[float, str]] = []
        self._drawn: tuple[Timeline, float, float] | None = None
        for part in (self.bands, *self.curves.values(), self.cross):
            self.plot.box.addItem(part, ignoreBounds=True)
        self.cross.hide()
        for axis in (self.plot.values, self.plot.times):
            axis.setStyle(
                tickLength=-3, tickTextOffset=4, autoExpandTextSpace=False, tickAlpha=_GRID_ALPHA
            )
        self.plot.values.setWidth(_LEFT_AXIS_PX)
        self.plot.times.setHeight(_TIME_AXIS_PX)
        self.plot.box.sigResized.connect(self._draw_again)
        self.plot.box.sigRangeChangedManually.connect(self._tell_range)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self.legend)
        layout.addWidget(self.plot, 1)
        self.set_has_time(has_time=False)
        self._set_top(kind.least_top)
        self.set_colors(colors)

    # --- how it looks --------------------------------------------------------------------------

    def set_colors(self, colors: Colors) -> None:
        self._colors = colors
        self.plot.setBackground(colors.base)
        for axis in (self.plot.values, self.plot.times):
            axis.setPen(QColor(colors.line))
            axis.setTextPen(QColor(colors.muted))
            axis.setStyle(tickFont=small_font(self.font()))
        self.plot.values.setGrid(255)
        for place, curve in enumerate(self.kind.curves):
            pen = QPen(QColor(curve_color(colors, place)))
            pen.setCosmetic(True)
            self.curves[curve.key].setPen(pen)
        self.cross.setPen(pg.mkPen(colors.text, width=1))
        for line, tone in zip(self.thresholds, self._threshold_tones, strict=True):
            line.setPen(_threshold_pen(colors, tone))
        self.bands.set_colors(colors)
        self._entries = tuple(
            Entry(entry.curve, self._color_of(entry.curve.key), entry.value)
            for entry in self._entries
        )
        self.legend.show_entries(self._entries)

    def set_has_time(self, *, has_time: bool) -> None:
        """Whether the time stands below it: the lowest chart has it for all."""
        # Beneath the others, room for half a line: the zero of the values.
        self.plot.places.setContentsMargins(0, _TOP_PX, 6, 0 if has_time else _NO_TIME_PX)
        self.plot.times.setVisible(has_time)
        extra = _TIME_AXIS_PX if has_time else _NO_TIME_PX
        self.setMinimumHeight(self.legend.sizeHint().height() + 1 + _LEAST_PLOT_PX + extra)

    def set_shown(self, keys: tuple[str, ...]) -> None:
        self._shown = tuple(curve.key for curve in self.kind.curves if curve.key in keys)
        for key, item in self.curves.items():
            item.setVisible(key in self._shown)

    @property
    def shown(self) -> tuple[str, ...]:
        return self._shown

    def set_thresholds(self, levels: tuple[tuple[float, Tone], ...]) -> None:
        """Dashed lines at values of the unit, in the colour of what they mean."""
        for line in self.thresholds:
            self.plot.box.removeItem(line)
        self._threshold_tones = [tone for _, tone in levels]
        self.thresholds = [
            pg.InfiniteLine(pos=level, angle=0, pen=_threshold_pen(self._colors, tone))
            for level, tone in levels
        ]
        for line in self.thresholds:
            self.plot.box.addItem(line, ignoreBounds=True)

    def set_known_top(self, top: float) -> None:
        """What there is at most, in the unit: the scale ends there unless curves go beyond."""
        self._known_top = top

    # --- what it shows -------------------------------------------------------------------------

    def draw(self, timeline: Timeline, from_s: float, to_s: float) -> None:
        """Show the part of the time line between two times, in as many points as can be seen."""
        self._drawn = (timeline, from_s, to_s)
        self._draw_again()

    @Slot()
    def _draw_again(self) -> None:
        """As many points as there are pixels: another width takes others."""
        if self._drawn is None or not self.isVisible() or self.window().isMinimized():
            return
        timeline, from_s, to_s = self._drawn
        self.draws += 1
        box = self.plot.box
        marks = marks_of(from_s, to_s, max(int(box.width() // _MARK_PX), 1))
        self.bands.set_marks(tuple(x for x, _ in marks))
        if self.plot.times.isVisible():
            self.plot.times.setTicks([list(marks)])
        # One more on either side, so that curves reach the edges.
        first = max(int(np.searchsorted(timeline.x, from_s)) - 1, 0)
        last = int(np.searchsorted(timeline.x, to_s, side="right")) + 1
        bin_s = (to_s - from_s) / max(box.width(), 1.0)
        highest = math.nan
        for key in self._shown:
            y = timeline.values.get(key)
            if y is None or not np.isfinite(y[first:last]).any():
                self.curves[key].setData([], [])
                continue
            y = y[first:last] / self.kind.divisor
            highest = float(np.fmax(highest, np.nanmax(y)))
            self.curves[key].setData(*thin_out(timeline.x[first:last], y, bin_s))
        least = max(self.kind.least_top, self._known_top)
        self._set_top(nice_top(highest, least))
        box.setXRange(from_s, to_s, padding=0)
        # Else it is done while painting, and everything is painted a second time.
        box.updateMatrix()

    def show_cross(self, x: float | None) -> None:
        """The cross-hair at a time; None takes it away."""
        self.cross.setVisible(x is not None)
        if x is not None:
            self.cross.setValue(x)

    def show_values(self, timeline: Timeline, row: int | None) -> None:
        """Say the values of one sample in the legend."""
        self._entries = tuple(
            Entry(curve, self._color_of(curve.key), timeline.value(curve.key, row))
            for curve in self.kind.curves
            if curve.key in self._shown
        )
        self.legend.show_entries(self._entries)

    def _color_of(self, key: str) -> str:
        places = [curve.key for curve in self.kind.curves]
        return curve_color(self._colors, places.index(key))

    def _set_top(self, top: float) -> None:
        ticks = [(0, "0"), (top, decimal(f"{top:g}"))]
        if self.plot.box.height() > _MIDDLE_FROM_PX:
            ticks.insert(1, (top / 2, decimal(f"{top / 2:g}")))
        if ticks != self._ticks:
            self._ticks = ticks
            self.plot.box.setYRange(0, top, padding=0)
            self.plot.values.setTicks([ticks])

    @Slot()
    def _tell_range(self) -> None:
        (from_s, to_s), _ = self.plot.box.viewRange()
        self.range_chosen.emit(float(from_s), float(to_s))


def _threshold_pen(colors: Colors, tone: Tone) -> QPen:
    color = colors.tone(tone)
    color.setAlpha(150)
    return pg.mkPen(color, width=1, style=Qt.PenStyle.DashLine)
