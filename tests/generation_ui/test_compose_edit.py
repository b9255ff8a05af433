"""A waiting job is edited in the form, and what the form held comes back."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import SHA, start_image

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.ui.compose_panel import ComposePanel

WAITING = Job(
    "job-1",
    GenerationRequest.default(prompt="a waiting one", seed=5).with_changes(
        mode=Mode.IMAGE_TO_VIDEO, image_sha256=SHA
    ),
    0,
)


@pytest.fixture
def editing(panel: ComposePanel, tmp_path: Path) -> ComposePanel:
    """The form held a prompt of its own and two pictures."""
    QTest.keyClicks(panel.form.prompt.text, "mine")
    other = start_image(tmp_path, sha256="cd" * 32)
    panel.show_images((start_image(tmp_path, sha256="ef" * 32), other))
    QApplication.processEvents()
    panel.edit_job(WAITING, (start_image(tmp_path),))
    return panel


def _holds_mine(panel: ComposePanel) -> bool:
    return (
        panel.request().prompt == "mine"
        and len(panel.form.pictures) == 2
        and panel.edited_job is None
        and not panel.banner.isVisible()
        and panel.add_button.isVisible()
    )


def test_the_job_stands_in_the_form_under_a_banner(editing: ComposePanel) -> None:
    assert editing.request() == WAITING.request
    assert editing.form.image.image is not None
    assert editing.banner.isVisible()
    assert editing.banner.title.text() == "Editing a waiting clip"
    assert editing.banner.save_button.text() == "Save changes"
    assert not editing.add_button.isVisible()
    assert editing.edited_job == WAITING.id
    assert QApplication.focusWidget() is editing.form.prompt.text


def test_saving_gives_the_job_its_new_request(qtbot: QtBot, editing: ComposePanel) -> None:
    editing.form.prompt.set_value("a changed one")
    with (
        qtbot.assertNotEmitted(editing.add_requested),
        qtbot.waitSignal(editing.edit_finished) as finished,
    ):
        qtbot.mouseClick(editing.banner.save_button, Qt.MouseButton.LeftButton)
    assert finished.args == [
        WAITING.id,
        WAITING.request.with_changes(prompt="a changed one"),
    ], "also its seed stays"
    assert _holds_mine(editing)


def test_ctrl_enter_saves_and_escape_cancels(qtbot: QtBot, editing: ComposePanel) -> None:
    with qtbot.waitSignal(editing.edit_cancelled), qtbot.assertNotEmitted(editing.edit_finished):
        QTest.keyClick(editing.form.prompt.text, Qt.Key.Key_Escape)
    assert _holds_mine(editing)
    editing.edit_job(WAITING)
    with qtbot.waitSignal(editing.edit_finished):
        QTest.keyClick(
            editing.form.prompt.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
    assert _holds_mine(editing)


def test_what_cannot_be_rendered_is_not_saved(qtbot: QtBot, editing: ComposePanel) -> None:
    editing.form.prompt.set_value("")
    with qtbot.assertNotEmitted(editing.edit_finished):
        editing.banner.save_button.click()
    assert editing.form.field_widget("prompt").lines["prompt"].isVisible()
    assert editing.edited_job == WAITING.id


def test_edits_have_a_history_of_their_own(editing: ComposePanel) -> None:
    assert not editing.undo_action.isEnabled(), "putting the job in is no step"
    editing.form.sampling.steps.setValue(9)
    QApplication.processEvents()
    editing.undo_action.trigger()
    assert editing.request() == WAITING.request
    editing.cancel_edit()
    assert _holds_mine(editing)
    assert editing.undo_action.isEnabled(), "the steps from before are there again"
    editing.undo_action.trigger()
    assert editing.form.pictures == ()


@pytest.mark.parametrize("how", ["began", "removed"])
def test_a_job_that_waits_no_longer_can_be_added_anew(
    qtbot: QtBot, editing: ComposePanel, how: str
) -> None:
    editing.take_job(replace(WAITING, id="another", state=JobState.LOADING))
    assert editing.banner.save_button.text() == "Save changes"
    if how == "began":
        editing.take_job(replace(WAITING, state=JobState.LOADING))
    else:
        editing.take_removed_job(WAITING.id)
    assert editing.banner.save_button.text() == "Add as a new clip"
    editing.form.prompt.set_value("a changed one")
    with (
        qtbot.assertNotEmitted(editing.edit_finished),
        qtbot.waitSignal(editing.add_requested) as added,
    ):
        editing.banner.save_button.click()
    assert added.args is not None
    assert added.args[0].prompt == "a changed one"
    assert _holds_mine(editing)


def test_another_job_can_be_edited_right_away(qtbot: QtBot, editing: ComposePanel) -> None:
    other = Job("job-2", GenerationRequest.default(prompt="another"), 1)
    editing.edit_job(other)
    assert editing.request() == other.request
    with qtbot.waitSignal(editing.edit_finished) as finished:
        editing.add()
    assert finished.args == ["job-2", other.request]
    assert _holds_mine(editing)


def test_a_job_has_one_prompt(qtbot: QtBot, editing: ComposePanel) -> None:
    editing.form.tools.all_box.setChecked(True)
    editing.cancel_edit()
    editing.form.tools.all_box.setChecked(True)
    editing.edit_job(WAITING)
    assert not editing.form.tools.all_box.isChecked()
    assert not editing.form.tools.all_box.isEnabled()
    editing.form.prompt.set_value("a {red|blue} one")
    with qtbot.waitSignal(editing.edit_finished) as finished:
        editing.add()
    assert finished.args is not None
    assert finished.args[1].prompt in ("a red one", "a blue one")
    assert editing.form.tools.all_box.isChecked()
    assert editing.form.tools.all_box.isEnabled()
