"""The place of the LoRAs in the form: it keeps what the request says, others edit it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wan22_desktop.core.request import LoraUse


class LorasSlot(QWidget):
    """Keeps the LoRAs of a request as they are, strengths included.

    What is known of each is not this capability's: the editor comes from outside, hears of requests
    that are put into the form by `shown`, and answers with `take`.
    """

    changed = Signal()
    shown = Signal(object)  # tuple[LoraUse, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loras: tuple[LoraUse, ...] = ()
        self._problem = ""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @property
    def value(self) -> tuple[LoraUse, ...]:
        return self._loras

    @property
    def problem(self) -> str:
        """Why the model cannot be rendered with them, if it cannot."""
        return self._problem

    @property
    def has_editor(self) -> bool:
        return self._layout.count() > 0

    def set_editor(self, editor: QWidget) -> None:
        self._layout.addWidget(editor)
        self.setFocusProxy(editor)

    def set_value(self, loras: tuple[LoraUse, ...]) -> None:
        """Of a request that is put into the form."""
        if loras != self._loras:
            self._loras = loras
            self._problem = ""
            self.changed.emit()
        self.shown.emit(loras)

    @Slot(object, str)
    def take(self, loras: tuple[LoraUse, ...], problem: str) -> None:
        """What the editor holds now."""
        if (loras, problem) != (self._loras, self._problem):
            self._loras, self._problem = loras, problem
            self.changed.emit()
