"""A start or end image in a frame, with what the clip will keep of it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from wan22_desktop.core.wan import Size
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.theme import RADIUS, colors_of

_PREVIEW = QSize(120, 90)


def crop_of(image: QSizeF, size: Size) -> QRectF:
    """The middle part of `image` that remains when it fills a clip of `size`."""
    scale = min(image.width() / max(1, size.width), image.height() / max(1, size.height))
    width, height = size.width * scale, size.height * scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)


class ImagePicture(QWidget):
    """The picture in a frame; the parts that will be cut off are dimmed."""

    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._target = Size(1, 1)
        self._drop_hint = False
        self.setFixedSize(_PREVIEW)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def image(self) -> QImage:
        return self._image

    @Slot(QImage)
    def set_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def set_target(self, size: Size) -> None:
        self._target = size
        self.update()

    def set_drop_hint(self, *, shown: bool) -> None:
        self._drop_hint = shown
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        colors = colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        pen = QPen(QColor(colors.accent if self._drop_hint else colors.muted), 1.5)
        if self._image.isNull():
            pen.setStyle(Qt.PenStyle.DashLine)
        elif not self._drop_hint:
            pen.setColor(QColor(colors.line))
        painter.setPen(pen)
        painter.setBrush(QColor(colors.base))
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        if self._image.isNull():
            middle = QRectF(0, 0, 28, 28)
            middle.moveCenter(frame.center())
            draw_glyph(painter, Glyph.IMAGE, middle, pen.color())
        else:
            self._paint_image(painter, frame.adjusted(3, 3, -3, -3))
        painter.end()

    def _paint_image(self, painter: QPainter, room: QRectF) -> None:
        natural = QSizeF(self._image.size())
        fitted = natural.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        where = QRectF(QPointF(0, 0), fitted)
        where.moveCenter(room.center())
        painter.drawImage(where, self._image)
        kept = crop_of(fitted, self._target).translated(where.topLeft())
        painter.save()
        painter.setClipRect(where)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 130))
        for dimmed in (
            QRectF(where.left(), where.top(), kept.left() - where.left(), where.height()),
            QRectF(kept.right(), where.top(), where.right() - kept.right(), where.height()),
            QRectF(where.left(), where.top(), where.width(), kept.top() - where.top()),
            QRectF(where.left(), kept.bottom(), where.width(), where.bottom() - kept.bottom()),
        ):
            if dimmed.width() > 0.5 and dimmed.height() > 0.5:
                painter.drawRect(dimmed)
        painter.restore()
