"""A form field with what is wrong with it right beneath."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.generation.domain.request_rules import Problem
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone

_LONGEST_SUGGESTION = 20


def suggestion_text(suggestion: object) -> str:
    """The text of the button that puts the suggestion in place."""
    shown = decimal(f"{suggestion:g}") if isinstance(suggestion, float) else str(suggestion)
    if len(shown) > _LONGEST_SUGGESTION:
        return tr("Mend the text")
    return tr("Use {what}", what=shown)


class ProblemLine(QWidget):
    """A message in the error colour and, where there is one, a button with the way out."""

    suggestion_taken = Signal(str, object)
    """The name of the field and the value to put into it."""

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._problem: Problem | None = None
        self.label = plain_label(tone=Tone.ERROR, wraps=True)
        self.button = QPushButton()
        self.button.setAccessibleName(tr("Use the suggestion"))
        self.button.clicked.connect(self._take)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_SMALL)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.show_problem(None)

    @property
    def problem(self) -> Problem | None:
        return self._problem

    def show_problem(self, problem: Problem | None) -> None:
        """Show it, or nothing."""
        self._problem = problem
        if problem is not None:
            self.label.setText(problem.message)
            self.button.setVisible(problem.suggestion is not None)
            self.button.setText(suggestion_text(problem.suggestion))
            self.button.setAccessibleName(self.button.text())
            self.button.setAccessibleDescription(problem.message)
        self.setVisible(problem is not None)

    @Slot()
    def _take(self) -> None:
        if self._problem is not None:
            self.suggestion_taken.emit(self.field, self._problem.suggestion)


class Field(QWidget):
    """An editor with one problem line per request field that it edits."""

    def __init__(self, editor: QWidget, *names: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self.lines = {name: ProblemLine(name) for name in names}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(editor, 1)
        for line in self.lines.values():
            layout.addWidget(line)

    @property
    def focus_target(self) -> QWidget:
        """What a label's mnemonic leads to: a compound editor takes no focus itself."""
        return self.editor.focusProxy() or self.editor
