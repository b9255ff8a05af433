"""What becomes of pictures of another shape: chosen, moved, told, and mended in one click."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import SHA, start_image

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Size, Variant, size_for_aspect
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.ui.compose_panel import ComposePanel

OTHER_SHA = "cd" * 32


@pytest.fixture
def wide(qtbot: QtBot, panel: ComposePanel, tmp_path: Path) -> ComposePanel:
    """The form of the demo model, with a start image twice as wide as high."""
    panel.form.prompt.set_value("it rolls")
    panel.show_image(ImageRole.START, start_image(tmp_path, 200, 100))
    qtbot.waitUntil(lambda: not panel.form.image.picture.image.isNull())
    return panel


def _note(panel: ComposePanel) -> str:
    note = panel.form.image_fit.note
    return note.text() if note.isVisible() else ""


def test_the_row_is_there_with_a_picture_only(panel: ComposePanel, tmp_path: Path) -> None:
    assert not panel.form.image_fit.isVisible()
    panel.show_image(ImageRole.START, start_image(tmp_path))
    assert panel.form.image_fit.isVisible()
    panel.form.image.clear_button.click()
    assert not panel.form.image_fit.isVisible()


def test_each_way_says_what_it_does(wide: ComposePanel) -> None:
    row = wide.form.image_fit
    said = {}
    row.combo.setFocus()
    for fit in ImageFit:
        assert (row.fit, wide.request().image_fit) == (fit, fit)
        said[fit] = _note(wide)
        QTest.keyClick(row.combo, Qt.Key.Key_Down)
    assert said == {
        ImageFit.CROP: "50 % of the start image is cut off at the sides.",
        ImageFit.PAD: "50 % of the first frame is black.",
        ImageFit.STRETCH: "The start image is squeezed by 50 %.",
    }


def test_one_click_gives_the_clip_the_shape_of_the_picture(
    qtbot: QtBot, wide: ComposePanel
) -> None:
    row = wide.form.image_fit
    qtbot.mouseClick(row.match_button, Qt.MouseButton.LeftButton)
    assert wide.request().size == size_for_aspect(Size(200, 100), Variant.DEMO) == Size(128, 64)
    assert _note(wide) == ""
    assert not row.match_button.isVisible()
    QApplication.processEvents()
    wide.undo_action.trigger()
    assert wide.request().size == Size(96, 96)


def test_the_focus_is_moved_in_the_picture_and_reset(wide: ComposePanel) -> None:
    row, picture = wide.form.image_fit, wide.form.image.picture
    assert not row.centre_button.isVisible()
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Right)
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert (wide.request().image_focus_x, wide.request().image_focus_y) == (0.6, 0.5)
    QApplication.processEvents()
    steps = wide.history.count
    row.centre_button.click()
    assert wide.request().image_focus_x == 0.5
    assert not row.centre_button.isVisible()
    QApplication.processEvents()
    assert wide.history.count == steps + 1
    wide.undo_action.trigger()
    assert wide.request().image_focus_x == 0.6


def test_a_focus_beyond_the_picture_is_told_and_mended(qtbot: QtBot, wide: ComposePanel) -> None:
    wide.show_request(wide.request().with_changes(image_focus_x=1.5))
    line = wide.form.field_widget("image_focus_x").lines["image_focus_x"]
    assert line.isVisible()
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert wide.request().image_focus_x == 1.0
    assert line.problem is None


def test_start_and_end_are_compared(panel: ComposePanel, tmp_path: Path) -> None:
    panel.set_models((Variant.I2V_A14B,))
    start = start_image(tmp_path, 832, 480)
    same = start_image(tmp_path, 416, 240, OTHER_SHA)
    other = start_image(tmp_path, 300, 300, OTHER_SHA)
    request = GenerationRequest.default(Variant.I2V_A14B, prompt="x")
    request = request.with_changes(image_sha256=SHA, end_image_sha256=OTHER_SHA)
    panel.show_request(request, (start, same))
    assert _note(panel) == ""
    panel.show_image(ImageRole.END, other)
    assert _note(panel) == (
        "Start and end image differ in shape. 42 % of the end image is cut off above and below."
    )
    assert not panel.form.image_fit.match_button.isVisible(), "the size fits the start image"
    panel.form.end_image.clear_button.click()
    assert _note(panel) == ""


def test_both_previews_show_the_same_fit_and_size(panel: ComposePanel) -> None:
    panel.set_models((Variant.I2V_A14B,))
    panel.show_request(
        GenerationRequest.default(Variant.I2V_A14B, prompt="x").with_changes(
            image_sha256=SHA, image_fit=ImageFit.PAD, image_focus_y=0.2, width=480, height=832
        )
    )
    for well in (panel.form.image, panel.form.end_image):
        picture = well.picture
        assert (picture._target, picture._fit, picture._focus) == (
            Size(480, 832),
            ImageFit.PAD,
            (0.5, 0.2),
        )


def test_guided_steps_are_all_or_a_number(panel: ComposePanel) -> None:
    panel.form._advanced_section.set_open(open_=True)
    box = panel.form.sampling.guided_steps
    assert (box.text(), panel.request().guided_steps) == ("All", None)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert panel.request().guided_steps == 0
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert panel.request().guided_steps == 1
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert (box.text(), panel.request().guided_steps) == ("All", None)
    box.selectAll()
    QTest.keyClicks(box, "99")
    panel.form.finish_typing()
    line = panel.form.field_widget("guided_steps").lines["guided_steps"]
    assert line.label.text() == "Guided steps 99 is out of range: 0 to 20; nearest: 20."
    line.button.click()
    assert panel.request().guided_steps == 20
