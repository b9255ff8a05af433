"""A style of one's own: its name and its words."""

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.styles import PLACE, Style
from wan22_desktop.generation.ui.prompt_editor import PlainTextEditor
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, mark_primary


class StyleDialog(QDialog):
    """Does not wait; `saved` tells the style."""

    saved = Signal(object)  # Style

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("New style"))
        told = plain_label(
            tr("Write {place} where your own words go.", place=PLACE), Tone.MUTED, wraps=True
        )
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.setAccessibleName(tr("Name of the style"))
        self.words = PlainTextEditor(4)
        self.words.setPlainText(f"{PLACE}, ")
        self.words.setAccessibleName(tr("Words of the style"))
        self.negative = PlainTextEditor(2)
        self.negative.setAccessibleName(tr("Negative words of the style"))
        self.problem = plain_label(tone=Tone.ERROR, wraps=True)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.buttons.addButton(
            tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        mark_primary(self.save_button)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setSpacing(SPACE)
        form.addRow(tr("&Name"), self.name)
        form.addRow(tr("&Words"), self.words)
        form.addRow(tr("Ne&gative"), self.negative)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(told)
        layout.addLayout(form, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.resize(420, 300)

    @Slot()
    def _save(self) -> None:
        try:
            style = Style(
                name=self.name.text().strip(),
                prompt=self.words.toPlainText().strip().rstrip(","),
                negative_prompt=self.negative.toPlainText().strip(),
            )
        except ValidationError:
            self.problem.setText(
                tr(
                    "A style needs a name and, in at most 2,000 characters of words, {place} once.",
                    place=PLACE,
                )
            )
            self.problem.show()
            return
        self.saved.emit(style)
        self.accept()
