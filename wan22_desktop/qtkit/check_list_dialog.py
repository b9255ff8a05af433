"""A list of offers to choose from, with a sum and one button that takes the choice."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core import units
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, colors_of

_ID_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offer:
    """A line that can be ticked; one that cannot says why in its text."""

    id: str
    text: str
    """May have several lines."""
    size_bytes: int = 0
    is_ticked: bool = False
    can_be_ticked: bool = True


class CheckListDialog(QDialog):
    """Does not wait: `accepted_ids` tells what was chosen, `finished` that it was closed."""

    accepted_ids = Signal(object)  # tuple[str, ...]

    def __init__(
        self, title: str, text: str, accept_text: str, sum_text: str, parent: QWidget | None = None
    ) -> None:
        """`sum_text` has a place `{}` for the size of what is ticked."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._sum_text = sum_text
        self.text = plain_label(text, wraps=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(title)
        self.list.setSpacing(2)
        self.sum = plain_label(tone=Tone.MUTED)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = self.buttons.addButton(
            accept_text, QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._sizes: dict[str, int] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.text)
        layout.addWidget(self.busy)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.sum)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self.list.itemChanged.connect(self._note_ticks)
        self.resize(520, 420)
        self.show_busy()

    def show_busy(self) -> None:
        """The offers are being looked for."""
        self.busy.show()
        self.list.setEnabled(False)
        self._note_ticks()

    def show_offers(self, offers: tuple[Offer, ...], text: str) -> None:
        """The offers, or none; `text` replaces what the dialog says above them."""
        self.busy.hide()
        self.text.setText(text)
        self.list.setEnabled(True)
        self.list.setVisible(bool(offers))
        self.list.clear()
        self._sizes = {offer.id: offer.size_bytes for offer in offers}
        for offer in offers:
            item = QListWidgetItem(offer.text)
            item.setData(_ID_ROLE, offer.id)
            item.setToolTip(plain_tooltip(offer.text))
            if offer.can_be_ticked:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                ticked = Qt.CheckState.Checked if offer.is_ticked else Qt.CheckState.Unchecked
                item.setCheckState(ticked)
            else:
                # Not disabled: why it cannot be chosen is there to be read.
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setForeground(colors_of(self).tone(Tone.MUTED))
            self.list.addItem(item)
        self._note_ticks()

    def ticked(self) -> tuple[str, ...]:
        """The ids of the ticked offers, in the order of the list."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            str(item.data(_ID_ROLE))
            for item in items
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable
            and item.checkState() is Qt.CheckState.Checked
        )

    @Slot()
    def _note_ticks(self) -> None:
        ticked = self.ticked()
        self.accept_button.setEnabled(bool(ticked) and self.list.isEnabled())
        total = sum(self._sizes[offer] for offer in ticked)
        self.sum.setText(self._sum_text.format(units.size(total)) if ticked else "")

    @Slot()
    def _take(self) -> None:
        self.accepted_ids.emit(self.ticked())
        self.accept()
