"""Models in the whole window: real services, a real hub, real files, and clicks."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opened_app import OpenApp, OpenedApp
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from fakes.hub_server import HubServer, SyntheticFile
from fixtures.installed_packages import InstalledPackages, small_files
from wan22_desktop.app.models_desk import NO_MODEL_KEY
from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelAction, ModelState

DEMO = PROGRAM_FOLDER / "models" / "demo"
LORA = "t2v-A14B-lightning"
REPOSITORY = "Comfy-Org/Wan_2.2_ComfyUI_Repackaged"
FILES = "split_files/loras/wan2.2_t2v_lightx2v_4steps_lora_v1.1_{}_noise.safetensors"
MIB = 1 << 20
PATIENCE_MS = 30_000


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Has the demo model and a LoRA pair where the catalog says that they are."""
    demo = Catalog.load().package("demo")
    assert demo is not None
    files = {path.relative_to(DEMO).as_posix(): path for path in DEMO.rglob("*") if path.is_file()}
    with HubServer() as server:
        server.add_repo(demo.sources[0].repository, files)
        pair = {
            FILES.format(name): SyntheticFile(8 * MIB, n) for n, name in enumerate(("high", "low"))
        }
        server.add_repo(REPOSITORY, pair)
        yield server


@pytest.fixture
def places(tmp_path: Path, hub: HubServer) -> Places:
    """A home that asks this hub, of an app that ships without any model."""
    assets = tmp_path / "assets"
    assets.mkdir()
    shutil.copytree(PROGRAM_FOLDER / "resources", assets / "resources")
    places = Places(tmp_path / "home", assets)
    places.create()
    settings = {"version": 2, "downloads": {"endpoint": hub.endpoint}}
    places.settings_file.write_text(json.dumps(settings), "utf-8")
    return places


class ModelsDock:
    """What a user sees and clicks in the dock of models."""

    def __init__(self, qtbot: QtBot, app: OpenedApp) -> None:
        self._qtbot = qtbot
        self.app = app
        self.panel = app.parts.models
        self.wait(lambda: bool(self.panel.rows.statuses))

    def wait(self, what: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(what, timeout=PATIENCE_MS)

    def status(self, package: str) -> DetailedModelStatus:
        status = self.panel.rows.status_of(package)
        assert status is not None
        return status

    def choose(self, package: str) -> None:
        """Click its row."""
        self.app.window.models_dock.show()
        self.app.window.models_dock.raise_()
        view = self.panel.view
        index = self.panel.rows.index_of(package)
        view.scrollTo(index)
        self._qtbot.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center()
        )
        assert self.panel.details.status is not None
        assert self.panel.details.status.package.id == package

    def click(self, action: ModelAction) -> None:
        """Click a button of the detail page, and see within a second that it was heard."""
        self.wait(lambda: action in self.panel.details.buttons)
        before = self.panel.details.state.text()
        began = time.monotonic()
        self._qtbot.mouseClick(self.panel.details.buttons[action], Qt.MouseButton.LeftButton)
        self._qtbot.waitUntil(lambda: self.panel.details.state.text() != before, timeout=1000)
        assert time.monotonic() - began < 1

    def said(self) -> str:
        return "\n".join(self.app.said())


@pytest.fixture
def dock(qtbot: QtBot, open_app: OpenApp) -> ModelsDock:
    return ModelsDock(qtbot, open_app())


def drop(dock: ModelsDock, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    window = dock.app.window
    held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, *held)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, *held)
    QApplication.sendEvent(window, event)


def test_the_catalog_is_listed_and_a_missing_model_leads_to_its_package(
    dock: ModelsDock, qtbot: QtBot
) -> None:
    catalog = Catalog.load()
    assert {status.package.id for status in dock.panel.rows.statuses} == {
        package.id for package in catalog.packages
    }
    compose = dock.app.parts.compose
    compose.form.put("model", Variant.TI2V_5B)
    line = compose.form.missing_model
    dock.wait(line.install_button.isVisible)
    qtbot.mouseClick(line.install_button, Qt.MouseButton.LeftButton)
    dock.wait(dock.app.window.models_dock.isVisible)
    chosen = dock.panel.details.status
    assert chosen is not None
    assert chosen.package.variant is Variant.TI2V_5B
    assert chosen.is_recommended


def test_an_install_from_the_first_click_to_a_job_that_waited(
    dock: ModelsDock, qtbot: QtBot, hub: HubServer
) -> None:
    form, queue = dock.app.parts.compose.form, dock.app.parts.queue
    form.put("model", Variant.DEMO)
    form.put("prompt", "a red circle moving right")
    for field, value in (("num_frames", 5), ("num_inference_steps", 2)):
        form.put(field, value)
    dock.wait(form.missing_model.isVisible)
    dock.app.parts.compose.add_button.click()
    dock.wait(lambda: bool(queue.model.records))
    assert queue.model.records[0].waits

    hub.bytes_per_second = 2 * MIB
    dock.choose("demo")
    dock.click(ModelAction.INSTALL)
    dock.wait(
        lambda: (progress := dock.status("demo").progress) is not None and progress.done_bytes > MIB
    )
    assert " of 14.2 MB" in dock.panel.details.state.text()
    dock.click(ModelAction.PAUSE)
    dock.wait(lambda: dock.status("demo").state is ModelState.PAUSED)
    assert dock.panel.details.state.text().startswith("Paused")
    qtbot.wait(500)  # what was on its way arrives
    sent = hub.bytes_sent
    qtbot.wait(500)
    assert hub.bytes_sent == sent
    hub.bytes_per_second = None
    dock.click(ModelAction.RESUME)
    dock.wait(lambda: dock.status("demo").is_available)
    dock.wait(lambda: "is installed and has been checked" in dock.said())
    dock.wait(lambda: not form.missing_model.isVisible())
    dock.wait(lambda: queue.model.records[0].state.is_ended)
    assert queue.model.records[0].state is JobState.DONE, queue.model.records[0].message
    dock.wait(lambda: dock.status("demo").usage.uses == 1)

    # What the engine has in memory is not touched, whoever asks.
    weights = next((dock.app.places.models / "demo").rglob("transformer/*.safetensors"))
    dock.wait(lambda: dock.status("demo").is_loaded)
    assert ModelAction.REMOVE not in dock.panel.details.buttons
    dock.panel.action_asked.emit("demo", ModelAction.REMOVE)
    dock.wait(lambda: "cannot be removed: the engine has it loaded" in dock.said())
    assert weights.exists()


def test_what_goes_wrong_is_said_and_can_be_tried_again(dock: ModelsDock, qtbot: QtBot) -> None:
    dock.choose("ti2v-5B-q8_0")  # this hub does not have it
    dock.click(ModelAction.INSTALL)
    dock.wait(lambda: "QuantStack/Wan2.2-TI2V-5B-GGUF" in dock.said())
    assert dock.status("ti2v-5B-q8_0").state is ModelState.MISSING
    dock.wait(lambda: ModelAction.INSTALL in dock.panel.details.buttons)
    assert "\N{HORIZONTAL ELLIPSIS}" not in dock.panel.details.state.text()

    # The way out that is offered: a token. This machine has no store for it.
    dock.app.parts.models_desk.ask_for_token()
    dialog = dock.app.parts.models_desk.token_dialog
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    assert field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, "hf_abcdefghijklmnopqrstuvwxyz")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    dock.wait(lambda: "token" in dock.said().lower())
    assert dock.app.parts.models_desk.token_dialog is None


def test_a_dropped_folder_is_adopted(dock: ModelsDock, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "ComfyUI" / "models" / "demo"
    shutil.copytree(DEMO, folder)
    assert NO_MODEL_KEY in {each.key for each in dock.app.parts.notifications.notifications}
    drop(dock, folder)
    dialogs = dock.app.parts.model_dialogs
    dock.wait(lambda: dialogs.adoption is not None and dialogs.adoption.list.count() > 0)
    dialog = dialogs.adoption
    assert dialog is not None
    assert str(folder) in dialog.list.item(0).text()
    assert dialog.ticked()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    dock.wait(lambda: dialogs.adoption is None)
    dock.wait(lambda: any(status.is_adopted for status in dock.panel.rows.statuses))
    (adopted,) = [status for status in dock.panel.rows.statuses if status.is_adopted]
    assert adopted.is_available
    assert adopted.package.title == "Demo (moving shapes), adopted"
    assert "is adopted" in dock.said()
    # What the window said when it opened is no longer so.
    shown = dock.app.parts.notifications
    dock.wait(lambda: NO_MODEL_KEY not in {each.key for each in shown.notifications})
    dock.choose(adopted.package.id)
    dock.wait(lambda: Variant.DEMO in dock.app.parts.compose.form.model.installed)

    dock.panel.details.buttons[ModelAction.REMOVE].click()
    box = dock.panel.question
    assert box is not None
    assert "the files stay where you have them" in box.informativeText()
    remove = next(button for button in box.buttons() if button.text() == "Remove")
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    dock.wait(lambda: not any(status.is_adopted for status in dock.panel.rows.statuses))
    assert len(list(folder.rglob("*.safetensors"))) == len(list(DEMO.rglob("*.safetensors")))


def test_cleaning_up_says_what_can_go_and_moves_only_that(
    qtbot: QtBot, open_app: OpenApp, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # where the recycle bin is
    installed = InstalledPackages(places, tmp_path / "shelf")
    today = datetime.now(UTC).date().isoformat()
    for name, day in (("ti2v-5B-fp16", "2025-01-01"), ("t2v-A14B-fp8", today)):
        variant = Variant(name.rpartition("-")[0])
        installed.install(name, small_files(), variant=variant, linked=False)
        record = installed.store.record(name)
        assert record is not None
        since = {"installed_at": f"{day}T00:00:00+00:00"}
        installed.store.write_record(record.model_copy(update=since))
    dock = ModelsDock(qtbot, open_app())
    dock.panel.cleanup_action.trigger()
    dialogs = dock.app.parts.model_dialogs
    dock.wait(lambda: dialogs.cleanup is not None and dialogs.cleanup.list.count() > 0)
    dialog = dialogs.cleanup
    assert dialog is not None
    assert dialog.ticked() == ("ti2v-5B-fp16",)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert any("fp8" in text and "Stays:" in text for text in texts)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    dock.wait(lambda: dock.status("ti2v-5B-fp16").state is ModelState.MISSING)
    assert dock.status("t2v-A14B-fp8").is_available
    assert installed.is_right("t2v-A14B-fp8")


def test_the_command_line_asks_the_window(dock: ModelsDock, hub: HubServer) -> None:
    hub.bytes_per_second = MIB
    command = [sys.executable, "-m", "wan22_desktop", "models", "install", LORA]
    environment = {**os.environ, "WAN22_HOME": str(dock.app.places.home)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        dock.wait(lambda: dock.status(LORA).state is ModelState.DOWNLOADING)
        dock.wait(lambda: hub.bytes_sent > MIB)
        process.send_signal(signal.SIGINT)
        dock.wait(lambda: process.poll() is not None)
        assert process.returncode == 130
        assert process.stderr is not None
        assert "Only the watching has ended" in process.stderr.read()
    hub.bytes_per_second = None
    dock.wait(lambda: dock.status(LORA).is_available)
    assert "is installed and has been checked" in dock.said()
