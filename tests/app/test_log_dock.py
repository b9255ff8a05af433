"""The log dock: bounded, filtered, searchable, in order of time, and quiet while it is hidden."""

import json
import logging
import random
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from wan22_desktop.app.log_dock import MAX_AT_ONCE, LogPanel
from wan22_desktop.app.log_model import Column, LogFilter, LogModel
from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.core.logs import RING_ROWS, LogRing
from wan22_desktop.qtkit.theme import LIGHT, palette_of

MAX_ROWS = 400
EVERYTHING = LogFilter(level=logging.DEBUG)
JOB = "0123456789ab"
OTHER_JOB = "ba9876543210"


def entry(number: int, level: int = logging.INFO, message: str = "", **more: object) -> LogEntry:
    made = LogEntry(1_000_000.0 + number, level, "app", message or f"message {number}")
    return replace(made, **more)


@pytest.fixture
def model(qtbot: QtBot) -> LogModel:  # noqa: ARG001 - needs the application
    model = LogModel(max_rows=MAX_ROWS)
    model.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return model


def shown(model: LogModel) -> list[str]:
    return [
        str(model.index(row, Column.MESSAGE).data()) for row in range(model.rowCount(QModelIndex()))
    ]


def test_rows_are_bounded_and_the_newest_stay(model: LogModel) -> None:
    for start in range(1, MAX_ROWS + 301, 50):
        model.append([entry(number) for number in range(start, start + 50)])
    texts = shown(model)
    assert len(texts) == MAX_ROWS
    assert texts[-1] == f"message {MAX_ROWS + 300}"
    assert texts[0] == "message 301"


def test_filters_by_level_part_job_and_text(model: LogModel) -> None:
    model.append(
        [
            entry(1, logging.DEBUG, "quiet", job=JOB),
            entry(2, logging.INFO, "hello"),
            entry(3, logging.ERROR, "Loud HELLO", component="engine", job=JOB),
        ]
    )
    assert shown(model) == ["hello", "Loud HELLO"]
    model.set_filter(EVERYTHING)
    assert shown(model) == ["quiet", "hello", "Loud HELLO"]
    model.set_filter(replace(EVERYTHING, needle="hello"))
    assert shown(model) == ["hello", "Loud HELLO"]
    model.set_filter(replace(EVERYTHING, needle="hello", hides_others=False))
    assert shown(model) == ["quiet", "hello", "Loud HELLO"]
    assert [model.next_match(row, 1) for row in (-1, 1, 2)] == [1, 2, 1]
    assert [model.next_match(row, -1) for row in (-1, 2, 1)] == [2, 1, 2]
    model.set_filter(replace(EVERYTHING, component="engine"))
    assert shown(model) == ["Loud HELLO"]
    model.set_filter(replace(EVERYTHING, job=JOB))
    assert shown(model) == ["quiet", "Loud HELLO"]
    model.append([entry(4, job=OTHER_JOB), entry(5, job=JOB, message="again")])
    assert shown(model) == ["quiet", "Loud HELLO", "again"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order_of_arrival_rows_are_in_order_of_time(
    model: LogModel, seed: int
) -> None:
    rng = random.Random(seed)
    entries = [
        entry(number, rng.choice((logging.DEBUG, logging.INFO))) for number in range(MAX_ROWS * 2)
    ]
    arriving = sorted(entries, key=lambda e: e.created + rng.uniform(0, 120))
    while arriving:
        count = rng.choice((1, 3, 30, 120))
        model.append(arriving[:count])
        del arriving[:count]
        numbers = [int(text.split()[1]) for text in shown(model)]
        assert numbers == sorted(numbers)
    newest = [e.message for e in entries[-MAX_ROWS:] if e.level == logging.INFO]
    assert shown(model) == newest


def test_rows_are_one_line_and_copies_are_whole(model: LogModel) -> None:
    model.append([entry(1, message="two\nlines"), entry(2, message="\x1b[31m\u202eevil<b>")])
    assert shown(model) == ["two lines", r"\x1b[31m\u202eevil<b>"]
    assert "two\nlines" in model.texts([])
    assert "\x1b" not in model.texts([])
    assert json.loads(model.texts([0], as_json=True))["message"] == "two\nlines"


@pytest.fixture
def ring() -> LogRing:
    return LogRing()


@pytest.fixture
def panel(qtbot: QtBot, ring: LogRing) -> LogPanel:
    panel = LogPanel(ring)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    return panel


def open_with(panel: LogPanel, ring: LogRing, qtbot: QtBot, *entries: LogEntry) -> None:
    ring.add(*entries)
    with qtbot.waitExposed(panel):
        panel.show()


def test_new_records_appear_while_it_is_shown(qtbot: QtBot, panel: LogPanel, ring: LogRing) -> None:
    ring.add(entry(1, message="before"))
    assert shown(panel.model) == []
    open_with(panel, ring, qtbot)
    assert shown(panel.model) == ["before"]
    ring.add(entry(2, message="after"))
    qtbot.waitUntil(lambda: shown(panel.model) == ["before", "after"])
    panel.hide()
    ring.add(entry(3, message="unseen"))
    qtbot.wait(300)
    assert len(shown(panel.model)) == 2


def test_a_flood_is_taken_over_bit_by_bit(qtbot: QtBot, panel: LogPanel, ring: LogRing) -> None:
    open_with(panel, ring, qtbot)
    ring.add(*(entry(number) for number in range(2 * RING_ROWS)))
    panel.refresh()
    assert panel.model.count == MAX_AT_ONCE
    qtbot.waitUntil(lambda: panel.model.count == RING_ROWS, timeout=20_000)
    assert panel.model.texts([RING_ROWS - 1]).endswith(f"message {2 * RING_ROWS - 1}")
    qtbot.waitUntil(lambda: not panel.jump.isVisible())


def test_copy_takes_the_selection_as_text_or_json(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    open_with(panel, ring, qtbot, *(entry(n, message=m) for n, m in enumerate(("one", "two"))))
    panel.view.selectRow(1)
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("app: two")
    panel.copy_json()
    assert json.loads(QGuiApplication.clipboard().text())["message"] == "two"


def test_one_job_is_shown_on_demand_and_all_again(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    mine = entry(2, logging.DEBUG, "mine", job=JOB)
    open_with(panel, ring, qtbot, entry(1), mine, entry(3, job=OTHER_JOB))
    panel.bar.search.setText("no such thing")
    panel.show_job(JOB)
    assert shown(panel.model) == ["mine"]
    assert panel.bar.job_button.isVisible()
    assert JOB in panel.bar.job_button.accessibleName()
    panel.bar.job_button.click()
    assert len(shown(panel.model)) == 3
    assert not panel.bar.job_button.isVisible()


@pytest.mark.qt_log_ignore("does not support grabbing", extend=True)
def test_the_menu_of_a_row_narrows_to_its_job_and_part(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    of_job = entry(1, component="engine", job=JOB)
    without = entry(2)
    open_with(panel, ring, qtbot, of_job, without)
    panel.view.selectRow(0)
    reason = QContextMenuEvent.Reason.Keyboard
    QGuiApplication.sendEvent(panel.view, QContextMenuEvent(reason, QPoint(), QPoint()))
    menu = panel.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions()}
    actions["Only this job"].trigger()
    menu.close()
    assert shown(panel.model) == ["message 1"]
    assert panel.model.filter.job == JOB
    panel.clear_button.click()
    menu = panel.menu_for(without)
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Only this job"].isEnabled()
    actions["Only this part of the app"].trigger()
    assert shown(panel.model) == ["message 2"]
    menu.deleteLater()


def test_search_goes_from_match_to_match_by_keys(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    texts = ("needle a", "hay", "needle b", "hay", "needle c")
    open_with(panel, ring, qtbot, *(entry(n, message=m) for n, m in enumerate(texts)))
    panel.activateWindow()
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.bar.search.hasFocus()
    qtbot.keyClicks(panel.bar.search, "Needle")
    assert len(shown(panel.model)) == 3
    panel.bar.only_matches.click()
    assert len(shown(panel.model)) == 5
    found = []
    for keys in (Qt.KeyboardModifier.NoModifier,) * 4 + (Qt.KeyboardModifier.ShiftModifier,):
        qtbot.keyClick(panel.bar.search, Qt.Key.Key_F3, keys)
        found.append(panel.view.currentIndex().row())
    assert found == [2, 4, 0, 2, 0], "from the row that is current on"


def test_matches_are_marked(qtbot: QtBot, panel: LogPanel, ring: LogRing) -> None:
    panel.setPalette(palette_of(LIGHT))
    open_with(panel, ring, qtbot, entry(1, message="a needle in hay"))

    def marked() -> int:
        picture = panel.view.viewport().grab().toImage()
        mark = QColor(LIGHT.selection)
        return sum(
            picture.pixelColor(x, y) == mark
            for x in range(picture.width())
            for y in range(min(30, picture.height()))
        )

    assert marked() == 0
    panel.bar.search.setText("needle")
    assert marked() > 50


def test_details_open_below_follow_the_row_and_close(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    crash = entry(1, logging.ERROR, "kaboom", details='Traceback\n  File "<b>x</b>"', job=JOB)
    crash = replace(crash, category="out-of-memory", duration_s=1.5, memory_bytes=3 << 30)
    open_with(panel, ring, qtbot, crash, entry(2))
    panel.view.selectRow(0)
    assert not panel.details.isVisible()
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    text = panel.details.text.toPlainText()
    for part in (JOB, "out-of-memory", "1.500 s", "3.2 GB", "kaboom", "<b>x</b>"):
        assert part in text
    panel.view.selectRow(1)
    assert "message 2" in panel.details.text.toPlainText()
    qtbot.keyClick(panel.details.text, Qt.Key.Key_Escape)
    assert not panel.details.isVisible()


def test_nothing_matches_offers_a_way_out(qtbot: QtBot, panel: LogPanel, ring: LogRing) -> None:
    open_with(panel, ring, qtbot)
    assert panel.empty_text.text() == "Nothing was logged yet."
    assert not panel.clear_button.isVisible()
    ring.add(entry(1))
    panel.refresh()
    panel.bar.search.setText("no such thing")
    panel.bar.level.setCurrentIndex(3)
    assert panel.empty_text.isVisible()
    assert panel.empty_text.text() == "Nothing matches."
    panel.clear_button.click()
    assert shown(panel.model) == ["message 1"]


def test_it_follows_the_end_until_somebody_scrolls(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    open_with(panel, ring, qtbot, *(entry(number) for number in range(200)))
    scroll = panel.view.verticalScrollBar()
    qtbot.waitUntil(lambda: scroll.maximum() > 0 and scroll.value() == scroll.maximum())
    assert not panel.jump.isVisible()
    ring.add(entry(200))
    panel.refresh()
    qtbot.waitUntil(lambda: scroll.value() == scroll.maximum())
    scroll.setValue(100)
    ring.add(entry(201), entry(202))
    panel.refresh()
    assert scroll.value() == 100
    assert panel.jump.isVisible()
    assert "2 new" in panel.jump.text()
    panel.jump.click()
    assert scroll.value() == scroll.maximum()
    assert not panel.jump.isVisible()


def test_a_pause_holds_everything_and_loses_nothing(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    open_with(panel, ring, qtbot, entry(1))
    panel.bar.pause.click()
    ring.add(entry(2), entry(3))
    panel.refresh()
    assert len(shown(panel.model)) == 1
    assert "2 new" in panel.status.text()
    panel.bar.pause.click()
    assert len(shown(panel.model)) == 3


def test_every_control_can_be_reached_by_keys_and_has_a_name(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    open_with(panel, ring, qtbot, *(entry(number) for number in range(200)))
    panel.show_job("")
    panel.bar.search.setText("message")
    panel.view.verticalScrollBar().setValue(0)
    panel.view.selectRow(0)
    panel.open_details()
    controls = [
        widget
        for widget in panel.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QAbstractScrollArea)
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, QHeaderView)
        and not isinstance(widget.parent(), QLineEdit)
    ]
    assert len(controls) == 12
    for widget in controls:
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget
        assert widget.accessibleName() or widget.property("text"), widget


def test_narrow_it_gives_up_columns_and_nothing_is_cut_off(
    qtbot: QtBot, panel: LogPanel, ring: LogRing
) -> None:
    open_with(panel, ring, qtbot, entry(1, job=JOB))
    panel.show_job(JOB)
    assert not panel.view.isColumnHidden(Column.JOB)
    panel.resize(panel.minimumSizeHint().width(), 400)
    assert panel.width() < 440
    assert panel.view.isColumnHidden(Column.JOB)
    assert not panel.view.isColumnHidden(Column.MESSAGE)
    for widget in (panel.bar.search, panel.bar.level, panel.bar.copy_button, panel.bar.job_button):
        assert panel.rect().contains(widget.geometry())


def test_the_engines_records_are_there_too(qtbot: QtBot, tmp_path: Path, ring: LogRing) -> None:
    log = tmp_path / "engine.log"
    old = entry(-10, message="of another day", component="engine", process=7)
    log.write_text(f"{replace(old, created=ring.began - 100).to_json()}\n")
    panel = LogPanel(ring, log)
    qtbot.addWidget(panel)
    open_with(panel, ring, qtbot, entry(0, created=ring.began + 2.0, message="window"))
    said = replace(old, created=ring.began + 1.0, message="engine")
    with log.open("a") as stream:
        stream.write(f"{said.to_json()}\n")
    qtbot.waitUntil(lambda: shown(panel.model) == ["engine", "window"])
    panel.hide()
    qtbot.waitUntil(lambda: "engine-log" not in {t.name for t in threading.enumerate()})
