"""The LoRAs that came with a request, and a way to leave them out."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from wan22_desktop.core.request import LoraUse
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.theme import SPACE_SMALL


def loras_text(loras: tuple[LoraUse, ...]) -> str:
    """`With 2 LoRAs: film grain, slow motion`, or nothing without any."""
    if not loras:
        return ""
    count = "1 LoRA" if len(loras) == 1 else f"{len(loras)} LoRAs"
    return f"With {count}: {', '.join(lora.name for lora in loras)}"


class LorasLine(QWidget):
    """Keeps the LoRAs of a request as they are, strengths included."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loras: tuple[LoraUse, ...] = ()
        self.label = ElidedLabel()
        self.remove_button = QPushButton("Remove")
        self.remove_button.setAccessibleName("Remove the LoRAs")
        self.remove_button.setToolTip("Make the clip without LoRAs")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.remove_button)
        self.setFocusProxy(self.remove_button)
        self.remove_button.clicked.connect(self.clear)

    @property
    def value(self) -> tuple[LoraUse, ...]:
        return self._loras

    def set_value(self, loras: tuple[LoraUse, ...]) -> None:
        self._loras = loras
        self.label.set_text(loras_text(loras))
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """The clip is to be made without them."""
        self.set_value(())
