"""The cards that are shown, as rows of a list."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt

from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.fit import Fit, FitReport
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.domain.selection import Judge
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.record_model import RECORD_ROLE, AnyIndex, RecordListModel

FIT_ROLE = RECORD_ROLE + 1
"""The FitReport for the chosen model, or None while there is none."""
USED_ROLE = RECORD_ROLE + 2
"""Whether the card is part of the selection."""


class CardRows(RecordListModel[LoraCard]):
    """Judged when they are looked at: 5,000 verdicts are not waited for."""

    def __init__(
        self, judge: Judge, is_used: Callable[[str], bool], parent: QObject | None = None
    ) -> None:
        """`is_used` gets the id of a card."""
        super().__init__(parent)
        self._judge = judge
        self._is_used = is_used
        self._variant: Variant | None = None
        self._verdicts: dict[str, FitReport] = {}

    @property
    def variant(self) -> Variant | None:
        return self._variant

    def set_variant(self, variant: Variant) -> None:
        if variant is not self._variant:
            self._variant = variant
            self._verdicts = {}
            self.repaint()

    def fit_of(self, card: LoraCard) -> FitReport | None:
        """None before a model is chosen."""
        if self._variant is None:
            return None
        verdict = self._verdicts.get(card.id)
        if verdict is None:
            verdict = self._verdicts[card.id] = self._judge(card, self._variant)
        return verdict

    def is_usable(self, card: LoraCard) -> bool:
        """Whether nothing speaks against trying it with the chosen model."""
        verdict = self.fit_of(card)
        return verdict is None or verdict.fit is not Fit.BLOCKED

    def forget_verdicts(self, card_ids: Iterable[str]) -> None:
        """Of cards that have changed."""
        for card_id in card_ids:
            self._verdicts.pop(card_id, None)

    def forget_all_verdicts(self) -> None:
        self._verdicts = {}

    def repaint(self) -> None:
        """Something that is no part of the cards has changed for many of them."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (FIT_ROLE, USED_ROLE):
            card = self.record_at(index)
            if card is None:
                return None
            return self.fit_of(card) if role == FIT_ROLE else self._is_used(card.id)
        return super().data(index, role)

    def text_of(self, record: LoraCard, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return lora_text.visible(record.name)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(lora_text.tip(record, self.fit_of(record)))
            case Qt.ItemDataRole.AccessibleTextRole:
                used = self._is_used(record.id)
                return lora_text.spoken(record, self.fit_of(record), is_used=used)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return lora_text.weight_line(record)
        return None
