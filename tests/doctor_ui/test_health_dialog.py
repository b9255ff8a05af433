"""The doctor's dialog: what was found stands first, and what can be done has a button."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact, HealthReport
from wan22_desktop.doctor.ui.health_dialog import HealthDialog
from wan22_desktop.qtkit.theme import Tone

BAD = Finding(
    Severity.ERROR, "The settings are damaged.", can_be_repaired=True, advice="Press Repair."
)
LATER = Finding(Severity.WARNING, "The disk is\u202e nearly full.")
NOTE = Finding(Severity.NOTE, "This is a source checkout.")


def report(*findings: Finding) -> HealthReport:
    return HealthReport(
        "2026-01-01T12:00:00+01:00",
        "1.0",
        (
            Check("disk", "Disk", tuple(f for f in findings if f is LATER)),
            Check("database", "Database", facts=(Fact("Size", "2 MB"), Fact("Jobs", "3"))),
            Check("settings", "Settings", tuple(f for f in findings if f is not LATER)),
        ),
    )


@pytest.fixture
def dialog(qtbot: QtBot) -> HealthDialog:
    made = HealthDialog()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(dialog: HealthDialog) -> list[tuple[str, str, Tone]]:
    return [(row.title, row.text, row.tone) for row in dialog.list.rows.records]


def test_the_worst_stands_first_and_what_is_fine_at_the_end(dialog: HealthDialog) -> None:
    dialog.show_report(report(LATER, NOTE, BAD))
    assert shown(dialog) == [
        ("Settings", "The settings are damaged. Press Repair.", Tone.ERROR),
        ("Disk", "The disk is nearly full.", Tone.WARNING),
        ("Settings", "This is a source checkout.", Tone.PLAIN),
        ("Database", "Size: 2 MB · Jobs: 3", Tone.OK),
    ]
    assert dialog.summary.text() == "2 things need attention."


def test_repair_is_offered_only_where_something_can_be_repaired(
    qtbot: QtBot, dialog: HealthDialog
) -> None:
    assert not dialog.report_button.isEnabled(), "there is no report yet"
    dialog.show_report(report(LATER))
    assert not dialog.fix_button.isVisible()
    assert dialog.report_button.isEnabled()
    dialog.show_report(report(BAD))
    with qtbot.waitSignal(dialog.fix_asked):
        qtbot.mouseClick(dialog.fix_button, Qt.MouseButton.LeftButton)


def test_files_are_asked_for_before_anything_is_written(qtbot: QtBot, dialog: HealthDialog) -> None:
    dialog.show_report(report())
    assert dialog.summary.text() == "All is well."
    qtbot.mouseClick(dialog.report_button, Qt.MouseButton.LeftButton)
    assert dialog.file_dialog is not None
    with qtbot.waitSignal(dialog.report_asked) as asked:
        dialog.file_dialog.fileSelected.emit("/home/u/report.html")
    assert asked.args == ["/home/u/report.html"]
    dialog.file_dialog.close()
