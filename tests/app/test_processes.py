"""The program as a process: it starts light, a second one hands its files to the first."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from opened_app import OpenedApp
from pytestqt.qtbot import QtBot

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message, ask_owner
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "wan22_desktop", *arguments]


def environment(places: Places) -> dict[str, str]:
    return {**os.environ, "WAN22_HOME": str(places.home), "QT_QPA_PLATFORM": "offscreen"}


class Asker:
    """Asks the owner from another thread, as another process would, while the window lives."""

    def __init__(self, qtbot: QtBot, places: Places) -> None:
        self._qtbot = qtbot
        self._places = places

    def ask(self, message: Message) -> Message | UserError | None:
        answers: list[Message | UserError | None] = []

        def run() -> None:
            try:
                answers.append(ask_owner(self._places, message))
            except UserError as error:
                answers.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        self._qtbot.waitUntil(lambda: bool(answers))
        thread.join()
        return answers[0]


@pytest.fixture
def asker(qtbot: QtBot, app: OpenedApp) -> Asker:
    return Asker(qtbot, app.places)


def test_it_starts_without_torch_and_ends(places: Places) -> None:
    ran = subprocess.run(
        program("--exit-after-first-paint"),
        env=environment(places),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    words = ran.stdout.split()
    assert words[0::2] == ["first-paint", "complete", "torch"]
    assert float(words[1]) < float(words[3])
    assert words[5] == "False"
    assert not places.instance_file.exists()


def test_a_second_process_hands_its_files_over(
    qtbot: QtBot, app: OpenedApp, our_clip: tuple[Path, GenerationRequest]
) -> None:
    second = subprocess.Popen(
        program(str(our_clip[0])), env=environment(app.places), stderr=subprocess.PIPE
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0, second.communicate()
    second.communicate()
    qtbot.waitUntil(lambda: app.parts.player.path == our_clip[0])


def test_raise_brings_the_window_back(qtbot: QtBot, app: OpenedApp, asker: Asker) -> None:
    app.window.hide()
    assert asker.ask({"verb": "raise"}) == {}
    qtbot.waitUntil(app.window.isVisible)


def test_queue_commands_reach_the_queue_of_the_window(
    qtbot: QtBot, app: OpenedApp, asker: Asker
) -> None:
    assert asker.ask({"verb": "queue.pause"}) == {}
    qtbot.waitUntil(app.parts.queue.pause_button.isChecked)
    answer = asker.ask({"verb": "queue.list"})
    assert isinstance(answer, dict)
    assert answer["paused"] is True


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"verb": None},
        {"verb": "format-disk"},
        {"verb": "open"},
        {"verb": "open", "paths": "x"},
        {"verb": "open", "paths": [1]},
        {"verb": ["open"]},
        {"verb": "queue.job", "arguments": {"id": 5}},
    ],
)
def test_nonsense_is_refused(app: OpenedApp, asker: Asker, message: Message) -> None:
    assert isinstance(asker.ask(message), UserError)
    assert app.said() == []


def test_network_paths_are_not_even_looked_at(qtbot: QtBot, app: OpenedApp, asker: Asker) -> None:
    asked: list[object] = []
    app.parts.drop_desk.read_wanted.connect(asked.append)
    assert asker.ask({"verb": "open", "paths": ["//server/x.mp4", r"\\server\x.mp4"]}) == {}
    qtbot.wait(50)
    assert asked == []
