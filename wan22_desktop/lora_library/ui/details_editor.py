"""What people say about a LoRA, to be changed: each field has its own undo, all have one button."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.records import LoraDetails
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

_MAX_LINE_CHARACTERS = 2000
_LINES = 4


class DetailsEditor(QWidget):
    """Saves with its button, with Ctrl+S, and when another card is shown: no text is lost."""

    saved = Signal(str, object)
    """The id of a card and its LoraDetails."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card_id: str | None = None
        self._before = LoraDetails()
        self.trigger_words = _line(tr("Words that call it up, separated by commas"))
        self.tags = _line(tr("Words to find it by, separated by commas"))
        self.author = _line()
        self.version = _line()
        self.source = _line(tr("An address or a folder"))
        self.description = _Text()
        self.notes = _Text()
        self.save_button = QPushButton(tr("Save"))
        self.undo_button = QPushButton(tr("Undo changes"))
        self._buttons = QWidget()
        self._lay_out()
        for line in self._line_edits:
            line.textChanged.connect(self._note_change)
            line.returnPressed.connect(self.save)
        for text in (self.description, self.notes):
            text.textChanged.connect(self._note_change)
        self.save_button.clicked.connect(self.save)
        self.undo_button.clicked.connect(self.undo)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        self._note_change()

    def show_details(self, card_id: str | None, details: LoraDetails) -> None:
        """Of a card; unsaved changes of another one are saved, of the same one they are kept."""
        if card_id != self._card_id:
            self.save()
        elif self.is_changed:
            self._before = details
            self._note_change()
            return
        self._card_id, self._before = card_id, details
        self._fill(details)

    @property
    def details(self) -> LoraDetails:
        """What the fields hold; texts that were not touched are given back as they came."""
        before = self._before
        return LoraDetails(
            description=self.description.value_or(before.description),
            tags=_words_or(self.tags, before.tags),
            author=_text_or(self.author, before.author),
            version=_text_or(self.version, before.version),
            notes=self.notes.value_or(before.notes),
            source=_text_or(self.source, before.source),
            trigger_words=_words_or(self.trigger_words, before.trigger_words),
        )

    @property
    def is_changed(self) -> bool:
        return self.details != self._before

    @Slot()
    def save(self) -> None:
        if self._card_id is not None and self.is_changed:
            self._before = self.details
            self.saved.emit(self._card_id, self._before)
            self._note_change()

    @Slot()
    def undo(self) -> None:
        """Show again what is saved."""
        self._fill(self._before)

    # --- inside --------------------------------------------------------------------------------

    @property
    def _line_edits(self) -> tuple[QLineEdit, ...]:
        return (self.trigger_words, self.tags, self.author, self.version, self.source)

    def _fill(self, details: LoraDetails) -> None:
        for line, text in (
            (self.trigger_words, _joined(details.trigger_words)),
            (self.tags, _joined(details.tags)),
            (self.author, details.author),
            (self.version, details.version),
            (self.source, details.source),
        ):
            # Setting the same text again would throw its undo away.
            if line.text() != _shown(text):
                line.setText(_shown(text))
                line.setCursorPosition(0)
        self.description.set_value(details.description)
        self.notes.set_value(details.notes)
        self._note_change()

    @Slot()
    def _note_change(self) -> None:
        self._buttons.setVisible(self._card_id is not None and self.is_changed)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(SPACE)
        form.setVerticalSpacing(SPACE_SMALL)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, editor in (
            (tr("Trigger words"), self.trigger_words),
            (tr("Tags"), self.tags),
            (tr("Author"), self.author),
            (tr("Version"), self.version),
            (tr("Source"), self.source),
            (tr("Description"), self.description),
            (tr("Notes"), self.notes),
        ):
            editor.setAccessibleName(title)
            label = plain_label(title, Tone.MUTED)
            label.setBuddy(editor)
            form.addRow(label, editor)
        line = QHBoxLayout(self._buttons)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE)
        line.addWidget(self.save_button)
        line.addWidget(self.undo_button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(form)
        layout.addWidget(self._buttons)


class _Text(QPlainTextEdit):
    """Plain text of a few lines; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = ""

    def sizeHint(self) -> QSize:
        margins = 2 * (int(self.document().documentMargin()) + self.frameWidth())
        return QSize(120, _LINES * self.fontMetrics().lineSpacing() + margins)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def set_value(self, text: str) -> None:
        if text != self.toPlainText():
            self.setPlainText(text)
        # Qt changes some characters on the way in; these are no changes of the user's.
        self._shown = self.toPlainText()

    def value_or(self, before: str) -> str:
        text = self.toPlainText()
        return before if text == self._shown else text


def _line(placeholder: str = "") -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(_MAX_LINE_CHARACTERS)
    line.setPlaceholderText(placeholder)
    return line


def _shown(text: str) -> str:
    """What a line edit makes of it."""
    return " ".join(text.split("\n"))[:_MAX_LINE_CHARACTERS]


def _joined(words: tuple[str, ...]) -> str:
    return ", ".join(words)


def _text_or(line: QLineEdit, before: str) -> str:
    return before if line.text() == _shown(before) else line.text().strip()


def _words_or(line: QLineEdit, before: tuple[str, ...]) -> tuple[str, ...]:
    if line.text() == _shown(_joined(before)):
        return before
    words = (word.strip() for word in line.text().split(","))
    return tuple(dict.fromkeys(word for word in words if word))
