"""Problems appear beside their field, can be mended with one click, and lead the focus."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import SHA, start_image

from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import MAX_PROMPT_CHARACTERS, MAX_SEED, Mode, Size, Variant
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.ui.compose_panel import ComposePanel
from wan22_desktop.generation.ui.problem_line import ProblemLine
from wan22_desktop.qtkit.theme import LIGHT


def _line(panel: ComposePanel, field: str) -> ProblemLine:
    return panel.form.field_widget(field).lines[field]


def test_nothing_is_complained_about_before_the_first_try(panel: ComposePanel) -> None:
    panel.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    assert not any(line.isVisible() for line in panel.findChildren(ProblemLine))


def test_an_empty_prompt_gets_message_and_focus(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.form.seed.edit.setFocus()
    with qtbot.assertNotEmitted(panel.add_requested):
        panel.add_action.trigger()
    line = _line(panel, "prompt")
    assert line.isVisible()
    assert "prompt is empty" in line.label.text()
    color = line.label.palette().color(QPalette.ColorRole.WindowText)
    assert color == QColor(LIGHT.error)
    assert QApplication.focusWidget() is panel.form.prompt.text
    below = line.mapTo(panel, line.rect().topLeft()).y()
    assert below >= panel.form.prompt.text.mapTo(panel, panel.form.prompt.text.rect().center()).y()
    QTest.keyClicks(panel.form.prompt.text, "a")
    assert not line.isVisible()


def test_the_button_stays_enabled(panel: ComposePanel) -> None:
    panel.add()
    assert panel.add_button.isEnabled()


def test_the_suggestion_button_mends_the_field(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.form.clip_size.set_value(Size(112, 96))
    assert not _line(panel, "width").isVisible()
    panel.form.model.setCurrentIndex(panel.form.model.findData(Variant.TI2V_5B))
    line = _line(panel, "width")
    assert line.isVisible()
    assert line.button.text() == "Use 96"
    assert not _line(panel, "height").isVisible()
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert panel.form.clip_size.value == Size(96, 96)
    assert not line.isVisible()
    assert QApplication.focusWidget() is panel.form.clip_size.width_box


BAD = {
    "prompt": "x" * (MAX_PROMPT_CHARACTERS + 1),
    "negative_prompt": "y\0",
    "width": 100,
    "height": 5000,
    "num_frames": 16,
    "fps": 0,
    "num_inference_steps": 999,
    "guidance_scale": 31.0,
    "flow_shift": 0.0,
    "seed": MAX_SEED + 1,
}


@pytest.mark.parametrize("field", list(BAD))
def test_every_field_shows_and_mends_its_problem(
    qtbot: QtBot, panel: ComposePanel, field: str
) -> None:
    good = GenerationRequest.default(prompt="x")
    panel.show_request(good.with_changes(**{field: BAD[field]}))
    line = _line(panel, field)
    assert line.isVisible()
    assert not line.button.isHidden()
    panel.add()
    focused = QApplication.focusWidget()
    assert focused is not None
    editor = panel.form.field_widget(field).editor
    assert editor is focused or editor.isAncestorOf(focused)
    line.button.click()
    assert not line.isVisible()
    request = panel.request()
    assert request is not None
    assert problems_of(request) == ()
    with qtbot.waitSignal(panel.add_requested):
        panel.add()


@pytest.mark.parametrize(
    ("changes", "field", "button"),
    [
        ({"guidance_scale_2": 31.0}, "guidance_scale_2", "Use 30"),
        ({"mode": Mode.IMAGE_TO_VIDEO, "image_sha256": SHA}, "mode", "Use text-to-video"),
    ],
)
def test_problems_of_a_model_with_two_experts_are_mended_too(
    qtbot: QtBot, panel: ComposePanel, changes: dict[str, object], field: str, button: str
) -> None:
    panel.set_models((Variant.T2V_A14B,))
    good = GenerationRequest.default(Variant.T2V_A14B, prompt="x")
    panel.show_request(good.with_changes(**changes))
    line = _line(panel, field)
    assert line.button.text() == button
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.add_requested):
        panel.add()


def test_a_picture_for_a_model_without_pictures_leads_back(
    qtbot: QtBot, panel: ComposePanel, tmp_path: Path
) -> None:
    panel.set_models((Variant.T2V_A14B,))
    panel.form.model.set_value(Variant.T2V_A14B)
    panel.form.prompt.set_value("x")
    panel.show_image(ImageRole.START, start_image(tmp_path))
    line = _line(panel, "mode")
    assert line.label.text() == "Wan 2.2 T2V A14B cannot make image-to-video."
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.add_requested) as added:
        panel.add()
    assert added.args is not None
    assert added.args[0].image_sha256 is None


def test_loras_reach_every_added_clip(qtbot: QtBot, panel: ComposePanel) -> None:
    loras = (LoraUse(sha256=SHA, name="film grain", strength=0.5),)
    panel.show_request(GenerationRequest.default(prompt="x").with_changes(loras=loras))
    panel.clips.setValue(2)
    with qtbot.waitSignal(panel.group_add_requested) as added:
        panel.add()
    assert added.args is not None
    assert [job.request.loras for job in added.args[0].jobs] == [loras, loras]


def test_all_problems_are_shown_at_once(panel: ComposePanel) -> None:
    panel.show_request(GenerationRequest.default().with_changes(**BAD))
    assert all(_line(panel, field).isVisible() for field in BAD)


def test_a_missing_image_is_asked_for(panel: ComposePanel) -> None:
    panel.form.prompt.set_value("x")
    panel.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    panel.add()
    assert _line(panel, "image").isVisible()
    assert QApplication.focusWidget() is panel.form.image.choose_button
    panel.form.mode.set_value(Mode.TEXT_TO_VIDEO)
    assert _line(panel, "image").problem is None


def test_a_refusal_stands_at_its_field_until_that_changes(panel: ComposePanel) -> None:
    panel.form.prompt.set_value("x")
    panel.show_problem("num_inference_steps", "Twenty steps take too long.", "10")
    line = _line(panel, "num_inference_steps")
    assert line.isVisible()
    panel.form.prompt.set_value("xy")
    assert line.isVisible()
    line.button.click()
    assert panel.form.sampling.steps.value() == 10
    assert line.problem is None


def test_a_refusal_of_something_else_stands_above_the_button(
    qtbot: QtBot, panel: ComposePanel
) -> None:
    panel.form.prompt.set_value("x")
    for field in (None, "out", ""):
        panel.show_problem(field, "The disk is full.", None)
        shown = [w for w in panel.findChildren(ProblemLine) if w.isVisible()]
        assert [line.label.text() for line in shown] == ["The disk is full."]
        with qtbot.waitSignal(panel.add_requested):
            panel.add()
        assert not any(line.isVisible() for line in panel.findChildren(ProblemLine))


def test_messages_stay_plain(panel: ComposePanel) -> None:
    panel.show_problem("prompt", "<img src='http://x/'>", None)
    line = _line(panel, "prompt")
    assert line.label.text() == "<img src='http://x/'>"
    assert line.label.textFormat() is Qt.TextFormat.PlainText


def test_the_counter_warns(panel: ComposePanel) -> None:
    counter = panel.form.prompt.counter
    for length, tone in ((132, "muted"), (3900, "warning"), (4001, "error")):
        panel.form.prompt.set_value("x" * length)
        assert counter.text() == f"{length} / 4000"
        assert counter.property("tone") == tone
