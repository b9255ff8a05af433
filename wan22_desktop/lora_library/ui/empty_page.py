"""What the panel says where there is nothing to show."""

from PySide6.QtWidgets import QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.empty_page import EmptyPage
from wan22_desktop.qtkit.theme import mark_primary

NO_LORAS = tr("No LoRAs yet")
DROP_HERE = tr(
    "Drop .safetensors files or folders here, or add them. Each file is checked and copied; "
    "yours stay where they are."
)
NOTHING_FOUND = tr("No LoRA matches")


class LorasEmpty(EmptyPage):
    """Without LoRAs, or without any that are looked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Add LoRAs…"), tr("Show all LoRAs"), parent)
        mark_primary(self.add_button)

    def show_no_loras(self) -> None:
        self.show_page(NO_LORAS, DROP_HERE, self.add_button)

    def show_nothing_found(self) -> None:
        text = tr("Search and filters leave nothing over.")
        self.show_page(NOTHING_FOUND, text, self.clear_button)
