"""What the panel says where there is nothing to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, mark_primary

NO_LORAS = tr("No LoRAs yet")
DROP_HERE = tr(
    "Drop .safetensors files or folders here, or add them. Each file is checked and copied; "
    "yours stay where they are."
)
NOTHING_FOUND = tr("No LoRA matches")


class EmptyPage(QWidget):
    """One of two texts with the button that helps."""

    add_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label(tone=Tone.HEADING, wraps=True)
        self.text = plain_label(tone=Tone.MUTED, wraps=True)
        self.add_button = QPushButton(tr("Add LoRAs…"))
        self.clear_button = QPushButton(tr("Show all LoRAs"))
        mark_primary(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addStretch(1)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(label)
        for button in (self.add_button, self.clear_button):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.add_button.clicked.connect(self.add_asked)
        self.clear_button.clicked.connect(self.clear_asked)

    def show_no_loras(self) -> None:
        self._show(NO_LORAS, DROP_HERE, self.add_button)

    def show_nothing_found(self) -> None:
        self._show(NOTHING_FOUND, tr("Search and filters leave nothing over."), self.clear_button)

    def _show(self, title: str, text: str, button: QPushButton) -> None:
        self.title.setText(title)
        self.text.setText(text)
        for known in (self.add_button, self.clear_button):
            known.setVisible(known is button)
