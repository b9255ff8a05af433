"""The window opens, remembers how it looked, and can be used without a mouse."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from opened_app import OpenApp, OpenedApp
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.app.layout_file import (
    MAX_SETUPS,
    Layout,
    Looks,
    file_content,
    layout_for,
    load_layouts,
    peek_looks,
    with_layout,
)
from wan22_desktop.app.layout_keeper import SETTLE_MS
from wan22_desktop.app.stage import View
from wan22_desktop.app.window import DEFAULT_SIZE, first_size
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import StepCacheLevel, Theme, load_settings


def press(qtbot: QtBot, app: OpenedApp, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    qtbot.keyClick(app.window.focusWidget() or app.window, key, held)


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_everything_is_there(app: OpenedApp) -> None:
    window = app.window
    assert window.prompt_dock.isVisible()
    assert window.queue_dock.isVisible()
    assert not window.log_dock.isVisible()
    assert window.isAncestorOf(app.parts.stage)
    assert window.queue_label.text() == "Queue: nothing to do"
    assert not window.windowIcon().isNull()


def test_the_layout_is_remembered(qtbot: QtBot, open_app: OpenApp) -> None:
    first = open_app()
    first.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first.window.queue_dock)
    first.window.log_dock.show()
    first.window.prompt_dock.hide()
    QApplication.processEvents()
    first.window.resize(760, 640)  # the offscreen screen has 800 x 800
    size = first.window.size()
    first.close()

    second = open_app()
    window = second.window
    assert window.size() == size
    assert size.height() == 640
    assert window.dockWidgetArea(window.queue_dock) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert window.log_dock.isVisible()
    assert not window.prompt_dock.isVisible()

    second.parts.actions.reset_layout_asked.emit()
    qtbot.waitUntil(lambda: window.prompt_dock.isVisible())
    assert window.dockWidgetArea(window.queue_dock) is Qt.DockWidgetArea.RightDockWidgetArea
    assert not window.log_dock.isVisible()


def test_damaged_layouts_mean_the_default(tmp_path: Path, open_app: OpenApp) -> None:
    app = open_app()
    good = file_content({app.window.screens(): app.window.layout_now()})
    app.close()
    noise = random.Random(3)
    file = tmp_path / "window.json"
    for content in (b"", b"\0" * 99, b"[]", b"{}", good[: len(good) // 2], b'{"version": 1}'):
        file.write_bytes(content)
        assert load_layouts(file) == {}
    for _ in range(300):
        damaged = bytearray(good)
        damaged[noise.randrange(len(good))] = noise.randrange(256)
        file.write_bytes(damaged)
        load_layouts(file)

    tree = json.loads(good)
    tree["setups"][0]["docks"] = tree["setups"][0]["docks"][:40] + "AAAA" * 8
    app.places.window_state_file.write_text(json.dumps(tree))
    again = open_app()
    assert again.window.prompt_dock.isVisible()
    assert again.window.queue_dock.isVisible()


def test_each_screen_setup_has_its_layout(tmp_path: Path) -> None:
    desk, road = Layout(b"desk", b"1"), Layout(b"road", b"2")
    layouts = with_layout(with_layout({}, "two screens", desk), "one screen", road)
    file = tmp_path / "window.json"
    file.write_bytes(file_content(layouts))
    loaded = load_layouts(file)
    assert layout_for(loaded, "two screens") == desk
    assert layout_for(loaded, "one screen") == road
    assert layout_for(loaded, "never seen") == road, "the last used is the best guess"
    assert layout_for({}, "never seen") == Layout()
    for number in range(2 * MAX_SETUPS):
        loaded = with_layout(loaded, f"desk {number}", desk)
    assert len(loaded) == MAX_SETUPS


def test_the_layout_is_kept_while_the_app_runs(open_app: OpenApp, qtbot: QtBot) -> None:
    """A crash costs two seconds of it, not all."""
    app = open_app()
    app.window.log_dock.show()
    file = app.places.window_state_file
    qtbot.waitUntil(
        lambda: layout_for(load_layouts(file), app.window.screens()) == app.window.layout_now(),
        timeout=2 * SETTLE_MS + 5000,
    )


def test_no_panel_has_a_key_of_the_window(app: OpenedApp) -> None:
    """Both would match while the panel has the keyboard, and Qt would do neither."""
    of_window: set[str] = set()
    of_panels: dict[str, str] = {}
    for action in app.window.findChildren(QAction):
        keys = {shortcut.toString() for shortcut in action.shortcuts()}
        if action.shortcutContext() is Qt.ShortcutContext.WidgetWithChildrenShortcut:
            of_panels |= dict.fromkeys(keys, action.text())
        elif window_of(action) is app.window and (
            action.shortcutContext() is Qt.ShortcutContext.WindowShortcut
        ):
            of_window |= keys
    assert {key: text for key, text in of_panels.items() if key in of_window} == {}


def window_of(action: QAction) -> QWidget | None:
    owner = action.parent()
    while owner is not None and not isinstance(owner, QWidget):
        owner = owner.parent()
    return None if owner is None else owner.window()


def test_no_two_actions_share_a_shortcut(app: OpenedApp) -> None:
    in_window = [
        action
        for action in app.window.findChildren(QAction)
        if action.shortcutContext() is Qt.ShortcutContext.WindowShortcut
        and window_of(action) is app.window  # a popup has keys of its own
    ]
    keys = Counter(shortcut.toString() for action in in_window for shortcut in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1 and key] == []


def test_every_menu_has_its_own_letter(app: OpenedApp) -> None:
    window = app.window
    for menu in (window.file_menu, window.queue_menu, window.view_menu, window.help_menu):
        letters = [
            action.text()[action.text().index("&") + 1].lower()
            for action in menu.actions()
            if "&" in action.text()
        ]
        assert len(letters) == len(set(letters)), menu.title()


def test_the_keyboard_reaches_every_panel(qtbot: QtBot, app: OpenedApp) -> None:
    parts = app.parts
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)

    def inside(panel: QWidget) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and panel.isAncestorOf(focused)

    for key, panel in (
        (Qt.Key.Key_3, parts.queue),
        (Qt.Key.Key_4, parts.models),
        (Qt.Key.Key_5, parts.loras),
        (Qt.Key.Key_6, parts.hardware),
        (Qt.Key.Key_1, parts.compose),
        (Qt.Key.Key_2, parts.stage),
    ):
        press(qtbot, app, key, CTRL)
        qtbot.waitUntil(lambda panel=panel: inside(panel))
    panels = (parts.queue, parts.models, parts.loras, parts.hardware, parts.compose, parts.stage)
    for panel in panels:
        press(qtbot, app, Qt.Key.Key_F6)
        qtbot.waitUntil(lambda panel=panel: inside(panel))
    press(qtbot, app, Qt.Key.Key_F6, SHIFT)
    qtbot.waitUntil(lambda: inside(parts.compose))

    app.window.prompt_dock.hide()
    press(qtbot, app, Qt.Key.Key_1, CTRL)
    qtbot.waitUntil(lambda: inside(parts.compose))


def test_a_theme_is_applied_and_remembered(qapp: QApplication, open_app: OpenApp) -> None:
    app = open_app()
    app.parts.actions.theme_chosen.emit(Theme.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window).lightness() < 100
    app.close()
    assert load_settings(app.places.settings_file).settings.appearance.theme is Theme.DARK
    assert peek_looks(app.places.settings_file).theme == "dark"
    assert open_app().parts.actions._themes[Theme.DARK].isChecked()


def test_the_speed_of_new_renders_is_remembered(open_app: OpenApp) -> None:
    app = open_app()
    assert app.parts.actions._speeds[StepCacheLevel.OFF].isChecked()
    app.parts.actions._speeds[StepCacheLevel.BALANCED].trigger()
    app.close()
    chosen = load_settings(app.places.settings_file).settings.rendering.step_cache
    assert chosen is StepCacheLevel.BALANCED
    assert open_app().parts.actions._speeds[StepCacheLevel.BALANCED].isChecked()


@pytest.mark.parametrize("content", ["", "[]", '{"appearance": 1}', '{"appearance": {"theme": 5}}'])
def test_the_theme_before_the_settings_are_read(tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.json").write_text(content)
    assert peek_looks(tmp_path / "settings.json") == Looks()


def test_damaged_settings_are_told(open_app: OpenApp, places: Places) -> None:
    places.settings_file.write_text("{broken")
    app = open_app()
    assert any("settings file was damaged" in text for text in app.said())


def test_live_and_clip_are_switched(app: OpenedApp) -> None:
    stage = app.parts.stage
    assert stage.view is View.LIVE
    stage.button(View.CLIP).click()
    assert stage.view is View.CLIP
    for view in (View.GALLERY, View.COMPARE, View.LIVE):
        app.parts.actions.switch_view_asked.emit()
        assert stage.view is view
        assert stage.button(view).isChecked()


def test_about_names_versions_and_licence(app: OpenedApp) -> None:
    app.parts.actions.about_asked.emit()
    box = app.window.findChild(QMessageBox)
    assert box is not None
    assert "Apache License 2.0" in box.text()
    assert "Qt 6." in box.text()
    box.close()


def test_dialogs_do_not_block(app: OpenedApp) -> None:
    for ask in (app.parts.actions.open_asked, app.parts.actions.choose_folder_asked):
        ask.emit()
        dialog = app.window.findChild(QFileDialog)
        assert dialog is not None
        dialog.reject()
        dialog.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_an_output_folder_is_remembered(tmp_path: Path, open_app: OpenApp) -> None:
    app = open_app()
    app.parts.deeds._take_output_folder(str(tmp_path / "clips"))
    assert app.parts.deeds.output_folder == tmp_path / "clips"
    app.close()
    settings = load_settings(app.places.settings_file).settings
    assert settings.files.output_folder == str(tmp_path / "clips")
    assert open_app().parts.generation._outputs == tmp_path / "clips"


def test_adding_with_the_prompt_closed_brings_it_back(qtbot: QtBot, app: OpenedApp) -> None:
    form = app.parts.compose.form
    app.window.prompt_dock.close()
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    app.parts.stage.focus()
    press(qtbot, app, Qt.Key.Key_Return, CTRL)
    assert app.window.prompt_dock.isVisible()
    assert form.field_widget("prompt").lines["prompt"].isVisible(), "what is missing is said"
    qtbot.waitUntil(form.prompt.text.hasFocus)


def test_a_new_window_fits_on_the_screen() -> None:
    assert first_size(QSize(1920, 1040)) == DEFAULT_SIZE
    laptop = QSize(1280, 680)  # 1920 x 1080 at 150 %, without the task bar
    first = first_size(laptop)
    assert first.width() < laptop.width()
    assert first.height() < laptop.height() - 30, "the title bar has its room"


def test_a_copied_frame_is_confirmed_without_moving_the_picture(app: OpenedApp) -> None:
    app.parts.player.frame_copied.emit(9)
    assert app.window.statusBar().currentMessage() == "Frame 10 is on the clipboard."
    assert app.said() == []
