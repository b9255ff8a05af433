"""Reports: rows as high as their text, buttons that wait while something is done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wan22_desktop.qtkit.report_dialog import ReportDialog
from wan22_desktop.qtkit.report_list import ReportRow
from wan22_desktop.qtkit.theme import Tone

LONG = "A sentence that takes more than one line in a window of this width. " * 6
ROWS = (
    ReportRow("a", "Settings", "Everything is fine.", Tone.OK),
    ReportRow("b", "Disk <b>C:</b>", LONG, Tone.WARNING),
    ReportRow("c", "Nothing to add"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> ReportDialog:
    made = ReportDialog("Check the app", "Nothing was checked yet.")
    qtbot.addWidget(made)
    made.add_button("Check again")
    made.show_rows(ROWS, "One thing needs attention.", Tone.WARNING)
    with qtbot.waitExposed(made):
        made.show()
    return made


def heights(dialog: ReportDialog) -> list[int]:
    rows = range(dialog.list.rows.rowCount())
    return [dialog.list.visualRect(dialog.list.rows.index(row, 0)).height() for row in rows]


def test_rows_are_as_high_as_their_text(qtbot: QtBot, dialog: ReportDialog) -> None:
    short, long, bare = heights(dialog)
    assert bare < short < long
    dialog.resize(400, 540)
    qtbot.waitUntil(lambda: heights(dialog)[1] > long)


def test_what_is_chosen_stays_chosen_and_can_be_copied(qtbot: QtBot, dialog: ReportDialog) -> None:
    qtbot.keyClick(dialog.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == dialog.list.as_text()
    dialog.list.choose("b")
    dialog.show_rows(ROWS[1:], "")
    assert dialog.list.chosen == ROWS[1]
    qtbot.keyClick(dialog.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == f"Disk <b>C:</b>\n{LONG}"
    dialog.show_rows(ROWS[2:], "")
    assert dialog.list.chosen is None


def test_a_screen_reader_hears_all_of_a_row(dialog: ReportDialog) -> None:
    index = dialog.list.rows.index(0, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "ok: Settings\nEverything is fine."
    tooltip = dialog.list.rows.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tooltip, "texts are never taken for HTML"


def test_deeds_wait_while_something_is_done(qtbot: QtBot, dialog: ReportDialog) -> None:
    dialog.show_doing("Checking the models")
    assert dialog.busy.isVisible()
    assert not dialog._deeds.isEnabled()
    dialog.show_idle()
    assert not dialog.busy.isVisible()
    assert dialog._deeds.isEnabled()
    dialog.show_doing("Checking the models")
    with qtbot.waitSignal(dialog.stop_asked):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
