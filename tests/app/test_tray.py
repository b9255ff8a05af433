"""The tray speaks up only when nobody looks."""

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from wan22_desktop.app.tray import IDLE, Tray
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueuePause


@pytest.fixture
def tray(qtbot: QtBot) -> Tray:  # noqa: ARG001 - needs the application
    return Tray(QIcon())


def job(state: JobState) -> Job:
    request = GenerationRequest.default(prompt="a red circle")
    return Job("0" * 12, request, 1, state, message="It broke.", clip_path="/x/clip.mp4")


def test_it_says_what_became_of_clips(tray: Tray) -> None:
    said: list[tuple[str, str]] = []
    tray.message_shown.connect(lambda title, text: said.append((title, text)))
    tray.tell_done(job(JobState.DONE))
    assert said == [], "the window is in use"
    tray.note_activation(False)
    tray.tell_done(job(JobState.DONE))
    tray.tell_failed(job(JobState.FAILED))
    assert said == [
        ("A clip is ready", "“a red circle”\nclip.mp4"),
        ("A clip could not be rendered", "“a red circle”\nIt broke."),
    ]


def test_its_menu_asks_and_waits_for_the_answer(qtbot: QtBot, tray: Tray) -> None:
    with qtbot.waitSignal(tray.show_asked):
        tray.show_action.trigger()
    with qtbot.waitSignal(tray.quit_asked):
        tray.quit_action.trigger()
    with qtbot.waitSignal(tray.pause_asked) as asked:
        tray.pause_action.trigger()
    assert asked.args == [True]
    assert not tray.pause_action.isChecked(), "the queue has not confirmed it"
    tray.show_pause(QueuePause(paused=True))
    assert tray.pause_action.isChecked()


def test_a_click_brings_the_window_back(qtbot: QtBot, tray: Tray) -> None:
    with qtbot.waitSignal(tray.show_asked):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)


def test_its_menu_shows_progress_and_the_last_clip(qtbot: QtBot, tray: Tray) -> None:
    assert not tray.clip_action.isEnabled()
    tray.show_progress(Progress("0" * 12, JobState.RENDERING, 5, 10, 65.0))
    assert tray.state_action.text() == "Rendering: 45 %, 1 min 05 s left"
    tray.note_idle(True)
    assert tray.state_action.text() == IDLE
    tray.tell_done(job(JobState.DONE))
    with qtbot.waitSignal(tray.clip_asked) as asked:
        tray.clip_action.trigger()
    assert asked.args == ["/x/clip.mp4"]


def test_the_button_of_a_message_shows_its_clip(qtbot: QtBot, tray: Tray) -> None:
    tray.note_activation(False)
    tray.tell_done(job(JobState.DONE))
    with qtbot.waitSignal(tray.clip_asked) as asked:
        tray.messages.chosen.emit(f"done {'0' * 12}")
    assert asked.args == ["/x/clip.mp4"]
