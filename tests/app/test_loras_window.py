"""LoRAs in the real window: dropped, seen, chosen, rendered with, shown and kept."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from opened_app import OpenApp, OpenedApp
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fixtures.lora_files import write_lora
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.lora_library.domain.importing import OnConflict
from wan22_desktop.lora_library.domain.records import LoraCard

PATIENCE_MS = 20_000
RENDER_MS = 90_000


class LorasDock:
    """What a user sees and does."""

    def __init__(self, qtbot: QtBot, app: OpenedApp) -> None:
        self._qtbot = qtbot
        self.app = app
        self.panel = app.parts.loras
        self.editor = app.parts.lora_editor
        self.wait(lambda: bool(self.cards))  # the LoRA that ships

    def wait(self, what: Callable[[], bool], timeout: int = PATIENCE_MS) -> None:
        self._qtbot.waitUntil(what, timeout=timeout)

    @property
    def cards(self) -> dict[str, LoraCard]:
        return {card.name: card for card in self.panel.index.cards}

    def drop(self, *paths: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, *held)
        QApplication.sendEvent(self.app.window, enter)
        assert enter.isAccepted()
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, *held)
        QApplication.sendEvent(self.app.window, event)

    def use(self, name: str) -> None:
        """Press Enter on its card, once the form has heard of it too."""
        card_id = self.cards[name].id
        self.wait(lambda: self.editor.state.card(card_id) is not None)
        self.panel.select(card_id)
        self.panel.view.setFocus()
        self._qtbot.keyClick(self.panel.view, Qt.Key.Key_Return)

    def jobs(self) -> tuple[Job, ...]:
        return self.app.parts.queue.model.records

    def add_clip(self, prompt: str = "a red circle moving right on a blue background") -> None:
        self.app.parts.compose.form.put("prompt", prompt)
        self.app.parts.compose.form.put("num_inference_steps", 2)
        self._qtbot.mouseClick(self.app.parts.compose.add_button, Qt.MouseButton.LeftButton)


@pytest.fixture
def dock(qtbot: QtBot, open_app: OpenApp) -> LorasDock:
    return LorasDock(qtbot, open_app())


def test_a_dropped_file_becomes_a_card_that_stays(
    dock: LorasDock, open_app: OpenApp, qtbot: QtBot, tmp_path: Path, places: Places
) -> None:
    file = write_lora(tmp_path / "ink <b>style.safetensors", metadata={"ss_tag": "x"})
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    dock.drop(file)
    dock.wait(lambda: sha256 in {card.id for card in dock.panel.index.cards})
    assert places.lora(sha256).read_bytes() == file.read_bytes()
    assert dock.app.window.loras_dock.isVisible()
    dock.panel.rename_asked.emit(sha256, "Ink")
    dock.wait(lambda: "Ink" in dock.cards)
    dock.panel.favourite_toggled.emit(sha256, True)
    dock.wait(lambda: dock.cards["Ink"].lead.is_favourite)
    dock.app.close()

    again = LorasDock(qtbot, open_app())
    again.wait(lambda: "Ink" in again.cards)
    assert again.cards["Ink"].lead.is_favourite
    assert again.cards["Ink"].lead.file_name == "ink <b>style.safetensors"


@pytest.mark.slow
def test_the_lora_that_ships_is_rendered_with_and_says_so_in_the_clip(
    dock: LorasDock,
) -> None:
    (name,) = dock.cards
    dock.use(name)
    (use,) = dock.app.parts.compose.request().loras
    assert use.sha256 == dock.cards[name].id
    dock.add_clip()
    dock.wait(lambda: bool(dock.jobs()))
    dock.wait(lambda: dock.jobs()[0].state is JobState.DONE, RENDER_MS)
    clip = Path(dock.jobs()[0].clip_path or "")
    metadata = read_clip_metadata(clip)
    assert metadata is not None
    assert metadata.request.loras == (use,)
    (applied,) = metadata.loras
    assert applied.sha256 == use.sha256
    assert applied.matched > 0
    dock.wait(lambda: dock.cards[name].lead.use_count == 1)
    dock.wait(lambda: use.sha256 in dock.editor._measured)

    # One click makes the frame in sight the picture of the card.
    before = dock.cards[name].lead.thumbnail
    dock.wait(lambda: dock.app.parts.player.path == clip)
    dock.panel.frame_asked.emit(dock.cards[name].id)
    dock.wait(lambda: dock.cards[name].lead.thumbnail not in (before, None))

    # Taking it out of the form takes it out of the next clip.
    dock.use(name)
    assert dock.app.parts.compose.request().loras == ()


@pytest.mark.slow
def test_a_test_render_shows_both_and_gives_a_card_its_picture(
    dock: LorasDock, tmp_path: Path
) -> None:
    file = write_lora(tmp_path / "dots.safetensors")
    dock.drop(file)
    dock.wait(lambda: "dots" in dock.cards)
    card = dock.cards["dots"]
    assert card.lead.thumbnail is None
    dock.panel.test_render_asked.emit(card.id)
    assert any("test render" in text for text in dock.app.said()), "it needs a prompt"
    assert not dock.jobs()
    dock.app.parts.compose.form.put("prompt", "a red circle moving right")
    dock.app.parts.compose.form.put("num_inference_steps", 2)
    dock.panel.test_render_asked.emit(card.id)
    dock.wait(lambda: bool(dock.jobs()))
    assert dock.jobs()[0].request.compare_loras
    dock.wait(lambda: dock.jobs()[0].state is JobState.DONE, RENDER_MS)
    dock.wait(lambda: dock.cards["dots"].lead.thumbnail is not None)
    assert dock.app.parts.compose.request().loras == (), "the form stays as it was"


def test_a_lora_of_another_model_is_refused_before_the_queue(
    dock: LorasDock, tmp_path: Path
) -> None:
    dock.drop(write_lora(tmp_path / "big.safetensors", Variant.TI2V_5B))
    dock.wait(lambda: "big" in dock.cards)
    dock.use("big")
    line = dock.app.parts.compose.form.field_widget("loras").lines["loras"]
    assert line.isVisibleTo(dock.app.parts.compose)
    dock.add_clip()
    assert dock.app.parts.compose.form.loras.problem
    assert not dock.jobs()

    # The queue itself refuses it as well, whoever asks.
    request = dock.app.parts.compose.request()
    dock.app.parts.generation.add(request, "")
    dock.wait(lambda: bool(line.problem))
    assert not dock.jobs()


def test_a_request_that_is_restored_marks_its_loras(dock: LorasDock) -> None:
    (name,) = dock.cards
    card = dock.cards[name]
    request = dock.app.parts.compose.request().with_changes(loras=card.uses(0.5, 0.5))
    dock.app.parts.compose.show_request(request)
    assert dock.panel.state.is_selected(card.id)
    assert dock.editor.value == card.uses(0.5, 0.5)
    dock.use(name)
    assert dock.app.parts.compose.request().loras == ()


def test_trigger_words_go_into_the_prompt(dock: LorasDock) -> None:
    dock.panel.trigger_wanted.emit("zoom")
    dock.editor.trigger_wanted.emit("ink")
    assert dock.app.parts.compose.request().prompt == "zoom, ink"


def test_a_model_among_dropped_files_goes_to_the_models(dock: LorasDock, tmp_path: Path) -> None:
    vae = PROGRAM_FOLDER / "models" / "demo" / "vae"
    weights = next(vae.glob("*.safetensors"))
    copy = tmp_path / "vae.safetensors"
    shutil.copy(weights, copy)
    dock.drop(copy, write_lora(tmp_path / "ink.safetensors"))
    dock.wait(lambda: "ink" in dock.cards)
    dock.wait(lambda: dock.app.parts.model_dialogs.adoption is not None)


def test_the_good_ones_of_a_drop_are_taken_and_each_other_has_its_reason(
    dock: LorasDock, tmp_path: Path
) -> None:
    folder = tmp_path / "styles"
    write_lora(folder / "a" / "good.safetensors", seed=1)
    write_lora(folder / "b" / "good.safetensors", seed=2)
    (folder / "empty.safetensors").write_bytes(b"")
    (folder / "old.ckpt").write_bytes(b"PK\x03\x04")
    dock.drop(folder)
    dock.wait(lambda: dock.panel.results.isVisible())
    dock.wait(lambda: "good" in dock.cards)
    results = {Path(each.source).name: each.text for each in dock.panel.results.results}
    assert "empty" in results["empty.safetensors"]
    assert "program" in results["old.ckpt"]
    kept = next(e for e in dock.panel.results.results if e.outcome.value == "name-exists")
    dock.panel.import_answered.emit({kept.source: OnConflict.KEEP_BOTH})
    dock.wait(lambda: len([name for name in dock.cards if name.startswith("good")]) == 2)


def test_a_watched_folder_gives_its_new_files(
    qtbot: QtBot, open_app: OpenApp, tmp_path: Path, places: Places
) -> None:
    folder = tmp_path / "from elsewhere"
    folder.mkdir()
    dock = LorasDock(qtbot, open_app())
    dock.panel.watched_folders_chosen.emit((str(folder),))
    settings = places.settings_file
    dock.wait(lambda: settings.is_file() and str(folder) in settings.read_text("utf-8"))
    write_lora(folder / "deep" / "arrived.safetensors")
    dock.panel.scan_asked.emit()
    dock.wait(lambda: "arrived" in dock.cards, 2 * PATIENCE_MS)
    assert (folder / "deep" / "arrived.safetensors").is_file(), "what people have stays"


def test_tab_goes_through_the_loras_where_they_stand_in_the_form(
    dock: LorasDock, qtbot: QtBot
) -> None:
    form = dock.app.parts.compose.form
    dock.app.window.activateWindow()
    form.seed.dice_button.setFocus()
    qtbot.waitUntil(form.seed.dice_button.hasFocus)
    qtbot.keyClick(form.seed.dice_button, Qt.Key.Key_Tab)
    assert dock.editor.add_button.hasFocus()
    (name,) = dock.cards
    dock.use(name)
    (row,) = dock.editor.rows
    assert row.isVisibleTo(form)


def test_a_card_is_chosen_whatever_key_is_held_down(dock: LorasDock, qtbot: QtBot) -> None:
    (name,) = dock.cards
    dock.panel.view.clearSelection()
    qtbot.keyPress(dock.app.window, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    dock.panel.select(dock.cards[name].id)
    qtbot.keyRelease(dock.app.window, Qt.Key.Key_Control)
    assert [card.name for card in dock.panel.view.selected()] == [name]
