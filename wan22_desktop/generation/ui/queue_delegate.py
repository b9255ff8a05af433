"""Paints one row of the queue."""

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui import queue_text
from wan22_desktop.generation.ui.queue_model import PROGRESS_ROLE
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.painting import draw_line, fill, paint_bar, paint_ground
from wan22_desktop.qtkit.pictures import read_bytes
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import RADIUS, SPACE, SPACE_SMALL, Colors, Tone, colors_for

_MAX_PIXMAPS = 200
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
        paint_ground(painter, option, colors)
        room = option.rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        picture = QRect(room.left(), room.top(), room.height() * 4 // 3, room.height())
        self._paint_picture(painter, picture, job, colors)
        texts = room.adjusted(picture.width() + SPACE, 0, 0, 0)
        self._paint_texts(
            painter, texts, job, progress if isinstance(progress, Progress) else None, colors
        )
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, job: Job, colors: Colors) -> None:
        ground = QColor(colors.line)
        ground.setAlpha(120)
        fill(painter, QRectF(rect), ground)
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
        draw_line(painter, top, queue_text.one_line(job.request.prompt))
        painter.setPen(QColor(colors.muted))
        draw_line(painter, top.translated(0, line + SPACE_SMALL), queue_text.settings_line(job))
        bottom = top.translated(0, 2 * (line + SPACE_SMALL))
        text = queue_text.state_line(job, progress)
        if job.state.is_active:
            bar = QRect(bottom)
            bar.setWidth(min(max(room.width() // 3, 48), 160))
            paint_bar(painter, bar, 0.0 if progress is None else progress.fraction, colors)
            painter.setPen(QColor(colors.text))
            draw_line(painter, bottom.adjusted(bar.width() + SPACE, 0, 0, 0), text)
            return
        painter.setPen(colors.tone(queue_text.state_tone(job.state)))
        draw_line(painter, bottom, text)

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
