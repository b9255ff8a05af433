"""What is typed ends on a value that can be rendered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.core.wan import MAX_SEED, Size, Variant
from wan22_desktop.generation.ui.frames_picker import FramesPicker
from wan22_desktop.generation.ui.sampling_fields import SamplingFields
from wan22_desktop.generation.ui.seed_field import SeedField, draw_seed
from wan22_desktop.generation.ui.size_picker import SizePicker
from wan22_desktop.qtkit.spin_boxes import SnappingDoubleSpinBox


def _retype(box: QAbstractSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def _put(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


@pytest.mark.parametrize(
    ("typed", "frames"),
    [("16", 17), ("17", 17), ("18", 17), ("19", 17), ("20", 21), ("1", 5), ("9999", 1001)],
)
def test_frames_snap_to_4n_plus_1(qtbot: QtBot, typed: str, frames: int) -> None:
    picker = FramesPicker()
    _put(qtbot, picker)
    _retype(picker.box, typed)
    assert picker.value == frames
    assert picker.box.text() == str(frames)


def test_frames_step_by_four_and_say_the_length(qtbot: QtBot) -> None:
    picker = FramesPicker()
    _put(qtbot, picker)
    picker.set_value(17)
    picker.set_fps(8)
    assert picker.length.text() == "2.1 s at 8 fps"
    picker.box.setFocus()
    QTest.keyClick(picker.box, Qt.Key.Key_Up)
    assert picker.value == 21
    picker.set_value(18)
    QTest.keyClick(picker.box, Qt.Key.Key_Down)
    assert picker.value in (13, 17)
    picker.set_value(5)
    QTest.keyClick(picker.box, Qt.Key.Key_Down)
    assert picker.value == 5
    picker.set_fps(0)
    assert picker.length.text() == ""


@pytest.mark.parametrize(
    ("variant", "typed", "pixels"),
    [
        (Variant.DEMO, "100", 96),
        (Variant.DEMO, "105", 112),
        (Variant.DEMO, "1", 16),
        (Variant.DEMO, "99999", 4096),
        (Variant.TI2V_5B, "719", 704),
        (Variant.TI2V_5B, "721", 736),
    ],
)
def test_sides_snap_to_the_grid(qtbot: QtBot, variant: Variant, typed: str, pixels: int) -> None:
    picker = SizePicker()
    picker.set_variant(variant)
    _put(qtbot, picker)
    picker.combo.setCurrentIndex(picker.combo.count() - 1)
    picker.combo.activated.emit(picker.combo.count() - 1)
    assert picker.width_box.isVisible()
    told: list[Size] = []
    picker.changed.connect(lambda: told.append(picker.value))
    _retype(picker.width_box, typed)
    assert picker.value.width == pixels
    assert all(size.width == pixels for size in told)


def test_swap_turns_the_size(qtbot: QtBot) -> None:
    picker = SizePicker()
    picker.set_variant(Variant.TI2V_5B)
    _put(qtbot, picker)
    picker.set_value(Size(1280, 704))
    assert not picker.width_box.isVisible()
    with qtbot.waitSignal(picker.changed):
        qtbot.mouseClick(picker.swap_button, Qt.MouseButton.LeftButton)
    assert picker.value == Size(704, 1280)
    assert not picker.is_custom
    assert picker.combo.currentText() == "704 \N{MULTIPLICATION SIGN} 1280"


def test_only_valid_sizes_are_offered(qtbot: QtBot) -> None:
    picker = SizePicker()
    qtbot.addWidget(picker)
    for variant in Variant:
        for image in (None, Size(333, 777), Size(4000, 10), Size(1, 1)):
            picker.set_variant(variant)
            picker.set_image_size(image)
            sizes = [picker.combo.itemData(row) for row in range(picker.combo.count())]
            assert sizes[-1] is None
            for size in sizes[:-1]:
                assert size.width % variant.facts.size_step_px == 0
                assert size.height % variant.facts.size_step_px == 0


def test_a_custom_size_stays_custom_when_the_offer_changes(qtbot: QtBot) -> None:
    picker = SizePicker()
    qtbot.addWidget(picker)
    picker.set_value(Size(112, 100))
    picker.set_image_size(Size(10, 20))
    picker.set_variant(Variant.TI2V_5B)
    assert picker.value == Size(112, 100)
    assert picker.is_custom


@pytest.mark.parametrize(("typed", "value"), [("7.5", 7.5), ("99", 30.0), ("0", 0.0), ("4", 4.0)])
def test_guidance_stays_within_limits(qtbot: QtBot, typed: str, value: float) -> None:
    fields = SamplingFields()
    _put(qtbot, fields)
    _retype(fields.guidance, typed)
    assert fields.guidance.value() == value


def test_real_numbers_are_shown_short_and_step_cleanly(qtbot: QtBot) -> None:
    box = SnappingDoubleSpinBox(0.1, 100.0, 0.5)
    qtbot.addWidget(box)
    box.setValue(5.0)
    assert box.text() == "5"
    box.stepUp()
    assert box.text() == "5.5"
    box.setValue(0.1)
    box.stepDown()
    assert box.value() == 0.1
    box.setValue(1 / 3)
    assert box.value() == 1 / 3


def test_whole_numbers_stay_within_limits(qtbot: QtBot) -> None:
    fields = SamplingFields()
    _put(qtbot, fields)
    _retype(fields.steps, "5000")
    assert fields.steps.value() == 200
    _retype(fields.fps, "0")
    assert fields.fps.value() == 1


def test_an_emptied_seed_becomes_a_random_one(qtbot: QtBot) -> None:
    seeds = iter((7, 8, 9))
    field = SeedField(lambda: next(seeds))
    _put(qtbot, field)
    assert field.value == 7
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClick(field.edit, Qt.Key.Key_Delete)
    field.finish_typing()
    assert field.value == 8
    qtbot.mouseClick(field.dice_button, Qt.MouseButton.LeftButton)
    assert field.value == 9


def test_a_seed_takes_digits_only(qtbot: QtBot) -> None:
    field = SeedField(lambda: 0)
    _put(qtbot, field)
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "-12x3.4")
    assert field.value == 1234


def test_drawn_seeds_are_valid() -> None:
    seeds = {draw_seed() for _ in range(50)}
    assert len(seeds) > 40
    assert all(0 <= seed <= MAX_SEED for seed in seeds)
