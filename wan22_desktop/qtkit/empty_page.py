"""What a panel says where there is nothing to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone


class EmptyPage(QWidget):
    """A heading, a sentence, and the one of two buttons that helps."""

    add_asked = Signal()
    clear_asked = Signal()

    def __init__(self, add_text: str, clear_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label(tone=Tone.HEADING, wraps=True)
        self.text = plain_label(tone=Tone.MUTED, wraps=True)
        self.add_button = QPushButton(add_text)
        self.clear_button = QPushButton(clear_text)
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

    def show_page(self, title: str, text: str, button: QPushButton) -> None:
        """Say this, with one of the two buttons."""
        self.title.setText(title)
        self.text.setText(text)
        for known in (self.add_button, self.clear_button):
            known.setVisible(known is button)
