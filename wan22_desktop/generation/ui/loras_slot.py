"""The place of the LoRAs in the form: it keeps what the request says, others edit it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from wan22_desktop.core.request import LoraUse
from wan22_desktop.qtkit.theme import SPACE_SMALL


class LorasSlot(QWidget):
    """Keeps the LoRAs of a request as they are, strengths included.

    What is known of each is not this capability's: the editor comes from outside, hears of requests
    that are put into the form by `shown`, and answers with `take`.
    """

    changed = Signal()
    shown = Signal(object)  # tuple[LoraUse, ...]
    finish_asked = Signal()
    """What stands in fields that have not been left yet is to be taken over, at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loras: tuple[LoraUse, ...] = ()
        self._problem = ""
        self._has_editor = False
        self.compare = QCheckBox("Side by side: without and with")
        self.compare.setToolTip(
            "Renders the clip twice with the same seed, without the LoRAs on the left"
        )
        self.compare.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_SMALL)
        self._layout.addWidget(self.compare)
        self.compare.toggled.connect(self.changed)

    @property
    def value(self) -> tuple[LoraUse, ...]:
        return self._loras

    @property
    def problem(self) -> str:
        """Why the model cannot be rendered with them, if it cannot."""
        return self._problem

    @property
    def compares(self) -> bool:
        """Whether the clip shows what it would be without them, too."""
        return self.compare.isChecked()

    @property
    def has_editor(self) -> bool:
        return self._has_editor

    def set_editor(self, editor: QWidget) -> None:
        self._has_editor = True
        self._layout.insertWidget(0, editor)
        self.setFocusProxy(editor)

    def set_value(self, loras: tuple[LoraUse, ...], *, compares: bool) -> None:
        """Of a request that is put into the form."""
        self.compare.setChecked(compares)
        if loras != self._loras:
            self._loras = loras
            self._problem = ""
            self._note()
        self.shown.emit(loras)

    @Slot(object, str)
    def take(self, loras: tuple[LoraUse, ...], problem: str) -> None:
        """What the editor holds now."""
        if (loras, problem) != (self._loras, self._problem):
            self._loras, self._problem = loras, problem
            if not loras:  # there is nothing to compare with
                self.compare.setChecked(False)
            self._note()

    def _note(self) -> None:
        self.compare.setVisible(bool(self._loras))
        self.changed.emit()
