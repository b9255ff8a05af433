"""Several clips at once: of pictures, of seeds, of a prompt's choices."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from queue_jobs import SHA, drag_enter_event, file_mime, start_image

from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.groups import MAX_JOBS, GroupKind, NewGroup
from wan22_desktop.generation.domain.wildcards import Wildcards
from wan22_desktop.generation.events import ImageRole, StoredImage
from wan22_desktop.generation.ui.compose_panel import ASK_FROM_CLIPS, ComposePanel


def _pictures(folder: Path, count: int) -> tuple[StoredImage, ...]:
    return tuple(start_image(folder, 64 + n, 32, f"{n:064x}") for n in range(count))


def _added(qtbot: QtBot, panel: ComposePanel) -> NewGroup:
    with qtbot.waitSignal(panel.group_add_requested) as added:
        panel.add()
    assert added.args is not None
    return added.args[0]


def _drop(panel: ComposePanel, *paths: str) -> None:
    mime, where = file_mime(*paths), panel.rect().center()
    QApplication.sendEvent(panel, drag_enter_event(where, mime))
    drop = QDropEvent(
        QPointF(where),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(panel, drop)


# --- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("paths", [("/a.png", "/b.jpg"), ("/pictures/holiday",)])
def test_dropped_pictures_and_folders_are_asked_for(
    qtbot: QtBot, panel: ComposePanel, paths: tuple[str, ...]
) -> None:
    with qtbot.waitSignal(panel.images_chosen) as chosen:
        _drop(panel, *paths)
    assert chosen.args == [paths]
    assert panel.form.mode.value is Mode.IMAGE_TO_VIDEO
    assert "Reading" in panel.form.image.size_label.text()
    panel.show_images((), ("There is no picture in holiday.",))
    assert panel.form.image.name_label.full_text == "No start image"
    assert panel.bar.general.label.text() == "There is no picture in holiday."


def test_every_picture_makes_a_clip(qtbot: QtBot, panel: ComposePanel, tmp_path: Path) -> None:
    panel.form.prompt.set_value("it rolls")
    pictures = _pictures(tmp_path, 12)
    panel.show_images(pictures, ("IMG_7.png is damaged.",))
    assert panel.form.batch.isVisible()
    assert panel.form.batch.label.text() == "12 pictures: one clip each"
    assert panel.bar.general.label.text() == "IMG_7.png is damaged."
    assert panel.request().image_sha256 == pictures[0].sha256
    group = _added(qtbot, panel)
    assert (group.kind, group.spec) == (GroupKind.BATCH, {"pictures": 12})
    assert [job.request.image_sha256 for job in group.jobs] == [p.sha256 for p in pictures]
    assert {job.request.mode for job in group.jobs} == {Mode.IMAGE_TO_VIDEO}
    assert {job.request.seed for job in group.jobs} == {1001}
    assert len({job.id for job in group.jobs}) == 12
    panel.clips.setValue(2)
    assert len(_added(qtbot, panel).jobs) == 24


def test_pictures_can_be_looked_at_and_left_out(panel: ComposePanel, tmp_path: Path) -> None:
    pictures = _pictures(tmp_path, 3)
    panel.show_images(pictures)
    batch = panel.form.batch
    batch.list.setFocus()
    QTest.keyClick(batch.list, Qt.Key.Key_Down)
    assert panel.form.image.image == pictures[1]
    QTest.keyClick(batch.list, Qt.Key.Key_Delete)
    assert panel.form.pictures == (pictures[0], pictures[2])
    assert panel.form.image.image == pictures[2]
    batch.remove_button.click()
    assert panel.form.pictures == ()
    assert panel.form.image.image == pictures[0], "a single one is a start image like any other"
    assert not batch.isVisible()
    panel.show_images(pictures)
    batch.clear_button.click()
    assert (panel.form.pictures, panel.form.image.image) == ((), None)


def test_one_chosen_picture_takes_the_place_of_all(panel: ComposePanel, tmp_path: Path) -> None:
    panel.show_images(_pictures(tmp_path, 3))
    panel.show_image(ImageRole.START, start_image(tmp_path))
    assert panel.form.pictures == ()
    assert panel.request().image_sha256 == SHA


def test_pictures_wait_while_the_clip_is_made_from_text(
    qtbot: QtBot, panel: ComposePanel, tmp_path: Path
) -> None:
    panel.form.prompt.set_value("a circle")
    panel.show_images(_pictures(tmp_path, 3))
    panel.form.mode.set_value(Mode.TEXT_TO_VIDEO)
    assert not panel.form.batch.isVisible()
    with qtbot.waitSignal(panel.add_requested):
        panel.add()
    panel.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    assert panel.form.batch.isVisible()
    assert len(_added(qtbot, panel).jobs) == 3


# --- prompts ------------------------------------------------------------------------------------

COLOURS = Wildcards({"colour": ("red", "blue", "green")})


def test_choices_are_drawn_with_the_seed_of_each_clip(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.form.tools.set_wildcards(COLOURS)
    panel.form.prompt.set_value("a __colour__ {circle|square}")
    panel.clips.setValue(20)
    jobs = _added(qtbot, panel).jobs
    prompts = {job.request.prompt for job in jobs}
    assert len(jobs) == 20
    assert 2 <= len(prompts) <= 6
    assert not any("{" in prompt or "__" in prompt for prompt in prompts)
    assert panel.request().prompt == "a __colour__ {circle|square}"


def test_all_combinations_make_a_clip_each(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.form.tools.set_wildcards(COLOURS)
    panel.form.prompt.set_value("a __colour__ {circle|square}")
    panel.form.tools.all_box.setChecked(True)
    group = _added(qtbot, panel)
    assert group.title == "a __colour__ {circle|square}"
    assert [job.label for job in group.jobs] == [job.request.prompt for job in group.jobs]
    assert {job.request.prompt for job in group.jobs} == {
        f"a {colour} {shape}"
        for colour in ("red", "blue", "green")
        for shape in ("circle", "square")
    }


def test_a_prompt_that_cannot_be_drawn_is_told_at_its_field(
    qtbot: QtBot, panel: ComposePanel
) -> None:
    panel.form.prompt.set_value("a __nothing__")
    with qtbot.assertNotEmitted(panel.add_requested):
        panel.add()
    line = panel.form.field_widget("prompt").lines["prompt"]
    assert "There is no wildcard __nothing__" in line.label.text()


def test_braces_of_a_clip_stay_braces(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.show_request(panel.request().with_changes(prompt="a {b|c} __d__"))
    assert panel.request().prompt == "a {b|c} __d__"
    with qtbot.waitSignal(panel.add_requested) as added:
        panel.add()
    assert added.args is not None
    assert added.args[0].prompt == "a {b|c} __d__"


# --- questions ------------------------------------------------------------------------------------


def _box(panel: ComposePanel) -> QMessageBox:
    box = panel.findChild(QMessageBox)
    assert box is not None
    return box


def _button(box: QMessageBox, text: str) -> None:
    next(button for button in box.buttons() if text in button.text()).click()


def test_many_clips_are_asked_about_with_the_time_they_take(
    qtbot: QtBot, panel: ComposePanel
) -> None:
    panel.form.prompt.set_value("a circle")
    panel.clips.setValue(60)
    panel.set_clip_seconds(300.0)
    with qtbot.assertNotEmitted(panel.group_add_requested):
        panel.add()
    assert _box(panel).text() == "60 clips, about 5 h 00 min. Add them all to the queue?"
    assert _box(panel).defaultButton().text().endswith("Cancel")
    with qtbot.assertNotEmitted(panel.group_add_requested):
        _button(_box(panel), "Cancel")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    panel.set_clip_seconds(None)
    panel.add()
    assert _box(panel).text() == "60 clips. Add them all to the queue?"
    with qtbot.waitSignal(panel.group_add_requested) as added:
        _button(_box(panel), "Add all")
    assert added.args is not None
    assert len(added.args[0].jobs) == 60


def test_a_few_clips_are_not_asked_about(qtbot: QtBot, panel: ComposePanel) -> None:
    panel.form.prompt.set_value("a circle")
    panel.clips.setValue(ASK_FROM_CLIPS)
    assert len(_added(qtbot, panel).jobs) == ASK_FROM_CLIPS


def test_far_too_many_are_refused_and_nothing_is_lost(
    qtbot: QtBot, panel: ComposePanel, tmp_path: Path
) -> None:
    panel.form.prompt.set_value("a circle")
    panel.show_images(_pictures(tmp_path, 30))
    panel.clips.setValue(100)
    with qtbot.assertNotEmitted(panel.group_add_requested):
        panel.add()
    assert panel.findChild(QMessageBox) is None
    text = panel.bar.general.label.text()
    assert text.startswith(f"These would be 3,000 clips, and {MAX_JOBS:,} can be added at once")
    assert len(panel.form.pictures) == 30


# --- other ways to add ----------------------------------------------------------------------------


def test_sweeps_and_drafts_get_the_request_with_its_prompt_drawn(
    qtbot: QtBot, panel: ComposePanel
) -> None:
    panel.set_models((Variant.DEMO,))
    panel.form.prompt.set_value("a {red} circle")
    for action, signal in (
        (panel.bar.sweep_action, panel.sweep_asked),
        (panel.bar.drafts_action, panel.drafts_asked),
    ):
        with qtbot.waitSignal(signal) as asked:
            action.trigger()
        assert asked.args == [panel.request().with_changes(prompt="a red circle")]
    panel.form.prompt.set_value("a __nothing__")
    with qtbot.assertNotEmitted(panel.sweep_asked):
        panel.bar.sweep_action.trigger()
