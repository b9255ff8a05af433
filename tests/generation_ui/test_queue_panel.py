"""The queue panel asks for what the user wants and shows what the queue says."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from queue_jobs import drag_enter_event, drop_on, file_mime, job, job_id, jpeg, queued

from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.generation.ui.queue_panel import QueuePanel
from wan22_desktop.generation.ui.queue_view import EMPTY_TEXT
from wan22_desktop.qtkit.theme import LIGHT

ALL = tuple(job(number, state) for number, state in enumerate(JobState))


def _numbers(queue: QueuePanel) -> list[int]:
    return [int(one.id, 16) for one in queue.model.records]


def _row_of(state: JobState) -> int:
    return list(JobState).index(state)


def _select(queue: QueuePanel, *rows: int) -> None:
    queue.view.setFocus()
    queue.view.clearSelection()
    for row in rows:
        where = queue.view.visualRect(queue.model.index(row, 0)).center()
        QTest.mouseClick(
            queue.view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            where,
        )


class Asked:
    """Everything that the panel has asked for, in order."""

    def __init__(self, queue: QueuePanel) -> None:
        self.all: list[tuple[object, ...]] = []
        queue.cancel_requested.connect(lambda one: self.all.append(("cancel", one)))
        queue.retry_requested.connect(lambda one: self.all.append(("retry", one)))
        queue.remove_requested.connect(lambda one: self.all.append(("remove", one)))
        queue.move_requested.connect(lambda one, to: self.all.append(("move", one, to)))
        queue.pause_requested.connect(lambda wanted: self.all.append(("pause", wanted)))
        queue.pause_now_requested.connect(lambda: self.all.append(("pause now",)))
        queue.reuse_requested.connect(lambda one: self.all.append(("reuse", one.id)))
        queue.clip_opened.connect(lambda one: self.all.append(("open", one.id)))
        queue.folder_requested.connect(lambda one: self.all.append(("folder", one.id)))
        queue.clear_finished_requested.connect(lambda: self.all.append(("clear",)))


@pytest.fixture
def asked(queue: QueuePanel) -> Asked:
    return Asked(queue)


def test_shows_what_the_queue_says(queue: QueuePanel) -> None:
    queue.set_jobs(queued((1, 2, 3)))
    queue.add_job(job(4))
    queue.change_job(job(2, JobState.LOADING))
    queue.remove_job(job_id(3))
    queue.set_order((job_id(4), job_id(1), job_id(2)))
    assert _numbers(queue) == [4, 1, 2]
    assert queue.model.records[2].state is JobState.LOADING


def test_says_how_to_begin_when_empty(queue: QueuePanel) -> None:
    empty = queue.view.viewport().grab().toImage()
    queue.add_job(job(1))
    queue.remove_job(job_id(1))
    assert "Ctrl+Enter" in EMPTY_TEXT
    inked = [
        (x, y)
        for x in range(empty.width())
        for y in range(empty.height())
        if empty.pixelColor(x, y).lightness() < 160
    ]
    assert len(inked) > 50
    assert not any(x < 8 or x > empty.width() - 8 for x, _ in inked)


def test_pause_is_asked_for_and_shown_once_confirmed(
    qtbot: QtBot, queue: QueuePanel, asked: Asked
) -> None:
    qtbot.mouseClick(queue.pause_button, Qt.MouseButton.LeftButton)
    assert asked.all == [("pause", True)]
    assert queue.pause_button.text() == "Pause"
    queue.set_pause(QueuePause(paused=True, reason="the disk is full."))
    assert queue.pause_button.text() == "Resume"
    assert queue.pause_label.isVisible()
    assert queue.pause_label.text() == "Paused: the disk is full."
    qtbot.mouseClick(queue.pause_button, Qt.MouseButton.LeftButton)
    queue.set_pause(QueuePause(paused=False))
    assert asked.all == [("pause", True), ("pause", False)]
    assert not queue.pause_label.isVisible()


def test_pause_now_is_there_until_nothing_is_rendered(
    qtbot: QtBot, queue: QueuePanel, asked: Asked
) -> None:
    button = queue.pause_now_button
    assert button.isEnabled(), "an idle engine gives its memory back, too"
    queue.set_jobs((job(1, JobState.RENDERING), job(2)))
    queue.set_pause(QueuePause(paused=True))
    assert button.isEnabled(), "the running job goes on"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.all == [("pause now",)]
    queue.change_job(job(1, JobState.QUEUED, message="Paused after step 3 of 20."))
    qtbot.waitUntil(lambda: not button.isEnabled())
    queue.set_pause(QueuePause(paused=False))
    assert button.isEnabled()


def test_a_job_that_was_paused_midway_says_so(queue: QueuePanel) -> None:
    message = "Paused after step 3 of 20; goes on from there."
    queue.set_jobs((job(1, message=message),))
    shown = queue.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert shown.endswith(f"Queued: {message}")


def test_the_two_ways_to_pause_are_told_apart(queue: QueuePanel) -> None:
    assert "goes on" in queue.pause_button.toolTip()
    assert "at its next step" in queue.pause_now_button.toolTip()
    assert "memory" in queue.pause_now_button.toolTip()


def test_clear_needs_something_to_clear(qtbot: QtBot, queue: QueuePanel, asked: Asked) -> None:
    assert not queue.clear_button.isEnabled()
    queue.set_jobs((job(1, JobState.DONE),))
    qtbot.waitUntil(queue.clear_button.isEnabled)
    qtbot.mouseClick(queue.clear_button, Qt.MouseButton.LeftButton)
    assert asked.all == [("clear",)]


def test_delete_removes_and_cancels_what_is_rendered(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs((job(1, JobState.DONE), job(2, JobState.RENDERING), job(3)))
    _select(queue, 0, 1, 2)
    QTest.keyClick(queue.view, Qt.Key.Key_Delete)
    assert asked.all == [
        ("remove", job_id(1)),
        ("cancel", job_id(2)),
        ("remove", job_id(3)),
    ]
    assert _numbers(queue) == [1, 2, 3]


def test_enter_and_double_click_open_a_finished_clip(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs((job(1, JobState.DONE), job(2)))
    _select(queue, 0)
    QTest.keyClick(queue.view, Qt.Key.Key_Return)
    where = queue.view.visualRect(queue.model.index(0, 0)).center()
    QTest.mouseDClick(queue.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked.all == [("open", job_id(1)), ("open", job_id(1))]
    where = queue.view.visualRect(queue.model.index(1, 0)).center()
    QTest.mouseDClick(queue.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert len(asked.all) == 2


def test_alt_arrows_move_waiting_jobs(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs(queued((1, 2, 3)))
    _select(queue, 1)
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(queue.view, Qt.Key.Key_Up, alt)
    QTest.keyClick(queue.view, Qt.Key.Key_Down, alt)
    assert asked.all == [("move", job_id(2), 0), ("move", job_id(2), 2)]
    _select(queue, 0)
    QTest.keyClick(queue.view, Qt.Key.Key_Up, alt)
    assert len(asked.all) == 2


def test_a_dragged_row_asks_for_its_new_place(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs(queued((1, 2, 3)))
    mime = queue.model.mimeData([queue.model.index(2, 0)])
    drop_on(queue.view, mime, queue.view.visualRect(queue.model.index(0, 0)).topLeft())
    assert asked.all == [("move", job_id(3), 0)]
    drop_on(queue.view, mime, queue.view.viewport().rect().bottomLeft() - QPoint(0, 5))
    assert asked.all == [("move", job_id(3), 0)]
    assert _numbers(queue) == [1, 2, 3]


def test_files_are_not_dropped_into_the_list(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs(queued((1, 2)))
    enter = drag_enter_event(QPoint(20, 20), file_mime("/pictures/a.png"))
    QApplication.sendEvent(queue.view.viewport(), enter)
    assert not enter.isAccepted()
    assert asked.all == []


# --- menu ----------------------------------------------------------------------------------------

EXPECTED: dict[JobState, set[str]] = {
    JobState.QUEUED: {"cancel", "move_to_top", "remove"},
    JobState.LOADING: {"cancel"},
    JobState.RENDERING: {"cancel"},
    JobState.DECODING: {"cancel"},
    JobState.PUBLISHING: {"cancel"},
    JobState.DONE: {"open", "folder", "remove"},
    JobState.FAILED: {"retry", "remove"},
    JobState.CANCELLED: {"retry", "remove"},
    JobState.INTERRUPTED: {"cancel", "remove"},
}


@pytest.mark.parametrize("state", list(JobState))
def test_the_menu_offers_what_the_state_allows(queue: QueuePanel, state: JobState) -> None:
    queue.set_jobs(ALL)
    _select(queue, _row_of(state))
    verbs = queue.job_actions
    names = ("open", "folder", "cancel", "retry", "move_to_top", "remove")
    enabled = {name for name in names if getattr(verbs, name).isEnabled()}
    assert enabled == EXPECTED[state]
    assert verbs.reuse.isEnabled()
    assert verbs.copy_prompt.isEnabled()


def test_the_menu_follows_a_change_of_state(queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.RENDERING),))
    _select(queue, 0)
    assert not queue.job_actions.retry.isEnabled()
    queue.change_job(job(1, JobState.FAILED))
    assert queue.job_actions.retry.isEnabled()


def test_every_entry_asks_for_its_job(queue: QueuePanel, asked: Asked) -> None:
    done, failed, waiting = job(1, JobState.DONE), job(2, JobState.FAILED), job(4)
    queue.set_jobs((done, failed, job(3), waiting))
    verbs = queue.job_actions
    _select(queue, 0)
    for action in (verbs.open, verbs.reuse, verbs.folder, verbs.remove):
        action.trigger()
    _select(queue, 1)
    verbs.retry.trigger()
    _select(queue, 3)
    verbs.move_to_top.trigger()
    verbs.cancel.trigger()
    assert asked.all == [
        ("open", done.id),
        ("reuse", done.id),
        ("folder", done.id),
        ("remove", done.id),
        ("retry", failed.id),
        ("move", waiting.id, 2),
        ("cancel", waiting.id),
    ]


def test_prompts_are_copied_as_they_are(queue: QueuePanel) -> None:
    queue.set_jobs((job(1, prompt="<b>a</b>\nb"), job(2, prompt="c")))
    _select(queue, 0, 1)
    queue.job_actions.copy_prompt.trigger()
    assert QGuiApplication.clipboard().text() == "<b>a</b>\nb\n\nc"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_context_menu_opens_and_is_freed(qtbot: QtBot, queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.DONE),))
    where = queue.view.visualRect(queue.model.index(0, 0)).center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, where, queue.view.viewport().mapToGlobal(where)
    )
    QApplication.sendEvent(queue.view.viewport(), event)
    menu = queue.view.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    menu.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert queue.view.findChild(QMenu) is None
    assert qtbot is not None


# --- pictures ------------------------------------------------------------------------------------


def _color_at(queue: QueuePanel, row: int, x: int) -> QColor:
    rect = queue.view.visualRect(queue.model.index(row, 0))
    return queue.view.viewport().grab().toImage().pixelColor(x, rect.center().y())


def test_the_thumbnail_is_in_the_row(queue: QueuePanel) -> None:
    queue.set_jobs((replace(job(1, JobState.DONE), thumbnail=jpeg(96, 96, "#ff0000")),))
    color = _color_at(queue, 0, 40)
    assert (color.red() > 240, color.green() < 20, color.blue() < 20) == (True, True, True)


def test_a_broken_thumbnail_leaves_the_placeholder(queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.DONE, thumbnail=b"not a picture"),))
    assert not queue.view.viewport().grab().isNull()


def test_failures_are_in_the_error_colour(queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.FAILED, message="MMMMMMMMMMMMM"),))
    image = queue.view.viewport().grab().toImage()
    rect = queue.view.visualRect(queue.model.index(0, 0))
    colors = {
        image.pixelColor(x, y).name()
        for x in range(120, rect.right())
        for y in range(rect.center().y(), rect.bottom())
    }
    assert LIGHT.error in colors


def test_the_bar_grows(queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.RENDERING),))

    def accent_pixels() -> int:
        image = queue.view.viewport().grab().toImage()
        return sum(
            image.pixelColor(x, y) == QColor(LIGHT.accent)
            for x in range(80, image.width())
            for y in range(80)
        )

    queue.model.show_progress(Progress(job_id(1), JobState.RENDERING, 2, 20))
    few = accent_pixels()
    queue.model.show_progress(Progress(job_id(1), JobState.RENDERING, 18, 20))
    assert accent_pixels() > 3 * few > 0


def test_the_footer_says_how_long(qtbot: QtBot, queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.DONE, seconds=10.0), job(2, JobState.RENDERING), job(3)))
    queue.show_progress(Progress(job_id(2), JobState.RENDERING, 10, 20, 5.0))
    dot = "\N{MIDDLE DOT}"
    expected = f"2 to do {dot} 1 ended {dot} about 15 s left"
    qtbot.waitUntil(lambda: queue.footer.text() == expected)


# --- size ----------------------------------------------------------------------------------------


def test_a_thousand_jobs_are_no_burden(qtbot: QtBot, queue: QueuePanel) -> None:
    began = time.perf_counter()
    for number in range(1000):
        queue.add_job(job(number, JobState.RENDERING if number == 500 else JobState.QUEUED))
    QApplication.processEvents()
    adding_s = time.perf_counter() - began
    began = time.perf_counter()
    queue.set_jobs(queue.model.records)
    QApplication.processEvents()
    setting_s = time.perf_counter() - began

    queue.view.scrollTo(queue.model.index(500, 0))
    repainted: list[int] = []
    queue.model.dataChanged.connect(lambda first, last: repainted.append(last.row() - first.row()))
    began = time.perf_counter()
    for step in range(200):
        queue.show_progress(Progress(job_id(500), JobState.RENDERING, step, 200))
        QApplication.processEvents()
    telling_s = time.perf_counter() - began
    qtbot.waitUntil(lambda: len(repainted) >= 2)
    assert adding_s < 5
    assert setting_s < 1
    assert telling_s < 2
    assert set(repainted) == {0}
    assert len(repainted) <= 2 + telling_s / 0.015


def test_progress_costs_as_much_in_a_long_list_as_in_a_short_one(queue: QueuePanel) -> None:
    def cost(count: int) -> float:
        queue.set_jobs(
            tuple(job(n, JobState.RENDERING if n == 0 else JobState.QUEUED) for n in range(count))
        )
        queue.view.scrollToTop()
        QApplication.processEvents()
        best = 1.0
        for step in range(30):
            queue.model.change(replace(job(0, JobState.RENDERING), crashes=step))
            began = time.perf_counter()
            queue.model.touch(job_id(0))
            queue.view.viewport().repaint()
            best = min(best, time.perf_counter() - began)
        return best

    assert cost(1000) < 5 * cost(10) + 0.002


def test_a_new_job_comes_in_sight(queue: QueuePanel) -> None:
    for number in range(50):
        queue.add_job(job(number))
        QApplication.processEvents()
    last = queue.view.visualRect(queue.model.index(49, 0))
    assert queue.view.viewport().rect().intersects(last)


def test_the_list_opens_at_what_is_to_do(queue: QueuePanel) -> None:
    jobs: tuple[Job, ...] = tuple(
        job(number, JobState.DONE if number < 80 else JobState.QUEUED) for number in range(100)
    )
    queue.set_jobs(jobs)
    QApplication.processEvents()
    first = queue.view.visualRect(queue.model.index(80, 0))
    assert queue.view.viewport().rect().intersects(first)


def test_a_long_reason_for_a_pause_neither_widens_nor_fills_the_panel(queue: QueuePanel) -> None:
    queue.set_pause(QueuePause(paused=True))
    before = queue.minimumSizeHint().width()
    path = "/a/very/long/path" * 40
    queue.set_pause(QueuePause(paused=True, reason=f"It stopped: {path}.\nFile <x>\n" + "^" * 90))
    assert queue.minimumSizeHint().width() == before
    assert "\n" not in queue.pause_label.text()
    assert "File &lt;x&gt;" in queue.pause_label.toolTip()


def test_the_only_row_can_be_opened_without_a_mouse(qtbot: QtBot, queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.DONE),))
    queue.view.setFocus()
    with qtbot.waitSignal(queue.clip_opened):
        QTest.keyClick(queue.view, Qt.Key.Key_Return)
