"""The dialog of saved states."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from wan22_desktop.qtkit.theme import Tone
from wan22_desktop.recovery.domain.saved_state import (
    SavedState,
    SaveReason,
    StateContents,
    StateManifest,
)
from wan22_desktop.recovery.ui.states_dialog import StatesDialog

GOOD = SavedState(
    Path("/h/backups/states/a.wanstate"),
    2_500_000,
    StateManifest(
        app_version="1.2",
        saved_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        reason=SaveReason.BY_HAND,
        name="before <b>the</b> sweep",
        contents=StateContents(jobs=1, loras=12),
        members={},
    ),
)
BAD = SavedState(Path("/h/backups/states/b.wanstate"), 3, None, "It is damaged.")


@pytest.fixture
def dialog(qtbot: QtBot) -> StatesDialog:
    made = StatesDialog()
    qtbot.addWidget(made)
    made.show_states((GOOD, BAD))
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_each_state_says_what_is_in_it(dialog: StatesDialog) -> None:
    good, bad = dialog.list.rows.records
    assert good.title.startswith("before <b>the</b> sweep, ")
    assert good.text == "saved by you · 1 job · 12 LoRAs · version 1.2 · 2.5 MB"
    assert (bad.text, bad.tone) == ("It is damaged.", Tone.ERROR)


def test_only_a_usable_state_can_be_restored(dialog: StatesDialog) -> None:
    assert not dialog.restore_button.isEnabled(), "nothing is chosen"
    dialog.list.choose(str(BAD.path))
    assert not dialog.restore_button.isEnabled()
    dialog.list.choose(str(GOOD.path))
    assert dialog.restore_button.isEnabled()


def button(dialog: StatesDialog, text: str) -> QAbstractButton:
    assert dialog.question is not None
    return next(b for b in dialog.question.buttons() if b.text() == text)


def test_restoring_is_asked_for_twice(qtbot: QtBot, dialog: StatesDialog) -> None:
    asked: list[object] = []
    dialog.restore_asked.connect(asked.append)
    dialog.list.choose(str(GOOD.path))
    for answer, expected in (("Cancel", []), ("Restore and restart", [GOOD.path])):
        qtbot.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(button(dialog, answer), Qt.MouseButton.LeftButton)
        assert asked == expected


def test_a_state_is_saved_under_the_users_name(qtbot: QtBot, dialog: StatesDialog) -> None:
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert dialog.naming is not None
    dialog.naming.setTextValue("  my\u202e name ")
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.naming.accept()
    assert asked.args == ["my name"]
    assert dialog.is_busy
    dialog.show_states((GOOD,))
    assert not dialog.is_busy
