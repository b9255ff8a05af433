"""All that one record of the log says."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.core.plain_text import visible_text
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone


class LogDetails(QWidget):
    """A record as plain text that can be selected; Escape closes it."""

    close_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Details of the record"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setTabChangesFocus(True)
        self.close_button = GlyphButton(Glyph.CLOSE, tr("Close the details"))
        self.close_button.clicked.connect(self.close_pressed)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE, 0, SPACE_SMALL, 0)
        head.addWidget(plain_label(tr("Details"), Tone.HEADING), 1)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_SMALL, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)
        self.setMinimumHeight(4 * self.fontMetrics().height() + 2 * SPACE)

    def show_entry(self, entry: LogEntry) -> None:
        text = visible_text(_whole_text(entry))
        if text != self.text.toPlainText():
            self.text.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_pressed.emit()
        else:
            super().keyPressEvent(event)


def _whole_text(entry: LogEntry) -> str:
    at = datetime.fromtimestamp(entry.created, UTC).astimezone()
    facts = [f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}", entry.level_name]
    facts.append(entry.component)
    if entry.job:
        facts.append(tr("job {job}", job=entry.job))
    if entry.category:
        facts.append(entry.category)
    if entry.duration_s is not None:
        facts.append(tr("{seconds:.3f} s", seconds=entry.duration_s))
    if entry.memory_bytes is not None:
        facts.append(size(entry.memory_bytes))
    if entry.source:
        facts.append(entry.source)
    if entry.process:
        facts.append(
            tr("process {process}, thread {thread}", process=entry.process, thread=entry.thread)
        )
    parts = [", ".join(facts), entry.message]
    if entry.details:
        parts += ["", entry.details]
    return "\n".join(parts)
