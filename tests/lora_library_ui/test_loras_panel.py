"""The panel of LoRAs: cards, search, keys, menu, questions; real widgets and events."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from fixtures.lora_cards import card, facts, few, many, sha
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.records import (
    FileState,
    LoraCard,
    LoraDetails,
    LoraFamily,
    TrainedExpert,
)
from wan22_desktop.lora_library.domain.search import LoraOrder
from wan22_desktop.lora_library.events import CardsChanged
from wan22_desktop.lora_library.ui.deeds import Deed
from wan22_desktop.lora_library.ui.folders_dialog import FoldersDialog
from wan22_desktop.lora_library.ui.loras_panel import LorasPanel
from wan22_desktop.lora_library.ui.pair_dialog import PairDialog

PAIR, FIVE_B, DEMO = few()
LEFT = Qt.MouseButton.LeftButton


def shown(panel: LorasPanel) -> list[str]:
    return [card.name for card in panel.rows.records]


def spoken(panel: LorasPanel, card_id: str) -> str:
    return str(panel.rows.index_of(card_id).data(Qt.ItemDataRole.AccessibleTextRole))


def type_search(panel: LorasPanel, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(panel.filters.query_changed, timeout=2000):
        qtbot.keyClicks(panel.filters.search, text)


def pick(panel: LorasPanel, card_id: str) -> None:
    panel.select(card_id)
    panel.view.setFocus()


def open_dialog(panel: LorasPanel) -> QWidget:
    assert panel.dialogs.open is not None
    return panel.dialogs.open


# --- what is shown ------------------------------------------------------------------------------


def test_cards_are_spoken_in_words(panel: LorasPanel) -> None:
    assert shown(panel) == ["Red shapes", "Slow orbit 5B", "Super eight film"]
    assert spoken(panel, PAIR.id) == (
        "Super eight film, Wan 2.2 A14B, Text to video, Pair: high and low noise, Fits, favourite"
    )
    assert "Cannot be used" in spoken(panel, FIVE_B.id)
    panel.set_variant(Variant.TI2V_5B)
    assert "Fits" in spoken(panel, FIVE_B.id)
    panel.set_selection(PAIR.uses(1, 1))
    assert "in use" in spoken(panel, PAIR.id)
    tip = panel.rows.index_of(PAIR.id).data(Qt.ItemDataRole.ToolTipRole)
    assert "Trigger words: super eight film" in tip


def test_the_library_is_not_called_empty_before_it_has_spoken(qtbot: QtBot) -> None:
    panel = LorasPanel()
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.empty.isVisible()
    panel.set_cards(())
    assert panel.empty.isVisible()
    assert panel.empty.title.text() == "No LoRAs yet"
    qtbot.mouseClick(panel.empty.add_button, LEFT)
    assert isinstance(open_dialog(panel), QFileDialog)
    panel.set_cards(few())
    assert not panel.empty.isVisible()


def test_nothing_found_offers_the_way_back(panel: LorasPanel, qtbot: QtBot) -> None:
    type_search(panel, qtbot, "no such thing")
    assert panel.empty.isVisible()
    assert panel.filters.count.text() == "0 of 3"
    qtbot.mouseClick(panel.empty.clear_button, LEFT)
    qtbot.waitUntil(lambda: len(shown(panel)) == 3)
    assert panel.filters.count.text() == "3 LoRAs"


def test_typing_searches_and_down_goes_to_what_was_found(panel: LorasPanel, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is panel.filters.search
    type_search(panel, qtbot, "brandt")
    assert shown(panel) == ["Super eight film"]
    assert panel.details.card == PAIR
    qtbot.keyClick(panel.filters.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is panel.view
    panel.filters.focus_search()
    qtbot.keyClick(panel.filters.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown(panel)) == 3)


def test_what_was_current_stays_so_while_it_is_shown(panel: LorasPanel, qtbot: QtBot) -> None:
    pick(panel, PAIR.id)
    type_search(panel, qtbot, "o")
    assert panel.view.current() == PAIR
    type_search(panel, qtbot, "rbit")
    assert panel.view.current() == FIVE_B
    panel.filters.clear()
    qtbot.waitUntil(lambda: len(shown(panel)) == 3)
    assert panel.view.current() == PAIR


def test_filters_count_and_clear(panel: LorasPanel, qtbot: QtBot) -> None:
    bar = panel.filters
    assert not bar.family.isVisible()
    qtbot.mouseClick(bar.filters_button, LEFT)
    assert bar.family.isVisible()
    bar.family.setCurrentIndex(bar.family.findData(LoraFamily.DEMO))
    assert shown(panel) == ["Red shapes"]
    assert bar.filters_button.accessibleName() == "Filters: 1 on"
    qtbot.mouseClick(bar.usable, LEFT)
    assert shown(panel) == []
    panel.set_variant(Variant.DEMO)
    assert shown(panel) == ["Red shapes"]
    qtbot.mouseClick(bar.clear_button, LEFT)
    assert len(shown(panel)) == 3
    qtbot.mouseClick(bar.favourites, LEFT)
    assert shown(panel) == ["Super eight film"]
    qtbot.mouseClick(bar.favourites, LEFT)
    bar.tag.setCurrentIndex(bar.tag.findData("look"))
    assert shown(panel) == ["Super eight film"]


def test_the_order_can_be_chosen(panel: LorasPanel) -> None:
    order = panel.filters.order
    order.setCurrentIndex(order.findData(LoraOrder.SIZE))
    assert shown(panel)[-1] == "Red shapes"


def test_a_change_keeps_place_and_current_card(panel: LorasPanel) -> None:
    panel.set_cards(many(300))
    middle = panel.rows.records[150]
    pick(panel, middle.id)
    panel.view.scrollTo(panel.rows.index_of(middle.id))
    before = panel.view.verticalScrollBar().value()
    assert before > 0
    liked = replace(middle, lead=replace(middle.lead, is_favourite=not middle.lead.is_favourite))
    panel.change_cards(CardsChanged((liked,)))
    assert panel.view.current() == liked
    assert panel.view.verticalScrollBar().value() == before
    assert panel.details.card == liked
    panel.change_cards(CardsChanged(removed=(liked.id,)))
    assert panel.rows.find(liked.id) is None
    assert len(panel.rows.records) == 299


def test_what_is_new_is_sorted_in_and_what_is_renamed_moves(
    panel: LorasPanel, qtbot: QtBot
) -> None:
    new = card("Neon rain")
    panel.change_cards(CardsChanged((new,)))
    assert shown(panel) == ["Neon rain", "Red shapes", "Slow orbit 5B", "Super eight film"]
    renamed = replace(new, lead=replace(new.lead, name="Zinc"))
    panel.change_cards(CardsChanged((renamed,)))
    qtbot.waitUntil(lambda: shown(panel)[-1] == "Zinc")


def test_a_new_state_of_a_file_is_judged_anew(panel: LorasPanel) -> None:
    changed = replace(PAIR, lead=replace(PAIR.lead, state=FileState.CHANGED))
    panel.change_cards(CardsChanged((changed,)))
    assert "File changed" in spoken(panel, PAIR.id)
    pick(panel, PAIR.id)
    assert "changed by another program" in panel.details.state.text()


def test_grid_and_list_show_the_same(panel: LorasPanel, qtbot: QtBot) -> None:
    pick(panel, DEMO.id)
    grid = panel.view.visualRect(panel.rows.index_of(PAIR.id)).size()
    qtbot.mouseClick(panel.filters.view_button, LEFT)
    row = panel.view.visualRect(panel.rows.index_of(PAIR.id)).size()
    assert row.width() > grid.width()
    assert row.height() < grid.height()
    assert panel.view.current() == DEMO
    assert panel.filters.view_button.accessibleName() == "Show as a grid"


def test_two_cards_stand_side_by_side_in_a_narrow_dock(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.resize(320, 900)
    qtbot.wait(20)
    rects = [panel.view.visualRect(panel.rows.index(row, 0)) for row in range(3)]
    assert rects[0].top() == rects[1].top() < rects[2].top()
    assert rects[1].right() <= panel.view.viewport().width()


# --- pictures -----------------------------------------------------------------------------------


def painted(panel: LorasPanel, card_id: str) -> QColor:
    """The middle of a card's picture."""
    image: QImage = panel.view.viewport().grab().toImage()
    rect = panel.view.visualRect(panel.rows.index_of(card_id))
    return image.pixelColor(rect.center().x() + 25, rect.top() + rect.height() // 4)


def with_picture(of: LoraCard, name: str | None) -> LoraCard:
    return replace(of, lead=replace(of.lead, thumbnail=name))


def test_pictures_come_from_files_and_gaps_have_a_letter(
    panel: LorasPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (512, 384), (200, 30, 30)).save(tmp_path / f"{sha('red')}.jpg")
    (tmp_path / f"{sha('bad')}.jpg").write_bytes(b"no picture")
    panel.set_thumbnail_folder(tmp_path)
    panel.set_cards(
        (with_picture(DEMO, sha("red")), with_picture(FIVE_B, sha("bad")), with_picture(PAIR, None))
    )
    qtbot.waitUntil(lambda: painted(panel, DEMO.id).green() < 60, timeout=5000)
    assert painted(panel, DEMO.id).red() > 180
    for without in (FIVE_B.id, PAIR.id):
        assert painted(panel, without).lightness() > 150  # the ground of the letter


def test_painting_reads_no_file(panel: LorasPanel, tmp_path: Path) -> None:
    """The first paint after a picture is wanted goes without it."""
    Image.new("RGB", (512, 384), (200, 30, 30)).save(tmp_path / f"{sha('red')}.jpg")
    panel.set_thumbnail_folder(tmp_path)
    assert panel.thumbnails.pixmap(sha("red"), QSize(100, 75), 1.0) is None
    assert panel.thumbnails.pixmap(None, QSize(100, 75), 1.0) is None


# --- keys and menu ------------------------------------------------------------------------------


def test_keys_do_what_the_menu_says(panel: LorasPanel, qtbot: QtBot) -> None:
    pick(panel, PAIR.id)
    with qtbot.waitSignal(panel.use_toggled) as used:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert used.args == [PAIR.id]
    with qtbot.waitSignal(panel.favourite_toggled) as liked:
        qtbot.keyClick(panel.view, Qt.Key.Key_F)
    assert liked.args == [PAIR.id, False]
    qtbot.keyClick(panel.view, Qt.Key.Key_F2)
    dialog = open_dialog(panel)
    assert isinstance(dialog, QInputDialog)
    assert dialog.textValue() == "Super eight film"
    dialog.setTextValue("  Super 8  ")
    with qtbot.waitSignal(panel.rename_asked) as named:
        dialog.accept()
    assert named.args == [PAIR.id, "Super 8"]


def test_arrows_walk_through_the_grid(panel: LorasPanel, qtbot: QtBot) -> None:
    pick(panel, DEMO.id)
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert panel.view.current() == FIVE_B
    assert panel.details.card == FIVE_B
    qtbot.keyClick(panel.view, Qt.Key.Key_Home)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.current() == PAIR


def test_a_double_click_uses(panel: LorasPanel, qtbot: QtBot) -> None:
    where = panel.view.visualRect(panel.rows.index_of(FIVE_B.id)).center()
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=where)
    with qtbot.waitSignal(panel.use_toggled) as used:
        qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=where)
    assert used.args == [FIVE_B.id]


def test_the_menu_has_everything(panel: LorasPanel, qtbot: QtBot) -> None:
    pick(panel, PAIR.id)
    menu = panel.view.menu_for(panel.view.selected())
    texts = [entry.text().split("\t")[0] for entry in menu.actions() if entry.text()]
    assert texts == [
        "Use", "Remove from favourites", "Rename…", "Add a tag…", "Swap high and low noise",
        "Split into two", "Choose a picture…", "Use a frame of its latest clip",
        "Render with and without it", "Remove…",
    ]  # fmt: skip
    entries = {entry.text(): entry for entry in menu.actions()}
    for text, signal in (
        ("Swap high and low noise", panel.swap_asked),
        ("Split into two", panel.split_asked),
        ("Use a frame of its latest clip", panel.frame_asked),
        ("Render with and without it", panel.test_render_asked),
    ):
        with qtbot.waitSignal(signal) as asked:
            entries[text].trigger()
        assert asked.args == [PAIR.id]
    menu.close()


def test_a_picture_is_chosen_and_removed(panel: LorasPanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.do(Deed.CHOOSE_PICTURE, (PAIR.id,))
    dialog = open_dialog(panel)
    assert isinstance(dialog, QFileDialog)
    with qtbot.waitSignal(panel.picture_chosen) as chosen:
        dialog.fileSelected.emit(str(tmp_path / "a.png"))
    assert chosen.args == [PAIR.id, str(tmp_path / "a.png")]
    with qtbot.waitSignal(panel.picture_cleared) as cleared:
        panel.do(Deed.CLEAR_PICTURE, (PAIR.id,))
    assert cleared.args == [PAIR.id]
    with qtbot.assertNotEmitted(panel.picture_cleared):
        panel.do(Deed.CLEAR_PICTURE, ("no such card",))


# --- several at once ----------------------------------------------------------------------------


def test_two_cards_become_a_pair(panel: LorasPanel, qtbot: QtBot) -> None:
    low = card("orbit low", facts(expert=TrainedExpert.LOW_NOISE))
    high = card("orbit high", facts(expert=TrainedExpert.HIGH_NOISE))
    panel.set_cards((low, high, DEMO))
    # Low was chosen first; the files say which is which.
    panel.view.setCurrentIndex(panel.rows.index_of(low.id))
    where = panel.view.visualRect(panel.rows.index_of(high.id)).center()
    qtbot.mouseClick(panel.view.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, pos=where)
    menu = panel.view.menu_for(panel.view.selected())
    (entry,) = (entry for entry in menu.actions() if entry.text() == "Make a pair…")
    entry.trigger()
    menu.close()
    dialog = open_dialog(panel)
    assert isinstance(dialog, PairDialog)
    assert (dialog.high.currentText(), dialog.low.currentText()) == ("orbit high", "orbit low")
    qtbot.keyClicks(dialog.name, "Orbit")
    with qtbot.waitSignal(panel.pair_asked) as asked:
        qtbot.mouseClick(dialog.pair_button, LEFT)
    assert asked.args == [high.id, low.id, "Orbit"]


def test_halves_swap_and_one_file_is_no_pair(panel: LorasPanel, qtbot: QtBot) -> None:
    one, other = card("one"), card("other")
    panel.set_cards((one, other, PAIR))
    panel.do(Deed.PAIR, (one.id,))
    dialog = open_dialog(panel)
    assert isinstance(dialog, PairDialog)
    # A pair is no half; the only other file is proposed.
    assert dialog.low.findData(PAIR.id) == -1
    assert (dialog.high.currentData(), dialog.low.currentData()) == (one.id, other.id)
    qtbot.mouseClick(dialog.swap_button, LEFT)
    assert (dialog.high.currentData(), dialog.low.currentData()) == (other.id, one.id)
    dialog.low.setCurrentIndex(dialog.low.findData(other.id))
    assert not dialog.pair_button.isEnabled()
    assert dialog.problem.text() == "A pair needs two files."
    dialog.reject()


def test_a_tag_goes_to_all_that_lack_it(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.do(Deed.ADD_TAG, (PAIR.id, DEMO.id))
    dialog = open_dialog(panel)
    assert isinstance(dialog, QInputDialog)
    assert dialog.comboBoxItems() == ["", "film", "look"]
    dialog.setTextValue("film")
    with qtbot.waitSignal(panel.edited) as edited:
        dialog.accept()
    assert edited.args == [DEMO.id, LoraDetails(tags=("film",))]


def test_removing_is_confirmed_for_exactly_these(panel: LorasPanel, qtbot: QtBot) -> None:
    pick(panel, DEMO.id)
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    box = open_dialog(panel)
    assert isinstance(box, QMessageBox)
    assert box.text() == "Remove Red shapes?"
    with qtbot.assertNotEmitted(panel.delete_asked):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    panel.do(Deed.DELETE, (DEMO.id, PAIR.id))
    box = open_dialog(panel)
    assert isinstance(box, QMessageBox)
    assert "3 files of the library" in box.informativeText()
    check = box.checkBox()
    assert check is not None
    check.setChecked(True)
    told: list[tuple[str, bool]] = []
    panel.delete_asked.connect(lambda card_id, for_good: told.append((card_id, for_good)))
    remove = next(b for b in box.buttons() if b.text() == "Remove")
    qtbot.mouseClick(remove, LEFT)
    assert told == [(DEMO.id, True), (PAIR.id, True)]


# --- the head of the panel ----------------------------------------------------------------------


def test_files_and_folders_are_asked_for(panel: LorasPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.add_button, LEFT)
    dialog = open_dialog(panel)
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    with qtbot.waitSignal(panel.files_chosen) as files:
        dialog.filesSelected.emit(["/a.safetensors", "/b.safetensors"])
    assert files.args == [["/a.safetensors", "/b.safetensors"]]
    qtbot.mouseClick(panel.add_folder_button, LEFT)
    dialog = open_dialog(panel)
    assert isinstance(dialog, QFileDialog)
    with qtbot.waitSignal(panel.folder_chosen) as folder:
        dialog.fileSelected.emit("/loras")
    assert folder.args == ["/loras"]


def test_the_menu_of_the_panel_asks_for_the_rest(panel: LorasPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.scan_asked):
        panel.scan_action.trigger()
    for action, signal in (
        (panel.export_action, panel.export_asked),
        (panel.restore_action, panel.restore_asked),
    ):
        action.trigger()
        dialog = open_dialog(panel)
        assert isinstance(dialog, QFileDialog)
        with qtbot.waitSignal(signal) as asked:
            dialog.fileSelected.emit("/x.json")
        assert asked.args == ["/x.json"]
        dialog.reject()


def test_watched_folders_are_listed_and_changed(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.set_watched_folders(("/one", "/two"))
    panel.watch_action.trigger()
    dialog = open_dialog(panel)
    assert isinstance(dialog, FoldersDialog)
    assert dialog.folders == ("/one", "/two")
    assert not dialog.remove_button.isEnabled()
    dialog.list.setCurrentRow(0)
    qtbot.mouseClick(dialog.remove_button, LEFT)
    qtbot.mouseClick(dialog.add_button, LEFT)
    assert dialog.chooser is not None
    dialog.chooser.fileSelected.emit("/three")
    dialog.chooser.fileSelected.emit("/three")
    with qtbot.waitSignal(panel.watched_folders_chosen) as chosen:
        dialog.buttons.accepted.emit()
    assert chosen.args == [("/two", "/three")]


@pytest.mark.parametrize("hidden", [True, False])
def test_a_card_can_be_brought_into_sight(panel: LorasPanel, qtbot: QtBot, hidden: bool) -> None:
    if hidden:
        type_search(panel, qtbot, "orbit")
    panel.select(PAIR.id)
    assert panel.view.current() == PAIR
    panel.select("no such card")
    assert panel.view.current() == PAIR
