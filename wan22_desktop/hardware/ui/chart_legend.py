"""The line above a chart: its title, its unit and the values of its curves at one moment."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wan22_desktop.hardware.ui.chart_kinds import ChartKind, Curve
from wan22_desktop.hardware.ui.tiles import small_font
from wan22_desktop.qtkit.painting import draw_line
from wan22_desktop.qtkit.theme import colors_of

_SWATCH_PX = 8
_GAP_PX = 4
_BETWEEN_PX = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A curve that is shown, in its colour."""

    curve: Curve
    color: str
    value: float = math.nan


class ChartLegend(QWidget):
    """Each value has its fixed place, so that nothing jumps while it changes."""

    def __init__(self, kind: ChartKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.entries: tuple[Entry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        texts = tuple(self.kind.text(entry.value) for entry in entries)
        same = [(e.curve, e.color) for e in entries] == [(e.curve, e.color) for e in self.entries]
        if same and texts == tuple(self.kind.text(entry.value) for entry in self.entries):
            return
        self.entries = entries
        self.setAccessibleName(f"{self.kind.title}: {self.spoken()}")
        self.update()

    def spoken(self) -> str:
        """The values in words."""
        return ", ".join(
            f"{entry.curve.name} {self.kind.text(entry.value)} {self.kind.unit}"
            for entry in self.entries
        )

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        colors = colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = small_font(self.font())
        bold = QFont(font)
        bold.setBold(True)
        metrics, bold_metrics = QFontMetrics(font), QFontMetrics(bold)
        slot = bold_metrics.horizontalAdvance(self.kind.widest) + _GAP_PX
        # One curve needs no name beside that of its chart.
        names = [entry.curve.name if len(self.entries) > 1 else "" for entry in self.entries]
        widths = [_SWATCH_PX + _GAP_PX + metrics.horizontalAdvance(n) + slot for n in names]
        left = self.width() - sum(widths) - _BETWEEN_PX * max(len(widths) - 1, 0)
        title = self._title(bold_metrics, metrics, left - _BETWEEN_PX)
        painter.setFont(bold)
        painter.setPen(QColor(colors.text))
        draw_line(painter, QRect(0, 0, title, self.height()), self.kind.title)
        painter.setFont(font)
        painter.setPen(QColor(colors.muted))
        unit = QRect(title + _GAP_PX, 0, max(left - _BETWEEN_PX - title, 0), self.height())
        if unit.width() >= metrics.horizontalAdvance(self.kind.unit):
            draw_line(painter, unit, self.kind.unit)
        for entry, name, width in zip(self.entries, names, widths, strict=True):
            self._paint_entry(painter, QRect(left, 0, width, self.height()), entry, name, bold)
            left += width + _BETWEEN_PX
        painter.end()

    def _title(self, bold: QFontMetrics, plain: QFontMetrics, room: int) -> int:
        """The width that the title gets; the unit comes behind it where there is room."""
        wanted = bold.horizontalAdvance(self.kind.title) + 1
        unit = plain.horizontalAdvance(self.kind.unit) + _GAP_PX
        return wanted if wanted + unit <= room else max(min(wanted, room), 0)

    def _paint_entry(
        self, painter: QPainter, rect: QRect, entry: Entry, name: str, bold: QFont
    ) -> None:
        colors = colors_of(self)
        side = _SWATCH_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(entry.color))
        top = (rect.height() - side) / 2
        painter.drawRoundedRect(QRectF(rect.left(), top, side, side), 2, 2)
        painter.setPen(QColor(colors.muted))
        painter.setFont(small_font(self.font()))
        draw_line(painter, rect.adjusted(side + _GAP_PX, 0, 0, 0), name)
        painter.setFont(bold)
        painter.setPen(QColor(colors.text))
        draw_line(painter, rect, self.kind.text(entry.value), Qt.AlignmentFlag.AlignRight)
