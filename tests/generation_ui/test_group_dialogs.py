"""Dialogs that put several jobs into the queue: judged as they are filled in."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QThreadPool, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from test_accessibility import _interactive

from wan22_desktop.core.clip_work import WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.clip_jobs import FinishedClip
from wan22_desktop.generation.domain.continuation import ContinuedClip
from wan22_desktop.generation.domain.groups import MAX_JOBS, GroupKind, NewGroup
from wan22_desktop.generation.domain.sweep import AxisKind
from wan22_desktop.generation.domain.tail_frames import TailFrame
from wan22_desktop.generation.domain.upscalers import Upscaler
from wan22_desktop.generation.ui.clip_work_dialog import ClipWorkDialog
from wan22_desktop.generation.ui.continue_dialog import ContinueDialog
from wan22_desktop.generation.ui.drafts_dialog import DraftsDialog
from wan22_desktop.generation.ui.group_dialog import GroupDialog
from wan22_desktop.generation.ui.sweep_dialog import SweepDialog
from wan22_desktop.qtkit.theme import Theme, apply_theme

LORA = LoraUse(sha256="ab" * 32, name="film grain <b>")
DEMO = GenerationRequest.default(prompt="a red circle moving right", seed=7)
A14B = GenerationRequest.default(Variant.T2V_A14B, prompt="a fox in the snow", seed=7).with_changes(
    loras=(LORA,)
)
CLIP = FinishedClip("/clips/a.mp4", "ab" * 32, "a <b>fox</b>", 832, 480, 81, 16.0, 10**6, A14B)
BEAR = replace(CLIP, path="/clips/b.mp4", title="a bear")


def seconds_of(request: GenerationRequest) -> float:
    return float(request.num_inference_steps)


def picture(number: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (48, 32), (40 * number, 0, 99)).save(file, "PNG")
    return file.getvalue()


class Tail:
    """The last frames of a clip that is nowhere."""

    def __init__(self, error: UserError | None = None) -> None:
        self._error = error
        self.kept: list[TailFrame] = []

    def read(self) -> tuple[TailFrame, ...]:
        if self._error is not None:
            raise self._error
        return tuple(TailFrame(-n, picture(n), is_lossless=n == 1) for n in range(1, 6))

    def keep(self, frame: TailFrame) -> str:
        self.kept.append(frame)
        return "ef" * 32


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[QWidget]:
    host = QWidget()
    qtbot.addWidget(host)
    yield host
    QThreadPool.globalInstance().waitForDone()


def sweep_dialog(host: QWidget, base: GenerationRequest = DEMO) -> SweepDialog:
    return SweepDialog(base, seconds_of, (Variant.DEMO, Variant.TI2V_5B), host)


def continue_dialog(host: QWidget, tail: Tail | None = None) -> ContinueDialog:
    clip = ContinuedClip("/clips/a.mp4", "cd" * 32, 17, DEMO)
    return ContinueDialog(clip, tail or Tail(), (Variant.DEMO,), seconds_of, host)


def all_dialogs(host: QWidget) -> list[GroupDialog]:
    sweep = sweep_dialog(host, A14B)
    sweep.rows.choose(AxisKind.LORA)
    return [
        sweep,
        DraftsDialog(DEMO, seconds_of, parent=host),
        continue_dialog(host),
        ClipWorkDialog((CLIP, BEAR), "/models/upscalers", parent=host),
        ClipWorkDialog((CLIP, BEAR), "/x", (Upscaler("a.safetensors", 9),), parent=host),
    ]


def chosen(dialog: GroupDialog) -> NewGroup:
    """What comes of pressing the main button."""
    spy = QSignalSpy(dialog.group_chosen)
    dialog.accept_button.click()
    assert spy.count() == 1
    group = spy.at(0)[0]
    assert isinstance(group, NewGroup)
    return group


def test_every_control_has_a_name_and_texts_are_plain(host: QWidget) -> None:
    for dialog in all_dialogs(host):
        for child in _interactive(dialog):
            has_text = isinstance(child, QAbstractButton) and child.text()
            assert child.accessibleName() or has_text, child
        for label in dialog.findChildren(QLabel):
            if label.buddy() is None:
                assert label.textFormat() is Qt.TextFormat.PlainText, label.text()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_nothing_is_cut_off(host: QWidget, qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    for dialog in all_dialogs(host):
        dialog.show()
        QThreadPool.globalInstance().waitForDone()
        qapp.processEvents()
        for child in dialog.findChildren(QAbstractButton):
            if child.isVisible() and child.text():
                assert child.width() >= child.minimumSizeHint().width(), child.text()
        for label in dialog.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        dialog.close()


# --- sweep ----------------------------------------------------------------------------------------


def test_a_sweep_says_how_many_clips_and_how_long(host: QWidget) -> None:
    dialog = sweep_dialog(host)
    dialog.columns.values.setText("1-3")
    dialog.rows.choose(AxisKind.STEPS)
    dialog.rows.values.setText("2, 4")
    assert dialog.summary.text() == "3 \N{MULTIPLICATION SIGN} 2 is 6 clips, about 18 s"
    group = chosen(dialog)
    assert group.kind is GroupKind.SWEEP
    assert [(job.request.seed, job.request.num_inference_steps) for job in group.jobs] == [
        (1, 2),
        (2, 2),
        (3, 2),
        (1, 4),
        (2, 4),
        (3, 4),
    ]


def test_a_mistake_is_shown_at_its_list_and_goes_when_mended(host: QWidget) -> None:
    dialog = sweep_dialog(host)
    dialog.rows.choose(AxisKind.WORDS)
    dialog.rows.values.setText("purple, red")
    assert "does not hold" in dialog.problem_at("rows")
    assert dialog.problem_at("columns") == ""
    assert not dialog.accept_button.isEnabled()
    dialog.columns.values.setText("1, x")
    assert "no number" in dialog.problem_at("columns")
    assert dialog.problem_at("rows") == ""
    dialog.columns.values.setText("1, 2")
    dialog.rows.values.setText("red, purple")
    assert dialog.problem_at("rows") == ""
    assert dialog.accept_button.isEnabled()
    assert [job.request.prompt for job in chosen(dialog).jobs[-2:]] == [
        "a purple circle moving right"
    ] * 2


def test_two_loras_or_sides_vary_apart(host: QWidget) -> None:
    dialog = sweep_dialog(host, A14B)
    titles = [dialog.rows.subject.itemText(n) for n in range(dialog.rows.subject.count())]
    assert [title for title in titles if "LoRA" in title] == [
        "LoRA strength: film grain <b>",
        "LoRA strength: film grain <b>, high noise",
        "LoRA strength: film grain <b>, low noise",
    ]
    dialog.columns.subject.setCurrentIndex(titles.index(titles[-2]))
    dialog.rows.choose(AxisKind.LORA)
    assert "varies twice" in dialog.problem_at("rows")


def test_the_usual_values_of_everything_are_valid(host: QWidget) -> None:
    dialog = sweep_dialog(host)
    for index in range(1, dialog.columns.subject.count()):
        dialog.columns.subject.setCurrentIndex(index)
        assert dialog.accept_button.isEnabled(), dialog.columns.subject.currentText()


def test_nothing_varies_is_said(host: QWidget) -> None:
    dialog = sweep_dialog(host)
    dialog.columns.subject.setCurrentIndex(0)
    assert "Choose what varies" in dialog.problem_at("columns")
    assert not dialog.columns.values.isEnabled()


def test_more_than_a_hundred_cells_are_asked_about(qtbot: QtBot, host: QWidget) -> None:
    dialog = sweep_dialog(host)
    dialog.columns.values.setText("1-200")
    spy = QSignalSpy(dialog.group_chosen)
    dialog.accept_button.click()
    question = dialog.question
    assert question is not None
    assert question.text() == "Render 200 clips?"
    assert "1 h 06 min" in question.informativeText()
    assert spy.count() == 0
    question.button(question.StandardButton.Cancel).click()
    assert spy.count() == 0
    dialog.accept_button.click()
    assert dialog.question is not None
    dialog.question.accept()
    assert not dialog.accept_button.isEnabled(), "it is on its way"
    qtbot.waitUntil(lambda: spy.count() == 1)
    assert len(spy.at(0)[0].jobs) == 200


def test_ten_thousand_cells_are_asked_about_with_what_fits_and_without_a_stall(
    qtbot: QtBot, host: QWidget, qapp: QApplication
) -> None:
    dialog = sweep_dialog(host)
    dialog.rows.choose(AxisKind.STEPS)
    dialog.show()
    began = time.process_time()
    dialog.columns.values.setText("1-100")
    dialog.rows.values.setText("1-100")
    qapp.processEvents()
    typed_s = time.process_time() - began
    assert "10,000 clips" in dialog.summary.text()
    assert "at most 2,000" in dialog.summary.text()
    spy = QSignalSpy(dialog.group_chosen)
    dialog.accept_button.click()
    assert dialog.question is not None
    assert dialog.question.text() == "Render 10,000 clips?"
    hours = re.search(r"takes about (\d+) h", dialog.question.informativeText())
    assert hours is not None
    assert int(hours[1]) == pytest.approx(100 * 5050 / 3600, rel=0.02)
    assert "first 20 values of Steps" in dialog.question.informativeText()
    assert spy.count() == 0
    began = time.thread_time()
    dialog.question.accept()
    qtbot.waitUntil(lambda: spy.count() == 1)
    taken_s = time.thread_time() - began
    assert len(spy.at(0)[0].jobs) == MAX_JOBS
    assert taken_s < 0.05, "the window's thread only waits"
    # Two judgements and a repaint; writing out the cells would take seconds.
    assert typed_s < 0.5


def test_a_hundred_million_seeds_are_counted(host: QWidget) -> None:
    dialog = sweep_dialog(host)
    dialog.columns.values.setText("1-100000000")
    assert "100,000,000 clips" in dialog.summary.text()


def test_one_clip_of_all_cells_has_its_limit(host: QWidget) -> None:
    dialog = sweep_dialog(host)
    dialog.columns.values.setText("1-65")
    dialog.grid_clip.setChecked(True)
    assert "at most 64" in dialog.problem_at("grid")
    dialog.columns.values.setText("1-4")
    works = [job.work for job in chosen(dialog).jobs if job.work is not None]
    assert [work.kind for work in works] == [WorkKind.GRID]


# --- drafts ---------------------------------------------------------------------------------------


def test_drafts_have_different_seeds_and_few_steps(host: QWidget) -> None:
    seeds = iter((7, 8, 8, 9, 10))
    dialog = DraftsDialog(DEMO, seconds_of, lambda: next(seeds), host)
    dialog.count.setValue(4)
    assert dialog.summary.text() == (
        "4 drafts of 96x96 with 17 frames, about 16 s. One clip in full takes about 20 s."
    )
    group = chosen(dialog)
    assert group.kind is GroupKind.DRAFTS
    assert [job.request for job in group.jobs] == [
        DEMO.with_changes(seed=seed, num_inference_steps=4) for seed in (7, 8, 9, 10)
    ]


def test_the_dialog_is_honest_about_drafts_of_another_size(host: QWidget) -> None:
    dialog = DraftsDialog(DEMO, seconds_of, parent=host)
    assert "layout stays" in dialog.honest.text()
    dialog.half_size.setChecked(True)
    assert "another scene" in dialog.honest.text()
    assert "48x48" in dialog.summary.text()


def test_typed_frames_become_valid_ones(host: QWidget) -> None:
    dialog = DraftsDialog(DEMO, seconds_of, parent=host)
    dialog.show()
    dialog.frames.setFocus()
    dialog.frames.selectAll()
    QTest.keyClicks(dialog.frames, "10")
    assert {job.request.num_frames for job in chosen(dialog).jobs} == {9}


# --- continue -------------------------------------------------------------------------------------


def test_a_clip_goes_on_from_the_chosen_frame(host: QWidget, qtbot: QtBot) -> None:
    tail = Tail()
    dialog = continue_dialog(host, tail)
    assert not dialog.accept_button.isEnabled()
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    assert "without the losses" in dialog.origin.text()
    button = dialog.pictures.button(3)
    assert button is not None
    button.click()
    assert dialog.end_frame == -3
    assert "From the video file" in dialog.origin.text()
    dialog.prompt.setPlainText("it turns blue")
    spy = QSignalSpy(dialog.group_chosen)
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: spy.count() == 1)
    part, joined = spy.at(0)[0].jobs
    assert [frame.number for frame in tail.kept] == [-3]
    assert part.request.mode is Mode.IMAGE_TO_VIDEO
    assert part.request.image_sha256 == "ef" * 32
    assert part.request.prompt == "it turns blue"
    assert joined.work.sources[0].num_frames == 15


def test_a_clip_that_cannot_be_read_says_so(host: QWidget, qtbot: QtBot) -> None:
    dialog = continue_dialog(host, Tail(UserError("a.mp4 is damaged.", field="clip")))
    qtbot.waitUntil(lambda: dialog.problem_at("clip") == "a.mp4 is damaged.")
    assert not dialog.accept_button.isEnabled()


def test_without_a_model_that_begins_with_a_picture(host: QWidget) -> None:
    clip = ContinuedClip("/a.mp4", "cd" * 32, 81, A14B)
    dialog = ContinueDialog(clip, Tail(), (Variant.T2V_A14B,), seconds_of, host)
    assert "No installed model" in dialog.problem_at("model")


def test_loras_that_are_left_out_are_named(host: QWidget) -> None:
    clip = ContinuedClip("/a.mp4", "cd" * 32, 81, A14B)
    dialog = ContinueDialog(clip, Tail(), tuple(Variant), seconds_of, host)
    assert dialog.model.currentText() == "Wan 2.2 I2V A14B"
    assert "film grain" in dialog.summary.text()


# --- work on clips --------------------------------------------------------------------------------


def test_enlarging_says_what_comes_out(host: QWidget) -> None:
    dialog = ClipWorkDialog((CLIP,), "/models/upscalers", parent=host)
    assert dialog.summary.text() == "1664x960, 81 frames at 16 per second, about 4.0 MB."
    assert "/models/upscalers" in dialog.no_upscaler.text()
    dialog.interpolate.setCurrentIndex(1)
    assert "161 frames at 32" in dialog.summary.text()
    works = [job.work for job in chosen(dialog).jobs if job.work is not None]
    assert [(work.kind, work.factor, work.upscaler) for work in works] == [
        (WorkKind.UPSCALE, 2, ""),
        (WorkKind.INTERPOLATE, 2, ""),
    ]


def test_a_model_that_is_there_is_used(host: QWidget) -> None:
    dialog = ClipWorkDialog((CLIP,), "/x", parent=host)
    dialog.refuse_upscaler("x.pth is a pickle.")
    assert not dialog.refusal.isHidden()
    dialog.set_upscalers(
        (Upscaler("a.safetensors", 9), Upscaler("b.safetensors", 9)), "b.safetensors"
    )
    assert dialog.refusal.isHidden()
    assert dialog.no_upscaler.isHidden()
    assert dialog.finish.upscaler == "b.safetensors"
    dialog.set_upscalers(())
    assert dialog.finish.upscaler == ""


def test_nothing_to_do_is_said(host: QWidget) -> None:
    dialog = ClipWorkDialog((CLIP,), "/x", parent=host)
    dialog.upscale.setCurrentIndex(0)
    assert "Choose what to do" in dialog.problem_at("factor")
    dialog.tabs.setCurrentIndex(1)
    assert "at least 2 clips" in dialog.problem.text()


def test_clips_are_joined_in_the_order_of_the_list(host: QWidget) -> None:
    dialog = ClipWorkDialog((CLIP, BEAR), "/x", kind=WorkKind.JOIN, parent=host)
    dialog.down_button.click()
    (job,) = chosen(dialog).jobs
    assert job.work is not None
    assert [source.path for source in job.work.sources] == [BEAR.path, CLIP.path]


def test_a_grid_is_about_square(host: QWidget) -> None:
    dialog = ClipWorkDialog((CLIP,) * 9, "/x", kind=WorkKind.GRID, parent=host)
    (job,) = chosen(dialog).jobs
    assert job.work is not None
    assert (job.work.kind, job.work.columns) == (WorkKind.GRID, 3)


def test_a_dropped_file_is_offered_as_an_upscaler(host: QWidget, tmp_path: Path) -> None:
    dialog = ClipWorkDialog((CLIP, BEAR), "/x", kind=WorkKind.JOIN, parent=host)
    dialog.show()
    spy = QSignalSpy(dialog.upscaler_offered)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "x.pth"))])
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(dialog, drop)
    assert spy.at(0)[0] == str(tmp_path / "x.pth")
    assert dialog.tabs.currentIndex() == 0


def test_a_sweep_is_filled_in_with_the_keyboard_alone(host: QWidget, qtbot: QtBot) -> None:
    dialog = sweep_dialog(host)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(dialog, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is dialog.rows.subject
    QTest.keyClick(dialog.rows.subject, Qt.Key.Key_Down)
    QTest.keyClick(dialog.rows.subject, Qt.Key.Key_Down)
    QTest.keyClick(dialog.rows.subject, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.rows.values
    dialog.rows.values.selectAll()
    QTest.keyClicks(dialog.rows.values, "2,3")
    spy = QSignalSpy(dialog.group_chosen)
    QTest.keyClick(dialog.rows.values, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert {job.request.num_inference_steps for job in spy.at(0)[0].jobs} == {2, 3}
