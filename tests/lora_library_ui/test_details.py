"""Everything about one card: facts, verdict, buttons, texts that are changed and kept."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from fixtures.lora_cards import card, facts, few, pair
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.records import (
    FileState,
    LoraCard,
    LoraDetails,
    LoraFamily,
    LoraMode,
)
from wan22_desktop.lora_library.events import CardsChanged
from wan22_desktop.lora_library.ui.deeds import Deed
from wan22_desktop.lora_library.ui.detail_page import NOTHING_CHOSEN
from wan22_desktop.lora_library.ui.loras_panel import LorasPanel

PAIR, FIVE_B, DEMO = few()
LEFT = Qt.MouseButton.LeftButton


def told(panel: LorasPanel) -> str:
    labels = panel.details.findChildren(QLabel)
    return "\n".join(label.accessibleName() or label.text() for label in labels)


def with_details(of: LoraCard, details: LoraDetails) -> LoraCard:
    return replace(of, lead=replace(of.lead, details=details))


def test_facts_files_and_training_are_told(panel: LorasPanel) -> None:
    panel.select(PAIR.id)
    text = told(panel).replace("\N{NO-BREAK SPACE}", " ")
    for fact in (
        "For: Wan 2.2 A14B · Text to video",
        "Expert: Pair: high and low noise",
        "Format: musubi-tuner",
        "Rank: 32, alpha 16",
        "Changes: 400 layers (800 tensors), each",
        "Matches: 1,600 of 1,600 tensors (100%)",
        "Size: 614.6 MB",
        "Needs: about 614.4 MB of memory",
        "Used: 23 times, last on",
        "High noise: Super_eight_film_high_noise.safetensors: ",
        f"{PAIR.lead.sha256[:16]} · 307.3 MB · whole",
        "Steps: 3000",
    ):
        assert fact in text
    assert panel.details.fit.text.text() == ("Fits Wan 2.2 T2V A14B: all 1,600 tensors match.")


def test_the_verdict_follows_the_model(panel: LorasPanel) -> None:
    panel.select(FIVE_B.id)
    assert panel.details.fit.sign.accessibleName() == "Cannot be used"
    assert "Needs:" not in told(panel)
    panel.set_variant(Variant.TI2V_5B)
    assert panel.details.fit.sign.accessibleName() == "Fits"
    assert "Needs:" in told(panel)


def test_what_only_a_name_says_is_a_hint(panel: LorasPanel) -> None:
    known = facts(LoraFamily.UNKNOWN, LoraMode.UNKNOWN)
    named = card("wan22 i2v orbit high noise", known)
    panel.set_cards((named,))
    hint = panel.details.hints.text()
    assert hint.startswith("The name suggests: ")
    assert "image to video" in hint
    assert "high noise" in hint
    assert hint.endswith("The file itself does not say so.")
    panel.set_cards((PAIR,))
    assert not panel.details.hints.isVisible()


def test_buttons_ask_for_what_they_say(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.select(PAIR.id)
    buttons = panel.details.buttons
    assert not buttons[Deed.PAIR].isVisible()
    for deed, signal, args in (
        (Deed.USE, panel.use_toggled, [PAIR.id]),
        (Deed.FAVOURITE, panel.favourite_toggled, [PAIR.id, False]),
        (Deed.SWAP, panel.swap_asked, [PAIR.id]),
        (Deed.SPLIT, panel.split_asked, [PAIR.id]),
    ):
        with qtbot.waitSignal(signal) as asked:
            qtbot.mouseClick(buttons[deed], LEFT)
        assert asked.args == args
    panel.set_selection(PAIR.uses(1, 1))
    assert buttons[Deed.USE].text() == "Stop using"
    panel.select(DEMO.id)
    assert buttons[Deed.PAIR].isVisible()
    assert not buttons[Deed.SWAP].isVisible()
    with qtbot.waitSignal(panel.trigger_wanted) as wanted:
        panel.select(PAIR.id)
        qtbot.mouseClick(panel.details.words.buttons[0], LEFT)
    assert wanted.args == ["super eight film"]


def test_texts_are_changed_undone_and_saved(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.select(PAIR.id)
    editor = panel.details.editor
    assert not editor.save_button.isVisible()
    editor.author.setFocus()
    qtbot.keyClick(editor.author, Qt.Key.Key_End)
    qtbot.keyClicks(editor.author, " jr.")
    assert editor.save_button.isVisible()
    qtbot.keyClick(editor.author, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.author.text() == "Ada Brandt"
    assert not editor.save_button.isVisible()
    qtbot.keyClicks(editor.author, " sr.")
    editor.tags.setText("film, new, , film")
    with qtbot.waitSignal(panel.edited) as edited:
        qtbot.mouseClick(editor.save_button, LEFT)
    expected = replace(PAIR.lead.details, author="Ada Brandt sr.", tags=("film", "new"))
    assert edited.args == [PAIR.id, expected]
    panel.change_cards(CardsChanged((with_details(PAIR, expected),)))
    assert not editor.save_button.isVisible()
    qtbot.waitUntil(lambda: panel.filters.tag.findData("new") > 0)


def test_undo_changes_brings_back_what_is_saved(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.select(PAIR.id)
    editor = panel.details.editor
    editor.notes.setPlainText("x")
    editor.version.setText("9")
    with qtbot.assertNotEmitted(panel.edited):
        qtbot.mouseClick(editor.undo_button, LEFT)
    assert (editor.notes.toPlainText(), editor.version.text()) == ("", "2.1")


def test_going_to_another_card_loses_nothing(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.select(PAIR.id)
    panel.details.editor.notes.setPlainText("good at 0.7")
    with qtbot.waitSignal(panel.edited) as edited:
        panel.select(DEMO.id)
    assert edited.args == [PAIR.id, replace(PAIR.lead.details, notes="good at 0.7")]
    assert panel.details.editor.notes.toPlainText() == ""


def test_news_of_the_card_do_not_take_the_text_away(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.select(PAIR.id)
    editor = panel.details.editor
    editor.notes.setPlainText("half written")
    liked = replace(PAIR, lead=replace(PAIR.lead, is_favourite=False))
    panel.change_cards(CardsChanged((liked,)))
    assert editor.notes.toPlainText() == "half written"
    editor.notes.setFocus()
    with qtbot.waitSignal(panel.edited, timeout=1000):
        qtbot.keyClick(editor.notes, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_texts_that_fields_cannot_show_are_kept_as_they_are(panel: LorasPanel) -> None:
    strange = LoraDetails(
        description="a\r\nb\N{PARAGRAPH SEPARATOR}c",
        tags=("with, comma",),
        author="two\nlines",
        source="s" * 5000,
        trigger_words=("one, two", " x "),
    )
    odd = with_details(card("odd"), strange)
    panel.set_cards((odd,))
    editor = panel.details.editor
    assert editor.details == strange
    assert not editor.is_changed
    editor.version.setText("2")
    assert editor.details == replace(strange, version="2")


def test_a_missing_file_says_what_to_do(panel: LorasPanel) -> None:
    gone = card("gone", state=FileState.MISSING)
    panel.set_cards((gone,))
    assert panel.details.state.isVisible()
    assert "drop it here again" in panel.details.state.text()


def test_nothing_is_said_about_no_card(panel: LorasPanel) -> None:
    panel.set_cards((PAIR,))
    panel.details.show_card(None)
    assert panel.details.nothing.text() == NOTHING_CHOSEN
    assert not panel.details.editor.isVisible()


def test_markup_and_tricks_of_strangers_stay_text(panel: LorasPanel) -> None:
    hostile = "<img src='file:///etc/hosts'><b>x</b>\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe"
    known = replace(facts(), training=((hostile, hostile),), description=hostile)
    details = LoraDetails(hostile, (hostile,), hostile, hostile, hostile, hostile, (hostile,))
    bad = replace(pair("bad", details=details, facts=known, file_name=hostile), pair_name=hostile)
    panel.set_cards((bad,))
    for label in panel.details.findChildren(QLabel):
        if label.buddy() is None:
            assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in label.text()
        assert "<img" not in label.toolTip()
    index = panel.rows.index_of(bad.id)
    assert "<img" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in index.data(Qt.ItemDataRole.DisplayRole)
