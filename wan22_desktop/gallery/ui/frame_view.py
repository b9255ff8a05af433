"""One picture, as large as fits, with bars around it."""

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wan22_desktop.qtkit.theme import SPACE, colors_of


class FrameView(QWidget):
    """Shows an image; `smooth` decides between soft and hard pixels when it is enlarged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._smooth = True
        self.setMinimumSize(QSize(120, 90))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage | None:
        return self._image

    def show_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def set_smooth(self, smooth: bool) -> None:  # noqa: FBT001 - a slot of a check box
        self._smooth = smooth
        self.update()

    def image_area(self) -> QRectF:
        """Where the picture lies in the widget."""
        if self._image is None or self._image.isNull():
            return QRectF()
        room = QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)
        size = QSizeF(self._image.size()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0, 0, size.width(), size.height())
        area.moveCenter(room.center())
        return area

    def sizeHint(self) -> QSize:
        return QSize(480, 360)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            area = self.image_area()
            painter.drawImage(area, self._image)
            # A white picture on a light window would have no edge.
            painter.setPen(QColor(colors_of(self).line))
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()
