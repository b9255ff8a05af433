"""All charts on one time axis. Imports pyqtgraph: only once charts are shown."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.ui.chart import Chart
from wan22_desktop.hardware.ui.chart_kinds import CHARTS
from wan22_desktop.hardware.ui.timeline import Run, Timeline, runs_of
from wan22_desktop.qtkit.theme import (
    RADIUS,
    SPACE,
    SPACE_LARGE,
    SPACE_SMALL,
    Colors,
    Tone,
    colors_of,
)

_TWO_COLUMNS_PX = 640
_ZOOM_STEP = 0.8
_PAN_SHARE = 0.1


class ChartStack(QWidget):
    """One column, or two where there is room; one cross-hair and one time range for all.

    Keys: left and right move the cross-hair, with Shift the picture; plus and minus zoom; Home and
    End read the first and last sample in sight; Escape and double click go back to now.
    """

    cross_moved = Signal()
    range_chosen = Signal(float, float)
    """The user has zoomed or moved the time axis; unix seconds."""
    reset_wanted = Signal()

    def __init__(self, colors: Colors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _configure(colors)
        self.charts = [Chart(kind, colors, self) for kind in CHARTS]
        self.timeline = Timeline()
        self.cross_s: float | None = None
        """Where the cross-hair is; None while the latest values are read."""
        self._runs: tuple[Run, ...] = ()
        self._is_mouse_cross = False
        self._range_s = (0.0, 1.0)
        self._arranged: tuple[int, tuple[Chart, ...]] = (0, ())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE, SPACE_SMALL, SPACE_SMALL, SPACE_SMALL)
        self._grid.setHorizontalSpacing(SPACE_LARGE)
        self._grid.setVerticalSpacing(2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Charts"))
        self.setAccessibleDescription(
            tr(
                "Left and right read the values at another time, plus and minus zoom, "
                "Shift with left and right moves the picture, Escape goes back to now."
            )
        )
        for chart in self.charts:
            chart.range_chosen.connect(self.range_chosen)
            chart.plot.hovered.connect(self._follow_mouse)
            chart.plot.left.connect(self._lose_mouse)
            chart.plot.pressed.connect(self._take_focus)
            chart.plot.reset_wanted.connect(self.reset_wanted)

    # --- how it looks --------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """A change of the theme holds at once."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            colors = colors_of(self)
            _configure(colors)
            for chart in self.charts:
                chart.set_colors(colors)

    def set_shown(self, keys: tuple[str, ...]) -> None:
        """Charts without a curve are left out."""
        for chart in self.charts:
            chart.set_shown(keys)
        self._arrange()

    def set_limits(self, health: HealthSettings) -> None:
        """Draw the temperatures from which the app speaks up and acts."""
        self.chart_of("gpu_temperature").set_thresholds(
            ((health.gpu_warn_c, Tone.WARNING), (health.gpu_act_c, Tone.ERROR))
        )

    def set_totals(self, vram_gib: float, ram_gib: float) -> None:
        """How much memory there is; zero where it is not known."""
        self.chart_of("vram_used").set_known_top(vram_gib)
        self.chart_of("ram_used").set_known_top(ram_gib)

    def chart_of(self, key: str) -> Chart:
        """The chart that has this series."""
        return next(chart for chart in self.charts if key in chart.curves)

    @property
    def visible_charts(self) -> tuple[Chart, ...]:
        return tuple(chart for chart in self.charts if chart.shown)

    @property
    def draws(self) -> int:
        """How often any curves were drawn."""
        return sum(chart.draws for chart in self.charts)

    # --- what it shows -------------------------------------------------------------------------

    def show_timeline(self, timeline: Timeline, from_s: float, to_s: float) -> None:
        """Draw this part of the samples; the cross-hair stays at its time."""
        if timeline is not self.timeline:
            self._runs = runs_of(timeline)
        self.timeline, self._range_s = timeline, (from_s, to_s)
        for chart in self.visible_charts:
            chart.bands.set_runs(self._runs)
            chart.draw(timeline, from_s, to_s)
        self._show_cross()

    @property
    def row(self) -> int | None:
        """The sample that is read: under the cross-hair, else the latest."""
        if self.cross_s is not None:
            return self.timeline.nearest(self.cross_s)
        return len(self.timeline.x) - 1 if len(self.timeline.x) else None

    def set_cross(self, x: float | None) -> None:
        """Read the values at the sample nearest to `x`; None reads the latest."""
        row = None if x is None else self.timeline.nearest(x)
        self.cross_s = None if row is None else float(self.timeline.x[row])
        self._show_cross()

    def _show_cross(self) -> None:
        row = self.row
        for chart in self.visible_charts:
            chart.show_cross(self.cross_s)
            chart.show_values(self.timeline, row)
        self.cross_moved.emit()

    # --- mouse and keys ------------------------------------------------------------------------

    @Slot(float)
    def _follow_mouse(self, x: float) -> None:
        self._is_mouse_cross = True
        self.set_cross(x)

    @Slot()
    def _lose_mouse(self) -> None:
        """A cross-hair that was moved by keys stays."""
        if self._is_mouse_cross:
            self._is_mouse_cross = False
            self.set_cross(None)

    @Slot()
    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from_s, to_s = self._range_s
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                sign = -1 if key == Qt.Key.Key_Left else 1
                if shift:
                    by = sign * _PAN_SHARE * (to_s - from_s)
                    self.range_chosen.emit(from_s + by, to_s + by)
                else:
                    self._step_cross(sign)
            case Qt.Key.Key_Home | Qt.Key.Key_End as key if len(self.timeline.x):
                in_sight = from_s if key == Qt.Key.Key_Home else to_s
                self._is_mouse_cross = False
                self.set_cross(in_sight)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(_ZOOM_STEP)
            case Qt.Key.Key_Minus:
                self._zoom(1 / _ZOOM_STEP)
            case Qt.Key.Key_Escape:
                self.set_cross(None)
                self.reset_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def _step_cross(self, sign: int) -> None:
        """To the next sample, or a pixel further where those lie closer than that."""
        row = self.row
        if row is None:
            return
        from_s, to_s = self._range_s
        width = self.visible_charts[0].plot.width() if self.visible_charts else 1
        here = float(self.timeline.x[row])
        beyond = self.timeline.nearest(here + sign * (to_s - from_s) / max(width, 1))
        if beyond == row:
            beyond = min(max(row + sign, 0), len(self.timeline.x) - 1)
        self._is_mouse_cross = False
        x = float(self.timeline.x[beyond or 0])
        self.set_cross(x)
        if not from_s <= x <= to_s:
            by = x - (from_s if x < from_s else to_s)
            self.range_chosen.emit(from_s + by, to_s + by)

    def _zoom(self, scale: float) -> None:
        """About the cross-hair, else about the latest time in sight."""
        from_s, to_s = self._range_s
        centre = to_s if self.cross_s is None else self.cross_s
        self.range_chosen.emit(centre - (centre - from_s) * scale, centre + (to_s - centre) * scale)

    # --- places --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = self.visible_charts
        columns = 2 if self.width() >= _TWO_COLUMNS_PX and len(shown) > 1 else 1
        if self._arranged == (columns, shown):
            return
        self._arranged = (columns, shown)
        for chart in self.charts:
            self._grid.removeWidget(chart)
            chart.setVisible(chart in shown)
        rows = -(-len(shown) // columns)
        for number, chart in enumerate(shown):
            row, column = number % rows if rows else 0, number // rows if rows else 0
            is_last = number == len(shown) - 1
            # The last one fills its column, so that both columns end with the time.
            self._grid.addWidget(chart, row, column, rows - row if is_last else 1, 1)
            # In one column the last one may have to be scrolled to: the first has the time too.
            is_above = columns == 1 and number == 0
            chart.set_has_time(has_time=is_last or is_above or row == rows - 1)
        for row in range(len(self.charts)):
            self._grid.setRowStretch(row, 1 if row < rows else 0)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        painter = QPainter(self)
        colors = colors_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colors.accent if self.hasFocus() else colors.line))
        painter.setBrush(QColor(colors.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()


def _configure(colors: Colors) -> None:
    pg.setConfigOptions(
        background=colors.base,
        foreground=colors.text,
        antialias=True,
        useOpenGL=False,
        # What is shown ends with the window; a sweep at exit touches what Qt has deleted.
        exitCleanup=False,
    )
