"""Paints one row of the list of models."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelState
from wan22_desktop.model_manager.ui import model_text
from wan22_desktop.model_manager.ui.model_rows import ModelRow, line_of
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.painting import draw_line, paint_bar, paint_ground
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Colors, Tone, colors_for

_GLYPH_PX = 16
_GLYPHS = {
    ModelState.MISSING: Glyph.FETCH,
    ModelState.PARTIAL: Glyph.WARNING,
    ModelState.DOWNLOADING: Glyph.FETCH,
    ModelState.PAUSED: Glyph.PAUSE,
    ModelState.VERIFYING: Glyph.CLOCK,
    ModelState.AVAILABLE: Glyph.OK,
    ModelState.LOADED: Glyph.PLAY,
    ModelState.CORRUPTED: Glyph.ERROR,
    ModelState.UPDATE_AVAILABLE: Glyph.INFO,
}


class ModelDelegate(QStyledItemDelegate):
    """Glyph and title with the size, what it is, and how it stands."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row = index.data(RECORD_ROLE)
        line = QFontMetrics(option.font).lineSpacing()
        if isinstance(row, ModelRow) and row.status is None:
            return QSize(160, line + 2 * SPACE)
        return QSize(160, 3 * line + 2 * SPACE_SMALL + 2 * SPACE)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(RECORD_ROLE)
        if not isinstance(row, ModelRow):
            return
        colors = colors_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        room = option.rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        if row.status is None:
            _paint_heading(painter, room, row.heading, colors)
        else:
            paint_ground(painter, option, colors)
            _paint_status(painter, room, row, row.status, colors)
        painter.restore()


def _paint_heading(painter: QPainter, room: QRect, text: str, colors: Colors) -> None:
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(colors.muted))
    draw_line(painter, room, text)


def _paint_status(
    painter: QPainter, room: QRect, row: ModelRow, status: DetailedModelStatus, colors: Colors
) -> None:
    line = painter.fontMetrics().lineSpacing()
    tone = Tone.MUTED if row.pending is not None else model_text.state_tone(status)
    where = QRectF(room.left(), room.top() + (line - _GLYPH_PX) / 2, _GLYPH_PX, _GLYPH_PX)
    draw_glyph(painter, _glyph(row, status), where, colors.tone(tone))
    top = QRect(room.left(), room.top(), room.width(), line)
    top.adjust(_GLYPH_PX + SPACE, 0, 0, 0)
    size = model_text.size_text(status)
    size_width = painter.fontMetrics().horizontalAdvance(size)
    painter.setPen(QColor(colors.muted))
    draw_line(painter, top, size, Qt.AlignmentFlag.AlignRight)
    painter.setPen(QColor(colors.text))
    draw_line(painter, top.adjusted(0, 0, -size_width - SPACE, 0), status.package.title)
    painter.setPen(QColor(colors.muted))
    second = top.translated(0, line + SPACE_SMALL)
    draw_line(painter, second, model_text.kind_line(status))
    bottom = top.translated(0, 2 * (line + SPACE_SMALL))
    share = model_text.share_done(status)
    if share is not None:
        bar = QRect(bottom)
        bar.setWidth(min(max(room.width() // 4, 40), 140))
        paint_bar(painter, bar, share, colors)
        bottom.adjust(bar.width() + SPACE, 0, 0, 0)
        painter.setPen(QColor(colors.text))
    else:
        painter.setPen(colors.tone(tone))
    draw_line(painter, bottom, line_of(row))


def _glyph(row: ModelRow, status: DetailedModelStatus) -> Glyph:
    if row.pending is not None:
        return Glyph.CLOCK
    progress = status.progress
    if progress is not None and progress.state is DownloadState.FAILED:
        return Glyph.ERROR
    if progress is not None and progress.state in (DownloadState.WAITING, DownloadState.QUEUED):
        return Glyph.CLOCK
    return _GLYPHS[status.state]
