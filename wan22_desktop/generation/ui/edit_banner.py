"""Above the form: that it holds a job of the queue, and the ways out."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, SPACE_SMALL, Tone, mark_primary, set_tone


class EditBanner(QFrame):
    """Hidden while no job is edited."""

    save_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.title = plain_label(tone=Tone.HEADING)
        self.detail = plain_label(wraps=True)
        self.save_button = QPushButton()
        mark_primary(self.save_button)
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.setAccessibleName(tr("Cancel editing"))
        self.cancel_button.setToolTip(tr("Leave the waiting clip as it is (Esc)"))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE, SPACE_LARGE, SPACE)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.detail)
        layout.addLayout(buttons)
        self.save_button.clicked.connect(self.save_asked)
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.show_editing()
        self.hide()

    @Slot()
    def show_editing(self) -> None:
        """The job waits and can still be changed."""
        self._say(
            tr("Editing a waiting clip"),
            tr("It keeps its place in the queue. What the form held before comes back."),
            tr("Save changes"),
        )
        set_tone(self.detail, Tone.MUTED)

    def show_too_late(self) -> None:
        """The job is not waiting any more."""
        self._say(
            tr("Editing a waiting clip"),
            tr("The clip does not wait any more: changes cannot reach it. Nothing here is lost."),
            tr("Add as a new clip"),
        )
        set_tone(self.detail, Tone.WARNING)

    def _say(self, title: str, detail: str, button: str) -> None:
        self.title.setText(title)
        self.detail.setText(detail)
        self.save_button.setText(button)
        self.save_button.setAccessibleName(button)
        self.save_button.setAccessibleDescription(detail)
        self.setAccessibleName(title)
