"""Small line icons, drawn in the text colour: sharp at any scale, right in either theme."""

import math
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

GRID = 16.0


class Glyph(StrEnum):
    CLOSE = "close"
    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    PLAY = "play"
    PAUSE = "pause"
    SWAP = "swap"
    DICE = "dice"
    LOCK = "lock"
    UNLOCK = "unlock"
    IMAGE = "image"
    CLEAR = "clear"
    CLOCK = "clock"
    FILM = "film"
    STOPPED = "stopped"
    FETCH = "fetch"
    STAR = "star"
    LINK = "link"
    UP = "up"
    DOWN = "down"
    GRID = "grid"
    LIST = "list"
    FILTER = "filter"
    UNDO = "undo"


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for first, *rest in strokes:
        path.moveTo(*first)
        for point in rest:
            path.lineTo(*point)
    return path


def _circle(path: QPainterPath, x: float, y: float, radius: float) -> QPainterPath:
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _box(path: QPainterPath, x: float, y: float, width: float, height: float) -> QPainterPath:
    path.addRoundedRect(QRectF(x, y, width, height), 1.5, 1.5)
    return path


def _lock(*, closed: bool) -> QPainterPath:
    path = _box(QPainterPath(), 3, 7, 10, 7)
    path.moveTo(5, 7)
    path.lineTo(5, 5)
    path.arcTo(QRectF(5, 2, 6, 6), 180, -180)
    if closed:
        path.lineTo(11, 7)
    return path


def _star() -> QPainterPath:
    path = QPainterPath()
    for point in range(10):
        radius = 2.7 if point % 2 else 6.5
        angle = math.radians(36 * point - 90)
        place = QPointF(8 + radius * math.cos(angle), 8.4 + radius * math.sin(angle))
        if point:
            path.lineTo(place)
        else:
            path.moveTo(place)
    path.closeSubpath()
    return path


def _grid() -> QPainterPath:
    path = QPainterPath()
    for x, y in ((2.5, 2.5), (9, 2.5), (2.5, 9), (9, 9)):
        _box(path, x, y, 4.5, 4.5)
    return path


def _link() -> QPainterPath:
    path = QPainterPath()
    for left in (1.5, 7.5):
        path.addRoundedRect(QRectF(left, 5, 7, 6), 3, 3)
    return path


def _undo() -> QPainterPath:
    path = _lines(((6, 3), (3, 6), (6, 9)))
    path.moveTo(3, 6)
    path.lineTo(9.5, 6)
    path.arcTo(QRectF(6, 6, 7, 7), 90, -180)
    path.lineTo(6, 13)
    return path


def _dice() -> QPainterPath:
    path = _box(QPainterPath(), 2.5, 2.5, 11, 11)
    for x, y in ((5.5, 5.5), (10.5, 5.5), (8, 8), (5.5, 10.5), (10.5, 10.5)):
        _circle(path, x, y, 0.4)
    return path


_STROKES: dict[Glyph, QPainterPath] = {
    Glyph.CLOSE: _lines(((4, 4), (12, 12)), ((12, 4), (4, 12))),
    Glyph.OK: _circle(_lines(((5, 8.2), (7.2, 10.4), (11, 5.8))), 8, 8, 6),
    Glyph.INFO: _circle(_lines(((8, 7.5), (8, 11)), ((8, 5), (8, 5.1))), 8, 8, 6),
    Glyph.WARNING: _lines(
        ((8, 2.5), (14, 13.5), (2, 13.5), (8, 2.5)), ((8, 6.5), (8, 9.5)), ((8, 11.4), (8, 11.5))
    ),
    Glyph.ERROR: _circle(_lines(((8, 5), (8, 8.6)), ((8, 11), (8, 11.1))), 8, 8, 6),
    Glyph.PLAY: _lines(((5, 3), (13, 8), (5, 13), (5, 3))),
    Glyph.PAUSE: _lines(((5.5, 3.5), (5.5, 12.5)), ((10.5, 3.5), (10.5, 12.5))),
    Glyph.SWAP: _lines(
        ((3, 5.5), (13, 5.5)),
        ((10.5, 3), (13, 5.5), (10.5, 8)),
        ((13, 10.5), (3, 10.5)),
        ((5.5, 8), (3, 10.5), (5.5, 13)),
    ),
    Glyph.DICE: _dice(),
    Glyph.LOCK: _lock(closed=True),
    Glyph.UNLOCK: _lock(closed=False),
    Glyph.IMAGE: _circle(
        _box(_lines(((2.5, 11), (6, 8), (8.5, 10.5), (10.5, 9), (13.5, 12))), 2, 3, 12, 10.5),
        10.5,
        6,
        1,
    ),
    Glyph.CLEAR: _lines(
        ((2.5, 4.5), (13.5, 4.5)),
        ((6, 4.5), (6, 2.5), (10, 2.5), (10, 4.5)),
        ((4, 4.5), (4.7, 13.5), (11.3, 13.5), (12, 4.5)),
        ((6.8, 7), (6.8, 11)),
        ((9.2, 7), (9.2, 11)),
    ),
    Glyph.CLOCK: _circle(_lines(((8, 4.5), (8, 8), (10.5, 9.5))), 8, 8, 6),
    Glyph.FILM: _box(
        _lines(
            ((5, 3), (5, 13)),
            ((11, 3), (11, 13)),
            ((2, 8), (5, 8)),
            ((11, 8), (14, 8)),
        ),
        2,
        3,
        12,
        10,
    ),
    Glyph.FETCH: _lines(
        ((8, 2.5), (8, 10)), ((5, 7), (8, 10), (11, 7)), ((3, 11), (3, 13.5), (13, 13.5), (13, 11))
    ),
    Glyph.STAR: _star(),
    Glyph.LINK: _link(),
    Glyph.UP: _lines(((3.5, 10), (8, 5.5), (12.5, 10))),
    Glyph.DOWN: _lines(((3.5, 6), (8, 10.5), (12.5, 6))),
    Glyph.GRID: _grid(),
    Glyph.LIST: _lines(((2.5, 4), (13.5, 4)), ((2.5, 8), (13.5, 8)), ((2.5, 12), (13.5, 12))),
    Glyph.FILTER: _lines(((2.5, 4), (13.5, 4)), ((4.5, 8), (11.5, 8)), ((6.5, 12), (9.5, 12))),
    Glyph.UNDO: _undo(),
    Glyph.STOPPED: _circle(_lines(((4, 4), (12, 12))), 8, 8, 6),
}


def draw_glyph(
    painter: QPainter, glyph: Glyph, where: QRectF, color: QColor, *, is_filled: bool = False
) -> None:
    """Draw the glyph centred in `where`, as large as its shorter side."""
    side = min(where.width(), where.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(where.center() - QPointF(side / 2, side / 2))
    painter.scale(side / GRID, side / GRID)
    pen = QPen(color, 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(color if is_filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(_STROKES[glyph])
    painter.restore()


def glyph_icon(glyph: Glyph, palette: QPalette, side_px: int = 16) -> QIcon:
    """An icon in the palette's button text colour, faint when disabled."""
    icon = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        color = palette.color(group, QPalette.ColorRole.ButtonText)
        for scale in (1, 2, 3):
            icon.addPixmap(QPixmap.fromImage(_drawn(glyph, color.rgba(), side_px, scale)), mode)
    return icon


@lru_cache(maxsize=1000)
def _drawn(glyph: Glyph, rgba: int, side_px: int, scale: int) -> QImage:
    """Drawn once: a grid of drafts has the same star 64 times."""
    image = QImage(side_px * scale, side_px * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_glyph(painter, glyph, QRectF(0, 0, side_px, side_px), QColor.fromRgba(rgba))
    painter.end()
    return image


class GlyphButton(QToolButton):
    """A flat button with a glyph; `name` is what a screen reader says and the tooltip shows."""

    def __init__(self, glyph: Glyph, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = glyph
        self.setAutoRaise(True)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_meaning(glyph, name)

    def set_meaning(self, glyph: Glyph, name: str) -> None:
        self._glyph = glyph
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._redraw()

    def _redraw(self) -> None:
        self.setIcon(glyph_icon(self._glyph, self.palette()))
