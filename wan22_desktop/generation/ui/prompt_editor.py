"""Text of a prompt: plain, counted, confirmed by the panel's shortcut."""

from PySide6.QtCore import QMimeData, QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.wan import MAX_PROMPT_CHARACTERS
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone, set_tone

WARN_FROM_CHARACTERS = MAX_PROMPT_CHARACTERS * 9 // 10


class PlainTextEditor(QPlainTextEdit):
    """Plain text where Tab leaves the field and dropped files are left to the panel.

    It is at least `lines` high and takes the room that it is given.
    """

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        margins = 2 * (int(self.document().documentMargin()) + self.frameWidth())
        return QSize(200, self._lines * self.fontMetrics().lineSpacing() + margins)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 -- Qt's name
        return not source.hasUrls() and super().canInsertFromMimeData(source)


class PromptEditor(QWidget):
    """A labelled text with its number of characters."""

    changed = Signal()

    def __init__(
        self,
        title: str,
        lines: int,
        placeholder: str,
        *,
        has_head: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Without a head the owner shows a title and the `counter` somewhere else."""
        super().__init__(parent)
        name = title.replace("&", "")
        self.text = PlainTextEditor(lines)
        self.text.setAccessibleName(name)
        self.text.setPlaceholderText(placeholder)
        self.text.textChanged.connect(self._count)
        self.counter = plain_label(tone=Tone.MUTED)
        self.counter.setAccessibleName(f"{name}: characters")
        self.setFocusProxy(self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        if has_head:
            label = QLabel(title)
            label.setBuddy(self.text)
            head = QHBoxLayout()
            head.addWidget(label)
            head.addStretch(1)
            head.addWidget(self.counter)
            layout.addLayout(head)
        layout.addWidget(self.text, 1)
        self._count()

    @property
    def value(self) -> str:
        return self.text.toPlainText()

    def set_value(self, text: str) -> None:
        if text != self.value:
            self.text.setPlainText(text)

    @Slot()
    def _count(self) -> None:
        count = len(self.value)
        self.counter.setText(f"{count} / {MAX_PROMPT_CHARACTERS}")
        if count > MAX_PROMPT_CHARACTERS:
            set_tone(self.counter, Tone.ERROR)
        else:
            set_tone(self.counter, Tone.WARNING if count >= WARN_FROM_CHARACTERS else Tone.MUTED)
        self.changed.emit()
