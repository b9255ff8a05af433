"""Paints one file of an import."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from wan22_desktop.lora_library.domain.importing import ImportOutcome
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.painting import draw_line, paint_ground
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, colors_for

_GLYPH_PX = 16
_LOOKS = {
    ImportOutcome.ADDED: (Glyph.OK, Tone.OK),
    ImportOutcome.RELINKED: (Glyph.OK, Tone.OK),
    ImportOutcome.ALREADY_THERE: (Glyph.INFO, Tone.MUTED),
    ImportOutcome.NAME_EXISTS: (Glyph.WARNING, Tone.WARNING),
    ImportOutcome.REFUSED: (Glyph.ERROR, Tone.ERROR),
    ImportOutcome.WHOLE_MODEL: (Glyph.INFO, Tone.WARNING),
    ImportOutcome.CANCELLED: (Glyph.STOPPED, Tone.MUTED),
}

AnyIndex = QModelIndex | QPersistentModelIndex


class ResultsDelegate(QStyledItemDelegate):
    """Glyph and file name with the outcome, and the reason."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002 -- Qt's signature
        line = QFontMetrics(option.font).lineSpacing()
        return QSize(160, 2 * line + SPACE_SMALL + 2 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = index.data(RECORD_ROLE)
        if row is None:
            return
        colors = colors_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        paint_ground(painter, option, colors)
        room = option.rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        line = painter.fontMetrics().lineSpacing()
        glyph, tone = (Glyph.CLOCK, Tone.MUTED) if row.answer else _LOOKS[row.result.outcome]
        where = QRectF(room.left(), room.top() + (line - _GLYPH_PX) / 2, _GLYPH_PX, _GLYPH_PX)
        draw_glyph(painter, glyph, where, colors.tone(tone))
        top = QRect(room.left(), room.top(), room.width(), line)
        top.adjust(_GLYPH_PX + SPACE, 0, 0, 0)
        painter.setPen(QColor(colors.text))
        draw_line(painter, top, row.file_name)
        painter.setPen(colors.tone(tone))
        said = row.answer or f"{lora_text.OUTCOMES[row.result.outcome]}: {row.result.text}"
        draw_line(painter, top.translated(0, line + SPACE_SMALL), lora_text.visible(said))
        painter.restore()
