"""One setting in the dialog: its name, its editor, what it means, and the way back."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wan22_desktop.core.settings import Settings
from wan22_desktop.core.texts import tr
from wan22_desktop.preferences.domain.entries import Entry, Kind, default_of, value_of
from wan22_desktop.preferences.ui.entry_editors import editor_for
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import wrapping_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

RESTART_NOTE = tr("Takes effect when the app is started again.")


class EntryRow(QWidget):
    """Shows a setting; `chosen` carries its key and the value that the user wants."""

    chosen = Signal(str, object)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.editor = editor_for(entry)
        self.title = wrapping_label(entry.title)
        self.title.setVisible(entry.kind is not Kind.SWITCH)
        self.title.setBuddy(self.editor.focus_target)
        help_text = " ".join(filter(None, (entry.help, _restart_note(entry))))
        self.help = wrapping_label(help_text, Tone.MUTED)
        self.help.setVisible(bool(help_text))
        self.editor.focus_target.setAccessibleDescription(help_text)
        self.problem = wrapping_label(tone=Tone.ERROR)
        self.problem.hide()
        self.reset_button = GlyphButton(
            Glyph.UNDO, tr("Back to default: {title}", title=entry.title)
        )
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.editor, 1)
        line.addWidget(self.reset_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.title)
        layout.addLayout(line)
        layout.addWidget(self.help)
        layout.addWidget(self.problem)
        self.editor.chosen.connect(self._tell)
        self.reset_button.clicked.connect(self._reset)

    def show_settings(self, settings: Settings) -> None:
        """The setting as it is now."""
        value = value_of(settings, self.entry.key)
        self.editor.show_value(value)
        self.reset_button.setVisible(value != default_of(self.entry.key))
        self.show_problem("")

    def show_problem(self, text: str) -> None:
        """Why what the user wants cannot be; empty takes it away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    @Slot(object)
    def _tell(self, value: object) -> None:
        self.chosen.emit(self.entry.key, value)

    @Slot()
    def _reset(self) -> None:
        self.chosen.emit(self.entry.key, default_of(self.entry.key))


def _restart_note(entry: Entry) -> str:
    return RESTART_NOTE if entry.waits_for_restart else ""
