"""Closing asks where work goes on, remembers the answer, and never waits for ever."""

import pytest
from opened_app import OpenApp
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.app.closing import CloseQuestion, Shutdown
from wan22_desktop.app.service_thread import ServiceThread
from wan22_desktop.core.settings import CloseAction


class Circumstances:
    """What the question asks about, and what became of it."""

    def __init__(self, parent: QWidget) -> None:
        self.rendering = True
        self.tray = True
        self.action = CloseAction.ASK
        self.outcome: list[object] = []
        self.question = CloseQuestion(
            parent,
            is_rendering=lambda: self.rendering,
            tray_available=lambda: self.tray,
            action=lambda: self.action,
        )
        self.question.hide_chosen.connect(lambda: self.outcome.append("hide"))
        self.question.quit_chosen.connect(lambda: self.outcome.append("quit"))
        self.question.remembered.connect(self.outcome.append)

    @property
    def box(self) -> QMessageBox:
        assert self.question.box is not None
        return self.question.box

    def labels(self) -> set[str]:
        return {button.text().replace("&", "") for button in self.box.buttons()}

    def answer(self, label: str, *, remember: bool = False) -> None:
        if remember:
            assert self.question.remember_box is not None
            self.question.remember_box.setChecked(True)
        button = next(b for b in self.box.buttons() if b.text().replace("&", "") == label)
        assert isinstance(button, QPushButton)
        button.click()


@pytest.fixture
def now(qtbot: QtBot) -> Circumstances:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return Circumstances(parent)


def test_nothing_is_asked_when_nothing_is_rendered(now: Circumstances) -> None:
    now.rendering = False
    now.question.close_window()
    now.question.quit()
    assert now.outcome == ["quit", "quit"]
    assert now.question.box is None


def test_keep_rendering_in_the_tray(now: Circumstances) -> None:
    now.question.close_window()
    assert now.labels() == {"Keep rendering in the tray", "Stop and quit", "Cancel"}
    assert now.box.textFormat() is Qt.TextFormat.PlainText
    now.answer("Keep rendering in the tray")
    assert now.outcome == ["hide"]


def test_asking_twice_shows_one_question(now: Circumstances) -> None:
    now.question.close_window()
    first = now.box
    now.question.close_window()
    assert now.box is first
    now.answer("Cancel")
    assert now.outcome == []


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        ("Keep rendering in the tray", [CloseAction.KEEP_RENDERING, "hide"]),
        ("Stop and quit", [CloseAction.QUIT, "quit"]),
        ("Cancel", []),
    ],
)
def test_dont_ask_again(now: Circumstances, label: str, outcome: list[object]) -> None:
    now.question.close_window()
    now.answer(label, remember=True)
    assert now.outcome == outcome


def test_a_remembered_answer_is_followed(now: Circumstances) -> None:
    now.action = CloseAction.KEEP_RENDERING
    now.question.close_window()
    now.action = CloseAction.QUIT
    now.question.close_window()
    now.question.quit()
    assert now.outcome == ["hide", "quit", "quit"]


def test_without_a_tray_the_window_is_not_hidden(now: Circumstances) -> None:
    now.tray = False
    now.action = CloseAction.KEEP_RENDERING
    now.question.close_window()
    assert now.labels() == {"Stop and quit", "Cancel"}
    assert now.question.remember_box is None
    now.answer("Stop and quit")
    assert now.outcome == ["quit"]


def test_quit_in_a_menu_does_not_hide(now: Circumstances) -> None:
    now.action = CloseAction.KEEP_RENDERING
    now.question.quit()
    assert now.labels() == {"Stop and quit", "Cancel"}
    now.answer("Cancel")
    assert now.outcome == []


class SlowService(QObject):
    """Takes its time to stop, or never does."""

    stopped = Signal()

    def __init__(self, *, ends: bool) -> None:
        super().__init__()
        self._ends = ends

    @Slot()
    def start(self) -> None:
        """Nothing to prepare."""

    @Slot()
    def stop(self) -> None:
        QThread.msleep(60)
        if self._ends:
            self.stopped.emit()


def test_shutdown_waits_without_blocking(qtbot: QtBot) -> None:
    services = [SlowService(ends=True), SlowService(ends=True)]
    shutdown = Shutdown()
    threads = [ServiceThread(service, service.stopped, "slow") for service in services]
    for thread in threads:
        shutdown.add(thread)
        thread.start()
    with qtbot.waitSignal(shutdown.finished, timeout=3000):
        shutdown.begin()
        assert not shutdown.is_finished, "begin() returns at once"
        shutdown.begin()
    assert not any(thread.is_running for thread in threads)


def test_shutdown_gives_up_on_what_hangs(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    service = SlowService(ends=False)
    shutdown = Shutdown(patience_ms=150)
    thread = ServiceThread(service, service.stopped, "hanging")
    shutdown.add(thread)
    thread.start()
    with qtbot.waitSignal(shutdown.finished, timeout=3000):
        shutdown.begin()
    assert "did not stop in time" in caplog.text
    assert thread.is_running
    service.stopped.emit()
    assert thread.wait(2000)


def test_the_close_button_ends_the_program(open_app: OpenApp) -> None:
    app = open_app()
    app.window.close()
    assert not app.window.isVisible(), "it is out of sight at once"
    app.close()
    assert app.places.window_state_file.is_file()
