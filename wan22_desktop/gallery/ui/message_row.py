"""One line below the gallery: what has just been done, and how to undo or stop it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone, set_tone


class MessageRow(QWidget):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = plain_label(wraps=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.close_button = GlyphButton(Glyph.CLOSE, tr("Close this message"))
        self._deed: Callable[[], object] = self.hide
        self._stays = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_SMALL, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.button.clicked.connect(self._run)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def say(
        self,
        text: str,
        tone: Tone = Tone.PLAIN,
        offer: str = "",
        deed: Callable[[], object] | None = None,
        *,
        stays: bool = False,
    ) -> None:
        """Show `text`; a button `offer` does `deed` and, unless it `stays`, closes the line."""
        self.text.setText(text)
        set_tone(self.text, tone)
        self.button.setText(offer)
        self.button.setVisible(bool(offer))
        self._deed = deed or self.hide
        self._stays = stays
        self.show()

    @Slot()
    def _run(self) -> None:
        if not self._stays:
            self.hide()
        self._deed()
