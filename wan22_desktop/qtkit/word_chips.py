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
        self._flow = FlowLayout(self, SPACE_SMALL)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def words(self) -> tuple[str, ...]:
        return self._words

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        items = (self._flow.itemAt(place) for place in range(self._flow.count()))
        widgets = (item.widget() for item in items if item is not None)
        return tuple(widget for widget in widgets if isinstance(widget, QPushButton))

    def set_words(self, words: tuple[str, ...]) -> None:
        words = words[: self._max_words]
        if words == self._words:
            return
        self._words = words
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        for word in words:
            self._flow.addWidget(self._make(word))
        self.setVisible(bool(words))
        self.updateGeometry()

    def _make(self, word: str) -> QPushButton:
        shown = " ".join(word.split())
        if len(shown) > _MAX_SHOWN_CHARACTERS:
            shown = shown[: _MAX_SHOWN_CHARACTERS - 1] + "\N{HORIZONTAL ELLIPSIS}"
        # An ampersand would become a mnemonic.
        button = QPushButton(shown.replace("&", "&&"))
        button.setProperty("segment", True)  # noqa: FBT003 -- Qt's own signature
        button.setToolTip(plain_tooltip(self._deed.format(word)))
        button.setAccessibleName(self._deed.format(word))
        button.clicked.connect(self._take_click)
        return button

    @Slot()
    def _take_click(self) -> None:
        button = self.sender()
        for word, known in zip(self._words, self.buttons, strict=True):
            if known is button:
                self.word_clicked.emit(word)
                return
