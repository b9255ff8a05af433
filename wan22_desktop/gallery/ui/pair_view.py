"""Two pictures in one place: a wipe between them, or their difference made visible."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.ui.frame_view import FrameView
from wan22_desktop.qtkit.painting import draw_line, fill
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, colors_of

GAINS = (1, 4, 16)
WIPE_STEP = 0.02
_GRIP_PX = 8
_LABEL_ALPHA = 220


class PairMode(StrEnum):
    WIPE = "wipe"
    DIFFERENCE = "difference"


class PairView(FrameView):
    """The first picture left of the divider and the second right of it; or |first - second|.

    A second picture of another size is scaled to the first one's.
    """

    divider_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._second: QImage | None = None
        self._labels = ("", "")
        self._mode = PairMode.WIPE
        self._gain = GAINS[0]
        self._difference: QImage | None = None
        self.divider = 0.5
        """Where the wipe is, as a share of the picture's width."""
        self._grabbed = False
        self.setMouseTracking(True)
        self._name()

    @property
    def difference(self) -> QImage | None:
        """What is shown in the mode of that name."""
        if self.image is None or self._second is None:
            return None
        if self._difference is None:
            self._difference = difference_of(self.image, self._second, self._gain)
        return self._difference

    def show_pair(self, first: QImage | None, second: QImage | None, nominal: QSize | None) -> None:
        self._second = second
        self._difference = None
        self.show_image(first, nominal)

    def set_labels(self, first: str, second: str) -> None:
        self._labels = (first, second)
        self.update()

    def set_mode(self, mode: PairMode) -> None:
        self._mode = mode
        self._name()
        self.update()

    def set_gain(self, gain: int) -> None:
        """How many times the difference is amplified: one of `GAINS`."""
        self._gain = gain
        self._difference = None
        self.update()

    def move_divider(self, share: float) -> None:
        self.divider = min(max(share, 0.0), 1.0)
        self._name()
        self.update()
        self.divider_moved.emit(self.divider)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._is_at_divider(event.position()):
            self._grabbed = True
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self.image_area()
        if self._grabbed and not area.isEmpty():
            self.move_divider((event.position().x() - area.left()) / area.width())
            return
        if self._is_at_divider(event.position()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.set_cursor()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = False
        super().mouseReleaseEvent(event)

    def paint_picture(self, painter: QPainter, area: QRectF) -> None:
        if self._mode is PairMode.DIFFERENCE:
            difference = self.difference
            if difference is not None:
                painter.drawImage(area, difference)
            return
        super().paint_picture(painter, area)
        if self._second is None:
            return
        x = area.left() + self.divider * area.width()
        painter.save()
        painter.setClipRect(QRectF(QPointF(x, area.top()), area.bottomRight()))
        painter.drawImage(area, self._second)
        painter.restore()
        shown = area.intersected(QRectF(self.rect()))
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3))
        painter.drawLine(QPointF(x, shown.top()), QPointF(x, shown.bottom()))
        painter.setPen(QPen(QColor(255, 255, 255), 1))
        painter.drawLine(QPointF(x, shown.top()), QPointF(x, shown.bottom()))
        self._paint_labels(painter, shown)

    def _paint_labels(self, painter: QPainter, shown: QRectF) -> None:
        height = self.fontMetrics().height() + 2 * SPACE_SMALL
        half = int(shown.width() / 2 - 2 * SPACE)
        ground = QColor(colors_of(self).base)
        ground.setAlpha(_LABEL_ALPHA)
        for is_right, text in enumerate(self._labels):
            width = min(self.fontMetrics().horizontalAdvance(text) + 2 * SPACE, half)
            if not text or width < 3 * SPACE:
                continue
            left = shown.right() - SPACE - width if is_right else shown.left() + SPACE
            rect = QRectF(left, shown.top() + SPACE, width, height)
            fill(painter, rect, ground)
            painter.setPen(QColor(colors_of(self).text))
            draw_line(painter, rect.toRect().adjusted(SPACE, 0, -SPACE, 0), text)

    def _is_at_divider(self, at: QPointF) -> bool:
        area = self.image_area()
        if self._mode is not PairMode.WIPE or area.isEmpty():
            return False
        return abs(at.x() - (area.left() + self.divider * area.width())) <= _GRIP_PX

    def _name(self) -> None:
        if self._mode is PairMode.WIPE:
            self.setAccessibleName(tr("Wipe at {percent:.0%} of the width", percent=self.divider))
        else:
            self.setAccessibleName(tr("Difference of the two pictures"))


def difference_of(first: QImage, second: QImage, gain: int) -> QImage:
    """|first - second| of every colour, times `gain`, a power of two; 255 is the most."""
    result = QImage(first.size(), QImage.Format.Format_RGB32)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(0, 0, first)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(result.rect(), second)
    painter.end()
    doubled = 1
    while doubled < gain:
        # A picture added to itself; sums stop at 255.
        copy = result.copy()
        painter = QPainter(result)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.drawImage(0, 0, copy)
        painter.end()
        doubled *= 2
    return result
