"""A start or end image in a frame, with what the clip will keep of it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from wan22_desktop.core.picture_fit import ImageFit, Placement, placement
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.theme import RADIUS, colors_of

_PREVIEW = QSize(120, 90)
_KEY_STEP = 0.05
_FINE_KEY_STEP = 0.01
_BORDER_PX = 4


def whole_picture(place: Placement, image: Size) -> QRectF:
    """Where all of the picture lies, in pixels of the frame, when its `source` fills `target`."""
    source, target = place.source, place.target
    x, y = target.width / source.width, target.height / source.height
    return QRectF(
        target.left - source.left * x,
        target.top - source.top * y,
        image.width * x,
        image.height * y,
    )


class ImagePicture(QAbstractButton):
    """The frame that the engine makes of the picture; what is cut off is dimmed around it.

    Where a crop leaves a choice, the frame is moved by dragging and with the arrow keys. A click
    that moves nothing is a button's.
    """

    focus_moved = Signal(float, float)
    """By the user: what of the picture is kept, as a request's `image_focus_x` and `_y`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._natural: Size | None = None
        self._target = Size(1, 1)
        self._fit = ImageFit.CROP
        self._focus = (0.5, 0.5)
        self._drop_hint = False
        self._pressed: QPointF | None = None
        self._focus_pressed = self._focus
        self._is_dragged = False
        self.setFixedSize(_PREVIEW)
        self._show_what_can_be_done()

    @property
    def image(self) -> QImage:
        return self._image

    @property
    def place(self) -> Placement:
        """What the engine does with a picture of this size, in pixels of the file and the clip."""
        natural = self._natural or Size(self._image.width(), self._image.height())
        return placement(natural, self._target, self._fit, *self._focus)

    @property
    def freedom(self) -> tuple[bool, bool]:
        """Whether the frame can be moved sideways, and up and down."""
        if self._image.isNull() or self._fit is not ImageFit.CROP:
            return False, False
        natural = self._natural or Size(self._image.width(), self._image.height())
        source = self.place.source
        return source.width < natural.width - 0.5, source.height < natural.height - 0.5

    @Slot(QImage)
    def set_image(self, image: QImage) -> None:
        self._image = image
        self._show_what_can_be_done()

    def set_natural_size(self, size: Size | None) -> None:
        """Of the file in pixels; what is shown of it here may be smaller."""
        self._natural = size
        self._show_what_can_be_done()

    def set_target(
        self, size: Size, fit: ImageFit = ImageFit.CROP, focus: tuple[float, float] = (0.5, 0.5)
    ) -> None:
        """What a request says of its size and of how pictures are fitted."""
        self._target = Size(max(1, size.width), max(1, size.height))
        self._fit = fit
        self._focus = (_within(focus[0]), _within(focus[1]))
        self._show_what_can_be_done()

    def set_drop_hint(self, *, shown: bool) -> None:
        self._drop_hint = shown
        self.update()

    def _show_what_can_be_done(self) -> None:
        movable = any(self.freedom)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if movable else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.SizeAllCursor if movable else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        tip = tr("Drag the frame, or use the arrow keys, to choose what is kept") if movable else ""
        self.setToolTip(tip)
        x, y = (round(value * 100) for value in self._focus)
        kept = tr("Kept part: {x} % from the left, {y} % from the top", x=x, y=y)
        self.setAccessibleDescription(f"{kept}. {tip}." if movable else "")
        self.update()

    # --- moving the frame -----------------------------------------------------------------------

    def _move_to(self, x: float, y: float) -> None:
        sideways, upright = self.freedom
        focus = (
            _within(x) if sideways else self._focus[0],
            _within(y) if upright else self._focus[1],
        )
        if focus != self._focus:
            self._focus = focus
            self._show_what_can_be_done()
            self.focus_moved.emit(*focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _FINE_KEY_STEP if fine else _KEY_STEP
        x, y = self._focus
        moves = {
            Qt.Key.Key_Left: (x - step, y),
            Qt.Key.Key_Right: (x + step, y),
            Qt.Key.Key_Up: (x, y - step),
            Qt.Key.Key_Down: (x, y + step),
            Qt.Key.Key_Home: (0.5, 0.5),
        }
        wanted = moves.get(Qt.Key(event.key()))
        if wanted is None or not any(self.freedom):
            super().keyPressEvent(event)
            return
        self._move_to(round(wanted[0], 6), round(wanted[1], 6))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._focus_pressed = self._focus
            self._is_dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not any(self.freedom):
            return
        moved = event.position() - self._pressed
        far = moved.manhattanLength() >= QApplication.startDragDistance()
        self._is_dragged = self._is_dragged or far
        if self._is_dragged:
            spare = self._spare_px()
            x, y = self._focus_pressed
            self._move_to(
                round(x + moved.x() / spare.width(), 4) if spare.width() > 0 else x,
                round(y + moved.y() / spare.height(), 4) if spare.height() > 0 else y,
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        inside = self.rect().contains(event.position().toPoint())
        dragged, self._pressed = self._is_dragged, None
        if inside and not dragged:
            self.click()

    def _spare_px(self) -> QSizeF:
        """How far the frame can go, in pixels of the screen."""
        picture, frame = self._on_screen()
        return QSizeF(picture.width() - frame.width(), picture.height() - frame.height())

    # --- painting ---------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def _on_screen(self) -> tuple[QRectF, QRectF]:
        """Where all of the picture and the clip's frame lie."""
        natural = self._natural or Size(self._image.width(), self._image.height())
        picture = whole_picture(self.place, natural)
        frame = QRectF(0, 0, self._target.width, self._target.height)
        both = picture.united(frame)
        inset = _BORDER_PX
        room = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        scale = min(room.width() / both.width(), room.height() / both.height())
        left = room.center().x() - both.center().x() * scale
        top = room.center().y() - both.center().y() * scale

        def scaled(area: QRectF) -> QRectF:
            corner = QPointF(left + area.x() * scale, top + area.y() * scale)
            return QRectF(corner, area.size() * scale)

        return scaled(picture), scaled(frame)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        colors = colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        border = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        stands_out = self._drop_hint or self.hasFocus()
        pen = QPen(QColor(colors.accent if stands_out else colors.muted), 1.5)
        if self._image.isNull():
            pen.setStyle(Qt.PenStyle.DashLine)
        elif not stands_out:
            pen.setColor(QColor(colors.line))
        painter.setPen(pen)
        painter.setBrush(QColor(colors.base))
        painter.drawRoundedRect(border, RADIUS, RADIUS)
        if self._image.isNull():
            middle = QRectF(0, 0, 28, 28)
            middle.moveCenter(border.center())
            draw_glyph(painter, Glyph.IMAGE, middle, pen.color())
        else:
            self._paint_image(painter, QColor(colors.accent))
        painter.end()

    def _paint_image(self, painter: QPainter, outline: QColor) -> None:
        picture, frame = self._on_screen()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0))
        painter.drawRect(frame)
        painter.drawImage(picture, self._image)
        painter.save()
        painter.setClipRect(picture)
        painter.setBrush(QColor(0, 0, 0, 130))
        for dimmed in _around(picture, frame):
            if dimmed.width() > 0.5 and dimmed.height() > 0.5:
                painter.drawRect(dimmed)
        painter.restore()
        if any(self.freedom):
            painter.setPen(QPen(outline, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))


def _around(whole: QRectF, part: QRectF) -> tuple[QRectF, ...]:
    """What lies left, right, above and below."""
    return (
        QRectF(whole.left(), whole.top(), part.left() - whole.left(), whole.height()),
        QRectF(part.right(), whole.top(), whole.right() - part.right(), whole.height()),
        QRectF(whole.left(), whole.top(), whole.width(), part.top() - whole.top()),
        QRectF(whole.left(), part.bottom(), whole.width(), whole.bottom() - part.bottom()),
    )


def _within(focus: float) -> float:
    return min(max(focus, 0.0), 1.0)
