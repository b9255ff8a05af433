"""The row under the prompt: by keyboard, undone by Ctrl+Z, counted without being made."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.enhancement import Change, Enhancement
from wan22_desktop.generation.domain.groups import MAX_JOBS
from wan22_desktop.generation.domain.prompt_history import FoundPrompts, PromptEntry
from wan22_desktop.generation.domain.prompt_rules import RuleEnhancer
from wan22_desktop.generation.domain.styles import Style, styled
from wan22_desktop.generation.domain.wildcards import Wildcards
from wan22_desktop.generation.style_files import LoadedStyles, built_in_styles
from wan22_desktop.generation.ui.enhance_dialog import EnhanceDialog
from wan22_desktop.generation.ui.prompt_editor import PromptEditor
from wan22_desktop.generation.ui.prompt_tools import NegativeDefault, PromptTools
from wan22_desktop.generation.ui.style_dialog import StyleDialog

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support grabbing the keyboard", extend=True
)
"""Said of every popup by the offscreen platform."""

ENTRIES = (
    PromptEntry("1", "a fox in snow", "blurry", 2000.0, 3, is_favourite=True),
    PromptEntry("2", "a bear <b>& co</b>", "", 1000.0, 1),
)


class Bench(QWidget):
    """Prompt, negative prompt and the tools, as a form has them."""

    def __init__(self) -> None:
        super().__init__()
        self.prompt = PromptEditor("Prompt", 3, "")
        self.negative = PromptEditor("Negative prompt", 2, "")
        self.tools = PromptTools(self.prompt, self.negative)
        self.default = NegativeDefault(self.negative)
        layout = QVBoxLayout(self)
        for part in (self.prompt, self.tools, self.negative, self.default):
            layout.addWidget(part)
        self.resize(350, 420)
        self.tools.set_wildcards(Wildcards({"colour": ("red", "green"), "a": ("__a__",)}))
        self.tools.set_styles(LoadedStyles(built_in_styles(), (MINE,)))

    def answer(self, prompt: str, model: Variant, seed: int) -> None:
        """As the service does."""
        self.tools.show_enhancement(RuleEnhancer().enhance(prompt, model, seed))


MINE = Style(name="Mine", prompt="{prompt}, in my way")


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    bench = Bench()
    qtbot.addWidget(bench)
    with qtbot.waitExposed(bench):
        bench.show()
    bench.activateWindow()
    qtbot.waitUntil(bench.isActiveWindow)
    return bench


def _type(bench: Bench, text: str) -> None:
    bench.prompt.text.setFocus()
    QTest.keyClicks(bench.prompt.text, text)


def _undo(bench: Bench) -> None:
    QTest.keyClick(bench.prompt.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


# --- wildcards -----------------------------------------------------------------------------------


def test_the_clips_are_counted_while_the_prompt_is_written(bench: Bench, qtbot: QtBot) -> None:
    tools = bench.tools
    assert not tools.all_box.isVisible()
    _type(bench, "a {red|blue|gold} fox on __colour__ ground")
    qtbot.waitUntil(lambda: tools.told.text() == "Each clip draws 1 of 6")
    assert tools.clips == 1
    with qtbot.waitSignal(tools.clips_changed):
        tools.all_box.click()
    assert (tools.told.text(), tools.clips) == ("6 clips", 6)
    _type(bench, " {x")
    qtbot.waitUntil(lambda: tools.clips is None)
    assert "never closed" in tools.told.text()
    bench.prompt.set_value("a fox")
    qtbot.waitUntil(lambda: tools.clips == 1)
    assert not tools.all_box.isVisible()
    assert not tools.told.isVisible()


def test_each_seed_draws_its_own_words(bench: Bench) -> None:
    bench.prompt.set_value("a {red|blue|gold|black} fox")
    clips = bench.tools.prompts(range(20))
    assert [seed for _, seed in clips] == list(range(20))
    assert len({prompt for prompt, _ in clips}) == 4
    assert bench.tools.prompts(range(20)) == clips
    bench.prompt.set_value("plain")
    bench.tools.all_box.setChecked(True)
    assert bench.tools.prompts((7, 8)) == (("plain", 7), ("plain", 8))


def test_all_combinations_are_rendered_with_each_seed(bench: Bench) -> None:
    bench.prompt.set_value("{a|b} __colour__")
    bench.tools.all_box.setChecked(True)
    words = ("a red", "a green", "b red", "b green")
    assert bench.tools.prompts((5, 6)) == tuple((w, seed) for seed in (5, 6) for w in words)


def test_too_many_clips_are_refused_with_their_number(bench: Bench) -> None:
    bench.prompt.set_value("{a|b}" * 60)
    bench.tools.all_box.setChecked(True)
    with pytest.raises(UserError, match="more than a trillion") as refusal:
        bench.tools.prompts((1,))
    assert refusal.value.field == "prompt"
    bench.prompt.set_value("{a|b}" * 8)
    assert len(bench.tools.prompts((1,))) == 256 <= MAX_JOBS
    with pytest.raises(UserError, match="2,048 clips"):
        bench.tools.prompts(range(8))


def test_a_prompt_that_cannot_be_drawn_is_refused(bench: Bench) -> None:
    for text in ("a {", "a __nope__", "a __a__"):
        bench.prompt.set_value(text)
        with pytest.raises(UserError) as refusal:
            bench.tools.prompts((1,))
        assert refusal.value.field == "prompt"


def test_a_wildcard_is_chosen_by_keyboard(bench: Bench, qtbot: QtBot) -> None:
    tools = bench.tools
    _type(bench, "a fox ")
    wanted = QSignalSpy(tools.wildcards_wanted)
    tools.wildcards_button.click()
    assert wanted.count() == 1
    popup = tools.wildcards
    QTest.keyClicks(popup.search, "col")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert bench.prompt.value == "a fox __colour__"
    assert not popup.isVisible()
    _undo(bench)
    assert bench.prompt.value == "a fox "
    tools.set_wildcards(Wildcards({}, {"bad": "is not UTF-8 text"}))
    tools.wildcards_button.click()
    assert "bad.txt is not UTF-8 text." in popup.told.text()
    assert "colour.txt" in popup.list.empty_text
    with qtbot.waitSignal(tools.wildcards_folder_wanted):
        popup.folder_button.click()


# --- history -------------------------------------------------------------------------------------


def test_a_used_prompt_comes_back_by_keyboard(bench: Bench) -> None:
    tools = bench.tools
    asked: list[str] = []
    tools.history_wanted.connect(asked.append)
    _type(bench, "old words")
    tools.history_button.click()
    tools.show_found(FoundPrompts("", ENTRIES, 2))
    popup = tools.history
    assert popup.list.currentIndex().data() == "a fox in snow"
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    QTest.keyClick(popup.search, Qt.Key.Key_Up)
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert (bench.prompt.value, bench.negative.value) == ("a fox in snow", "blurry")
    _undo(bench)
    assert bench.prompt.value == "old words"
    tools.history_button.click()
    QTest.keyClicks(popup.search, "be")
    assert asked == ["", "", "b", "be"]


def test_an_answer_to_an_old_question_is_ignored(bench: Bench) -> None:
    popup = bench.tools.history
    bench.tools.history_button.click()
    QTest.keyClicks(popup.search, "bear")
    bench.tools.show_found(FoundPrompts("bea", ENTRIES, 2))
    assert popup.rows.rowCount() == 0
    bench.tools.show_found(FoundPrompts("bear", ENTRIES[1:], 300))
    assert popup.rows.rowCount() == 1
    assert popup.told.text() == "299 more: type to find them."


def test_prompts_are_starred_and_forgotten_by_keys(bench: Bench, qtbot: QtBot) -> None:
    tools = bench.tools
    stars, gone, cleared = (
        QSignalSpy(s)
        for s in (tools.favourite_wanted, tools.forget_wanted, tools.clear_history_wanted)
    )
    tools.history_button.click()
    tools.show_found(FoundPrompts("", ENTRIES, 2))
    search = tools.history.search
    qtbot.waitUntil(search.isVisible)
    QTest.keyClick(search, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(search, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert (stars.count(), gone.count()) == (1, 1)
    for button in (tools.history.favourite_button, tools.history.remove_button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (stars.count(), gone.count()) == (2, 2)
    assert stars.at(0) == ["1", False]
    assert gone.at(1) == ["1"]
    for action in tools.history.clear_button.menu().actions():
        action.trigger()
    assert [cleared.at(n) for n in range(2)] == [[False], [True]]


def test_an_empty_history_says_why(bench: Bench) -> None:
    popup = bench.tools.history
    bench.tools.history_button.click()
    bench.tools.show_found(FoundPrompts("", (), 0))
    assert "add to the queue" in popup.list.empty_text
    bench.tools.set_history_kept(is_kept=False)
    bench.tools.show_found(FoundPrompts("", (), 0))
    assert "not kept" in popup.list.empty_text


# --- styles --------------------------------------------------------------------------------------


def test_a_style_is_put_in_and_taken_out(bench: Bench) -> None:
    _type(bench, "a fox")
    bench.tools.styles_button.click()
    popup = bench.tools.styles
    assert popup.list.currentIndex().data() == "Mine"
    QTest.keyClicks(popup.search, "anime")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    anime = next(style for style in built_in_styles() if style.name == "Anime")
    assert bench.prompt.value == styled("a fox", anime)
    assert bench.negative.value == anime.negative_prompt
    _undo(bench)
    assert bench.prompt.value == "a fox"


def test_only_own_styles_can_be_removed(bench: Bench) -> None:
    removed = QSignalSpy(bench.tools.remove_style_wanted)
    bench.tools.styles_button.click()
    popup = bench.tools.styles
    QTest.keyClicks(popup.search, "noir")
    QTest.mouseClick(popup.remove_button, Qt.MouseButton.LeftButton)
    assert removed.count() == 0
    popup.search.clear()
    QTest.mouseClick(popup.remove_button, Qt.MouseButton.LeftButton)
    assert removed.at(0) == ["Mine"]


def test_a_style_of_ones_own_is_written(bench: Bench) -> None:
    saved = QSignalSpy(bench.tools.save_style_wanted)
    bench.tools.styles_button.click()
    QTest.mouseClick(bench.tools.styles.new_button, Qt.MouseButton.LeftButton)
    dialog = bench.tools.styles.dialog
    assert isinstance(dialog, StyleDialog)
    QTest.keyClicks(dialog.name, "Foggy")
    dialog.words.setPlainText("no place")
    dialog.save_button.click()
    assert saved.count() == 0
    assert "{prompt}" in dialog.problem.text()
    dialog.words.setPlainText("{prompt}, in fog, ")
    dialog.negative.setPlainText("sun")
    dialog.save_button.click()
    assert saved.at(0) == [Style(name="Foggy", prompt="{prompt}, in fog", negative_prompt="sun")]


# --- enhancement ---------------------------------------------------------------------------------


def _dialog(bench: Bench, text: str) -> EnhanceDialog:
    bench.tools.enhancement_wanted.connect(bench.answer)
    bench.tools.set_model(Variant.T2V_A14B)
    _type(bench, text)
    bench.tools.enhance_button.click()
    dialog = bench.tools.enhance_dialog
    assert dialog is not None
    return dialog


def test_changes_are_taken_one_by_one(bench: Bench) -> None:
    before = "a fox, a fox, in the snow"
    dialog = _dialog(bench, before)
    assert "Take out: a fox" in dialog.list.item(0).text()
    all_of_it = dialog.text.toPlainText()
    assert all_of_it.startswith("a fox, a fox, in the snow, ")
    for row in range(1, dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.text.toPlainText() == before
    dialog.apply_button.click()
    assert bench.prompt.value == "a fox, in the snow"
    _undo(bench)
    assert bench.prompt.value == before
    _undo(bench)
    assert bench.prompt.value != before


def test_changes_are_marked_by_more_than_colour(bench: Bench) -> None:
    dialog = _dialog(bench, "a fox, a fox")
    fonts: dict[str, QFont] = {}
    pieces = dialog.text.document().firstBlock().begin()
    while not pieces.atEnd():
        fonts[pieces.fragment().text()] = pieces.fragment().charFormat().font()
        pieces += 1
    assert not fonts["a fox"].strikeOut()
    assert fonts[", a fox"].strikeOut()
    added = [font for text, font in fonts.items() if text not in ("a fox", ", a fox", " ")]
    assert added
    assert all(font.underline() and font.bold() for font in added)


def test_other_words_are_proposed(bench: Bench) -> None:
    dialog = _dialog(bench, "a fox")
    first = dialog.text.toPlainText()
    dialog.another_button.click()
    assert bench.tools.enhance_dialog is dialog
    assert dialog.text.toPlainText() != first
    dialog.reject()
    assert bench.prompt.value == "a fox"
    assert bench.tools.enhance_dialog is None


def test_a_proposal_for_an_older_text_is_ignored(bench: Bench) -> None:
    _type(bench, "a fox")
    bench.tools.show_enhancement(Enhancement("a fo", (Change(0, 0, "x", "y"),)))
    assert bench.tools.enhance_dialog is None


def test_a_complete_prompt_is_told_to_be_one(bench: Bench) -> None:
    dialog = _dialog(
        bench, "A fox runs in the forest, tracking shot, morning light, cinematic style"
    )
    assert "Nothing to change" in dialog.told.text()
    assert not dialog.apply_button.isEnabled()
    assert not dialog.list.isVisible()


# --- the editor and the negative prompt ----------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a fox", "a red fox"),
        ("aaa", "aa"),
        ("\N{FOX FACE} a\nb", "\N{FOX FACE}\N{FOX FACE} a\nbc\n"),
        ("", "new"),
        ("old", ""),
        ("ab ab", "ab"),
    ],
)
def test_replacing_is_one_step_that_leaves_the_rest_alone(
    bench: Bench, before: str, after: str
) -> None:
    bench.prompt.text.insertPlainText(before)
    bench.prompt.replace_text(after)
    assert bench.prompt.value == after
    bench.prompt.text.undo()
    assert bench.prompt.value == before
    bench.prompt.text.redo()
    assert bench.prompt.value == after


def test_the_recommended_negative_prompt_is_offered_where_there_is_one(bench: Bench) -> None:
    assert not bench.default.button.isVisible()
    bench.default.set_model(Variant.TI2V_5B)
    assert bench.default.button.isVisible()
    bench.negative.text.insertPlainText("mine")
    bench.default.button.click()
    assert "\u4f4e\u8d28\u91cf" in bench.negative.value  # low quality
    assert not bench.default.button.isEnabled()
    bench.negative.text.undo()
    assert bench.negative.value == "mine"
    bench.default.set_model(Variant.DEMO)
    assert not bench.default.button.isVisible()


# --- looks and names -----------------------------------------------------------------------------


def test_everything_has_a_name_and_nothing_is_cut_off(bench: Bench, qtbot: QtBot) -> None:
    bench.prompt.set_value("a {red|blue} __nope__ fox")
    bench.resize(330, 420)
    qtbot.waitUntil(lambda: "no wildcard" in bench.tools.told.text())
    tools = bench.tools
    for popup in (tools.history, tools.styles, tools.wildcards):
        QAbstractItemModelTester(
            popup.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, popup
        )
    for kind in (QAbstractButton, QLineEdit, QListView):
        for part in tools.findChildren(kind):
            if not part.objectName().startswith("qt_") and part.parent() is not None:
                inner = isinstance(part.parent(), QLineEdit)
                assert part.accessibleName() or inner, part
    for button in (
        tools.history_button,
        tools.styles_button,
        tools.enhance_button,
        tools.wildcards_button,
        tools.all_box,
    ):
        assert button.width() >= button.sizeHint().width()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert tools.rect().contains(button.mapTo(tools, button.rect().bottomRight()))
