"""Text of a prompt: plain, counted, confirmed by the panel's shortcut."""

from PySide6.QtCore import QMimeData, QSize, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import MAX_PROMPT_CHARACTERS
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone, set_tone

_PUNCTUATION = ",.;:!?"
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
        self.counter.setAccessibleName(tr("{name}: characters", name=name))
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

    @Slot(str)
    def replace_text(self, text: str) -> None:
        """Put another text in its place as one step that can be undone.

        What both begin and end with is left alone, and so are the steps before.
        """
        now = self.value
        start = _shared_characters(now, text)
        end = _shared_characters(now[start:][::-1], text[start:][::-1])
        if text == now:
            return
        cursor = QTextCursor(self.text.document())
        cursor.beginEditBlock()
        cursor.setPosition(_utf16_units(now[:start]))
        cursor.setPosition(_utf16_units(now[: len(now) - end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])
        cursor.endEditBlock()
        self.text.setTextCursor(cursor)

    def insert_text(self, text: str) -> None:
        """Put a text where the cursor stands, as a step of its own that can be undone."""
        cursor = self.text.textCursor()
        cursor.beginEditBlock()
        cursor.insertText(text)
        cursor.endEditBlock()

    @Slot(str)
    def add_words(self, words: str) -> None:
        """Put words where the cursor stands, set off by commas; undone like anything typed.

        Words that the text has already are only selected.
        """
        found = self.text.document().find(words)
        if not found.isNull():
            self.text.setTextCursor(found)
            return
        at = self.text.textCursor().position()
        before, after = self._around(at)
        spaces_before = len(before) - len(before.rstrip(" "))
        spaces_after = len(after) - len(after.lstrip(" "))
        cursor = self.text.textCursor()
        cursor.setPosition(at - spaces_before)
        cursor.setPosition(at + spaces_after, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{_joint(before)}{words}{_joint(after, ends=True)}")
        self.text.setTextCursor(cursor)

    def _around(self, at: int) -> tuple[str, str]:
        """The text on both sides of a position, which Qt counts in UTF-16."""
        cursor = self.text.textCursor()
        cursor.setPosition(at)
        cursor.movePosition(QTextCursor.MoveOperation.Start, QTextCursor.MoveMode.KeepAnchor)
        before = cursor.selectedText()
        cursor.setPosition(at)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        return before, cursor.selectedText()

    @Slot()
    def _count(self) -> None:
        count = len(self.value)
        self.counter.setText(f"{count} / {MAX_PROMPT_CHARACTERS}")
        if count > MAX_PROMPT_CHARACTERS:
            set_tone(self.counter, Tone.ERROR)
        else:
            set_tone(self.counter, Tone.WARNING if count >= WARN_FROM_CHARACTERS else Tone.MUTED)
        self.changed.emit()


def _shared_characters(one: str, other: str) -> int:
    """At the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _utf16_units(text: str) -> int:
    """What Qt counts positions in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _joint(text: str, *, ends: bool = False) -> str:
    """What stands between new words and the text before or after them."""
    stripped = text.strip()
    if not stripped:
        return ""
    if ends:
        return "" if stripped[0] in _PUNCTUATION else ", "
    return " " if stripped[-1] in _PUNCTUATION else ", "
