"""A complete job with the keyboard alone: no mouse, and nothing is called but the keys."""

from collections.abc import Callable

import pytest
from opened_app import OpenedApp
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.app.stage import View
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState

LIMIT_MS = 20_000
RENDER_MS = 150_000
MOST_TABS = 60
Key, Modifier = Qt.Key, Qt.KeyboardModifier
NONE, CTRL, ALT, SHIFT = (
    Modifier.NoModifier,
    Modifier.ControlModifier,
    Modifier.AltModifier,
    Modifier.ShiftModifier,
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("This plugin does not support"),  # popups without a screen
]


class MouseWatch(QObject):
    """Notes every event of a mouse that reaches the program."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self.seen += 1
        return False


class Keyboard:
    """Keys as the window system sends them: to whichever window has the focus."""

    def __init__(self, qtbot: QtBot, app: OpenedApp) -> None:
        self._qtbot = qtbot
        self.app = app
        app.window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is app.window)

    def wait(self, what: Callable[[], bool], timeout_ms: int = LIMIT_MS) -> None:
        self._qtbot.waitUntil(what, timeout=timeout_ms)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            window = QGuiApplication.focusWindow()
            assert window is not None
            QTest.keyClick(window, key, modifier)
            QApplication.processEvents()

    def wait_for_dialog(self) -> None:
        self.wait(lambda: QApplication.activeModalWidget() is not None)
        main = self.app.window.windowHandle()
        self.wait(lambda: QGuiApplication.focusWindow() not in (None, main))

    def wait_for_window(self) -> None:
        """Window managers give the keyboard back once a dialog has closed; here there is none."""
        self.wait(lambda: QApplication.activeModalWidget() is None)
        self.app.window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is self.app.window)

    def press_menu_key(self) -> None:
        """Systems turn this key into an event of its own, which this platform does not."""
        widget = self.focused
        place = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
        reason = QContextMenuEvent.Reason.Keyboard
        event = QContextMenuEvent(reason, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)
        self.wait(lambda: QApplication.activePopupWidget() is not None)

    def type(self, text: str) -> None:
        for letter in text:
            window = QGuiApplication.focusWindow()
            assert window is not None
            QTest.keyClick(window, letter)  # pyright: ignore[reportCallIssue, reportArgumentType]

    @property
    def focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def tab_to(self, name: str, key: Qt.Key = Key.Key_Tab) -> None:
        """Go on with Tab until what has this name for a screen reader has the keyboard."""
        passed: list[str] = []
        while self.focused.accessibleName() != name:
            passed.append(self.focused.accessibleName())
            assert len(passed) < MOST_TABS, passed
            self.press(key)

    def choose_in_menu(self, text: str) -> None:
        """Down to an entry of the menu that is open, and Enter."""
        menu = QApplication.activePopupWidget()
        assert menu is not None
        for _ in range(MOST_TABS):
            action = menu.activeAction()  # pyright: ignore[reportAttributeAccessIssue] - a QMenu
            if action is not None and action.text().replace("&", "").startswith(text):
                break
            self.press(Key.Key_Down)
        else:
            raise AssertionError(text)
        self.press(Key.Key_Return)

    @property
    def jobs(self) -> tuple[Job, ...]:
        return self.app.parts.queue.model.records

    def replace_prompt(self, text: str) -> None:
        self.press(Key.Key_A, CTRL)
        self.type(text)


@pytest.fixture
def keys(qtbot: QtBot, app: OpenedApp, places: Places) -> Keyboard:
    if Variant.DEMO not in places.installed_models():
        pytest.skip("this checkout has no demo model")
    return Keyboard(qtbot, app)


def test_a_complete_job_with_the_keyboard_alone(
    qapp: QApplication, keys: Keyboard, places: Places
) -> None:
    watch = MouseWatch()
    qapp.installEventFilter(watch)
    parts = keys.app.parts

    # A prompt, and a preset out of the opened list.
    keys.press(Key.Key_1, CTRL)
    assert keys.focused.accessibleName() == "Prompt"
    keys.replace_prompt("a red circle moving right")
    keys.wait(lambda: len(parts.presets.presets) > 1)
    before = parts.presets.current
    keys.tab_to("Preset", Key.Key_Backtab)
    keys.press(Key.Key_F4)
    keys.wait(lambda: QApplication.activePopupWidget() is not None)
    keys.press(Key.Key_Home)
    keys.press(Key.Key_Return)
    keys.wait(lambda: QApplication.activePopupWidget() is None)
    assert parts.presets.current is not None
    assert parts.presets.current != before
    steps = parts.compose.request().num_inference_steps
    keys.press(Key.Key_Return, CTRL)
    keys.wait(lambda: len(keys.jobs) == 1)
    assert keys.jobs[0].request.prompt == "a red circle moving right"
    assert keys.jobs[0].request.num_inference_steps == steps

    # Two more behind it, the queue paused: one is edited, doubled and skipped.
    keys.press(Key.Key_P, CTRL)
    keys.wait(lambda: parts.queue.pause_button.isChecked())
    keys.press(Key.Key_1, CTRL)
    keys.replace_prompt("a blue square")
    keys.press(Key.Key_Return, CTRL)
    keys.wait(lambda: len(keys.jobs) == 2)
    keys.press(Key.Key_3, CTRL)
    assert keys.focused is parts.queue.view
    keys.press(Key.Key_End)
    keys.press(Key.Key_F2)
    keys.wait(lambda: parts.compose.edited_job == keys.jobs[1].id)
    assert keys.focused.accessibleName() == "Prompt"
    keys.replace_prompt("a green triangle")
    keys.press(Key.Key_Return, CTRL)
    keys.wait(lambda: keys.jobs[1].request.prompt == "a green triangle")
    keys.press(Key.Key_3, CTRL)
    keys.press(Key.Key_End)
    keys.press(Key.Key_D, CTRL)
    keys.wait(lambda: len(keys.jobs) == 3)
    assert keys.jobs[2].request.prompt == "a green triangle"
    assert keys.jobs[2].request.seed != keys.jobs[1].request.seed
    keys.press(Key.Key_End)
    keys.press_menu_key()
    keys.choose_in_menu("Skip")
    keys.wait(lambda: keys.jobs[2].is_skipped)
    keys.press(Key.Key_P, CTRL)
    keys.wait(lambda: not parts.queue.pause_button.isChecked())
    keys.wait(lambda: all(job.state is JobState.DONE for job in keys.jobs[:2]), RENDER_MS)
    assert keys.jobs[2].state is JobState.QUEUED

    # The clip is found in the gallery, rated and opened.
    for _ in View:
        if parts.stage.view is View.GALLERY:
            break
        keys.press(Key.Key_T, CTRL)
    assert parts.stage.view is View.GALLERY
    keys.wait(lambda: parts.gallery.rows.rowCount() == 2)
    keys.press(Key.Key_2, CTRL)
    assert keys.focused is parts.gallery.view
    keys.press(Key.Key_F, CTRL)
    assert keys.focused.accessibleName() == "Search clips"
    keys.type("circle")
    keys.wait(lambda: parts.gallery.rows.rowCount() == 1)
    keys.press(Key.Key_Down)
    assert keys.focused is parts.gallery.view
    keys.press(Key.Key_4)
    keys.wait(lambda: parts.gallery.rows.records[0].rating == 4)
    keys.press(Key.Key_Return)
    keys.wait(lambda: parts.player.view.image is not None)
    assert parts.stage.view is View.CLIP
    assert str(parts.player.path) == keys.jobs[0].clip_path

    # It is played, stepped through, exported and continued.
    keys.press(Key.Key_2, CTRL)
    assert keys.focused is parts.player
    if parts.player.is_playing:
        keys.press(Key.Key_Space)
    assert not parts.player.is_playing
    keys.press(Key.Key_Home)
    keys.press(Key.Key_Right, times=3)
    keys.wait(lambda: parts.player.number == 3)
    keys.press(Key.Key_Space)
    keys.wait(lambda: parts.player.is_playing and parts.player.number != 3)
    keys.press(Key.Key_K)
    assert not parts.player.is_playing

    keys.press(Key.Key_E, CTRL)
    known = set(places.outputs.iterdir())
    keys.wait_for_dialog()
    keys.press(Key.Key_Return)
    export = parts.clip_desk.export_dialog
    assert export is not None
    assert not export.export_button.isEnabled(), "it has begun"
    keys.wait(export.export_button.isEnabled)  # until then Escape would stop it
    assert [path.suffix for path in set(places.outputs.iterdir()) - known] == [".mp4"]
    keys.press(Key.Key_Escape)
    keys.wait_for_window()

    keys.press(Key.Key_2, CTRL)
    keys.press(Key.Key_End)
    keys.press(Key.Key_P, CTRL)
    keys.press(Key.Key_Return, CTRL | SHIFT)
    keys.wait_for_dialog()
    go_on = parts.clip_desk.continue_dialog
    assert go_on is not None
    keys.wait(go_on.accept_button.isEnabled)
    while keys.focused is not go_on.accept_button:
        keys.press(Key.Key_Tab)
    keys.press(Key.Key_Space)
    keys.wait_for_window()
    keys.wait(lambda: len(keys.jobs) == 5)
    assert len({job.group_id for job in keys.jobs[3:]} - {""}) == 1, "a new part, and the joining"
    assert keys.app.said() == []
    assert watch.seen == 0
    qapp.removeEventFilter(watch)
