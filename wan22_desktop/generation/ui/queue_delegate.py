"""Paints one row of the queue."""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui import queue_text
from wan22_desktop.generation.ui.queue_model import PROGRESS_ROLE, SECONDS_ROLE, START_ROLE
from wan22_desktop.generation.ui.queue_rows import GroupRow, QueueRow
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.painting import (
    chip_width,
    draw_line,
    fill,
    paint_bar,
    paint_chip,
    paint_ground,
)
from wan22_desktop.qtkit.pictures import read_bytes
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import RADIUS, SPACE, SPACE_SMALL, Colors, Tone, colors_for

_MAX_PIXMAPS = 200
_SET_IN_PX = 24
"""How far the jobs of a group begin to the right of it."""
_GLYPHS = {
    JobState.QUEUED: Glyph.CLOCK,
    JobState.DONE: Glyph.FILM,
    JobState.FAILED: Glyph.WARNING,
    JobState.CANCELLED: Glyph.STOPPED,
    JobState.INTERRUPTED: Glyph.PAUSE,
}


@dataclass(frozen=True, slots=True)
class _Look:
    """A row and all that is painted of it."""

    row: QueueRow
    progress: Progress | None
    start: int | None
    state_text: str
    is_skipped: bool
    is_unfolded: bool

    @classmethod
    def of(cls, index: QModelIndex | QPersistentModelIndex, *, is_unfolded: bool) -> "_Look | None":
        row = index.data(RECORD_ROLE)
        if not isinstance(row, Job | GroupRow):
            return None
        progress, start = index.data(PROGRESS_ROLE), index.data(START_ROLE)
        seconds = index.data(SECONDS_ROLE)
        known = progress if isinstance(progress, Progress) else None
        if isinstance(row, GroupRow):
            is_skipped = row.is_skipped
        else:
            is_skipped = row.is_skipped and not row.state.is_ended
        return cls(
            row,
            known,
            start if isinstance(start, int) else None,
            queue_text.state_line(row, known, seconds if isinstance(seconds, float) else None),
            is_skipped,
            is_unfolded,
        )

    @property
    def fraction(self) -> float | None:
        """How far it is; None where no bar is painted."""
        if isinstance(self.row, GroupRow):
            return None if self.row.is_ended else self.row.fraction(self.progress)
        if not self.row.state.is_active:
            return None
        return 0.0 if self.progress is None else self.progress.fraction


class QueueDelegate(QStyledItemDelegate):
    """Picture, what it is, settings, and how it stands."""

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
        is_unfolded = bool(option.state & QStyle.StateFlag.State_Open)
        look = _Look.of(index, is_unfolded=is_unfolded)
        if look is None:
            return
        colors = colors_for(option.palette)
        if index.parent().isValid():
            option.rect = option.rect.adjusted(_SET_IN_PX, 0, 0, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, colors)
        picture = picture_area(option.rect)
        self._paint_picture(painter, picture, look, colors)
        texts = option.rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        texts.setLeft(picture.right() + 1 + SPACE)
        self._paint_texts(painter, texts, look, colors)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, look: _Look, colors: Colors) -> None:
        ground = QColor(colors.line)
        ground.setAlpha(120)
        fill(painter, QRectF(rect), ground)
        row = look.row
        pictured = row.thumbnail_job if isinstance(row, GroupRow) else row
        pixmap = None
        if pictured is not None:
            pixmap = self._pixmap(pictured, rect.size(), painter.device().devicePixelRatio())
        if pixmap is not None:
            _paint_pixmap(painter, rect, pixmap)
        elif look.start is None and isinstance(row, Job):
            _paint_glyph(painter, rect, _glyph_of(row), colors.tone(_glyph_tone(row)))
        if look.start is not None:
            _paint_number(painter, rect, look.start, colors, on_picture=pixmap is not None)
        if isinstance(row, GroupRow):
            _paint_fold(painter, rect, colors, is_unfolded=look.is_unfolded)

    def _paint_texts(self, painter: QPainter, room: QRect, look: _Look, colors: Colors) -> None:
        line = painter.fontMetrics().lineSpacing()
        top = QRect(room.left(), room.top(), room.width(), line)
        is_group = isinstance(look.row, GroupRow)
        plain = painter.font()
        heading = QFont(plain)
        heading.setWeight(QFont.Weight.DemiBold if is_group else plain.weight())
        # What is struck out is seen to be left out, also without colours.
        heading.setStrikeOut(look.is_skipped)
        painter.setFont(heading)
        painter.setPen(QColor(colors.muted if look.is_skipped else colors.text))
        draw_line(painter, top, queue_text.title_line(look.row))
        painter.setFont(plain)
        painter.setPen(QColor(colors.muted))
        draw_line(
            painter, top.translated(0, line + SPACE_SMALL), queue_text.settings_line(look.row)
        )
        bottom = top.translated(0, 2 * (line + SPACE_SMALL))
        fraction = look.fraction
        tone = queue_text.state_tone(look.row)
        if fraction is not None:
            bar = QRect(bottom)
            bar.setWidth(min(max(room.width() // (5 if is_group else 3), 48), 160))
            paint_bar(painter, bar, fraction, colors)
            bottom = bottom.adjusted(bar.width() + SPACE, 0, 0, 0)
            if not is_group:
                tone = Tone.PLAIN
        painter.setPen(colors.tone(tone))
        draw_line(painter, bottom, look.state_text)

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


def picture_area(row: QRect) -> QRect:
    """Where the picture of a row is; of a group it is also what unfolds it."""
    height = row.height() - 2 * SPACE
    return QRect(row.left() + SPACE, row.top() + SPACE, height * 4 // 3, height)


def _glyph_of(job: Job) -> Glyph:
    if job.is_skipped and not job.state.is_ended:
        return Glyph.STOPPED
    return Glyph.PLAY if job.state.is_active else _GLYPHS[job.state]


def _glyph_tone(job: Job) -> Tone:
    return Tone.MUTED if job.state is JobState.DONE else queue_text.state_tone(job)


def _paint_pixmap(painter: QPainter, rect: QRect, pixmap: QPixmap) -> None:
    shown = pixmap.deviceIndependentSize()
    where = QRectF(0, 0, shown.width(), shown.height())
    where.moveCenter(QRectF(rect).center())
    painter.save()
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(rect), RADIUS, RADIUS)
    painter.setClipPath(outline)
    painter.drawPixmap(where.topLeft(), pixmap)
    painter.restore()


def _paint_glyph(painter: QPainter, rect: QRect, glyph: Glyph, color: QColor) -> None:
    side = min(24, rect.height() - SPACE)
    where = QRectF(0, 0, side, side)
    where.moveCenter(QRectF(rect).center())
    draw_glyph(painter, glyph, where, color)


def _paint_number(
    painter: QPainter, rect: QRect, number: int, colors: Colors, *, on_picture: bool
) -> None:
    """As the how many-th it begins: in the middle, or in a corner of a picture."""
    text = str(number)
    if not on_picture:
        painter.setPen(QColor(colors.muted))
        draw_line(painter, rect, text, Qt.AlignmentFlag.AlignHCenter)
        return
    metrics = painter.fontMetrics()
    chip = QRect(rect.left(), rect.top(), chip_width(metrics, text), metrics.height())
    paint_chip(painter, chip, text, QColor(colors.base), QColor(colors.text))


def _paint_fold(painter: QPainter, rect: QRect, colors: Colors, *, is_unfolded: bool) -> None:
    """The sign that jobs lie below, in the lower right corner."""
    side = 16
    where = QRectF(rect.right() - side, rect.bottom() - side, side, side)
    ground = QColor(colors.base)
    ground.setAlpha(220)
    fill(painter, where, ground)
    glyph = Glyph.UP if is_unfolded else Glyph.DOWN
    draw_glyph(painter, glyph, where.adjusted(1, 1, -1, -1), QColor(colors.text))
