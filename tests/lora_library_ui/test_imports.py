"""What is said while files are taken in, and what is asked afterwards."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wan22_desktop.lora_library.domain.importing import (
    ImportOutcome,
    ImportProgress,
    ImportResult,
    OnConflict,
)
from wan22_desktop.lora_library.ui.loras_panel import LorasPanel
from wan22_desktop.lora_library.ui.results_dialog import ResultsDialog

LEFT = Qt.MouseButton.LeftButton
ADDED = ImportResult("/d/a.safetensors", ImportOutcome.ADDED, "a is in the library.", "ab" * 32)
BAD = ImportResult("/d/b.ckpt", ImportOutcome.REFUSED, "b.ckpt is a pickle, which can carry code.")


def conflict(name: str) -> ImportResult:
    text = f"There is another LoRA that is called {name}."
    return ImportResult(f"C:\\d\\{name}.safetensors", ImportOutcome.NAME_EXISTS, text)


def names(dialog: ResultsDialog) -> list[str]:
    return [row.file_name for row in dialog.rows.records]


def test_progress_is_shown_and_can_be_cancelled(panel: LorasPanel, qtbot: QtBot) -> None:
    row = panel.progress
    assert not row.isVisible()
    panel.show_import(ImportProgress("a.safetensors", 2, 5, 250_000_000, 1_000_000_000))
    assert row.isVisible()
    assert row.bar.value() == 250
    assert row.label.full_text == "2 of 5 · 250.0 MB of 1.0 GB · a.safetensors"
    assert panel.state.upload_progress == {"a.safetensors": 0.25}
    with qtbot.waitSignal(panel.import_cancelled):
        qtbot.mouseClick(row.cancel_button, LEFT)
    assert not row.cancel_button.isEnabled()
    panel.show_import_results((ADDED,))
    assert not row.bar.isVisible()
    panel.show_import(ImportProgress("b.safetensors", 1, 1, 0, 0))
    assert row.cancel_button.isEnabled()


def test_good_news_need_no_dialog(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.show_import_results((ADDED,))
    assert panel.progress.label.full_text == "1 added"
    assert not panel.results.isVisible()
    qtbot.mouseClick(panel.progress.show_button, LEFT)
    assert panel.results.isVisible()
    qtbot.keyClick(panel.results, Qt.Key.Key_Escape)
    assert not panel.results.isVisible()
    qtbot.mouseClick(panel.progress.close_button, LEFT)
    assert not panel.progress.isVisible()


def test_what_was_not_taken_is_shown_with_its_reason(panel: LorasPanel, qtbot: QtBot) -> None:
    panel.show_import_results((ADDED, BAD))
    dialog = panel.results
    assert dialog.isVisible()
    assert panel.progress.label.full_text == "1 added, 1 not taken"
    assert names(dialog) == ["a.safetensors", "b.ckpt"]
    assert dialog.filters["bad"].text() == "Not taken (1)"
    qtbot.mouseClick(dialog.filters["bad"], LEFT)
    assert names(dialog) == ["b.ckpt"]
    assert dialog.reason.text() == BAD.text
    assert not dialog.keep_button.isVisible()
    qtbot.mouseClick(dialog.filters["good"], LEFT)
    assert names(dialog) == ["a.safetensors"]


def test_a_folder_without_loras_says_so(panel: LorasPanel) -> None:
    panel.show_import_results(())
    assert panel.progress.label.full_text == "There was no LoRA file"


def test_a_name_that_exists_is_decided_file_by_file(panel: LorasPanel, qtbot: QtBot) -> None:
    one, two = conflict("one"), conflict("two")
    panel.show_import_results((ADDED, one, two))
    dialog = panel.results
    assert dialog.reason.text() == one.text
    with qtbot.waitSignal(panel.import_answered) as answered:
        qtbot.mouseClick(dialog.keep_button, LEFT)
    assert answered.args == [{one.source: OnConflict.KEEP_BOTH}]
    # The next open one is current.
    assert dialog.reason.text() == two.text
    assert not dialog.same_for_all.isVisible()
    with qtbot.waitSignal(panel.import_answered) as answered:
        qtbot.mouseClick(dialog.replace_button, LEFT)
    assert answered.args == [{two.source: OnConflict.REPLACE}]
    assert not dialog.keep_button.isVisible()
    taken = ImportResult(one.source, ImportOutcome.ADDED, "one (2) is in the library.", "cd" * 32)
    panel.show_import_results((taken,))
    assert names(dialog) == ["a.safetensors", "one.safetensors", "two.safetensors"]
    assert panel.progress.label.full_text == "2 added, 1 with a name that exists"


def test_another_name_can_be_given(panel: LorasPanel, qtbot: QtBot) -> None:
    one = conflict("one")
    panel.show_import_results((one,))
    qtbot.mouseClick(panel.results.rename_button, LEFT)
    naming = panel.results.naming
    assert naming is not None
    assert naming.textValue() == "one"
    naming.setTextValue(" other ")
    with qtbot.waitSignal(panel.import_answered) as answered:
        naming.accept()
    assert answered.args == [{one.source: "other"}]


def test_one_answer_can_be_for_all(panel: LorasPanel, qtbot: QtBot) -> None:
    conflicts = tuple(conflict(f"n{number}") for number in range(30))
    panel.show_import_results((*conflicts, BAD))
    dialog = panel.results
    dialog.same_for_all.setChecked(True)
    with qtbot.waitSignal(panel.import_answered) as answered:
        qtbot.mouseClick(dialog.keep_button, LEFT)
    assert answered.args == [{one.source: OnConflict.KEEP_BOTH for one in conflicts}]
    assert dialog.num_open == 0


def test_a_new_import_starts_a_new_list(panel: LorasPanel) -> None:
    panel.show_import_results((BAD,))
    panel.show_import_results((ADDED,))
    assert names(panel.results) == ["a.safetensors"]


def test_ten_thousand_results_are_listed_at_once(panel: LorasPanel, qtbot: QtBot) -> None:
    many = tuple(
        ImportResult(f"/d/{number}.txt", ImportOutcome.REFUSED, f"{number}.txt is no LoRA.")
        for number in range(10_000)
    )
    panel.show_import_results(many)
    dialog = panel.results
    assert dialog.rows.rowCount() == 10_000
    qtbot.keyClick(dialog.list, Qt.Key.Key_End)
    assert dialog.reason.text() == "9999.txt is no LoRA."
