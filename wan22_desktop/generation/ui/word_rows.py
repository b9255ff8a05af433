"""Rows of a list with a title and what it stands for."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.painting import draw_line, paint_ground
from wan22_desktop.qtkit.record_model import RECORD_ROLE, RecordListModel
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, colors_for

_STAR_PX = 14
_MAX_TOOLTIP_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class WordRow:
    """One line in plain view and one beneath it."""

    id: str
    title: str
    detail: str = ""
    is_marked: bool = False
    """Shown with a star."""


class WordRows(RecordListModel[WordRow]):
    """What a delegate paints and a screen reader says."""

    def text_of(self, record: WordRow, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return record.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            marked = tr("favourite") if record.is_marked else ""
            return ", ".join(part for part in (record.title, record.detail, marked) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{record.title}\n{record.detail}"[:_MAX_TOOLTIP_CHARACTERS])
        return None


class WordDelegate(QStyledItemDelegate):
    """Two lines, each shortened to fit."""

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 -- Qt's signature
    ) -> QSize:
        return QSize(100, 2 * option.fontMetrics.lineSpacing() + 2 * SPACE_SMALL)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(RECORD_ROLE)
        if not isinstance(row, WordRow):
            return
        colors = colors_for(option.palette)
        painter.save()
        paint_ground(painter, option, colors)
        room = option.rect.adjusted(SPACE, SPACE_SMALL, -SPACE, -SPACE_SMALL)
        if row.is_marked:
            star = QRectF(room.right() - _STAR_PX, room.top() + 1, _STAR_PX, _STAR_PX)
            draw_glyph(painter, Glyph.STAR, star, QColor(colors.accent), is_filled=True)
            room.setRight(room.right() - _STAR_PX - SPACE)
        height = option.fontMetrics.lineSpacing()
        painter.setPen(QColor(colors.text))
        draw_line(painter, QRect(room.left(), room.top(), room.width(), height), _line(row.title))
        painter.setPen(QColor(colors.muted))
        below = QRect(room.left(), room.top() + height, room.width(), height)
        draw_line(painter, below, _line(row.detail))
        painter.restore()


def _line(text: str) -> str:
    return " ".join(text[:400].split())
