"""Paints the tiles: a frame of the clip, its name, rating, length and what sets it apart."""

from collections import OrderedDict

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from wan22_desktop.gallery.domain.clip_record import MAX_RATING, ClipRecord
from wan22_desktop.gallery.thumbnails import STRIP_FRAMES
from wan22_desktop.gallery.ui import gallery_text
from wan22_desktop.gallery.ui.gallery_strips import Strips
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.painting import chip_width, draw_line, fill, paint_chip, paint_ground
from wan22_desktop.qtkit.record_model import RECORD_ROLE, AnyIndex
from wan22_desktop.qtkit.theme import SPACE_SMALL, Colors, colors_for

_MARGIN = 6
_STAR_PX = 11
_RATIO = 10 / 16
"""Height of the picture to its width: between the wide and the upright formats of the models."""
_MIDDLE = STRIP_FRAMES // 2
_MAX_FRAMES = 400
"""Kept as they are on the screen: some 30 MB at 100 %."""
_VEIL = QColor(0, 0, 0, 150)
_ON_VEIL = QColor("#ffffff")


def tile_height(metrics: QFontMetrics, width: int) -> int:
    picture = round((width - 2 * _MARGIN) * _RATIO)
    return picture + 2 * metrics.height() + 2 * _MARGIN + 2 * SPACE_SMALL


def picture_rect(tile: QRect) -> QRect:
    """Where the frame is in a tile."""
    width = tile.width() - 2 * _MARGIN
    return QRect(tile.left() + _MARGIN, tile.top() + _MARGIN, width, round(width * _RATIO))


class GalleryDelegate(QStyledItemDelegate):
    def __init__(self, strips: Strips, parent: QWidget) -> None:
        super().__init__(parent)
        self._strips = strips
        self.cell = QSize(160, 160)
        self._frames: OrderedDict[tuple[int, int, int, float], QPixmap] = OrderedDict()
        self._stars: dict[tuple[int, bool, float], QPixmap] = {}
        self.scrubbed: tuple[str, int] = ("", _MIDDLE)
        """The id of the clip that is not shown by its middle frame, and which one of its strip."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        clip = index.data(RECORD_ROLE)
        if not isinstance(clip, ClipRecord):
            return
        colors = colors_for(option.palette)
        tile: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, colors)
        picture = picture_rect(tile)
        self._paint_picture(painter, picture, clip, colors)
        _paint_marks(painter, picture, clip, colors)
        self._paint_texts(painter, picture, clip, colors)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, room: QRect, clip: ClipRecord, colors: Colors
    ) -> None:
        fill(painter, QRectF(room), QColor(colors.window))
        strip = self._strips.strip(clip)
        if isinstance(strip, QImage) and not strip.isNull():
            frame = self.scrubbed[1] if self.scrubbed[0] == clip.id else _MIDDLE
            width = strip.width() // STRIP_FRAMES
            source = QRect(frame * width, 0, width, strip.height())
            shown = source.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(room.topLeft(), shown)
            target.moveCenter(room.center())
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(target.topLeft(), self._scaled(strip, source, shown * ratio, ratio))
            return
        side = min(room.width(), room.height()) // 4
        where = QRectF(0, 0, side, side)
        where.moveCenter(QRectF(room).center())
        is_broken = strip is not None or clip.is_missing
        glyph, color = (Glyph.WARNING, colors.warning) if is_broken else (Glyph.FILM, colors.muted)
        draw_glyph(painter, glyph, where, QColor(color))

    def _scaled(self, strip: QImage, source: QRect, size: QSize, ratio: float) -> QPixmap:
        """A frame of a strip as large as on the screen: scaled once, not with every scrolling."""
        key = (strip.cacheKey(), source.left(), size.width(), ratio)
        frame = self._frames.get(key)
        if frame is None:
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = strip.copy(source).scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            frame = self._frames[key] = QPixmap.fromImage(scaled)
            frame.setDevicePixelRatio(ratio)
            if len(self._frames) > _MAX_FRAMES:
                self._frames.popitem(last=False)
        self._frames.move_to_end(key)
        return frame

    def _paint_texts(
        self, painter: QPainter, picture: QRect, clip: ClipRecord, colors: Colors
    ) -> None:
        line = painter.fontMetrics().height()
        title = QRect(picture.left(), picture.bottom() + SPACE_SMALL, picture.width(), line)
        painter.setPen(QColor(colors.text))
        draw_line(painter, title, gallery_text.title(clip))
        below = title.translated(0, line + 1)
        ratio = painter.device().devicePixelRatio()
        stars = self._stars_of(clip.rating, colors, ratio)
        painter.drawPixmap(below.left(), below.center().y() - _STAR_PX // 2, stars)
        size = QRect(below)
        size.setLeft(below.left() + round(stars.width() / ratio) + SPACE_SMALL)
        painter.setPen(QColor(colors.muted))
        if clip.width:
            pixels = f"{clip.width} \N{MULTIPLICATION SIGN} {clip.height}"
            draw_line(painter, size, pixels, Qt.AlignmentFlag.AlignRight)

    def _stars_of(self, rating: int, colors: Colors, ratio: float) -> QPixmap:
        """Drawn once for each rating and theme: five outlines take longer than the picture."""
        key = (rating, colors.is_dark, ratio)
        stars = self._stars.get(key)
        if stars is None:
            width = MAX_RATING * (_STAR_PX + 2)
            stars = QPixmap(round(width * ratio), round(_STAR_PX * ratio))
            stars.setDevicePixelRatio(ratio)
            stars.fill(Qt.GlobalColor.transparent)
            painter = QPainter(stars)
            for number in range(MAX_RATING):
                where = QRectF(number * (_STAR_PX + 2), 0, _STAR_PX, _STAR_PX)
                is_on = number < rating
                color = QColor(colors.warning if is_on else colors.line)
                draw_glyph(painter, Glyph.STAR, where, color, is_filled=is_on)
            painter.end()
            self._stars[key] = stars
        return stars


def _paint_marks(painter: QPainter, picture: QRect, clip: ClipRecord, colors: Colors) -> None:
    """What sets the clip apart above, its length below."""
    metrics = painter.fontMetrics()
    height = metrics.height() + 2
    room = picture.width() - 2 * SPACE_SMALL
    badge = gallery_text.badge(clip)
    if badge:
        chip = QRect(0, 0, min(room, chip_width(metrics, badge)), height)
        chip.moveTopLeft(picture.topLeft() + QPoint(SPACE_SMALL, SPACE_SMALL))
        ground = QColor(colors.warning if clip.is_missing else colors.accent)
        paint_chip(painter, chip, badge, ground, QColor(colors.on_accent))
    length = gallery_text.length(clip)
    if length:
        chip = QRect(0, 0, min(room, chip_width(metrics, length)), height)
        chip.moveBottomRight(picture.bottomRight() - QPoint(SPACE_SMALL, SPACE_SMALL))
        paint_chip(painter, chip, length, _VEIL, _ON_VEIL)
