"""The current values, one painted tile for each."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.ui.readings import Reading
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.painting import draw_line
from wan22_desktop.qtkit.theme import RADIUS, SPACE_SMALL, Tone, colors_of

_LEAST_WIDTH_PX = 97
_MARGIN_PX = 7
_BAR_PX = 3
_ROLES = {Tone.WARNING: tr("warning"), Tone.ERROR: tr("critical")}


class Tile(QWidget):
    """Name, value, and a bar where the value is a part of a whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading = Reading("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_reading(self, reading: Reading) -> None:
        if reading == self.reading:
            return
        self.reading = reading
        spoken = f"{reading.name}: {reading.text}"
        if reading.tone in _ROLES:
            spoken += f", {_ROLES[reading.tone]}"
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(reading.tip)
        self.setToolTip(plain_tooltip(f"{reading.name}: {reading.text}\n{reading.tip}".strip()))
        self.update()

    def sizeHint(self) -> QSize:
        height = self._small_font_height() + self.fontMetrics().height() + _BAR_PX + 9
        return QSize(_LEAST_WIDTH_PX, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        reading, colors = self.reading, colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_calm = reading.tone not in _ROLES
        tone = colors.tone(reading.tone)
        painter.setPen(QPen(QColor(colors.line) if is_calm else tone))
        painter.setBrush(QColor(colors.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        room = self.rect().adjusted(_MARGIN_PX, 3, -_MARGIN_PX, -_BAR_PX - 3)
        self._paint_name(painter, room, tone)
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        muted = reading.text == "\N{EM DASH}"
        painter.setPen(QColor(colors.muted) if muted else tone)
        value_room = QRect(room)
        value_room.setTop(room.top() + self._small_font_height())
        fits = painter.fontMetrics().horizontalAdvance(reading.text) <= room.width()
        draw_line(painter, value_room, reading.text if fits else reading.short or reading.text)
        if reading.fraction is not None:
            self._paint_bar(painter, reading.fraction, QColor(colors.accent) if is_calm else tone)
        painter.end()

    def _paint_name(self, painter: QPainter, room: QRect, tone: QColor) -> None:
        height = self._small_font_height()
        name_room = QRect(room.left(), room.top(), room.width(), height)
        if self.reading.tone in _ROLES:
            # Not by colour alone.
            glyph = Glyph.ERROR if self.reading.tone is Tone.ERROR else Glyph.WARNING
            side = height - 2
            draw_glyph(
                painter, glyph, QRectF(room.right() - side, room.top() + 1, side, side), tone
            )
            name_room.setRight(room.right() - side - 2)
        painter.setFont(self._small_font())
        painter.setPen(QColor(colors_of(self).muted))
        draw_line(painter, name_room, self.reading.name)

    def _paint_bar(self, painter: QPainter, fraction: float, color: QColor) -> None:
        bar = QRectF(
            _MARGIN_PX, self.height() - _BAR_PX - 4, self.width() - 2 * _MARGIN_PX, _BAR_PX
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors_of(self).track))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        bar.setWidth(bar.width() * min(max(fraction, 0.0), 1.0))
        painter.setBrush(color)
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)

    def _small_font(self) -> QFont:
        return small_font(self.font())

    def _small_font_height(self) -> int:
        return self.fontMetrics().height() - 1


class TileGrid(QWidget):
    """As many columns as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: list[Tile] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_SMALL)

    def show_readings(self, readings: tuple[Reading, ...]) -> None:
        """In this order; there are fewer once it is known that the machine has no card."""
        if len(self.tiles) != len(readings):
            for tile in self.tiles:
                self._grid.removeWidget(tile)
                tile.deleteLater()
            self.tiles = [Tile() for _ in readings]
            self._arrange()
        for tile, reading in zip(self.tiles, readings, strict=True):
            tile.show_reading(reading)

    def tile(self, name: str) -> Tile:
        return next(tile for tile in self.tiles if tile.reading.name == name)

    def minimumSizeHint(self) -> QSize:
        """Two columns: it must not be the columns of now that keep it from growing narrower."""
        return QSize(2 * _LEAST_WIDTH_PX + SPACE_SMALL, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = self.width() + SPACE_SMALL
        most = max(2, room // (_LEAST_WIDTH_PX + SPACE_SMALL))
        # Rows of one length where that takes no more of them.
        rows = -(-len(self.tiles) // most)
        columns = -(-len(self.tiles) // max(rows, 1))
        placed = self._grid.count() == len(self.tiles)
        if not self.tiles or (placed and columns == self._columns):
            return
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)


def small_font(font: QFont) -> QFont:
    """For captions."""
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(font.pointSizeF() * 0.88)
    else:
        small.setPixelSize(round(font.pixelSize() * 0.88))
    return small
