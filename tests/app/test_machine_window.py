"""The window looks after machine and app: alarms, careful starts, damage, the Tools menu."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from opened_app import OpenApp, OpenedApp
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wan22_desktop.composition.recovery import system_state
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import Settings, Theme, save_settings
from wan22_desktop.doctor.ui.health_dialog import HealthDialog
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore
from wan22_desktop.hardware.domain.alerts import (
    Alert,
    AlertKind,
    AlertLevel,
    GovernorAction,
    Order,
)
from wan22_desktop.recovery.unclean_starts import UncleanStarts

LIMIT_MS = 60_000
HOT = "The graphics card has 86 °C."


def add_jobs(places: Places, count: int) -> tuple[Job, ...]:
    """Into a queue that nobody has open."""
    places.create()
    with closing(open_database(places)) as database:
        queue = RenderQueue(JobStore(database), places)
        queue.set_paused(paused=True)
        for number in range(count):
            queue.add(GenerationRequest.default(prompt=f"clip {number}"))
        return queue.jobs()


def shown_jobs(app: OpenedApp) -> list[str]:
    return [job.request.prompt for job in app.parts.queue.model.records]


# --- the machine ------------------------------------------------------------------------------


def test_the_machine_is_measured_and_drawn_only_while_it_is_seen(
    qtbot: QtBot, app: OpenedApp
) -> None:
    panel = app.parts.hardware
    sampled: list[object] = []
    app.parts.health.sampled.connect(sampled.append)
    qtbot.waitUntil(lambda: len(sampled) >= 2, timeout=LIMIT_MS)
    assert panel.refreshes == 0, "its tab is behind another one"
    qtbot.keyClick(app.window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    app.window.hardware_dock.raise_()
    qtbot.waitUntil(lambda: panel.refreshes >= 2, timeout=LIMIT_MS)


def test_an_alarm_holds_the_queue_until_it_is_over_or_the_user_says_so(
    qtbot: QtBot, app: OpenedApp
) -> None:
    line = app.parts.queue.hold_line
    alert = Alert(AlertKind.GPU_TEMPERATURE, AlertLevel.CRITICAL, HOT, "The queue waits.")
    app.parts.health.alerted.emit(alert)
    app.parts.health.ordered.emit(Order(GovernorAction.PAUSE_AT_STEP, HOT))
    qtbot.waitUntil(lambda: line.isVisibleTo(app.parts.queue))
    assert HOT in line.label.text()
    assert HOT in app.said()
    app.parts.health.ordered.emit(Order(GovernorAction.PAUSE_AT_STEP, "", undo=True))
    qtbot.waitUntil(lambda: not line.isVisibleTo(app.parts.queue))

    app.parts.health.ordered.emit(Order(GovernorAction.COOL_DOWN, HOT))
    qtbot.waitUntil(lambda: line.isVisibleTo(app.parts.queue))
    with qtbot.waitSignal(app.parts.health_desk.user_paused) as told:
        line.button.click()
    assert told.args == [False]
    qtbot.waitUntil(lambda: not line.isVisibleTo(app.parts.queue))


def test_a_full_disk_stops_the_queue_for_a_reason_that_is_not_the_users(
    qtbot: QtBot, app: OpenedApp
) -> None:
    told: list[bool] = []
    app.parts.health_desk.user_paused.connect(told.append)
    app.parts.health.ordered.emit(Order(GovernorAction.STOP_QUEUE, "The disk is 96 % full."))
    panel = app.parts.queue
    qtbot.waitUntil(panel.pause_button.isChecked)
    assert "The disk is 96 % full." in panel.pause_label.text()
    assert told == []
    qtbot.mouseClick(panel.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: told == [False])


# --- careful starts, damage, saved states ------------------------------------------------------


def test_after_two_unclean_starts_the_app_starts_carefully(
    qtbot: QtBot, open_app: OpenApp, places: Places
) -> None:
    places.create()
    for _ in range(2):
        UncleanStarts(places.starts_file).begin()
    app = open_app()
    qtbot.waitUntil(app.parts.queue.pause_button.isChecked)
    assert "started carefully" in app.parts.queue.pause_label.text()
    assert any("started carefully" in text for text in app.said())
    app.close()
    again = open_app()
    assert not again.parts.careful, "it has ended as it should"


def test_a_damaged_queue_is_rescued_and_the_loss_is_told(
    qtbot: QtBot, open_app: OpenApp, places: Places
) -> None:
    add_jobs(places, 40)
    file = places.database_file
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = bytes(4096)
    file.write_bytes(content)
    places.instance_file.write_text(json.dumps({}))  # whoever ends in good order takes it away
    app = open_app()
    qtbot.waitUntil(lambda: "The queue's file was damaged." in app.said(), timeout=LIMIT_MS)
    assert any(places.quarantine.iterdir()), "the damaged file is kept"
    assert set(shown_jobs(app)) <= {f"clip {number}" for number in range(40)}
    app.parts.generation.add(GenerationRequest.default(prompt="another"))
    qtbot.waitUntil(lambda: "another" in shown_jobs(app), timeout=LIMIT_MS)


def test_a_state_that_was_asked_for_is_there_after_the_start(
    qtbot: QtBot, open_app: OpenApp, places: Places
) -> None:
    add_jobs(places, 2)
    states = system_state(places)
    kept = states.save_system_state(name="two clips")
    add_jobs(places, 3)
    save_settings(places.settings_file, Settings().with_theme(Theme.DARK))
    states.request_restore(kept)
    app = open_app()
    qtbot.waitUntil(lambda: len(shown_jobs(app)) == 2, timeout=LIMIT_MS)
    assert app.parts.preferences.settings.appearance.theme is Theme.SYSTEM
    assert any("is restored" in text for text in app.said())


# --- the Tools menu ----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_app_is_checked_and_the_report_saved(
    qtbot: QtBot, app: OpenedApp, tmp_path: Path
) -> None:
    app.parts.actions.doctor_asked.emit()
    dialog = app.parts.upkeep_desk.doctor
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=LIMIT_MS)
    report = dialog.report
    assert report is not None
    assert report.is_complete
    assert {check.name for check in report.checks} >= {"database", "settings", "models"}
    assert dialog.list.rows.rowCount() >= len(report.checks)
    file = tmp_path / "report.html"
    dialog.report_asked.emit(str(file))
    qtbot.waitUntil(file.is_file, timeout=LIMIT_MS)
    assert report.headline in file.read_text("utf-8")
    bundle = tmp_path / "bundle.zip"
    dialog.bundle_asked.emit(str(bundle))
    qtbot.waitUntil(bundle.is_file, timeout=LIMIT_MS)
    dialog.close()


@pytest.mark.slow
def test_closing_the_dialog_calls_the_check_off(qtbot: QtBot, app: OpenedApp) -> None:
    app.parts.actions.doctor_asked.emit()
    dialog = app.parts.upkeep_desk.doctor
    assert dialog is not None
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LIMIT_MS)
    assert dialog.report is None or not dialog.report.is_complete
    app.parts.actions.doctor_asked.emit()
    # What was called off before is not this one.
    qtbot.waitUntil(lambda: is_checked(dialog), timeout=LIMIT_MS)
    dialog.close()


def is_checked(dialog: HealthDialog) -> bool:
    return dialog.report is not None and dialog.report.is_complete


@pytest.mark.slow
def test_a_state_is_saved_and_listed(qtbot: QtBot, app: OpenedApp) -> None:
    app.parts.actions.states_asked.emit()
    dialog = app.parts.upkeep_desk.states
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LIMIT_MS)
    dialog.save_asked.emit("before the sweep")
    qtbot.waitUntil(lambda: dialog.list.rows.rowCount() == 1, timeout=LIMIT_MS)
    assert dialog.list.rows.records[0].title.startswith("before the sweep, ")
    dialog.close()


@pytest.mark.slow
def test_settings_for_this_computer_have_reasons(qtbot: QtBot, app: OpenedApp) -> None:
    app.parts.actions.optimizer_asked.emit()
    dialog = app.parts.upkeep_desk.optimizer
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LIMIT_MS)
    rows = dialog.list.rows.records
    assert len(rows) >= 5
    assert all(row.text for row in rows)
    assert not dialog.revert_button.isEnabled(), "nothing has been applied"
    dialog.close()
