"""One picture: as large as fits, or at a scale, with the mouse and the keys to move it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from wan22_desktop.qtkit.theme import SPACE, colors_of

MIN_SCALE = 0.1
MAX_SCALE = 16.0
ZOOM_STEP = 1.25


@dataclass(frozen=True, slots=True)
class Zoom:
    """`scale` is screen pixels for each pixel of the picture, None as many as fit.

    `x` and `y` are the point of the picture that lies in the middle, 0 to 1.
    """

    scale: float | None = None
    x: float = 0.5
    y: float = 0.5


class FrameView(QWidget):
    """Shows an image; `smooth` decides between soft and hard pixels when it is enlarged."""

    zoom_changed = Signal(object)
    """Zoom, as the user has just chosen it; not told of `set_zoom`."""
    clicked = Signal()
    double_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._nominal: QSize | None = None
        self._smooth = True
        self._zoom = Zoom()
        self._dragged_from: QPointF | None = None
        self.setMinimumSize(QSize(120, 90))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage | None:
        return self._image

    @property
    def zoom(self) -> Zoom:
        return self._zoom

    @property
    def shown_scale(self) -> float:
        """Screen pixels for each pixel of the picture, whether chosen or what fits."""
        size = self._picture_size()
        if size.isEmpty():
            return 1.0
        return self.image_area().width() * self.devicePixelRatioF() / size.width()

    def show_image(self, image: QImage | None, nominal: QSize | None = None) -> None:
        """`nominal` is the size it counts as, so that pictures of two sizes lie alike."""
        self._image = image
        self._nominal = nominal
        self.update()

    def set_smooth(self, smooth: bool) -> None:  # noqa: FBT001 - a slot of a check box
        self._smooth = smooth
        self.update()

    @Slot(object)
    def set_zoom(self, zoom: Zoom) -> None:
        self._zoom = zoom
        self.set_cursor()
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Enlarge around a point of the widget, or around its middle."""
        area = self.image_area()
        if area.isEmpty():
            return
        scale = min(max(self.shown_scale * factor, MIN_SCALE), MAX_SCALE)
        middle = self._room().center()
        at = at or middle
        grown = scale / self.shown_scale
        # The point under the pointer stays where it is.
        left = at.x() - (at.x() - area.left()) * grown
        top = at.y() - (at.y() - area.top()) * grown
        width, height = area.width() * grown, area.height() * grown
        self._choose(Zoom(scale, (middle.x() - left) / width, (middle.y() - top) / height))

    def zoom_to(self, scale: float | None) -> None:
        """To a scale around what is in the middle now; None fits the picture."""
        if scale is None:
            self._choose(Zoom())
        elif not self.image_area().isEmpty():
            self.zoom_by(scale / self.shown_scale)

    def image_area(self) -> QRectF:
        """Where the picture lies in the widget, also where that is partly outside."""
        size = self._picture_size()
        if size.isEmpty():
            return QRectF()
        room = self._room()
        if self._zoom.scale is None:
            area = QRectF(QPointF(), size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
            area.moveCenter(room.center())
            return area
        size *= self._zoom.scale / self.devicePixelRatioF()
        middle = room.center()
        return QRectF(
            middle.x() - _within(self._zoom.x, size.width(), room.width()) * size.width(),
            middle.y() - _within(self._zoom.y, size.height(), room.height()) * size.height(),
            size.width(),
            size.height(),
        )

    def sizeHint(self) -> QSize:
        return QSize(480, 360)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned:
            self.zoom_by(ZOOM_STEP ** (turned / 120), event.position())
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()
            self._dragged_from = event.position()
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.double_clicked.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None or self._zoom.scale is None:
            super().mouseMoveEvent(event)
            return
        moved = event.position() - self._dragged_from
        self._dragged_from = event.position()
        self.pan_by(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None
        super().mouseReleaseEvent(event)

    def pan_by(self, moved: QPointF) -> None:
        """Move an enlarged picture by so much of the screen."""
        area, room = self.image_area(), self._room()
        if self._zoom.scale is None or area.isEmpty():
            return
        x = (room.center().x() - area.left() - moved.x()) / area.width()
        y = (room.center().y() - area.top() - moved.y()) / area.height()
        self._choose(
            replace(
                self._zoom,
                x=_within(x, area.width(), room.width()),
                y=_within(y, area.height(), room.height()),
            )
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            area = self.image_area()
            self.paint_picture(painter, area)
            # A white picture on a light window would have no edge.
            painter.setPen(QColor(colors_of(self).line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()

    def paint_picture(self, painter: QPainter, area: QRectF) -> None:
        """Paint what is shown into `area`."""
        if self._image is not None:
            painter.drawImage(area, self._image)

    def _choose(self, zoom: Zoom) -> None:
        self.set_zoom(zoom)
        self.zoom_changed.emit(zoom)

    def _picture_size(self) -> QSizeF:
        if self._image is None:
            return QSizeF(0, 0)
        return QSizeF(self._nominal or self._image.size())

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)

    def set_cursor(self) -> None:
        """The pointer that says what a drag would do."""
        if self._zoom.scale is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.OpenHandCursor)


def _within(share: float, picture: float, room: float) -> float:
    """The nearest middle that leaves no empty edge; a picture smaller than the room is centred."""
    if picture <= room:
        return 0.5
    edge = room / 2 / picture
    return min(max(share, edge), 1 - edge)
