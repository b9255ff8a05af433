"""The preferences dialog: found, changed, refused, put back, by mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.core.settings import Settings, Theme
from wan22_desktop.preferences.domain.entries import Kind, value_of
from wan22_desktop.preferences.domain.pages import PAGES
from wan22_desktop.preferences.domain.shortcuts import Shortcut
from wan22_desktop.preferences.ui.entry_editors import HoursEditor, NumberEditor, SwitchEditor
from wan22_desktop.preferences.ui.settings_dialog import SettingsDialog

SHORTCUTS = (
    Shortcut("open", "Open clip or image…", "Ctrl+O", "Ctrl+O"),
    Shortcut("quit", "Quit", "Ctrl+Q", "Ctrl+Q"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show_shortcuts(SHORTCUTS)
    dialog.show()
    return dialog


@pytest.fixture
def trees(dialog: SettingsDialog) -> list[Settings]:
    found: list[Settings] = []
    dialog.changed.connect(found.append)
    return found


def shown_keys(dialog: SettingsDialog) -> set[str]:
    return {row.entry.key for rows in dialog.rows for row in rows if row.isVisibleTo(dialog)}


def test_each_page_shows_its_own_settings(dialog: SettingsDialog) -> None:
    for at, page in enumerate(PAGES):
        dialog.pages.setCurrentRow(at)
        assert shown_keys(dialog) == {entry.key for entry in page.entries}
    dialog.pages.setCurrentRow(len(PAGES))
    assert shown_keys(dialog) == set()
    assert dialog.shortcuts.isVisibleTo(dialog)


def test_what_is_typed_is_looked_for_on_all_pages(dialog: SettingsDialog) -> None:
    QTest.keyClicks(dialog.search, "speed limit")
    assert shown_keys(dialog) == {"downloads.limit_bytes_per_second"}
    dialog.search.clear()
    assert shown_keys(dialog) == {entry.key for entry in PAGES[0].entries}
    QTest.keyClicks(dialog.search, "zzzz")
    assert dialog.nothing.isVisibleTo(dialog)
    dialog.search.setText("quit")
    assert dialog.shortcuts.isVisibleTo(dialog)
    assert not dialog.nothing.isVisibleTo(dialog)
    dialog.pages.setCurrentRow(1)
    assert dialog.search.text() == ""


def test_a_switch_is_turned_with_the_keyboard_alone(
    dialog: SettingsDialog, trees: list[Settings]
) -> None:
    dialog.search.setText("write settings and prompt")
    editor = dialog.row("privacy.keep_prompts_in_clips").editor
    assert isinstance(editor, SwitchEditor)
    editor.focus_target.setFocus()
    QTest.keyClick(editor.focus_target, Qt.Key.Key_Space)
    assert not trees[-1].privacy.keep_prompts_in_clips


def test_a_choice_is_told_once_and_can_be_put_back(
    dialog: SettingsDialog, trees: list[Settings]
) -> None:
    row = dialog.row("appearance.theme")
    row.editor.chosen.emit("dark")
    assert [tree.appearance.theme for tree in trees] == [Theme.DARK]
    assert row.reset_button.isVisibleTo(dialog)
    row.reset_button.click()
    assert trees[-1] == Settings()
    assert not row.reset_button.isVisibleTo(dialog)
    row.editor.chosen.emit("system")  # nothing new
    assert len(trees) == 2


def test_what_the_settings_refuse_is_said_at_its_place(
    dialog: SettingsDialog, trees: list[Settings]
) -> None:
    row = dialog.row("downloads.endpoint")
    row.editor.chosen.emit("ftp://somewhere")
    assert trees == []
    assert row.problem.isVisibleTo(row)
    row.editor.chosen.emit("https://hub.example")
    assert not row.problem.isVisibleTo(row)
    assert trees[-1].downloads.endpoint == "https://hub.example"


def test_numbers_are_in_the_units_of_people(dialog: SettingsDialog, trees: list[Settings]) -> None:
    editor = dialog.row("downloads.limit_bytes_per_second").editor
    assert isinstance(editor, NumberEditor)
    assert not editor.switch.isChecked()
    editor.switch.setChecked(True)
    editor.box.setValue(2.5)
    assert trees[-1].downloads.limit_bytes_per_second == 2_500_000
    editor.switch.setChecked(False)
    assert trees[-1].downloads.limit_bytes_per_second is None
    scale = dialog.row("appearance.font_scale").editor
    assert isinstance(scale, NumberEditor)
    assert (scale.box.minimum(), scale.box.maximum()) == (80, 200)
    scale.box.setValue(150)
    assert trees[-1].appearance.font_scale == 1.5


def test_hours_are_two_times_or_none(dialog: SettingsDialog, trees: list[Settings]) -> None:
    editor = dialog.row("queue.only_between").editor
    assert isinstance(editor, HoursEditor)
    editor.switch.setChecked(True)
    assert trees[-1].queue.only_between == ("22:00", "07:00")
    editor.begin.setTime(editor.begin.time().addSecs(3600))
    assert trees[-1].queue.only_between == ("23:00", "07:00")


def test_a_change_from_elsewhere_is_shown(dialog: SettingsDialog, trees: list[Settings]) -> None:
    dialog.show_settings(Settings().with_limit(1_000_000))
    editor = dialog.row("downloads.limit_bytes_per_second").editor
    assert isinstance(editor, NumberEditor)
    assert editor.box.value() == 1
    assert trees == []


def test_every_editor_shows_what_it_is_given_and_tells_nothing(
    dialog: SettingsDialog, trees: list[Settings]
) -> None:
    for page in PAGES:
        for entry in page.entries:
            dialog.row(entry.key).editor.show_value(value_of(Settings(), entry.key))
    assert trees == []


def test_keys_move_from_one_action_to_another(dialog: SettingsDialog) -> None:
    told: list[dict[str, str]] = []
    dialog.shortcuts_changed.connect(told.append)
    page = dialog.shortcuts
    page.table.selectRow(1)
    page.keys.setKeySequence("Ctrl+O")
    assert "Open clip" in page.problem.text()
    page.assign_button.click()
    assert told == [{"open": "", "quit": "Ctrl+O"}]
    page.default_button.click()
    assert told[-1] == {"open": ""}


def test_every_control_has_a_name_for_screen_readers(dialog: SettingsDialog) -> None:
    for at in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(at)
        QApplication.processEvents()
        for widget in dialog.findChildren(QWidget):
            takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            inside = widget.parent() is not None and "qt_" in widget.objectName()
            if not takes_keys or inside or not widget.isVisibleTo(dialog):
                continue
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), widget


def test_kinds_that_may_be_switched_off_are_those_that_can() -> None:
    for page in PAGES:
        for entry in page.entries:
            if entry.kind in (Kind.SWITCH, Kind.CHOICE, Kind.FOLDERS):
                assert not entry.none_text
