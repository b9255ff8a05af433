"""A list of statements: each a sign, a title and as many lines of text as it takes."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.glyphs import Glyph, draw_glyph
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.painting import draw_line, paint_empty, paint_ground
from wan22_desktop.qtkit.record_model import RECORD_ROLE, RecordListModel
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, colors_for

_GLYPH_PX = 16
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_LOOKS = {
    Tone.OK: Glyph.OK,
    Tone.WARNING: Glyph.WARNING,
    Tone.ERROR: Glyph.ERROR,
}
_SPOKEN = {
    Tone.PLAIN: tr("plain"),
    Tone.MUTED: tr("muted"),
    Tone.OK: tr("ok"),
    Tone.WARNING: tr("warning"),
    Tone.ERROR: tr("error"),
    Tone.HEADING: tr("heading"),
}

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One statement; both texts are plain."""

    id: str
    title: str
    text: str = ""
    tone: Tone = Tone.PLAIN
    """OK, WARNING and ERROR have a sign of that colour, others a plain one."""

    @property
    def glyph(self) -> Glyph:
        return _LOOKS.get(self.tone, Glyph.INFO)

    def as_text(self) -> str:
        return f"{self.title}\n{self.text}" if self.text else self.title


class _Rows(RecordListModel[ReportRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def text_of(self, record: ReportRow, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return record.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{_SPOKEN[record.tone]}: {record.as_text()}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(record.as_text())
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row = index.data(RECORD_ROLE)
        view = self.parent()
        width = view.viewport().width() if isinstance(view, ReportList) else 320
        if row is None:
            return QSize(width, 0)
        height = 2 * SPACE + QFontMetrics(_bold(option.font)).lineSpacing()
        if row.text:
            room = QRect(0, 0, width - _GLYPH_PX - 3 * SPACE, 1 << 20)
            text = QFontMetrics(option.font).boundingRect(room, int(_WRAP), row.text)
            height += SPACE_SMALL + text.height()
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = index.data(RECORD_ROLE)
        if row is None:
            return
        colors = colors_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, colors)
        room = option.rect.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        painter.setFont(_bold(option.font))
        line = painter.fontMetrics().lineSpacing()
        tone = Tone.MUTED if row.tone is Tone.PLAIN else row.tone
        where = QRectF(room.left(), room.top() + (line - _GLYPH_PX) / 2, _GLYPH_PX, _GLYPH_PX)
        draw_glyph(painter, row.glyph, where, colors.tone(tone))
        room.adjust(_GLYPH_PX + SPACE, 0, 0, 0)
        painter.setPen(QColor(colors.text))
        draw_line(painter, QRect(room.left(), room.top(), room.width(), line), row.title)
        painter.setFont(option.font)
        painter.setPen(QColor(colors.muted))
        painter.drawText(room.adjusted(0, line + SPACE_SMALL, 0, 0), int(_WRAP), row.text)
        painter.restore()


class ReportList(QListView):
    """Rows as high as their text; Ctrl+C copies the chosen one, or all."""

    def __init__(self, name: str, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = empty_text
        self.rows = _Rows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def set_rows(self, rows: tuple[ReportRow, ...]) -> None:
        """Show these; the choice stays where its row is still there."""
        chosen = self.chosen
        self.rows.set_all(rows)
        if chosen is not None:
            self.choose(chosen.id)

    @property
    def chosen(self) -> ReportRow | None:
        # The current row is another thing: with the focus the first one becomes it.
        chosen = self.selectionModel().selectedIndexes()
        return self.rows.record_at(chosen[0]) if chosen else None

    def choose(self, row_id: str) -> None:
        """Select the row with this id, if there is one."""
        row = self.rows.row_of(row_id)
        if row is not None:
            self.setCurrentIndex(self.rows.index(row, 0))

    def as_text(self) -> str:
        """All rows, for the clipboard."""
        return "\n\n".join(record.as_text() for record in self.rows.records)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            text = self.as_text() if self.chosen is None else self.chosen.as_text()
            QApplication.clipboard().setText(text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The height of a row follows from the width of the view.
        self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_empty(self, self._empty_text)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
