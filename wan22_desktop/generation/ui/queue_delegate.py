"""Paints one row of the queue."""

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui import queue_text
from wan22_desktop.generation.ui.pictures import read_bytes
from wan22_desktop.generation.ui.queue_model import PROGRESS_ROLE
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import RADIUS, SPACE, SPACE_SMALL, Colors, Tone, colors_for

_MAX_PIXMAPS = 200
_BAR_HEIGHT = 6
_GLYPHS = {
    JobState.QUEUED: Glyph.CLOCK,
    JobState.DONE: Glyph.FILM,
    JobState.FAILED: Glyph.WARNING,
    JobState.CANCELLED: Glyph.STOPPED,
    JobState.INTERRUPTED: Glyph.PAUSE,
}


class QueueDelegate(QStyledItemDelegate):
    """Thumbnail, prompt, settings, and how the job stands."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pixmaps: OrderedDict[tuple[str, int, int, float], QPixmap] = OrderedDict()

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 -- all rows are alike
    ) -> QSize:
        return QSize(160, row_height(option.fontMetrics))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        job = index.data(RECORD_ROLE)
        if not isinstance(job, Job):
            return
        progress = index.data(PROGRESS_ROLE)
        colors = colors_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, colors)
        room = option.rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        picture = QRect(room.left(), room.top(), room.height() * 4 // 3, room.height())
        self._paint_picture(painter, picture, job, colors)
        texts = room.adjusted(picture.width() + SPACE, 0, 0, 0)
        self._paint_texts(
            painter, texts, job, progress if isinstance(progress, Progress) else None, colors
        )
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, colors: Colors
    ) -> None:
        rect = QRectF(option.rect).adjusted(2, 1, -2, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            _fill(painter, rect, QColor(colors.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            _fill(painter, rect, QColor(colors.raised))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colors.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _paint_picture(self, painter: QPainter, rect: QRect, job: Job, colors: Colors) -> None:
        ground = QColor(colors.line)
        ground.setAlpha(120)
        _fill(painter, QRectF(rect), ground)
        pixmap = self._pixmap(job, rect.size(), painter.device().devicePixelRatio())
        if pixmap is None:
            glyph = Glyph.PLAY if job.state.is_active else _GLYPHS[job.state]
            side = min(24, rect.height() - SPACE)
            where = QRectF(0, 0, side, side)
            where.moveCenter(QRectF(rect).center())
            tone = Tone.MUTED if job.state is JobState.DONE else queue_text.state_tone(job.state)
            draw_glyph(painter, glyph, where, colors.tone(tone))
            return
        shown = pixmap.deviceIndependentSize()
        where = QRectF(0, 0, shown.width(), shown.height())
        where.moveCenter(QRectF(rect).center())
        painter.save()
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(rect), RADIUS, RADIUS)
        painter.setClipPath(outline)
        painter.drawPixmap(where.topLeft(), pixmap)
        painter.restore()

    def _paint_texts(
        self,
        painter: QPainter,
        room: QRect,
        job: Job,
        progress: Progress | None,
        colors: Colors,
    ) -> None:
        metrics = painter.fontMetrics()
        line = metrics.lineSpacing()
        top = QRect(room.left(), room.top(), room.width(), line)
        painter.setPen(QColor(colors.text))
        _draw_line(painter, top, queue_text.one_line(job.request.prompt))
        painter.setPen(QColor(colors.muted))
        _draw_line(painter, top.translated(0, line + SPACE_SMALL), queue_text.settings_line(job))
        bottom = top.translated(0, 2 * (line + SPACE_SMALL))
        text = queue_text.state_line(job, progress)
        if job.state.is_active:
            bar = QRect(bottom)
            bar.setWidth(min(max(room.width() // 3, 48), 160))
            _paint_bar(painter, bar, 0.0 if progress is None else progress.fraction, colors)
            painter.setPen(QColor(colors.text))
            _draw_line(painter, bottom.adjusted(bar.width() + SPACE, 0, 0, 0), text)
            return
        painter.setPen(colors.tone(queue_text.state_tone(job.state)))
        _draw_line(painter, bottom, text)

    def _pixmap(self, job: Job, size: QSize, ratio: float) -> QPixmap | None:
        if not job.thumbnail:
            return None
        key = (job.id, hash(job.thumbnail), size.height(), ratio)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            image = read_bytes(job.thumbnail, size * 4)
            if not image.isNull():
                image = image.scaled(
                    size * ratio,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            self._pixmaps[key] = pixmap
            while len(self._pixmaps) > _MAX_PIXMAPS:
                self._pixmaps.popitem(last=False)
        self._pixmaps.move_to_end(key)
        return None if pixmap.isNull() else pixmap


def row_height(metrics: QFontMetrics) -> int:
    """Three lines of text and the air around them."""
    return 3 * metrics.lineSpacing() + 2 * SPACE_SMALL + 2 * SPACE


def _fill(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)


def _draw_line(painter: QPainter, rect: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


def _paint_bar(painter: QPainter, rect: QRect, fraction: float, colors: Colors) -> None:
    bar = QRectF(rect.left(), rect.center().y() - _BAR_HEIGHT / 2, rect.width(), _BAR_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors.line))
    painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
    bar.setWidth(bar.width() * min(max(fraction, 0.0), 1.0))
    if bar.width() >= 1:
        painter.setBrush(QColor(colors.accent))
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
