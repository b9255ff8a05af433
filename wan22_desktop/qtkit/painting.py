"""What delegates paint rows with."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from wan22_desktop.qtkit.theme import RADIUS, SPACE_LARGE, Colors, colors_of

_BAR_HEIGHT = 6
_CHIP_MARGIN = 5


def fill(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """A rounded rectangle without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)


def draw_line(
    painter: QPainter,
    rect: QRect,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of text in the painter's pen, shortened to fit."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(
        rect, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown
    )


def chip_width(metrics: QFontMetrics, text: str) -> int:
    """Of what `paint_chip` paints."""
    return metrics.horizontalAdvance(text) + 2 * _CHIP_MARGIN + 2


def paint_chip(painter: QPainter, rect: QRect, text: str, ground: QColor, color: QColor) -> None:
    """A word on a rounded ground; shortened where `rect` is too narrow."""
    fill(painter, QRectF(rect), ground)
    painter.setPen(color)
    draw_line(painter, rect.adjusted(_CHIP_MARGIN, 0, -_CHIP_MARGIN, 0), text)


def paint_bar(painter: QPainter, rect: QRect, fraction: float, colors: Colors) -> None:
    """A progress bar, centred in the height of `rect`; `fraction` from 0 to 1."""
    bar = QRectF(rect.left(), rect.center().y() - _BAR_HEIGHT / 2, rect.width(), _BAR_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors.track))
    painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
    bar.setWidth(bar.width() * min(max(fraction, 0.0), 1.0))
    if bar.width() >= 1:
        painter.setBrush(QColor(colors.accent))
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, colors: Colors) -> None:
    """The ground of a row: selected, under the mouse, with the focus."""
    rect = QRectF(option.rect).adjusted(2, 1, -2, -1)
    if option.state & QStyle.StateFlag.State_Selected:
        fill(painter, rect, QColor(colors.selection))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        fill(painter, rect, QColor(colors.raised))
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QColor(colors.accent))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def paint_empty(view: QAbstractItemView, text: str) -> None:
    """Say in a list without rows why there are none; for its `paintEvent`, after Qt's own."""
    if view.model().rowCount() > 0:
        return
    painter = QPainter(view.viewport())
    painter.setPen(QColor(colors_of(view).muted))
    room = view.viewport().rect().adjusted(SPACE_LARGE, SPACE_LARGE, -SPACE_LARGE, -SPACE_LARGE)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
    painter.end()
