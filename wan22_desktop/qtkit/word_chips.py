"""Words as small buttons in rows."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.theme import SPACE_SMALL

_MAX_SHOWN_CHARACTERS = 32


class WordChips(QWidget):
    """Tells which word was clicked; hidden without words."""

    word_clicked = Signal(str)

    def __init__(self, deed: str, max_words: int, parent: QWidget | None = None) -> None:
        """`deed` says what a click does, with a place `{}` for the word.

        Words beyond `max_words` are left out.
        """
        super().__init__(parent)
        self._deed = deed
        self._max_words = max_words
        self._words: tuple[str, ...] = ()
        flow = FlowLayout(self, SPACE_SMALL)
        # Made once: buttons that come later would be last in the order of the Tab key.
        self._buttons = tuple(QPushButton() for _ in range(max_words))
        for button in self._buttons:
            button.setProperty("segment", True)  # noqa: FBT003 -- Qt's own signature
            button.clicked.connect(self._take_click)
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def words(self) -> tuple[str, ...]:
        return self._words

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """One for each word."""
        return self._buttons[: len(self._words)]

    @property
    def all_buttons(self) -> tuple[QPushButton, ...]:
        """Also those that have no word now."""
        return self._buttons

    def set_words(self, words: tuple[str, ...]) -> None:
        self._words = words[: len(self._buttons)]
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._words))
        for word, button in zip(self._words, self.buttons, strict=True):
            shown = "".join(c if c.isprintable() else " " for c in word)
            shown = " ".join(shown.split())
            deed = self._deed.format(shown)
            if len(shown) > _MAX_SHOWN_CHARACTERS:
                shown = shown[: _MAX_SHOWN_CHARACTERS - 1] + "\N{HORIZONTAL ELLIPSIS}"
            # An ampersand would become a mnemonic.
            button.setText(shown.replace("&", "&&"))
            button.setToolTip(plain_tooltip(deed))
            button.setAccessibleName(deed)
        self.setVisible(bool(self._words))
        self.updateGeometry()

    @Slot()
    def _take_click(self) -> None:
        button = self.sender()
        for word, known in zip(self._words, self.buttons, strict=True):
            if known is button:
                self.word_clicked.emit(word)
                return
