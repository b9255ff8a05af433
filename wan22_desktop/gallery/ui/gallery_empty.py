"""What the gallery says where there is no clip to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, mark_primary


class GalleryEmpty(QWidget):
    """One of two texts with the button that helps."""

    add_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label(tone=Tone.HEADING, wraps=True)
        self.text = plain_label(tone=Tone.MUTED, wraps=True)
        self.add_button = QPushButton(tr("Add clips…"))
        self.clear_button = QPushButton(tr("Clear the filters"))
        mark_primary(self.clear_button)
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

    def show_no_clips(self) -> None:
        self._show(
            tr("No clips yet"),
            tr("What you render appears here. You can also drop MP4 files or folders here."),
            self.add_button,
        )

    def show_nothing_found(self) -> None:
        self._show(
            tr("No clip matches"),
            tr("Search and filters leave nothing over."),
            self.clear_button,
        )

    def _show(self, title: str, text: str, button: QPushButton) -> None:
        self.title.setText(title)
        self.text.setText(text)
        for known in (self.add_button, self.clear_button):
            known.setVisible(known is button)
