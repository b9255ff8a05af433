"""The table of the log: what a search has found is marked, and keys are the panel's."""

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from wan22_desktop.app.log_model import ENTRY_ROLE, Column, match_pattern
from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.theme import SPACE, Colors, Tone, colors_for

_SAMPLES = {
    Column.TIME: "00:00:00.000",
    Column.LEVEL: "warning",
    Column.PART: "downloads",
    Column.JOB: "000000000000",
}
"""The widest text of a column."""
_LEAST_MESSAGE_CHARACTERS = 40
_GIVEN_UP_WHEN_NARROW = (Column.JOB, Column.PART, Column.LEVEL)
_CONTEXT_CHARACTERS = 12
"""Shown before a match that would be beyond the end of its row."""
_DETAILS = "details"


class LogView(QTableView):
    """Views copy one cell by themselves; ours leaves Ctrl+C and Enter to the panel."""

    copy_pressed = Signal()
    open_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = _MarkingDelegate(self)
        self.setItemDelegate(self.marks)
        self.setAccessibleName(tr("Log"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + SPACE)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def mark(self, needle: str) -> None:
        """Mark the places of this text from now on."""
        self.marks.pattern = match_pattern(needle)
        self.viewport().update()

    def fit_columns(self) -> None:
        """Give columns up, the least needed first, until messages have room."""
        metrics = self.fontMetrics()
        widths = {
            column: metrics.horizontalAdvance(text) + 2 * SPACE for column, text in _SAMPLES.items()
        }
        left = self.viewport().width() - sum(widths.values())
        wanted = metrics.averageCharWidth() * _LEAST_MESSAGE_CHARACTERS
        hidden: set[Column] = set()
        for column in _GIVEN_UP_WHEN_NARROW:
            if left >= wanted:
                break
            hidden.add(column)
            left += widths[column]
        for column, width in widths.items():
            self.setColumnWidth(column, width)
            self.setColumnHidden(column, column in hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_pressed.emit()
        else:
            super().keyPressEvent(event)


class _MarkingDelegate(QStyledItemDelegate):
    """Draws texts plainly, with a background behind each match."""

    pattern: re.Pattern[str] | None = None

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry = index.data(ENTRY_ROLE) if index.column() == Column.MESSAGE else None
        has_details = isinstance(entry, LogEntry) and bool(entry.details)
        if self.pattern is None and not has_details:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        text, widget = option.text, option.widget
        option.text = ""
        style = widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        role = QStyle.SubElement.SE_ItemViewItemText
        room = style.subElementRect(role, option, widget).adjusted(3, 0, -3, 0)
        palette: QPalette = option.palette
        colors = colors_for(palette)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = palette.color(
            QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        )
        painter.save()
        if has_details:
            room = self._draw_hint(painter, option, room, ink if is_selected else None)
        painter.setPen(ink)
        self._draw_text(painter, option, room, text, _mark_format(colors, is_selected=is_selected))
        painter.restore()

    def _draw_hint(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, ink: QColor | None
    ) -> QRect:
        """That there is more to see; gives the room that is left."""
        palette: QPalette = option.palette
        painter.setPen(ink or colors_for(palette).tone(Tone.MUTED))
        at_end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, at_end, _DETAILS)
        width = option.fontMetrics.horizontalAdvance(_DETAILS)
        return room.adjusted(0, 0, -width - SPACE, 0)

    def _draw_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRect,
        text: str,
        mark: QTextCharFormat,
    ) -> None:
        metrics = option.fontMetrics
        first = self.pattern.search(text) if self.pattern is not None else None
        if first is not None and metrics.horizontalAdvance(text[: first.end()]) > room.width():
            text = f"…{text[max(0, first.start() - _CONTEXT_CHARACTERS) :]}"
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        layout = QTextLayout(text, option.font)
        plain = QTextOption()
        plain.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(plain)
        if self.pattern is not None:
            layout.setFormats([_range(found, mark) for found in self.pattern.finditer(text)])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(room.width())
        layout.endLayout()
        top = room.top() + (room.height() - line.height()) / 2
        layout.draw(painter, QPointF(room.left(), top))


def _range(found: re.Match[str], mark: QTextCharFormat) -> QTextLayout.FormatRange:
    place = QTextLayout.FormatRange()
    place.start, place.length = found.start(), found.end() - found.start()
    place.format = mark
    return place


def _mark_format(colors: Colors, *, is_selected: bool) -> QTextCharFormat:
    mark = QTextCharFormat()
    mark.setBackground(QBrush(QColor(colors.base if is_selected else colors.selection)))
    mark.setForeground(QBrush(QColor(colors.text)))
    return mark
