"""What the gallery says where there is no clip to show."""

from PySide6.QtWidgets import QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.empty_page import EmptyPage
from wan22_desktop.qtkit.theme import mark_primary


class GalleryEmpty(EmptyPage):
    """Without clips, or without any that are looked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Add clips…"), tr("Clear the filters"), parent)
        mark_primary(self.clear_button)

    def show_no_clips(self) -> None:
        self.show_page(
            tr("No clips yet"),
            tr("What you render appears here. You can also drop MP4 files or folders here."),
            self.add_button,
        )

    def show_nothing_found(self) -> None:
        text = tr("Search and filters leave nothing over.")
        self.show_page(tr("No clip matches"), text, self.clear_button)
