"""Sweeps, drafts, reproductions and bad input, all through the real window."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from made_clips import made_clip
from opened_app import OpenApp, OpenedApp
from PIL import Image
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from fixtures.small_clips import write_newer_clip
from wan22_desktop.app.stage import View
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import FileSettings, Settings, WindowSettings, save_settings
from wan22_desktop.core.wan import Variant
from wan22_desktop.gallery.ui.gallery_deeds import Deed, deeds_of
from wan22_desktop.generation.domain.groups import GroupKind
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.sweep import AxisKind
from wan22_desktop.generation.ui.drafts_dialog import DraftsDialog
from wan22_desktop.generation.ui.sweep_dialog import SweepDialog

LIMIT_MS = 30_000
RENDER_MS = 150_000


class Bench:
    """The window as its user sees it."""

    def __init__(self, qtbot: QtBot, app: OpenedApp) -> None:
        self.qtbot = qtbot
        self.app = app
        self.parts = app.parts

    def wait(self, what: Callable[[], bool], timeout_ms: int = LIMIT_MS) -> None:
        self.qtbot.waitUntil(what, timeout=timeout_ms)

    @property
    def jobs(self) -> tuple[Job, ...]:
        return self.parts.queue.model.records

    def fill(self, **fields: object) -> None:
        for name, value in fields.items():
            self.parts.compose.form.put(name, value)

    def open_group(self, kind: GroupKind) -> None:
        """Choose its row in the queue and press Enter."""
        view, model = self.parts.queue.view, self.parts.queue.model
        self.wait(lambda: any(job.group_id for job in self.jobs))
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if model.rowCount(index):
                view.setCurrentIndex(index)
                self.qtbot.keyClick(view, Qt.Key.Key_Return)
                break
        assert self.parts.stage.view is View.GRID, kind

    def import_clips(self, *clips: Path) -> None:
        panel = self.parts.gallery
        before = panel.rows.rowCount()
        panel.import_asked.emit([str(path) for path in clips], False)
        self.wait(lambda: panel.rows.rowCount() == before + len(clips))

    def drop(self, path: Path) -> None:
        self.parts.window.files_dropped.emit([QUrl.fromLocalFile(str(path))])


@pytest.fixture
def bench(qtbot: QtBot, app: OpenedApp) -> Bench:
    return Bench(qtbot, app)


@pytest.fixture
def demo_model(places: Places) -> None:
    if Variant.DEMO not in places.installed_models():
        pytest.skip("this checkout has no demo model")


# --- sweeps, drafts, reproductions ----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("demo_model")
def test_a_sweep_fills_its_grid(bench: Bench) -> None:
    parts = bench.parts
    bench.fill(prompt="a red circle moving right", num_frames=5, num_inference_steps=2)
    parts.compose.bar.sweep_action.trigger()
    dialog = parts.clip_desk.group_dialog
    assert isinstance(dialog, SweepDialog)
    dialog.columns.choose(AxisKind.SEED)
    dialog.columns.values.setText("1-2")
    assert "2 clips" in dialog.summary.text()
    dialog.accept_button.click()
    bench.wait(lambda: len(bench.jobs) == 2)
    bench.open_group(GroupKind.SWEEP)
    assert len(parts.grid.locked.clips) == 2
    assert parts.grid.ready_count < 2, "it is opened before it is finished"
    bench.wait(lambda: parts.grid.ready_count == 2, RENDER_MS)
    assert parts.grid.ready.text() == "2 of 2 clips are ready"
    assert [clip.label for clip in parts.grid.locked.clips] == [job.label for job in bench.jobs]
    bench.wait(lambda: all(cell.view.image is not None for cell in parts.grid.locked.cells))
    assert [job.request.seed for job in bench.jobs] == [1, 2]


@pytest.mark.slow
@pytest.mark.usefixtures("demo_model")
def test_drafts_are_starred_and_only_those_are_finished(bench: Bench) -> None:
    parts = bench.parts
    bench.fill(prompt="a red circle moving right", num_frames=9, num_inference_steps=6)
    parts.compose.bar.drafts_action.trigger()
    dialog = parts.clip_desk.group_dialog
    assert isinstance(dialog, DraftsDialog)
    dialog.count.setValue(dialog.count.minimum())
    dialog.steps.setValue(2)
    dialog.frames.setValue(5)
    count = dialog.count.value()
    dialog.accept_button.click()
    bench.wait(lambda: len(bench.jobs) == count)
    bench.open_group(GroupKind.DRAFTS)
    bench.wait(lambda: parts.grid.ready_count == count, RENDER_MS)
    assert not parts.grid.finish.isEnabled()
    star = parts.grid.locked.cells[1].star
    bench.qtbot.mouseClick(star, Qt.MouseButton.LeftButton)
    assert parts.grid.starred == (1,)
    parts.actions.pause_asked.emit(True)
    bench.wait(lambda: parts.queue.pause_button.isChecked())
    bench.qtbot.mouseClick(parts.grid.finish, Qt.MouseButton.LeftButton)
    bench.wait(lambda: len(bench.jobs) == count + 1)
    final, draft = bench.jobs[-1], bench.jobs[1]
    assert final.state is JobState.QUEUED
    assert final.request.seed == draft.request.seed
    assert (final.request.num_frames, final.request.num_inference_steps) == (9, 6)
    assert (draft.request.num_frames, draft.request.num_inference_steps) == (5, 2)


@pytest.mark.slow
@pytest.mark.usefixtures("demo_model")
def test_a_reproduction_is_identical_and_compared_in_step(bench: Bench) -> None:
    parts = bench.parts
    bench.fill(prompt="a red circle moving right", num_frames=9, num_inference_steps=2, seed=4)
    parts.compose.add_button.click()
    bench.wait(lambda: parts.gallery.rows.rowCount() == 1, RENDER_MS)
    assert not parts.verdict.isVisible()
    parts.gallery.do(Deed.REPRODUCE, parts.gallery.rows.records)
    bench.wait(parts.verdict.isVisible, RENDER_MS)
    assert "identical" in parts.verdict.headline.text().lower()
    parts.verdict.compare.click()
    assert parts.stage.view is View.COMPARE
    cells = parts.compare.locked
    bench.wait(lambda: all(cell.view.image is not None for cell in cells.cells))
    first, second = (cell.view.image for cell in cells.cells)
    assert first == second


def test_two_clips_of_the_gallery_show_the_same_frame(bench: Bench, tmp_path: Path) -> None:
    """The bar of these clips grows by 8 pixels a frame, so that a picture says its number."""
    parts = bench.parts
    clips = [
        made_clip(tmp_path / f"{seed}.mp4", GenerationRequest.default(prompt="x", seed=seed), shade)
        for seed, shade in ((1, 20), (2, 40))
    ]
    bench.import_clips(*clips)
    parts.stage.show_gallery()
    parts.gallery.view.setFocus()
    parts.gallery.view.selectAll()
    bench.qtbot.keyClick(parts.gallery.view, Qt.Key.Key_C)
    assert parts.stage.view is View.COMPARE
    locked = parts.compare.locked
    bench.wait(lambda: all(cell.view.image is not None for cell in locked.cells))
    locked.clock.set_playing(playing=False)
    rng = random.Random(7)
    for number in (rng.randrange(9) for _ in range(20)):
        shown: list[object] = []
        locked.presented.connect(shown.append)
        locked.go_to(number)
        bench.wait(lambda: locked.clock.is_shown)
        locked.presented.disconnect(shown.append)
        assert [bar_of(cell.view.image) for cell in locked.cells] == [number, number]


def bar_of(image: object) -> int:
    assert isinstance(image, QImage)
    width = sum(image.pixelColor(x, image.height() // 2).red() > 120 for x in range(image.width()))
    return round(width * 96 / image.width() / 8) - 1


# --- bad input ------------------------------------------------------------------------------------


def test_a_clip_of_a_newer_version_plays_and_says_so(bench: Bench, tmp_path: Path) -> None:
    held = bench.parts.compose.request()
    clip = write_newer_clip(tmp_path / "future.mp4", app_version="99.1")
    content = clip.read_bytes()
    bench.drop(clip)
    bench.wait(lambda: bool(bench.app.said()))
    (said,) = bench.parts.notifications.notifications
    assert said.text == "The settings of future.mp4 are of another version of the app."
    assert "99.1" in said.detail
    bench.wait(lambda: bench.parts.player.view.image is not None)
    assert bench.parts.compose.request() == held
    assert clip.read_bytes() == content


def test_a_damaged_clip_is_answered_and_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    held = bench.parts.compose.request()
    clip = made_clip(tmp_path / "whole.mp4", GenerationRequest.default(prompt="x"))
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(clip.read_bytes()[:200] + b"\xff" * 500)
    bench.drop(damaged)
    bench.wait(lambda: "damaged.mp4" in bench.parts.player.message.text())
    assert bench.parts.player.message.isVisible()
    assert bench.parts.compose.request() == held
    # The next one is shown as if nothing had been.
    bench.drop(clip)
    bench.wait(lambda: bench.parts.player.view.image is not None)


def test_a_huge_picture_is_refused_at_its_field(bench: Bench, tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    Image.new("1", (30_000, 30_000)).save(huge)
    bench.fill(prompt="it moves")
    bench.drop(huge)
    line = bench.parts.compose.form.field_widget("image").lines["image"]
    bench.wait(lambda: line.problem is not None)
    assert "pixels" in line.label.text()
    assert bench.parts.compose.form.image.image is None
    assert bench.parts.compose.request().prompt == "it moves"


def test_a_preset_of_a_newer_version_is_told_and_kept(
    qtbot: QtBot, open_app: OpenApp, places: Places
) -> None:
    places.presets.mkdir(parents=True, exist_ok=True)
    file = places.presets / "mine.json"
    file.write_text(json.dumps({"format_version": 99, "name": "Mine", "models": {}}))
    content = file.read_bytes()
    bench = Bench(qtbot, open_app())
    bench.wait(lambda: any("newer version" in text for text in bench.app.said()))
    assert any("mine.json" in text for text in bench.app.said())
    assert bench.parts.presets.presets
    assert file.read_bytes() == content

    # And one that comes from elsewhere.
    known = bench.parts.presets.presets
    bench.parts.presets.import_wanted.emit(str(file.rename(places.home / "other.json")))
    bench.wait(lambda: any("other.json" in text for text in bench.app.said()))
    assert bench.parts.presets.presets == known


def test_a_vanished_clip_stays_with_what_was_said_of_it(bench: Bench, tmp_path: Path) -> None:
    parts = bench.parts
    clip = made_clip(tmp_path / "clip.mp4", GenerationRequest.default(prompt="a red circle"))
    bench.import_clips(clip)
    (record,) = parts.gallery.rows.records
    parts.gallery.rate_asked.emit((record.id,), 5)
    bench.wait(lambda: parts.gallery.rows.records[0].rating == 5)
    (tmp_path / "elsewhere").mkdir()
    away = clip.rename(tmp_path / "elsewhere" / "away.mp4")
    parts.gallery.do(Deed.OPEN, parts.gallery.rows.records)
    bench.wait(lambda: "clip.mp4" in parts.player.message.text())
    parts.gallery_feed.note_activation(True)
    bench.wait(lambda: parts.gallery.rows.records[0].is_missing)
    (record,) = parts.gallery.rows.records
    assert record.rating == 5
    assert {Deed.REUSE, Deed.RENDER_AGAIN, Deed.RENAME} <= set(deeds_of((record,)))
    away.rename(clip)
    parts.gallery_feed.note_activation(True)
    bench.wait(lambda: not parts.gallery.rows.records[0].is_missing)
    assert parts.gallery.rows.records[0].rating == 5


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("colour", {}),
        ("colour", {"colour": "\n# nothing\n"}),
        ("a", {"a": "__b__\n", "b": "__a__\n"}),
    ],
    ids=["unknown", "empty", "endless"],
)
def test_a_wildcard_without_words_is_said_at_the_prompt(
    qtbot: QtBot, open_app: OpenApp, places: Places, name: str, files: dict[str, str]
) -> None:
    places.wildcards.mkdir(parents=True, exist_ok=True)
    for stem, text in files.items():
        (places.wildcards / f"{stem}.txt").write_text(text)
    bench = Bench(qtbot, open_app())
    compose = bench.parts.compose
    tools = compose.form.tools
    bench.wait(lambda: set(files) == set(tools._wildcards.lines))
    prompt = f"a __{name}__ circle"
    compose.form.prompt.text.setPlainText(prompt)
    compose.add_button.click()
    line = compose.form.field_widget("prompt").lines["prompt"]
    bench.wait(lambda: line.problem is not None)
    assert name in line.label.text()
    assert not bench.jobs
    assert compose.form.prompt.text.toPlainText() == prompt


def test_a_sweep_of_10_000_cells_asks_with_its_time(bench: Bench) -> None:
    parts = bench.parts
    bench.fill(prompt="a red circle", num_inference_steps=2)
    bench.wait(lambda: parts.clip_desk._forecast is not None)
    parts.compose.bar.sweep_action.trigger()
    dialog = parts.clip_desk.group_dialog
    assert isinstance(dialog, SweepDialog)
    dialog.columns.choose(AxisKind.SEED)
    dialog.columns.values.setText("1-100")
    dialog.rows.choose(AxisKind.STEPS)
    dialog.rows.values.setText("1-100")
    assert "10,000" in dialog.summary.text()
    dialog.accept_button.click()
    box = dialog.question
    assert box is not None
    assert "10,000 clips" in box.text()
    assert "takes about" in box.informativeText()
    assert "2,000" in box.informativeText()
    default = box.defaultButton()
    assert default is not None
    default.click()
    assert not bench.jobs
    assert dialog.isVisible(), "what was filled in is still there"
    dialog.reject()


def test_a_name_template_that_leaves_the_folder_is_refused(
    qtbot: QtBot, open_app: OpenApp, places: Places
) -> None:
    settings = Settings(
        window=WindowSettings(guide_done=True), files=FileSettings(name_template="../{prompt}")
    )
    save_settings(places.settings_file, settings)
    bench = Bench(qtbot, open_app())
    general = bench.parts.compose.bar.general
    bench.wait(lambda: general.problem is not None)
    assert "inside the output folder" in general.label.text()

    bench.parts.guide.open_preferences()
    dialog = bench.parts.guide.settings_dialog
    assert dialog is not None
    row = dialog.row("files.name_template")
    row.chosen.emit("files.name_template", "{prompt}-{id}")
    row.chosen.emit("files.name_template", "../../{prompt}")
    bench.wait(lambda: "inside the output folder" in row.problem.text())
    assert not row.problem.isHidden()
    dialog.close()
