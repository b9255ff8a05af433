"""`wan22 loras` and `--lora` while the window owns the home."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from opened_app import OpenedApp
from pytestqt.qtbot import QtBot
from test_processes import environment, program

from fixtures.lora_files import write_lora
from wan22_desktop.core.settings import load_settings
from wan22_desktop.core.wan import Variant


class Terminal:
    """Runs `wan22` in another process while the window lives."""

    def __init__(self, qtbot: QtBot, app: OpenedApp) -> None:
        self._qtbot = qtbot
        self._app = app

    def json(self, *words: str, code: int = 0) -> Any:  # noqa: ANN401 - JSON
        process = subprocess.Popen(
            program(*words, "--json"),
            env=environment(self._app.places),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        out, err = process.communicate()
        assert process.returncode == code, (out, err)
        return json.loads(out.splitlines()[-1])


@pytest.fixture
def terminal(qtbot: QtBot, app: OpenedApp) -> Terminal:
    qtbot.waitUntil(lambda: app.parts.lora_service.work is not None)
    return Terminal(qtbot, app)


def test_the_window_answers_for_its_library(
    qtbot: QtBot, app: OpenedApp, terminal: Terminal, tmp_path: Path
) -> None:
    app.parts.generation.set_paused(True)  # what is queued need not be rendered
    grain = write_lora(tmp_path / "film grain.safetensors")
    small = write_lora(tmp_path / "small.safetensors", Variant.TI2V_5B)
    (result,) = terminal.json("loras", "add", str(small))["results"]
    assert result["outcome"] == "added"

    add = ("queue", "add", "--prompt", "x", "--wait-for-model")
    error = terminal.json(*add, "--lora", "SMALL", code=2)
    assert error["field"] == "loras"
    assert "cannot work on Demo" in error["error"]
    job = terminal.json(*add, "--lora", f"{grain}:0.5", "--model", "demo")
    (use,) = job["request"]["loras"]
    assert (use["name"], use["strength"]) == ("film grain", 0.5)
    names = {card["name"] for card in terminal.json("loras", "list")}
    assert names >= {"film grain", "small"}

    folder = str(tmp_path)
    assert terminal.json("loras", "watch", "add", folder) == {"folders": [folder]}
    qtbot.waitUntil(
        lambda: load_settings(app.places.settings_file).settings.loras.watched_folders == (folder,)
    )
