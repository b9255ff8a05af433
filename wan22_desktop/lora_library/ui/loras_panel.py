"""The panel of LoRAs: what there is, what each is for, and everything that can be done with it."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QItemSelection, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QWidget,
)

from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.compatibility import fit_of
from wan22_desktop.lora_library.domain.costs import MeasuredCost, selection_cost
from wan22_desktop.lora_library.domain.importing import ImportProgress, ImportResult
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.domain.search import LoraIndex
from wan22_desktop.lora_library.domain.selection import Judge, LoRAUIState
from wan22_desktop.lora_library.events import CardsChanged
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.card_rows import CardRows
from wan22_desktop.lora_library.ui.deeds import Deed
from wan22_desktop.lora_library.ui.panel_dialogs import PanelDialogs
from wan22_desktop.lora_library.ui.panel_frame import PanelFrame
from wan22_desktop.qtkit.throttle import Throttle

CHANGE_INTERVAL_MS = 200


class LorasPanel(PanelFrame):
    """Asks for changes with its signals; cards change when the library says so."""

    use_toggled = Signal(str)
    """The id of a card that is to be used, or not any more."""
    files_chosen = Signal(object)  # list[str]
    folder_chosen = Signal(str)
    rename_asked = Signal(str, str)
    edited = Signal(str, object)  # the id of a card, LoraDetails
    favourite_toggled = Signal(str, bool)
    pair_asked = Signal(str, str, str)
    """The high-noise half, the low-noise half, the name of the pair, which may be empty."""
    split_asked = Signal(str)
    swap_asked = Signal(str)
    delete_asked = Signal(str, bool)
    """The id of a card, and whether it is not to go to the recycle bin; confirmed already."""
    picture_chosen = Signal(str, str)
    picture_cleared = Signal(str)
    frame_asked = Signal(str)
    test_render_asked = Signal(str)
    trigger_wanted = Signal(str)
    import_answered = Signal(object)  # dict[str, OnConflict | str], by the path of the file
    import_cancelled = Signal()
    scan_asked = Signal()
    export_asked = Signal(str)
    restore_asked = Signal(str)
    watched_folders_chosen = Signal(object)  # tuple[str, ...]

    def __init__(
        self,
        judge: Judge = fit_of,
        change_interval_ms: int = CHANGE_INTERVAL_MS,
        parent: QWidget | None = None,
    ) -> None:
        """`judge` tells whether a card goes with a model."""
        state = LoRAUIState(judge)
        super().__init__(lambda owner: CardRows(judge, state.is_selected, owner), parent)
        self.state = state
        self.index = LoraIndex()
        self.dialogs = PanelDialogs(self)
        self._told_by = {
            Deed.USE: self.use_toggled,
            Deed.SWAP: self.swap_asked,
            Deed.SPLIT: self.split_asked,
            Deed.TAKE_FRAME: self.frame_asked,
            Deed.TEST_RENDER: self.test_render_asked,
            Deed.CLEAR_PICTURE: self.picture_cleared,
        }
        """Deeds that need no question."""
        self._wanted: str | None = None
        """A card that a filter hides and that becomes current again when it is shown."""
        # An import tells of every file; thousands of cards are not searched that often.
        self._show_found_soon = Throttle(self._show_found, change_interval_ms, self)
        self._show_tags_soon = Throttle(self._show_tags, change_interval_ms, self)
        self._is_told = False
        self._measured: Mapping[str, MeasuredCost] = {}
        self._connect()
        self._show_found()

    # --- what the library says -----------------------------------------------------------------

    @Slot(object)
    def set_cards(self, cards: tuple[LoraCard, ...]) -> None:
        """Every card; the current one stays current."""
        self._is_told = True
        self.index.set_cards(cards)
        self.state.set_cards(cards)
        self.rows.forget_all_verdicts()
        self._show_found()
        self._show_tags()

    @Slot(object)
    def change_cards(self, news: CardsChanged) -> None:
        """Cards that are new or different, and ids of those that are no more."""
        gone = [card.id for card in news.changed] + list(news.removed)
        in_place = not news.removed and all(self._stays(card) for card in news.changed)
        self.index.change(news.changed, news.removed)
        self.state.change_cards(news.changed, news.removed)
        self.rows.forget_verdicts(gone)
        if in_place:
            for card in news.changed:
                self.rows.change(card)
            self._show_details()
        else:
            self._show_found_soon()
        self._show_tags_soon()

    @Slot(object)
    def set_variant(self, variant: Variant) -> None:
        """The model that the next clip is made with."""
        self.rows.set_variant(variant)
        if self.filters.query.usable_only:
            self._show_found()
        self._show_details()

    @Slot(object)
    def set_selection(self, uses: tuple[LoraUse, ...]) -> None:
        """What the next clip is made with."""
        before = self.state.selected_loras.keys()
        self.state.set_uses(uses)
        # Strengths change with every move of a slider; here only what is used is shown.
        if self.state.selected_loras.keys() != before:
            self.rows.repaint()
            self._show_details()

    def set_thumbnail_folder(self, folder: Path) -> None:
        self.thumbnails.set_folder(folder)
        self.view.viewport().update()

    def set_watched_folders(self, folders: tuple[str, ...]) -> None:
        self.dialogs.watched_folders = folders

    @Slot(object)
    def show_import(self, progress: ImportProgress) -> None:
        self.state.note_progress(progress)
        self.progress.show_progress(progress)

    @Slot(object)
    def show_import_results(self, results: tuple[ImportResult, ...]) -> None:
        """The import has ended; what was not taken is shown with its reason."""
        self.state.note_progress(None)
        sources = {result.source for result in results}
        is_answer = bool(sources) and sources <= self.results.awaited
        self.results.show_results(results, is_new=not is_answer)
        self.progress.show_results(self.results.results)
        if any(not result.is_in_library for result in results):
            self._show_results()

    def select(self, card_id: str) -> None:
        """Bring a card and its details into sight; filters that hide it are cleared."""
        if self.index.card(card_id) is None:
            return
        if self.rows.row_of(card_id) is None:
            self.filters.clear()
            self._show_found()
        where = self.rows.index_of(card_id)
        self.view.choose(where)
        self.view.scrollTo(where)

    # --- searching -----------------------------------------------------------------------------

    @Slot()
    def _show_found(self) -> None:
        current = self.view.current()
        wanted = self._wanted or (current.id if current is not None else None)
        query = self.filters.query
        self.rows.set_all(self.index.find(query, self.rows.is_usable))
        if wanted is not None and self.rows.row_of(wanted) is not None:
            self.view.choose(self.rows.index_of(wanted))
        else:
            self.view.choose(self.rows.index(0, 0))
            # After the change of the current card, which is none of the user's.
            self._wanted = wanted
        self.filters.show_count(self.rows.rowCount(), len(self.index))
        self._show_page()
        self._show_details()

    def _show_tags(self) -> None:
        self.filters.set_tags(self.index.tags)

    def _stays(self, card: LoraCard) -> bool:
        """Whether a new state of a card leaves it at its place among what is shown."""
        shown = self.rows.find(card.id)
        if shown is None:
            return False
        query = self.filters.query
        return LoraIndex.places_alike(shown, card, query)

    def _show_page(self) -> None:
        is_empty = not len(self.index)
        if is_empty and self._is_told:
            self.empty.show_no_loras()
        elif not self.rows.rowCount() and self._is_told:
            self.empty.show_nothing_found()
        else:
            self.show_cards(shown=True)
            self.filters.setEnabled(self._is_told)
            return
        self.filters.setEnabled(not is_empty)
        self.show_cards(shown=False)

    @Slot()
    def _focus_found(self) -> None:
        if self.rows.rowCount():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- details -------------------------------------------------------------------------------

    @Slot(QItemSelection)
    def _take_selection(self) -> None:
        self._wanted = None
        self._show_details()

    @Slot()
    def _show_details(self) -> None:
        card = self.view.current()
        if card is None:
            self.details.show_card(None)
            return
        self.details.show_card(
            card,
            self.rows.fit_of(card),
            is_used=self.state.is_selected(card.id),
            cost=self._cost_of(card),
        )

    def _cost_of(self, card: LoraCard) -> str:
        """On the chosen model, as it was trained; empty where it cannot be used."""
        variant = self.rows.variant
        if variant is None or not self.rows.is_usable(card):
            return ""
        uses = zip(card.uses(*card.default_strengths), card.entries, strict=True)
        cost = selection_cost(((use, entry.facts) for use, entry in uses), variant, self._measured)
        return lora_text.cost_text(cost)

    def set_measured(self, measured: Mapping[str, MeasuredCost]) -> None:
        """What LoRAs cost on the chosen model in renders on this machine, by their hashes."""
        self._measured = measured
        self._show_details()

    # --- what the user asks for ----------------------------------------------------------------

    @Slot(object, object)
    def do(self, deed: Deed, card_ids: tuple[str, ...]) -> None:
        """Ask for it, after a question where one is due; cards that are no more are left out."""
        cards = tuple(card for i in card_ids if (card := self.index.card(i)) is not None)
        if not cards:
            return
        first = cards[0]
        told = self._told_by.get(deed)
        if told is not None:
            told.emit(first.id)
        elif deed is Deed.FAVOURITE:
            self._toggle_favourite(cards)
        elif deed is Deed.RENAME:
            self.dialogs.ask_name(first)
        elif deed is Deed.ADD_TAG:
            self.dialogs.ask_tag(cards, self.index.tags)
        elif deed is Deed.PAIR:
            self.dialogs.ask_pair(cards, self.index.cards)
        elif deed is Deed.CHOOSE_PICTURE:
            self.dialogs.choose_picture(first)
        elif deed is Deed.DELETE:
            self.dialogs.confirm_delete(cards)

    def _toggle_favourite(self, cards: tuple[LoraCard, ...]) -> None:
        """All of them, unless all are favourites already."""
        wanted = not all(card.lead.is_favourite for card in cards)
        for card in cards:
            if card.lead.is_favourite is not wanted:
                self.favourite_toggled.emit(card.id, wanted)

    @Slot()
    def _show_results(self) -> None:
        self.results.show()
        self.results.raise_()

    @Slot()
    def _use_pressed(self) -> None:
        card = self.view.current()
        if card is not None:
            self.do(Deed.USE, (card.id,))

    # --- building ------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._take_selection)
        self.view.deed_chosen.connect(self.do)
        self.view.doubleClicked.connect(self._use_pressed)
        self.details.deed_chosen.connect(self.do)
        self.details.edited.connect(self.edited)
        self.details.trigger_wanted.connect(self.trigger_wanted)
        self.filters.query_changed.connect(self._show_found)
        self.filters.grid_chosen.connect(self._set_grid)
        self.filters.search_entered.connect(self.index.prepare)
        self.filters.left_downwards.connect(self._focus_found)
        self.progress.cancelled.connect(self.import_cancelled)
        self.progress.results_asked.connect(self._show_results)
        self.results.answered.connect(self.import_answered)
        self.empty.add_asked.connect(self.dialogs.choose_files)
        self.empty.clear_asked.connect(self.filters.clear)
        self.add_button.clicked.connect(self.dialogs.choose_files)
        self.add_folder_button.clicked.connect(self.dialogs.choose_folder)
        self.scan_action.triggered.connect(self.scan_asked)
        self.watch_action.triggered.connect(self.dialogs.choose_watched)
        self.export_action.triggered.connect(self.dialogs.choose_export)
        self.restore_action.triggered.connect(self.dialogs.choose_restore)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.focus_search)
        dialogs = self.dialogs
        dialogs.files_chosen.connect(self.files_chosen)
        dialogs.folder_chosen.connect(self.folder_chosen)
        dialogs.named.connect(self.rename_asked)
        dialogs.details_changed.connect(self.edited)
        dialogs.paired.connect(self.pair_asked)
        dialogs.delete_confirmed.connect(self.delete_asked)
        dialogs.picture_chosen.connect(self.picture_chosen)
        dialogs.export_chosen.connect(self.export_asked)
        dialogs.restore_chosen.connect(self.restore_asked)
        dialogs.watched_chosen.connect(self.watched_folders_chosen)

    @Slot(bool)
    def _set_grid(self, is_grid: bool) -> None:  # noqa: FBT001 -- a slot of grid_chosen(bool)
        self.view.set_grid(is_grid=is_grid)
