"""Five stars that are set with the mouse or the keyboard."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.domain.clip_record import MAX_RATING
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.theme import RADIUS, colors_of

_STAR_PX = 20
_GAP_PX = 4


class RatingStars(QSlider):
    """A slider from 0 to 5 in look of stars: screen readers know it as a slider."""

    rating_chosen = Signal(int)
    """By the user; the value itself changes when the gallery says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, MAX_RATING)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Rating"))
        self.setToolTip(tr("Rating: 0 to 5"))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(MAX_RATING * (_STAR_PX + _GAP_PX) + _GAP_PX, _STAR_PX + 2 * _GAP_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        colors = colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(MAX_RATING):
            left = _GAP_PX + number * (_STAR_PX + _GAP_PX)
            is_on = number < self.value()
            color = QColor(colors.warning if is_on else colors.muted)
            if not self.isEnabled():
                color = QColor(colors.line)
            where = QRectF(left, _GAP_PX, _STAR_PX, _STAR_PX)
            draw_glyph(painter, Glyph.STAR, where, color, is_filled=is_on)
        if self.hasFocus():
            painter.setPen(QColor(colors.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS
            )
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        chosen = int((event.position().x() - _GAP_PX / 2) // (_STAR_PX + _GAP_PX)) + 1
        chosen = min(MAX_RATING, max(1, chosen))
        # The same star again takes the rating away.
        self.rating_chosen.emit(0 if chosen == self.value() else chosen)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
        }
        number = event.key() - Qt.Key.Key_0
        if event.key() in steps:
            wanted = self.value() + steps[Qt.Key(event.key())]
            self.rating_chosen.emit(min(MAX_RATING, max(0, wanted)))
        elif 0 <= number <= MAX_RATING:
            self.rating_chosen.emit(number)
        else:
            event.ignore()
