"""The LoRAs of the form: strengths, order, picker, what does not fit; real widgets and events."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fixtures.lora_cards import card, facts, few, many, pair, sha
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import MAX_LORAS, Variant
from wan22_desktop.lora_library.domain.costs import (
    FAST_BYTES_PER_SECOND,
    SLOW_BYTES_PER_SECOND,
    MeasuredCost,
)
from wan22_desktop.lora_library.domain.records import LoraDetails, TrainedExpert
from wan22_desktop.lora_library.events import CardsChanged
from wan22_desktop.lora_library.ui.selection_editor import LoraSelectionEditor

PAIR, FIVE_B, DEMO = few()
LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support grabbing the keyboard", extend=True
)
"""Said of every popup by the offscreen platform."""
UNKNOWN = LoraUse(sha256=sha("x"), name="somebody's", strength=99.0, strength_2=0.1 + 0.2)


def choose(editor: LoraSelectionEditor, qtbot: QtBot, text: str) -> None:
    qtbot.mouseClick(editor.add_button, LEFT)
    qtbot.waitUntil(editor.picker.isVisible)
    qtbot.keyClicks(editor.picker.search, text)
    qtbot.keyClick(editor.picker.search, Qt.Key.Key_Return)


def offered(editor: LoraSelectionEditor) -> list[str]:
    model = editor.picker.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_lora_is_added_by_a_few_letters(editor: LoraSelectionEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.changed, timeout=2000):
        choose(editor, qtbot, "eight")
    assert not editor.picker.isVisible()
    assert editor.value == PAIR.uses(1.0, 1.0)
    assert editor.rows[0].name.full_text == "Super eight film"
    assert editor.problem == ""


def test_what_is_at_hand_comes_first(editor: LoraSelectionEditor, qtbot: QtBot) -> None:
    recent = card("zz recent", last_used=1_800_000_000.0)
    editor.set_cards((*few(), recent))
    qtbot.mouseClick(editor.add_button, LEFT)
    assert offered(editor) == ["Super eight film", "zz recent", "Red shapes", "Slow orbit 5B"]
    search = editor.picker.search
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(search, key)
    assert editor.value == recent.uses(1.0, 1.0)
    editor.change_cards(CardsChanged(removed=(recent.id,)))
    qtbot.mouseClick(editor.add_button, LEFT)
    assert "zz recent" not in offered(editor)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not editor.picker.isVisible()
    assert len(editor.value) == 1


def test_nothing_can_be_added_from_an_empty_library(editor: LoraSelectionEditor) -> None:
    editor.set_cards(())
    assert not editor.add_button.isEnabled()
    assert "no LoRAs yet" in editor.add_button.toolTip()


def test_one_slider_for_one_transformer_and_two_for_two(editor: LoraSelectionEditor) -> None:
    editor.set_variant(Variant.DEMO)
    editor.set_value(DEMO.uses(0.5, 0.5))
    row = editor.rows[0]
    assert row.high_title.text() == "Strength"
    assert not row.low.isVisible()
    editor.set_variant(Variant.I2V_A14B)
    assert (row.high_title.text(), row.low_title.text()) == ("High noise", "Low noise")
    assert row.low.isVisible()


def test_strengths_are_dragged_and_typed(editor: LoraSelectionEditor, qtbot: QtBot) -> None:
    editor.set_value(PAIR.uses(1.0, 0.8))
    row = editor.rows[0]
    assert not row.link_button.isChecked()
    with qtbot.waitSignal(editor.changed):
        qtbot.keyClick(row.high.slider, Qt.Key.Key_Left)
    assert editor.value == PAIR.uses(0.95, 0.8)
    row.low.box.setFocus()
    row.low.box.selectAll()
    qtbot.keyClicks(row.low.box, "-0.333")
    qtbot.keyClick(row.low.box, Qt.Key.Key_Return)
    assert editor.value == PAIR.uses(0.95, -0.333)
    row.low.box.selectAll()
    qtbot.keyClicks(row.low.box, "7")
    editor.finish_typing()
    assert editor.value == PAIR.uses(0.95, 2.0)
    assert row.low.slider.value() == row.low.slider.maximum()


def test_the_wheel_changes_nothing_in_passing(editor: LoraSelectionEditor) -> None:
    editor.set_value(PAIR.uses(1.0, 0.8))
    row = editor.rows[0]

    def turn(over: QWidget) -> bool:
        middle = QPointF(over.rect().center())
        event = QWheelEvent(
            middle,
            QPointF(over.mapToGlobal(over.rect().center())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(over, event)
        return event.isAccepted()

    for part in (row.high.slider, row.high.box):
        editor.add_button.setFocus()
        assert not turn(part)
        assert editor.value == PAIR.uses(1.0, 0.8)
    row.high.slider.setFocus()
    assert turn(row.high.slider)
    assert editor.value != PAIR.uses(1.0, 0.8)


def test_linked_strengths_move_together(editor: LoraSelectionEditor, qtbot: QtBot) -> None:
    editor.set_value(PAIR.uses(1.0, 0.8))
    row = editor.rows[0]
    qtbot.mouseClick(row.link_button, LEFT)
    assert editor.value == PAIR.uses(1.0, 1.0)
    qtbot.keyClick(row.low.slider, Qt.Key.Key_Right)
    assert editor.value == PAIR.uses(1.05, 1.05)
    qtbot.mouseClick(row.link_button, LEFT)
    qtbot.keyClick(row.low.slider, Qt.Key.Key_Right)
    assert editor.value == PAIR.uses(1.05, 1.1)


def test_odd_strengths_and_unknown_files_come_back(
    editor: LoraSelectionEditor, qtbot: QtBot
) -> None:
    uses = (UNKNOWN, *PAIR.uses(-1.2345678901234567, 5e-324))
    with qtbot.waitSignal(editor.changed):
        editor.set_value(uses)
    with qtbot.assertNotEmitted(editor.changed):
        editor.set_value(uses)
    assert editor.value == uses
    editor.finish_typing()
    assert editor.value == uses
    assert "is not in the library" in editor.rows[0].fit.text.text()
    assert not editor.rows[0].name.isEnabled()
    assert editor.problem == ("somebody's cannot be used here: remove it, or choose another model.")
    # The other row can be edited without touching this one.
    qtbot.keyClick(editor.rows[1].high.slider, Qt.Key.Key_Home)
    assert editor.value == (UNKNOWN, *PAIR.uses(-2.0, 5e-324))


def test_an_unknown_file_is_known_when_it_arrives(
    editor: LoraSelectionEditor, qtbot: QtBot
) -> None:
    late = card("late")
    editor.set_value(late.uses(0.5, 0.5))
    assert editor.problem
    with qtbot.waitSignal(editor.changed):
        editor.change_cards(CardsChanged((late,)))
    assert editor.problem == ""
    assert editor.value == late.uses(0.5, 0.5)


def test_rows_are_moved_with_buttons_that_keep_the_focus(
    editor: LoraSelectionEditor, qtbot: QtBot
) -> None:
    for one in (PAIR, FIVE_B, DEMO):
        editor.add(one.id)
    names = ["Super eight film", "Slow orbit 5B", "Red shapes"]
    assert [row.name.full_text for row in editor.rows] == names
    qtbot.keyClick(editor.rows[2].up_button, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is editor.rows[1].up_button
    qtbot.keyClick(editor.rows[1].up_button, Qt.Key.Key_Space)
    assert [row.name.full_text for row in editor.rows] == [names[2], *names[:2]]
    assert editor.value[0] == DEMO.uses(1, 1)[0]
    assert not editor.rows[0].up_button.isEnabled()
    qtbot.mouseClick(editor.rows[1].remove_button, LEFT)
    assert [row.name.full_text for row in editor.rows] == [names[2], names[1]]
    assert editor.rows[0].down_button.accessibleName() == "Red shapes: later"


def test_what_does_not_fit_says_why_and_blocks(editor: LoraSelectionEditor, qtbot: QtBot) -> None:
    editor.add(FIVE_B.id)
    assert "cannot work on Wan 2.2 T2V A14B" in editor.rows[0].fit.text.text()
    assert editor.rows[0].fit.sign.accessibleName() == "Cannot be used"
    assert "Slow orbit 5B cannot be used here" in editor.problem
    with qtbot.waitSignal(editor.changed):
        editor.set_variant(Variant.TI2V_5B)
    assert editor.problem == ""
    assert not editor.rows[0].fit.isVisible()


def test_a_doubt_is_shown_and_blocks_nothing(editor: LoraSelectionEditor) -> None:
    high = card("half", facts(expert=TrainedExpert.HIGH_NOISE))
    editor.set_cards((high,))
    editor.add(high.id)
    assert editor.value == high.uses(1.0, 0.0)
    assert "stays without it" in editor.rows[0].fit.text.text()
    assert editor.problem == ""


def test_a_file_for_no_known_expert_says_that_it_goes_on_both(
    editor: LoraSelectionEditor,
) -> None:
    plain = card("plain")
    editor.set_cards((plain,))
    editor.add(plain.id)
    assert "it goes on both" in editor.rows[0].note.text()
    assert editor.rows[0].note.isVisible()


def test_eight_are_the_most(editor: LoraSelectionEditor) -> None:
    pairs = tuple(pair(f"pair {number}") for number in range(MAX_LORAS + 1))
    editor.set_cards(pairs)
    for one in pairs:
        editor.add(one.id)
    assert len(editor.rows) == MAX_LORAS
    assert not editor.add_button.isEnabled()
    assert editor.full.isVisible()
    assert "at most 8 LoRAs" in editor.full.text()
    editor.toggle(pairs[0].id)
    assert editor.add_button.isEnabled()
    assert not editor.full.isVisible()


def test_memory_and_load_time_are_summed_up(editor: LoraSelectionEditor) -> None:
    assert not editor.sum.isVisible()
    editor.add(PAIR.id)
    shown = editor.sum.text().replace("\N{NO-BREAK SPACE}", " ")
    size = PAIR.lead.facts.tensor_bytes * 2
    fast, slow = round(size / FAST_BYTES_PER_SECOND), round(size / SLOW_BYTES_PER_SECOND)
    assert shown == f"Together about 614.4 MB of memory, {fast} to {slow} s to load"
    editor.set_measured({e.sha256: MeasuredCost(3.0, 10**9) for e in PAIR.entries})
    shown = editor.sum.text().replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "Together 2.0 GB of memory, 6 s to load"


def test_trigger_words_and_names_are_buttons(editor: LoraSelectionEditor, qtbot: QtBot) -> None:
    editor.add(PAIR.id)
    words = editor.rows[0].words
    assert words.words == ("super eight film", "coarse grain", "faded colours")
    with qtbot.waitSignal(editor.trigger_wanted) as wanted:
        qtbot.mouseClick(words.buttons[1], LEFT)
    assert wanted.args == ["coarse grain"]
    with qtbot.waitSignal(editor.card_wanted) as asked:
        qtbot.keyClick(editor.rows[0].name, Qt.Key.Key_Space)
    assert asked.args == [PAIR.id]


def test_tab_goes_through_rows_that_come_later(qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    column = QVBoxLayout(form)
    above, below = QLineEdit(), QLineEdit()
    made = LoraSelectionEditor()
    for widget in (above, made, below):
        column.addWidget(widget)
    with qtbot.waitExposed(form):
        form.show()
    form.activateWindow()
    made.set_cards(few())
    made.set_variant(Variant.T2V_A14B)
    made.add(PAIR.id)
    made.add(FIVE_B.id)
    above.setFocus()
    order = []
    for _ in range(22):
        focused = QApplication.focusWidget()
        assert focused is not None
        order.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    first, second = made.rows
    expected = [above, made.add_button]
    expected += [stop for stop in first.stops if stop.isVisible() and stop.isEnabled()]
    expected += [stop for stop in second.stops if stop.isVisible() and stop.isEnabled()]
    assert order == [*expected, below]
    # What needs to be done about the LoRAs gets the focus.
    made.setFocus()
    assert QApplication.focusWidget() is second.remove_button


def test_texts_of_strangers_stay_text(editor: LoraSelectionEditor) -> None:
    hostile = "<img src='file:///etc/hosts'>&x\N{RIGHT-TO-LEFT OVERRIDE}gnp"
    bad = card(hostile, details=LoraDetails(trigger_words=(hostile, "a&b")))
    editor.set_cards((bad,))
    editor.add(bad.id)
    row = editor.rows[0]
    assert "<img" not in row.name.toolTip()
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in row.name.full_text
    chips = row.words.buttons
    assert chips[1].text() == "a&&b"
    assert "<img" not in chips[0].toolTip()
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in chips[0].text()


@pytest.mark.parametrize("width", [300, 340])
def test_nothing_is_cut_off(editor: LoraSelectionEditor, qtbot: QtBot, width: int) -> None:
    editor.set_value((*PAIR.uses(1, 0.8), *FIVE_B.uses(1, 1), UNKNOWN))
    editor.resize(width, 900)
    qtbot.wait(20)
    assert editor.width() == width
    for row in editor.rows:
        for child in (row.high, row.link_button, row.remove_button, row.fit, row.words):
            if not child.isVisible():
                continue
            right = child.mapTo(editor, child.rect().topRight()).x()
            assert right <= editor.width(), child
    for row in editor.rows:
        text = row.fit.text
        if text.isVisible():
            assert text.height() >= text.heightForWidth(text.width())


def test_thousands_are_offered_at_once(editor: LoraSelectionEditor, qtbot: QtBot) -> None:
    editor.set_cards(many(2000))
    choose(editor, qtbot, "clay 17")
    assert len(editor.rows) == 1
    assert "clay" in editor.rows[0].name.full_text
