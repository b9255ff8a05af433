"""Undo and redo of the whole form, beside the texts' own."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from queue_jobs import SHA, start_image

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Size, Variant
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.ui.compose_panel import ComposePanel

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
OTHER_SHA = "cd" * 32


def _settled(panel: ComposePanel) -> int:
    """How many steps there are once control is back at the window."""
    QApplication.processEvents()
    return panel.history.count


def test_nothing_is_there_to_undo_at_first(panel: ComposePanel) -> None:
    panel.set_models((Variant.DEMO,))
    assert _settled(panel) == 0
    assert not panel.undo_action.isEnabled()
    assert not panel.redo_action.isEnabled()


def test_another_model_with_all_its_defaults_is_one_step(panel: ComposePanel) -> None:
    before = panel.request()
    panel.form.model.setCurrentIndex(1)
    after = panel.request()
    assert after.size != before.size
    assert _settled(panel) == 1
    panel.undo_action.trigger()
    assert panel.request() == before
    assert not panel.undo_action.isEnabled()
    panel.redo_action.trigger()
    assert panel.request() == after


def test_typing_in_one_field_is_one_step(panel: ComposePanel) -> None:
    panel.form.prompt.text.setFocus()
    for letter in "a circle":
        QTest.keyClicks(panel.form.prompt.text, letter)
        QApplication.processEvents()
    assert _settled(panel) == 1
    panel.form.frames.box.setFocus()
    for _ in range(3):
        QTest.keyClick(panel.form.frames.box, Qt.Key.Key_Up)
        QApplication.processEvents()
    assert _settled(panel) == 2
    panel.form.prompt.text.setFocus()
    QTest.keyClicks(panel.form.prompt.text, "s")
    assert _settled(panel) == 3
    seen = []
    for _ in range(3):
        panel.undo_action.trigger()
        seen.append((panel.request().prompt, panel.request().num_frames))
    assert seen == [("a circle", 29), ("a circle", 17), ("", 17)]


def test_what_a_preset_or_a_clip_puts_in_is_one_step(panel: ComposePanel, tmp_path: Path) -> None:
    QTest.keyClicks(panel.form.prompt.text, "mine")
    mine = panel.request()
    preset = mine.with_changes(num_inference_steps=4, guidance_scale=1.0, guided_steps=1)
    panel.apply_request(preset)
    clip = GenerationRequest.default(Variant.TI2V_5B, prompt="a clip").with_changes(
        mode=Mode.IMAGE_TO_VIDEO, image_sha256=SHA, image_fit=ImageFit.PAD
    )
    panel.show_request(clip, (start_image(tmp_path),))
    assert _settled(panel) == 3
    panel.undo_action.trigger()
    assert panel.request() == preset
    panel.undo_action.trigger()
    assert panel.request() == mine
    panel.redo_action.trigger()
    panel.redo_action.trigger()
    assert panel.request() == clip
    assert panel.form.image.image == start_image(tmp_path), "with its picture"


def test_pictures_come_back(panel: ComposePanel, tmp_path: Path) -> None:
    panel.show_image(ImageRole.START, start_image(tmp_path))
    QApplication.processEvents()
    panel.form.image.clear_button.click()
    QApplication.processEvents()
    panel.undo_action.trigger()
    assert panel.form.image.image == start_image(tmp_path)
    panel.show_images((start_image(tmp_path), start_image(tmp_path, sha256=OTHER_SHA)))
    QApplication.processEvents()
    assert len(panel.form.pictures) == 2
    panel.undo_action.trigger()
    assert panel.form.pictures == ()
    panel.redo_action.trigger()
    assert [image.sha256 for image in panel.form.pictures] == [SHA, OTHER_SHA]


def test_the_next_random_seed_is_no_step(qtbot: QtBot, panel: ComposePanel) -> None:
    QTest.keyClicks(panel.form.prompt.text, "a circle")
    with qtbot.waitSignal(panel.add_requested):
        panel.add()
    assert panel.request().seed == 1002
    assert _settled(panel) == 1
    panel.undo_action.trigger()
    assert panel.request().prompt == ""


def test_a_new_change_ends_redo(panel: ComposePanel) -> None:
    panel.form.clip_size.set_value(Size(112, 112))
    QApplication.processEvents()
    panel.undo_action.trigger()
    assert panel.redo_action.isEnabled()
    panel.form.sampling.steps.setValue(7)
    QApplication.processEvents()
    assert not panel.redo_action.isEnabled()


# --- keys -----------------------------------------------------------------------------------------


def _undo_key(panel: ComposePanel) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Z, CTRL)
    QApplication.processEvents()
    assert panel.isVisible()


def test_a_text_takes_back_its_own_words_first_and_then_the_form(panel: ComposePanel) -> None:
    panel.form.sampling.steps.setValue(7)
    QApplication.processEvents()
    panel.form.prompt.text.setFocus()
    QTest.keyClicks(panel.form.prompt.text, "abc")
    assert _settled(panel) == 2
    while panel.form.prompt.text.document().isUndoAvailable():
        _undo_key(panel)
    assert panel.request().prompt == ""
    assert panel.request().num_inference_steps == 7
    assert _settled(panel) == 1, "the words that were taken back are no step any more"
    _undo_key(panel)
    assert panel.request().num_inference_steps == 20
    assert panel.form.prompt.text.hasFocus()


def test_ctrl_z_in_the_prompt_undoes_a_preset(panel: ComposePanel) -> None:
    panel.form.prompt.text.setFocus()
    QTest.keyClicks(panel.form.prompt.text, "mine")
    panel.apply_request(panel.request().with_changes(prompt="a {red|blue} one", fps=30))
    _undo_key(panel)
    assert (panel.request().prompt, panel.request().fps) == ("mine", 8)


@pytest.mark.parametrize(("key", "modifiers"), [(Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)])
def test_both_keys_redo(panel: ComposePanel, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    panel.form.sampling.steps.setValue(7)
    QApplication.processEvents()
    panel.form.model.setFocus()
    _undo_key(panel)
    assert panel.request().num_inference_steps == 20
    for widget in (panel.form.model, panel.form.prompt.text):
        widget.setFocus()
        QTest.keyClick(widget, key, modifiers)
        assert panel.request().num_inference_steps == 7
        _undo_key(panel)


def test_a_number_being_typed_keeps_its_own_undo(panel: ComposePanel) -> None:
    panel.form.clip_size.set_value(Size(112, 112))
    QApplication.processEvents()
    box = panel.form.frames.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "33")
    _undo_key(panel)
    assert panel.request().size == Size(112, 112), "the typed digits went first"
    assert box.text() == "17"
    _undo_key(panel)
    assert panel.request().size == Size(96, 96)


def test_added_parts_share_the_keys_and_take_their_place_in_the_order(
    panel: ComposePanel,
) -> None:
    picker = QWidget()
    line = QLineEdit(picker)
    line.setAccessibleName("Preset")
    panel.set_preset_picker(picker)
    estimate = QPushButton("What it takes")
    panel.set_estimate(estimate)
    panel.form.sampling.steps.setValue(7)
    QApplication.processEvents()
    line.setFocus()
    _undo_key(panel)
    assert panel.request().num_inference_steps == 20
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.form.model
    estimate.setFocus()
    QTest.keyClick(estimate, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.add_button


def test_the_actions_name_their_keys(panel: ComposePanel) -> None:
    assert panel.undo_action.shortcut() == QKeySequence("Ctrl+Z")
    assert panel.redo_action.shortcuts() == [QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")]
    assert (panel.undo_action.text(), panel.redo_action.text()) == ("Undo", "Redo")
