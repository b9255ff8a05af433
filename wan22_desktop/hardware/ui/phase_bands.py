"""What lies behind the curves: the phases of jobs and the marks of the time axis.

Imports pyqtgraph: only once charts are shown.
"""

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from wan22_desktop.hardware.domain.metrics import Phase
from wan22_desktop.hardware.ui.chart_colors import phase_color
from wan22_desktop.hardware.ui.timeline import Run
from wan22_desktop.qtkit.theme import Colors

_GROUND_ALPHA = 26
_LINE_ALPHA = 100
_STRIP_PX = 3
_IN_BANDS = tuple(phase for phase in Phase if phase is not Phase.IDLE)


class PhaseBands(pg.GraphicsObject):
    """A faint ground over the whole height, and a strong strip on the time axis.

    The marks of the time are drawn here too: an axis for each chart would cost more than its
    curves.
    """

    def __init__(self, colors: Colors) -> None:
        super().__init__()
        self.runs: tuple[Run, ...] = ()
        self.marks: tuple[float, ...] = ()
        self.set_colors(colors)
        self.setZValue(-100)

    def set_colors(self, colors: Colors) -> None:
        self._colors = {phase: QColor(phase_color(colors, phase)) for phase in _IN_BANDS}
        self._line = QColor(colors.line)
        self._line.setAlpha(_LINE_ALPHA)
        self.update()

    def set_runs(self, runs: tuple[Run, ...]) -> None:
        if runs != self.runs:
            self.runs = runs
            self.update()

    def set_marks(self, marks: tuple[float, ...]) -> None:
        """The times that get a line; unix seconds."""
        if marks != self.marks:
            self.marks = marks
            self.update()

    def viewTransformChanged(self) -> None:  # noqa: N802 -- pyqtgraph's name
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:  # noqa: N802 -- Qt's name
        return QRectF(self.viewRect() or QRectF())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 -- Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 -- Qt's signature
    ) -> None:
        view = self.boundingRect()
        box = self.getViewBox()
        if box is None or box.height() <= 0 or box.width() <= 0:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        pixel = view.width() / box.width()
        for mark in self.marks:
            painter.fillRect(QRectF(mark, view.top(), pixel, view.height()), self._line)
        strip = view.height() / box.height() * _STRIP_PX
        for run in self.runs:
            left, right = max(run.from_s, view.left()), min(run.to_s, view.right())
            if right <= left:
                continue
            color = self._colors[run.phase]
            ground = QColor(color)
            ground.setAlpha(_GROUND_ALPHA)
            painter.fillRect(QRectF(left, view.top(), right - left, view.height()), ground)
            # The view's y axis points up: its top is the lowest value.
            painter.fillRect(QRectF(left, view.top(), right - left, strip), color)
