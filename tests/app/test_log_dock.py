"""The log dock: bounded, filtered, searchable, and quiet while it is hidden."""

import logging

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from wan22_desktop.app.log_dock import LogPanel
from wan22_desktop.app.log_model import Column, LogModel
from wan22_desktop.core.logs import LogEntry, LogRing

MAX_ROWS = 400


def entry(number: int, level: int = logging.INFO, message: str = "") -> LogEntry:
    return LogEntry(number, "12:00:00", level, "wan22", message or f"message {number}")


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


def test_filters_by_level_and_text(model: LogModel) -> None:
    model.append(
        [
            entry(1, logging.DEBUG, "quiet"),
            entry(2, logging.INFO, "hello"),
            entry(3, logging.ERROR, "Loud HELLO"),
        ]
    )
    assert shown(model) == ["hello", "Loud HELLO"]
    model.set_filter(logging.DEBUG, "")
    assert shown(model) == ["quiet", "hello", "Loud HELLO"]
    model.set_filter(logging.DEBUG, "hello")
    assert shown(model) == ["hello", "Loud HELLO"]
    model.set_filter(logging.ERROR, "hello")
    assert shown(model) == ["Loud HELLO"]
    model.append([entry(4, logging.ERROR, "no match"), entry(5, logging.ERROR, "hello again")])
    assert shown(model) == ["Loud HELLO", "hello again"]


def test_rows_are_one_line_and_copies_are_whole(model: LogModel) -> None:
    model.append([entry(1, message="two\nlines")])
    assert shown(model) == ["two lines"]
    assert "two\nlines" in model.texts([])


@pytest.fixture
def panel(qtbot: QtBot) -> tuple[LogPanel, logging.Logger]:
    ring = LogRing(str)
    log = logging.Logger("wan22.test")  # noqa: LOG001 - one that no other handler hears
    log.addHandler(ring)
    panel = LogPanel(ring)
    qtbot.addWidget(panel)
    return panel, log


def test_new_records_appear_while_it_is_shown(
    qtbot: QtBot, panel: tuple[LogPanel, logging.Logger]
) -> None:
    dock, log = panel
    log.info("before")
    assert shown(dock.model) == []
    with qtbot.waitExposed(dock):
        dock.show()
    assert shown(dock.model) == ["before"]
    log.info("after")
    qtbot.waitUntil(lambda: shown(dock.model) == ["before", "after"])
    dock.hide()
    log.info("unseen")
    qtbot.wait(300)
    assert len(shown(dock.model)) == 2


def test_copy_takes_the_selection(qtbot: QtBot, panel: tuple[LogPanel, logging.Logger]) -> None:
    dock, log = panel
    dock.show()
    for text in ("one", "two", "three"):
        log.warning(text)
    dock.refresh()
    dock.view.selectRow(1)
    dock.view.setFocus()
    qtbot.keyClick(dock.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("wan22.test: two")
    dock.search.setText("thr")
    assert shown(dock.model) == ["three"]
