"""The LoRAs of the next clip, in order, with their strengths."""

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.compatibility import fit_of
from wan22_desktop.lora_library.domain.costs import MeasuredCost
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.domain.search import LoraIndex
from wan22_desktop.lora_library.domain.selection import FULL, Judge, LoRAUIState
from wan22_desktop.lora_library.events import CardsChanged
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.card_rows import CardRows
from wan22_desktop.lora_library.ui.lora_picker import LoraPicker
from wan22_desktop.lora_library.ui.selection_row import SelectionRow
from wan22_desktop.lora_library.ui.thumbnails import Thumbnails
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone


class LoraSelectionEditor(QWidget):
    """Holds the uses of a request; what it does not change goes back as it came."""

    changed = Signal()
    """The value, or what is wrong with it for this model."""
    trigger_wanted = Signal(str)
    card_wanted = Signal(str)
    """The id of a card that is to be shown in the library."""

    def __init__(self, judge: Judge = fit_of, parent: QWidget | None = None) -> None:
        """`judge` tells whether a card goes with a model."""
        super().__init__(parent)
        self._variant = Variant.DEMO
        self.state = LoRAUIState(judge)
        self._index = LoraIndex()
        self._is_indexed = False
        """Whether the index knows the cards: only the picker needs it."""
        self._linked: dict[str, bool] = {}
        """By the first file of each: what the user chose, whatever the strengths are."""
        self.thumbnails = Thumbnails(self)
        self._picker_rows = CardRows(judge, self.state.is_selected, self)
        self.picker = LoraPicker(self._index, self._picker_rows, self.thumbnails, self)
        self.title = plain_label(tr("LoRAs"))
        self.sum = plain_label(tone=Tone.MUTED, wraps=True)
        self.sum.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.add_button = QPushButton(tr("Add LoRA…"))
        self.full = plain_label(FULL, Tone.MUTED, wraps=True)
        self.full.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.rows: list[SelectionRow] = []
        self._problem = ""
        self._measured: Mapping[str, MeasuredCost] = {}
        self._row_layout = QVBoxLayout()
        self._lay_out()
        self.add_button.clicked.connect(self._open_picker)
        self.picker.picked.connect(self.add)
        self._show()

    # --- the value -----------------------------------------------------------------------------

    @property
    def value(self) -> tuple[LoraUse, ...]:
        return self.state.uses

    def set_value(self, uses: tuple[LoraUse, ...]) -> None:
        """Of a request that is shown; `changed` tells whether there is a problem with it."""
        if uses != self.state.uses:
            self._linked = {}
            self.state.set_uses(uses)
            self._tell()

    @property
    def problem(self) -> str:
        """Why no clip can be made with these; empty if one can."""
        return self._problem

    @property
    def first_stop(self) -> QWidget:
        """Where the Tab key stops first; a form puts it behind what stands above the editor."""
        return self.add_button

    def finish_typing(self) -> None:
        """Take over numbers that have not been confirmed by Enter or by leaving the field."""
        for row in self.rows:
            row.finish_typing()

    @Slot(str)
    def add(self, card_id: str) -> None:
        """Use a card as it was trained; one that is used already is left as it is."""
        if not self.state.is_selected(card_id) and self.state.update_selection(card_id):
            self._tell()

    @Slot(str)
    def toggle(self, card_id: str) -> None:
        """Use a card, or stop using it."""
        if self.state.is_selected(card_id):
            self.state.deselect(card_id)
            self._tell()
        else:
            self.add(card_id)

    # --- what others say -----------------------------------------------------------------------

    @Slot(object)
    def set_cards(self, cards: tuple[LoraCard, ...]) -> None:
        self._is_indexed = False
        self.state.set_cards(cards)
        self._picker_rows.forget_all_verdicts()
        self._show_news()

    @Slot(object)
    def change_cards(self, news: CardsChanged) -> None:
        self._is_indexed = False
        self.state.change_cards(news.changed, news.removed)
        self._picker_rows.forget_verdicts([card.id for card in news.changed])
        self._show_news()

    @Slot(object)
    def set_variant(self, variant: Variant) -> None:
        """The model that the clip is made with."""
        if variant is not self._variant:
            self._variant = variant
            self._picker_rows.set_variant(variant)
            self._show_news()

    def set_measured(self, measured: Mapping[str, MeasuredCost]) -> None:
        """What LoRAs cost on the model in renders on this machine, by their hashes."""
        self._measured = measured
        self._show_sum()

    def set_thumbnail_folder(self, folder: Path) -> None:
        self.thumbnails.set_folder(folder)

    # --- showing -------------------------------------------------------------------------------

    def _show_news(self) -> None:
        """Others have changed what the selection means: tell it if it matters."""
        before = self._problem
        self._show()
        if self._problem != before:
            self.changed.emit()

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        chosen = self.state.chosen
        self._make_rows(len(chosen))
        for place, (lora, row) in enumerate(zip(chosen, self.rows, strict=True)):
            first = lora.uses[0].sha256
            linked = self._linked.get(first, lora.strengths[0] == lora.strengths[1])
            report = self.state.fit_of(lora, self._variant)
            row.show_lora(lora, report, self._variant, is_linked=linked)
            row.show_place(is_first=place == 0, is_last=place == len(chosen) - 1)
        self.full.setVisible(self.state.is_full)
        self.add_button.setEnabled(not self.state.is_full and bool(self.state.cards))
        self.add_button.setToolTip("" if self.state.cards else tr("The library has no LoRAs yet"))
        self._show_sum()
        self._problem = self.state.problem(self._variant)

    def _show_sum(self) -> None:
        summary = self.state.get_selection_summary(self._variant, self._measured)
        cost = lora_text.cost_text(summary.cost)
        self.sum.setText(tr("Together {cost}", cost=cost) if cost else "")
        self.sum.setVisible(bool(cost))

    def _make_rows(self, count: int) -> None:
        while len(self.rows) > count:
            row = self.rows.pop()
            self._row_layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < count:
            row = SelectionRow()
            place = len(self.rows)
            row.strengths_changed.connect(partial(self._take_strengths, place))
            row.moved.connect(partial(self._move, place))
            row.removed.connect(partial(self._remove, place))
            row.shown_wanted.connect(partial(self._want_card, place))
            row.linked.connect(partial(self._link, place))
            row.trigger_wanted.connect(self.trigger_wanted)
            self.rows.append(row)
            self._row_layout.addWidget(row)
            # Not at the next turn of the event loop, as Qt would.
            row.show()
            stops = (self.rows[place - 1].stops[-1] if place else self.add_button, *row.stops)
            # Qt would put what is new at the end of the whole window.
            for before, after in pairwise(stops):
                QWidget.setTabOrder(before, after)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the focus on to what can be used: a focus proxy would hold the Tab key up here."""
        super().focusInEvent(event)
        blocked = next((row for row in self.rows if row.is_blocked), None)
        if blocked is not None:
            blocked.remove_button.setFocus(event.reason())
        elif self.add_button.isEnabled() or not self.rows:
            self.add_button.setFocus(event.reason())
        else:
            self.rows[0].name.setFocus(event.reason())

    # --- what the user does --------------------------------------------------------------------

    @Slot()
    def _open_picker(self) -> None:
        if not self._is_indexed:
            self._index.set_cards(self.state.cards)
            self._is_indexed = True
        self.picker.open_under(self.add_button)

    def _take_strengths(self, place: int, strength: float | None, strength_2: float | None) -> None:
        before = self.state.chosen[place].strengths
        self.state.set_strengths(
            place,
            before[0] if strength is None else strength,
            before[1] if strength_2 is None else strength_2,
        )
        self._show_sum()
        self.changed.emit()

    def _link(self, place: int, linked: bool) -> None:  # noqa: FBT001 -- a slot of linked(bool)
        chosen = self.state.chosen[place]
        self._linked[chosen.uses[0].sha256] = linked
        if linked and chosen.strengths[0] != chosen.strengths[1]:
            self.state.set_strengths(place, chosen.strengths[0], chosen.strengths[0])
            self._tell()

    def _move(self, place: int, by: int) -> None:
        to = place + by
        if not 0 <= to < len(self.rows):
            return
        self.state.move(place, to)
        self._tell()
        # The focus goes with what was moved, so that it can be moved again.
        row = self.rows[to]
        button = row.up_button if by < 0 else row.down_button
        (button if button.isEnabled() else row.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, place: int) -> None:
        self.state.remove(place)
        self._tell()
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].remove_button.setFocus()
        else:
            self.add_button.setFocus()

    def _want_card(self, place: int) -> None:
        card = self.state.chosen[place].card
        if card is not None:
            self.card_wanted.emit(card.id)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.add_button)
        self._row_layout.setSpacing(SPACE_SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(head)
        layout.addWidget(self.full)
        layout.addLayout(self._row_layout)
        layout.addWidget(self.sum)
