"""Paints a LoRA as a card of the grid, or as a row of the list."""

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.fit import Fit, FitReport
from wan22_desktop.lora_library.domain.records import FileState, LoraCard
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.card_rows import FIT_ROLE, USED_ROLE
from wan22_desktop.lora_library.ui.thumbnails import Thumbnails
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.painting import chip_width, draw_line, paint_chip, paint_ground
from wan22_desktop.qtkit.record_model import RECORD_ROLE
from wan22_desktop.qtkit.theme import RADIUS, SPACE, SPACE_SMALL, Colors, Tone, colors_for

_GLYPH_PX = 16
_DISC_PX = 22
FIT_GLYPHS = {Fit.FITS: Glyph.OK, Fit.MAY_FIT: Glyph.WARNING, Fit.BLOCKED: Glyph.STOPPED}
_IN_USE = tr("In use")

AnyIndex = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """`is_grid` and `cell` are set by the view that owns it."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.is_grid = False
        self.cell = QSize(160, 64)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002 -- Qt's signature
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        card = index.data(RECORD_ROLE)
        if not isinstance(card, LoraCard):
            return
        report = index.data(FIT_ROLE)
        colors = colors_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        paint_ground(painter, option, colors)
        room = option.rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        paint = self._paint_card if self.is_grid else self._paint_row
        verdict = report if isinstance(report, FitReport) else None
        paint(painter, room, card, verdict, colors, is_used=bool(index.data(USED_ROLE)))
        painter.restore()

    def _paint_card(
        self,
        painter: QPainter,
        room: QRect,
        card: LoraCard,
        report: FitReport | None,
        colors: Colors,
        *,
        is_used: bool,
    ) -> None:
        line = painter.fontMetrics().lineSpacing()
        texts_height = 3 * line + 2 * SPACE_SMALL
        picture = QRect(room.left(), room.top(), room.width(), room.height() - texts_height - SPACE)
        self._paint_picture(painter, picture, card, colors)
        if card.lead.is_favourite:
            disc = _disc(painter, picture.right() - _DISC_PX - 3, picture.top() + 4, colors)
            draw_glyph(painter, Glyph.STAR, disc, QColor(colors.warning), is_filled=True)
        if is_used:
            _paint_in_use(painter, picture.left() + 4, picture.top() + 4, colors)
        if report is not None:
            disc = _disc(
                painter, picture.right() - _DISC_PX - 3, picture.bottom() - _DISC_PX - 3, colors
            )
            _paint_fit(painter, disc, card, report, colors)
        top = QRect(room.left(), picture.bottom() + SPACE, room.width(), line)
        painter.setPen(QColor(colors.text))
        draw_line(painter, top, lora_text.visible(card.name))
        second = top.translated(0, line + SPACE_SMALL)
        _paint_kind(painter, second, card, colors)
        third = second.translated(0, line + SPACE_SMALL)
        text, tone = _standing(card, report)
        painter.setPen(colors.tone(tone))
        draw_line(painter, third, text)

    def _paint_row(
        self,
        painter: QPainter,
        room: QRect,
        card: LoraCard,
        report: FitReport | None,
        colors: Colors,
        *,
        is_used: bool,
    ) -> None:
        line = painter.fontMetrics().lineSpacing()
        picture = QRect(room.left(), room.top(), room.height(), room.height())
        self._paint_picture(painter, picture, card, colors)
        texts = room.adjusted(picture.width() + SPACE, 0, 0, 0)
        top = QRect(texts.left(), texts.top(), texts.width(), line)
        right = top.right() + 1
        if card.lead.is_favourite:
            right -= _GLYPH_PX
            star = QRectF(right, top.top() + (line - _GLYPH_PX) / 2, _GLYPH_PX, _GLYPH_PX)
            draw_glyph(painter, Glyph.STAR, star, QColor(colors.warning), is_filled=True)
            right -= SPACE_SMALL
        if is_used:
            right -= chip_width(painter.fontMetrics(), _IN_USE)
            _paint_in_use(painter, right, top.top(), colors)
            right -= SPACE_SMALL
        painter.setPen(QColor(colors.text))
        draw_line(painter, QRect(top.topLeft(), QSize(right - top.left(), line)), _name(card))
        second = top.translated(0, line + SPACE_SMALL)
        weight = lora_text.weight_line(card)
        width = painter.fontMetrics().horizontalAdvance(weight)
        painter.setPen(QColor(colors.muted))
        draw_line(painter, second, weight, Qt.AlignmentFlag.AlignRight)
        _paint_kind(painter, second.adjusted(0, 0, -width - SPACE, 0), card, colors)
        third = top.translated(0, 2 * (line + SPACE_SMALL))
        if report is not None:
            where = QRectF(third.left(), third.top() + (line - _GLYPH_PX) / 2, _GLYPH_PX, _GLYPH_PX)
            _paint_fit(painter, where, card, report, colors)
            third.adjust(_GLYPH_PX + SPACE_SMALL, 0, 0, 0)
        text, tone = _standing(card, report, is_row=True)
        painter.setPen(colors.tone(tone))
        draw_line(painter, third, text)

    def _paint_picture(
        self, painter: QPainter, rect: QRect, card: LoraCard, colors: Colors
    ) -> None:
        ratio = painter.device().devicePixelRatio()
        pixmap = self._thumbnails.pixmap(card.lead.thumbnail, rect.size(), ratio)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(rect), RADIUS, RADIUS)
        if pixmap is not None:
            painter.save()
            painter.setClipPath(outline)
            painter.drawPixmap(rect.topLeft(), pixmap)
            painter.restore()
            return
        paint_placeholder(painter, rect, card, colors)


def paint_placeholder(painter: QPainter, rect: QRect, card: LoraCard, colors: Colors) -> None:
    """The first letter of the name, on a colour of the file's own."""
    # The hash is hex by construction of the library.
    hue = int(card.id[:4], 16) % 360
    light = 70 if colors.is_dark else 215
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor.fromHsl(hue, 60, light)))
    painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
    letter = next((c for c in lora_text.visible(card.name) if c.isalnum()), "?")
    painter.save()
    font = painter.font()
    font.setPixelSize(max(12, min(rect.height(), rect.width()) * 2 // 5))
    painter.setFont(font)
    painter.setPen(QColor.fromHsl(hue, 70, 200 if colors.is_dark else 90))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter.upper()[:1])
    painter.restore()


def row_height(metrics: QFontMetrics) -> int:
    """Three lines of text and the air around them."""
    return 3 * metrics.lineSpacing() + 2 * SPACE_SMALL + 2 * SPACE


def card_height(metrics: QFontMetrics, width: int) -> int:
    """A picture in 4 : 3 with three lines of text under it."""
    return (width - 2 * SPACE) * 3 // 4 + row_height(metrics) + SPACE


def _name(card: LoraCard) -> str:
    return lora_text.visible(card.name)


def _paint_kind(painter: QPainter, rect: QRect, card: LoraCard, colors: Colors) -> None:
    """Expert as a chip, then family and mode."""
    badge = lora_text.expert_badge(card)
    if badge:
        chip = QRect(rect.topLeft(), QSize(chip_width(painter.fontMetrics(), badge), rect.height()))
        ground = QColor(colors.line)
        ground.setAlpha(150)  # seen on the list and on the selection
        paint_chip(painter, chip, badge, ground, QColor(colors.text))
        rect = rect.adjusted(chip.width() + SPACE_SMALL + 2, 0, 0, 0)
    painter.setPen(QColor(colors.muted))
    draw_line(painter, rect, lora_text.kind_line(card))


def _paint_in_use(painter: QPainter, left: int, top: int, colors: Colors) -> None:
    metrics = painter.fontMetrics()
    chip = QRect(left, top, chip_width(metrics, _IN_USE), metrics.lineSpacing())
    paint_chip(painter, chip, _IN_USE, QColor(colors.accent), QColor(colors.on_accent))


def _disc(painter: QPainter, left: int, top: int, colors: Colors) -> QRectF:
    """A ground on which a glyph can be seen whatever the picture; the glyph's place."""
    ground = QColor(colors.base)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    disc = QRectF(left, top, _DISC_PX, _DISC_PX)
    painter.drawEllipse(disc)
    inset = (_DISC_PX - _GLYPH_PX) / 2
    return disc.adjusted(inset, inset, -inset, -inset)


def _paint_fit(
    painter: QPainter, where: QRectF, card: LoraCard, report: FitReport, colors: Colors
) -> None:
    if card.state is FileState.PRESENT:
        glyph, tone = FIT_GLYPHS[report.fit], lora_text.FIT_TONES[report.fit]
    else:
        glyph, tone = Glyph.ERROR, Tone.ERROR
    draw_glyph(painter, glyph, where, colors.tone(tone))


def _standing(
    card: LoraCard, report: FitReport | None, *, is_row: bool = False
) -> tuple[str, Tone]:
    """What matters most about the card now."""
    state = lora_text.state_text(card)
    if state:
        return state, Tone.ERROR
    if report is None:
        return ("", Tone.MUTED) if is_row else (lora_text.weight_line(card), Tone.MUTED)
    if report.fit is Fit.FITS and not is_row:
        return lora_text.weight_line(card), Tone.MUTED
    return lora_text.fit_text(report), lora_text.FIT_TONES[report.fit]
