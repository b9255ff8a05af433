"""The dial: presets by predicted seconds, chosen by hand or keyboard, never without their LoRAs."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.presets import (
    LoraFinder,
    Preset,
    PresetPart,
    PresetValues,
    obstacle,
)
from wan22_desktop.generation.preset_files import built_in_presets
from wan22_desktop.generation.ui.preset_dialogs import SavePresetDialog
from wan22_desktop.generation.ui.preset_picker import PresetPicker

MODEL = Variant.T2V_A14B
PRESETS = tuple(preset for preset in built_in_presets() if MODEL in preset.models)
DRAFT, LIGHTNING, MOTION, BALANCED, QUALITY = PRESETS
MINE = Preset(
    name="Mine <b>&", description="for tests", models={MODEL: PresetValues(num_inference_steps=9)}
)
OBSTACLES = {
    preset.key: missing
    for preset in PRESETS
    if (missing := obstacle(preset, MODEL, LoraFinder())) is not None
}
SECONDS = {DRAFT.key: 190, LIGHTNING.key: 44, MOTION.key: 61, BALANCED.key: 380, QUALITY.key: 640}


@pytest.fixture
def picker(qtbot: QtBot) -> PresetPicker:
    picker = PresetPicker()
    picker.resize(350, 140)
    qtbot.addWidget(picker)
    with qtbot.waitExposed(picker):
        picker.show()
    picker.activateWindow()
    qtbot.waitUntil(picker.isActiveWindow)
    picker.set_presets((*PRESETS, MINE))
    picker.show_match(QUALITY)
    return picker


def _rows(picker: PresetPicker) -> list[str]:
    return [picker.combo.itemText(row) for row in range(picker.combo.count())]


def test_the_dial_goes_from_fast_to_slow(picker: PresetPicker) -> None:
    picker.set_seconds(SECONDS)
    assert picker.presets == (LIGHTNING, MOTION, DRAFT, BALANCED, QUALITY, MINE)
    assert _rows(picker) == [
        "Lightning, 4 steps: \u2248 44 s",
        "Lightning, more motion: \u2248 1 min 01 s",
        "Draft: \u2248 3 min 10 s",
        "Balanced: \u2248 6 min 20 s",
        "Quality: \u2248 10 min 40 s",
        "Mine <b>&",
    ]
    assert picker.current == QUALITY
    assert (picker.combo.currentIndex(), picker.dial.value()) == (4, 4)
    assert "Quality" in picker.dial.accessibleDescription()
    assert "10 min 40 s" in picker.dial.accessibleDescription()


def test_keys_on_the_dial_choose_the_next_preset(picker: PresetPicker) -> None:
    picker.set_seconds(SECONDS)
    chosen = QSignalSpy(picker.preset_chosen)
    picker.dial.setFocus()
    QTest.keyClick(picker.dial, Qt.Key.Key_Left)
    QTest.keyClick(picker.dial, Qt.Key.Key_Home)
    assert [chosen.at(n)[0] for n in range(chosen.count())] == [BALANCED, LIGHTNING]
    assert picker.combo.currentIndex() == 0
    assert picker.told.text() == LIGHTNING.description


def test_the_dial_chooses_also_where_its_handle_stands_already(picker: PresetPicker) -> None:
    chosen = QSignalSpy(picker.preset_chosen)
    picker.dial.setFocus()
    QTest.keyClick(picker.dial, Qt.Key.Key_Home)
    picker.show_match(None)
    QTest.keyClick(picker.dial, Qt.Key.Key_Home)
    assert [chosen.at(n)[0] for n in range(chosen.count())] == [DRAFT, DRAFT]
    picker.show_match(None)
    QTest.keyClick(picker.dial, Qt.Key.Key_Right)
    assert chosen.count() == 3
    assert chosen.at(2) == [LIGHTNING]


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_the_list_chooses_too_and_asks_for_seconds_before(
    picker: PresetPicker, qtbot: QtBot
) -> None:
    chosen = QSignalSpy(picker.preset_chosen)
    with qtbot.waitSignal(picker.seconds_wanted):
        picker.combo.showPopup()
    picker.combo.hidePopup()
    picker.combo.setFocus()
    QTest.keyClick(picker.combo, Qt.Key.Key_Up)
    assert chosen.at(0) == [BALANCED]
    assert picker.dial.value() == PRESETS.index(BALANCED)


def test_settings_of_ones_own_are_called_custom(picker: PresetPicker) -> None:
    chosen = QSignalSpy(picker.preset_chosen)
    picker.show_match(None)
    assert picker.combo.currentIndex() == -1
    assert picker.combo.placeholderText() == "Custom"
    assert "of your own" in picker.told.text()
    picker.show_match(MINE)
    assert picker.combo.currentText() == MINE.name
    assert chosen.count() == 0


def test_a_preset_without_its_loras_says_where_they_are(picker: PresetPicker, qtbot: QtBot) -> None:
    picker.set_presets(PRESETS, OBSTACLES)
    picker.show_match(QUALITY)
    assert set(OBSTACLES) == {LIGHTNING.key, MOTION.key}
    assert "needs LoRAs" in _rows(picker)[1]
    chosen = QSignalSpy(picker.preset_chosen)
    picker.combo.activated.emit(1)
    assert chosen.count() == 0
    assert picker.current == QUALITY
    assert picker.combo.currentIndex() == PRESETS.index(QUALITY)
    assert picker.dial.value() == PRESETS.index(QUALITY)
    assert "Lightning for Wan 2.2 T2V A14B" in picker.told.text()
    with qtbot.waitSignal(picker.package_wanted) as wanted:
        picker.get_button.click()
    assert wanted.args == ["t2v-A14B-lightning"]
    picker.show_match(QUALITY)
    assert not picker.get_button.isVisible()
    picker.set_presets(PRESETS, {})
    picker.combo.activated.emit(1)
    assert chosen.at(0) == [LIGHTNING]


def test_a_preset_that_is_gone_is_not_the_current_one(picker: PresetPicker) -> None:
    picker.show_match(MINE)
    picker.set_presets(PRESETS)
    assert picker.current is None
    picker.set_presets(())
    assert not picker.dial.isEnabled()


def test_the_wheel_scrolls_the_page(picker: PresetPicker) -> None:
    picker.set_seconds(SECONDS)
    picker.combo.setFocus()
    before = picker.dial.value()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(picker.dial, wheel)
    assert picker.dial.value() == before


def test_the_form_is_saved_under_a_name(picker: PresetPicker) -> None:
    saved = QSignalSpy(picker.save_wanted)
    picker.save_action.trigger()
    dialog = picker.dialogs.open
    assert isinstance(dialog, SavePresetDialog)
    assert not dialog.save_button.isEnabled()
    QTest.keyClicks(dialog.name, " Fast ")
    QTest.keyClicks(dialog.description, "for tests")
    dialog.ticks[PresetPart.LORAS].click()
    assert dialog.save_button.text() == "Save"
    dialog.save_button.click()
    assert saved.at(0) == ["Fast", "for tests", (PresetPart.LORAS,), False]
    picker.save_action.trigger()
    dialog = picker.dialogs.open
    assert isinstance(dialog, SavePresetDialog)
    dialog.name.setText(MINE.name.upper())
    assert dialog.save_button.text() == "Replace"
    dialog.save_button.click()
    assert saved.at(1)[3] is True


def test_only_own_presets_are_renamed_and_deleted(picker: PresetPicker) -> None:
    renamed, deleted = QSignalSpy(picker.rename_wanted), QSignalSpy(picker.delete_wanted)
    assert not picker.rename_action.isEnabled()
    assert not picker.delete_action.isEnabled()
    picker.show_match(MINE)
    picker.rename_action.trigger()
    dialog = picker.dialogs.open
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue(" Other ")
    dialog.accept()
    assert renamed.at(0) == [MINE, "Other"]
    picker.delete_action.trigger()
    box = picker.dialogs.open
    assert isinstance(box, QMessageBox)
    assert MINE.name in box.text()
    box.reject()
    assert deleted.count() == 0
    picker.delete_action.trigger()
    box = picker.dialogs.open
    assert isinstance(box, QMessageBox)
    box.buttons()[0].click() if box.buttons()[0].text() == "Delete" else box.buttons()[1].click()
    assert deleted.at(0) == [MINE]


def test_presets_go_out_and_come_in_by_file(picker: PresetPicker) -> None:
    out, into = QSignalSpy(picker.export_wanted), QSignalSpy(picker.import_wanted)
    picker.export_action.trigger()
    dialog = picker.dialogs.open
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/x/quality.json")
    dialog.reject()
    assert out.at(0) == [QUALITY, "/x/quality.json"]
    picker.import_action.trigger()
    dialog = picker.dialogs.open
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/x/in.json")
    dialog.reject()
    assert into.at(0) == ["/x/in.json"]
    picker.show_match(None)
    assert not picker.export_action.isEnabled()


def test_every_control_has_a_name_and_fits(picker: PresetPicker) -> None:
    picker.set_presets(PRESETS, OBSTACLES)
    picker.combo.activated.emit(1)
    for part in (picker.combo, picker.dial, picker.more, picker.get_button):
        assert part.accessibleName()
        assert part.toolTip() or part is picker.more
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert picker.rect().contains(part.mapTo(picker, part.rect().bottomRight()))
    assert picker.minimumSizeHint().width() <= 320
