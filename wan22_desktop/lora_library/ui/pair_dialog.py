"""Which file is for which expert, when two cards become a pair."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.name_hints import hints_in
from wan22_desktop.lora_library.domain.records import LoraCard, TrainedExpert
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, mark_primary

_WIDEST_CHARACTERS = 28


class PairDialog(QDialog):
    """Does not wait; `chosen` tells the halves and the name, which may be empty."""

    chosen = Signal(str, str, str)
    """The high-noise half, the low-noise half, the name of the pair."""

    def __init__(self, cards: tuple[LoraCard, ...], parent: QWidget | None = None) -> None:
        """The first card is one half; the best of the others, or the only one, is proposed."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Make a pair"))
        self._cards = {card.id: card for card in cards}
        told = plain_label(
            tr("A pair is shown as one LoRA, with a strength for each expert."),
            Tone.MUTED,
            wraps=True,
        )
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.high, self.low = _combo(tr("High noise"), cards), _combo(tr("Low noise"), cards)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the pair"))
        self.name.setMaxLength(120)
        self.name.setPlaceholderText(tr("Taken from the files"))
        self.swap_button = QPushButton(tr("Swap"))
        self.swap_button.setToolTip(tr("The files change places"))
        self.problem = plain_label(tone=Tone.ERROR, wraps=True)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.pair_button = self.buttons.addButton(
            tr("Make a pair"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        mark_primary(self.pair_button)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("&High noise"), self.high)
        form.addRow(tr("&Low noise"), self.low)
        form.addRow("", self.swap_button)
        form.addRow("&Name", self.name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(told)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        high, low = _proposal(cards)
        self.high.setCurrentIndex(self.high.findData(high))
        self.low.setCurrentIndex(self.low.findData(low))
        self.high.currentIndexChanged.connect(self._judge)
        self.low.currentIndexChanged.connect(self._judge)
        self.swap_button.clicked.connect(self._swap)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._judge()

    @Slot()
    def _swap(self) -> None:
        high, low = self.high.currentIndex(), self.low.currentIndex()
        self.high.setCurrentIndex(low)
        self.low.setCurrentIndex(high)

    @Slot()
    def _judge(self) -> None:
        high, low = self.high.currentData(), self.low.currentData()
        problem = ""
        if high is None or low is None:
            problem = tr("Choose a file for each expert.")
        elif high == low:
            problem = tr("A pair needs two files.")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.pair_button.setEnabled(not problem)

    @Slot()
    def _take(self) -> None:
        self.chosen.emit(self.high.currentData(), self.low.currentData(), self.name.text().strip())
        self.accept()


def expert_of_name(card: LoraCard) -> TrainedExpert:
    """What the file says, else what its name suggests."""
    told = card.lead.facts.expert
    if told in (TrainedExpert.HIGH_NOISE, TrainedExpert.LOW_NOISE):
        return told
    return hints_in(card.lead.file_name).expert


def _proposal(cards: tuple[LoraCard, ...]) -> tuple[str, str | None]:
    """Who is likely which half; only with two cards is the second one certain."""
    first = cards[0]
    other = cards[1] if len(cards) == 2 else None
    if expert_of_name(first) is TrainedExpert.LOW_NOISE or (
        other is not None and expert_of_name(other) is TrainedExpert.HIGH_NOISE
    ):
        return ("" if other is None else other.id), first.id
    return first.id, (None if other is None else other.id)


def _combo(name: str, cards: tuple[LoraCard, ...]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setMaxVisibleItems(20)
    # Thousands of names are not measured one by one.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(_WIDEST_CHARACTERS)
    for card in cards:
        combo.addItem(lora_text.visible(card.name), card.id)
    return combo
