"""The queue panel asks for what the user wants and shows what the queue says."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, QTime
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from queue_jobs import (
    GROUP,
    drag_enter_event,
    drop_on,
    file_mime,
    group_of,
    job,
    job_id,
    jpeg,
    queued,
    sweep,
)

from wan22_desktop.core.settings import QueueOrder, QueueSettings
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.generation.ui.queue_panel import QueuePanel
from wan22_desktop.generation.ui.queue_undo import UndoLine
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
    queue.enable_actions()


class Asked:
    """Everything that the panel has asked for, in order."""

    def __init__(self, queue: QueuePanel) -> None:
        self.all: list[tuple[object, ...]] = []
        queue.cancel_requested.connect(lambda one: self.all.append(("cancel", one)))
        queue.retry_requested.connect(lambda one: self.all.append(("retry", one)))
        queue.removes_requested.connect(lambda ids: self.all.append(("remove", *ids)))
        queue.readd_requested.connect(
            lambda jobs: self.all.append(("add again", *(one.id for one in jobs)))
        )
        queue.moves_requested.connect(lambda ids, to: self.all.append(("move", *ids, to)))
        queue.duplicate_requested.connect(lambda ids: self.all.append(("duplicate", *ids)))
        queue.edit_requested.connect(lambda one: self.all.append(("edit", one.id)))
        queue.skip_requested.connect(lambda one: self.all.append(("skip", one)))
        queue.unskip_requested.connect(lambda one: self.all.append(("unskip", one)))
        queue.retry_failed_requested.connect(lambda: self.all.append(("retry failed",)))
        queue.group_opened.connect(lambda one: self.all.append(("group", one.id)))
        queue.order_chosen.connect(lambda order: self.all.append(("order", order)))
        queue.schedule_chosen.connect(lambda chosen: self.all.append(("schedule", chosen)))
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
    queue.add_jobs((job(4),))
    queue.change_job(job(2, JobState.LOADING))
    queue.remove_job(job_id(3))
    queue.set_order((job_id(4), job_id(1), job_id(2)))
    assert _numbers(queue) == [4, 1, 2]
    assert queue.model.records[2].state is JobState.LOADING


def test_says_how_to_begin_when_empty(queue: QueuePanel) -> None:
    empty = queue.view.viewport().grab().toImage()
    queue.add_jobs((job(1),))
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
        ("cancel", job_id(2)),
        ("remove", job_id(1), job_id(3)),
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


def test_several_rows_are_moved_with_one_wish(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs(queued(range(1, 7)))
    _select(queue, 1, 3, 4)
    alt = Qt.KeyboardModifier.AltModifier
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(queue.view, key, alt)
    ids = (job_id(2), job_id(4), job_id(5))
    assert asked.all == [
        ("move", *ids, 0),
        ("move", *ids, 3),
        ("move", *ids, 0),
        ("move", *ids, 3),
    ]
    mime = queue.model.mimeData(queue.view.selectedIndexes())
    drop_on(queue.view, mime, queue.view.visualRect(queue.model.index(2, 0)).topLeft())
    assert asked.all[4:] == [("move", *ids, 1)]


def test_keys_edit_and_duplicate(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs((job(1, JobState.DONE), job(2), job(3)))
    _select(queue, 0, 1)
    QTest.keyClick(queue.view, Qt.Key.Key_F2)
    QTest.keyClick(queue.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert asked.all == [("duplicate", job_id(1), job_id(2))]
    _select(queue, 2)
    QTest.keyClick(queue.view, Qt.Key.Key_F2)
    assert asked.all[1:] == [("edit", job_id(3))]


def test_failed_jobs_bring_a_button(qtbot: QtBot, queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs((job(1), job(2)))
    button = queue.bar.retry_failed
    assert not button.isVisible()
    queue.change_job(job(1, JobState.FAILED))
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.all == [("retry failed",)]
    queue.remove_job(job_id(1))
    qtbot.waitUntil(lambda: not button.isVisible())


# --- undo ----------------------------------------------------------------------------------------


def test_removed_jobs_can_be_brought_back(qtbot: QtBot, queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs((job(1, JobState.DONE), *queued((2, 3, 4)), job(5, JobState.INTERRUPTED)))
    _select(queue, 0, 2, 3, 4)
    QTest.keyClick(queue.view, Qt.Key.Key_Delete)
    line = queue.undo_line
    assert not line.isVisible(), "nothing is removed until the queue says so"
    for number in (5, 4, 3, 1):
        queue.remove_job(job_id(number))
    assert line.isVisible()
    assert line.label.text() == "Removed 3 jobs.", "an ended one is not missed"
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert asked.all[1:] == [("add again", job_id(3), job_id(4), job_id(5))]
    assert not line.isVisible()
    QTest.keyClick(queue.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(asked.all) == 2


def test_undo_means_the_last_removal_of_the_user(queue: QueuePanel, asked: Asked) -> None:
    queue.set_jobs(queued((1, 2, 3)))
    for row in (0, 1):
        _select(queue, row)
        QTest.keyClick(queue.view, Qt.Key.Key_Delete)
    queue.remove_job(job_id(2))
    queue.remove_job(job_id(3))
    QTest.keyClick(queue.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked.all[2:] == [("add again", job_id(2))], "others did not leave by this wish"


def test_the_undo_line_goes_by_itself_unless_it_has_the_focus(
    qtbot: QtBot, show: Callable[[QWidget], None]
) -> None:
    host = QWidget()
    elsewhere, line = QLineEdit(), UndoLine(shown_ms=30)
    layout = QVBoxLayout(host)
    layout.addWidget(elsewhere)
    layout.addWidget(line)
    show(host)
    QCursor.setPos(900, 900)
    line.expect(queued((1,)))
    line.note_removed(job_id(1))
    line.button.setFocus()
    qtbot.wait(100)
    assert line.isVisible()
    elsewhere.setFocus()
    qtbot.waitUntil(lambda: not line.isVisible())


# --- groups --------------------------------------------------------------------------------------


def _with_a_group(queue: QueuePanel) -> QueuePanel:
    """1, then a group of 2 to 4, then 5."""
    queue.set_groups((group_of(),))
    queue.set_jobs((job(1), *sweep((2, 3, 4)), job(5)))
    return queue


def test_a_group_is_folded_and_unfolded(queue: QueuePanel, asked: Asked) -> None:
    view = _with_a_group(queue).view
    group = queue.model.index_of(GROUP)
    assert view.visualRect(queue.model.index_of(job_id(2))).isEmpty()
    _select(queue, 1)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.isExpanded(group)
    assert not view.visualRect(queue.model.index_of(job_id(2))).isEmpty()
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert not view.isExpanded(group)
    sign = view.visualRect(group).topLeft() + QPoint(30, 30)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=sign)
    assert view.isExpanded(group)
    queue.set_order(tuple(job_id(n) for n in (5, 4, 3, 2, 1)))
    assert view.isExpanded(queue.model.index_of(GROUP)), "moving rows folds nothing"
    assert asked.all == []


def test_enter_and_a_double_click_open_a_group(queue: QueuePanel, asked: Asked) -> None:
    view = _with_a_group(queue).view
    _select(queue, 1)
    QTest.keyClick(view, Qt.Key.Key_Return)
    where = view.visualRect(queue.model.index_of(GROUP)).center()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked.all == [("group", GROUP)] * 2
    assert not view.isExpanded(queue.model.index_of(GROUP))
    assert queue.job_actions.open_group.isVisible()
    assert not queue.job_actions.open.isVisible()


def test_what_is_asked_of_a_group_is_asked_of_its_jobs(queue: QueuePanel, asked: Asked) -> None:
    _with_a_group(queue)
    queue.change_job(sweep((2,), JobState.RENDERING)[0])
    _select(queue, 1)
    queue.skip_selected()
    queue.cancel_selected()
    queue.remove_selected()
    two, three, four = job_id(2), job_id(3), job_id(4)
    assert asked.all == [
        *(("skip", one) for one in (two, three, four)),
        *(("cancel", one) for one in (two, three, four)),
        ("cancel", two),
        ("remove", three, four),
    ]
    assert not queue.job_actions.edit.isEnabled()


def test_a_job_of_a_selected_group_is_meant_once(queue: QueuePanel, asked: Asked) -> None:
    view = _with_a_group(queue).view
    view.expandAll()
    view.selectAll()
    assert [one.id for one in view.selected_jobs()] == [job_id(n) for n in range(1, 6)]
    queue.duplicate_selected()
    assert asked.all == [("duplicate", *(job_id(n) for n in range(1, 6)))]


def test_jobs_are_dragged_within_their_group(queue: QueuePanel, asked: Asked) -> None:
    view = _with_a_group(queue).view
    view.expandAll()
    mime = queue.model.mimeData([queue.model.index_of(job_id(4))])
    first = view.visualRect(queue.model.index_of(job_id(2)))
    drop_on(view, mime, first.topLeft() + QPoint(100, 1))
    assert asked.all == [("move", job_id(4), 1)]
    drop_on(view, mime, view.visualRect(queue.model.index_of(job_id(1))).topLeft())
    assert len(asked.all) == 1


# --- order and schedule --------------------------------------------------------------------------


def test_the_order_is_shown_and_chosen(qtbot: QtBot, queue: QueuePanel, asked: Asked) -> None:
    queue.show_order(QueueOrder.FEWEST_RELOADS)
    assert queue.bar.order.currentText() == "Order: fewest reloads"
    assert asked.all == []
    queue.bar.order.setFocus()
    qtbot.keyClick(queue.bar.order, Qt.Key.Key_Up)
    assert asked.all == [("order", QueueOrder.AS_LISTED)]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_schedule_is_shown_and_chosen(qtbot: QtBot, queue: QueuePanel, asked: Asked) -> None:
    held = QueueSettings(order=QueueOrder.FEWEST_RELOADS, resume_after_crash=True)
    queue.show_settings(held)
    assert (queue.bar.schedule.text(), asked.all) == ("Any time", [])
    qtbot.mouseClick(queue.bar.schedule, Qt.MouseButton.LeftButton)
    popup = queue.bar.popup
    assert popup.isVisible()
    assert not popup.begin.isEnabled()
    qtbot.keyClick(popup.by_hours, Qt.Key.Key_Space)
    assert popup.note.height() >= popup.note.heightForWidth(popup.note.width())
    night = held.model_copy(update={"only_between": ("22:00", "07:00")})
    assert asked.all == [("schedule", night)]
    assert "next day" in popup.note.text()
    popup.end.setTime(QTime(22, 0))
    assert len(asked.all) == 1, "no time at all would never end"
    assert "different" in popup.note.text()
    popup.end.setTime(QTime(23, 30))
    popup.by_idle.click()
    last = asked.all[-1][1]
    assert isinstance(last, QueueSettings)
    assert last == held.model_copy(update={"only_between": ("22:00", "23:30"), "idle_minutes": 10})
    assert QueueSettings.model_validate(last.model_dump()) == last
    dash = "\N{EN DASH}"
    assert queue.bar.schedule.text() == f"22:00{dash}23:30, when idle"
    assert "10 min" in queue.bar.schedule.toolTip()
    popup.close()
    queue.show_settings(QueueSettings())
    assert not popup.by_hours.isChecked()


# --- menu ----------------------------------------------------------------------------------------

EXPECTED: dict[JobState, set[str]] = {
    JobState.QUEUED: {"cancel", "edit", "skip", "move_to_top", "move_to_bottom", "remove"},
    JobState.LOADING: {"cancel", "skip"},
    JobState.RENDERING: {"cancel", "skip"},
    JobState.DECODING: {"cancel", "skip"},
    JobState.PUBLISHING: {"cancel"},
    JobState.DONE: {"open", "folder", "remove"},
    JobState.FAILED: {"retry", "remove"},
    JobState.CANCELLED: {"retry", "remove"},
    JobState.INTERRUPTED: {"cancel", "skip", "remove"},
}


@pytest.mark.parametrize("state", list(JobState))
def test_the_menu_offers_what_the_state_allows(queue: QueuePanel, state: JobState) -> None:
    queue.set_jobs(ALL)
    queue.view.setFocus()
    queue.view.setCurrentIndex(queue.model.index(_row_of(state), 0))
    queue.enable_actions()
    verbs = queue.job_actions
    names = (
        *("open", "folder", "cancel", "retry", "edit", "skip", "unskip"),
        *("move_to_top", "move_to_bottom", "remove"),
    )
    enabled = {name for name in names if getattr(verbs, name).isEnabled()}
    assert enabled == EXPECTED[state]
    assert verbs.reuse.isEnabled()
    assert verbs.copy_prompt.isEnabled()
    assert verbs.duplicate.isEnabled()


def test_the_menu_follows_a_change_of_state(queue: QueuePanel) -> None:
    queue.set_jobs((job(1, JobState.RENDERING),))
    _select(queue, 0)
    assert not queue.job_actions.retry.isEnabled()
    queue.change_job(job(1, JobState.FAILED))
    queue.enable_actions()
    assert queue.job_actions.retry.isEnabled()


def test_every_entry_asks_for_its_job(queue: QueuePanel, asked: Asked) -> None:
    done, failed, waiting = job(1, JobState.DONE), job(2, JobState.FAILED), job(4)
    queue.set_jobs((done, failed, job(3), waiting, job(5, is_skipped=True)))
    verbs = queue.job_actions
    _select(queue, 0)
    for action in (verbs.open, verbs.reuse, verbs.folder, verbs.remove):
        action.trigger()
    _select(queue, 1)
    verbs.retry.trigger()
    _select(queue, 3)
    verbs.move_to_top.trigger()
    verbs.move_to_bottom.trigger()
    for action in (verbs.edit, verbs.duplicate, verbs.skip, verbs.cancel):
        action.trigger()
    _select(queue, 4)
    verbs.unskip.trigger()
    assert asked.all == [
        ("open", done.id),
        ("reuse", done.id),
        ("folder", done.id),
        ("remove", done.id),
        ("retry", failed.id),
        ("move", waiting.id, 2),
        ("move", waiting.id, 4),
        ("edit", waiting.id),
        ("duplicate", waiting.id),
        ("skip", waiting.id),
        ("cancel", waiting.id),
        ("unskip", job_id(5)),
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
    queue.add_jobs((job(4, is_skipped=True),))
    queue.add_jobs((job(5, model=Variant.TI2V_5B),))
    expected = f"4 to do {dot} 1 skipped {dot} 1 ended {dot} more than 15 s left"
    qtbot.waitUntil(lambda: queue.footer.text() == expected)
    queue.set_expected_seconds({job_id(5): 60.0})
    expected = f"4 to do {dot} 1 skipped {dot} 1 ended {dot} about 1 min 15 s left"
    qtbot.waitUntil(lambda: queue.footer.text() == expected)


# --- size ----------------------------------------------------------------------------------------


def test_a_thousand_jobs_are_no_burden(qtbot: QtBot, queue: QueuePanel) -> None:
    began = time.perf_counter()
    for number in range(1000):
        queue.add_jobs((job(number, JobState.RENDERING if number == 500 else JobState.QUEUED),))
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


LONGEST_TURN_S = 0.05
"""On the window's thread, so that it is not felt."""


def _best_of(times: int, deed: Callable[[], None]) -> float:
    """Seconds of this thread's own work: what other processes take does not count."""
    taken: list[float] = []
    for _ in range(times):
        began = time.thread_time()
        deed()
        QApplication.processEvents()
        taken.append(time.thread_time() - began)
    return min(taken)


def test_five_hundred_jobs_stall_nothing(queue: QueuePanel) -> None:
    groups = [group_of(f"Sweep {n}", f"{n:012x}") for n in range(0xA000, 0xA014)]
    inside = [
        one for n, at in enumerate(groups) for one in sweep(range(10 * n, 10 * n + 10), group=at.id)
    ]
    jobs = (*inside, *queued(range(200, 499)), job(499, JobState.RENDERING))
    ids = tuple(one.id for one in jobs)
    queue.set_groups(tuple(groups))

    figures = {"fill": _best_of(3, lambda: queue.set_jobs(jobs))}
    queue.view.expandAll()
    QApplication.processEvents()
    bar = queue.view.verticalScrollBar()
    figures["scroll"] = _best_of(
        10, lambda: bar.setValue((bar.value() + 700) % max(1, bar.maximum()))
    )
    queue.view.scrollToTop()
    flags = QItemSelectionModel.SelectionFlag.Select
    for row in range(30, 130):
        queue.view.selectionModel().select(queue.model.index(row, 0), flags)
    chosen = [one.id for one in queue.view.selected_jobs()]
    assert len(chosen) == 100
    moved = (*chosen, *(one for one in ids if one not in set(chosen)))

    def reorder() -> None:
        queue.move_selected_to_top()
        queue.set_order(moved if queue.model.records[0].id == ids[0] else ids)

    figures["reorder 100 of 500"] = _best_of(5, reorder)
    steps = iter(range(1, 1000))

    def tell() -> None:
        queue.show_progress(Progress(job_id(499), JobState.RENDERING, next(steps), 1000))
        queue.model.touch(job_id(499))
        queue.view.viewport().repaint()

    figures["progress"] = _best_of(10, tell)
    figures["start order"] = _best_of(4, lambda: queue.set_start_order(ids[next(steps) % 7 : 499]))
    print({name: f"{seconds * 1000:.1f} ms" for name, seconds in figures.items()})
    slow = {name: seconds for name, seconds in figures.items() if seconds > LONGEST_TURN_S}
    assert not slow


def test_a_new_job_comes_in_sight(qtbot: QtBot, queue: QueuePanel) -> None:
    for number in range(50):
        queue.add_jobs((job(number),))
        QApplication.processEvents()

    def is_in_sight() -> bool:
        last = queue.view.visualRect(queue.model.index(49, 0))
        return queue.view.viewport().rect().intersects(last)

    qtbot.waitUntil(is_in_sight)
    queue.view.scrollToTop()
    queue.add_jobs((job(50),))
    QApplication.processEvents()
    assert queue.view.verticalScrollBar().value() == 0, "who looks elsewhere is left there"


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


# --- assistive technology ------------------------------------------------------------------------


def test_every_control_has_a_name_and_a_role(queue: QueuePanel) -> None:
    _with_a_group(queue)
    inside = queue.findChildren(QWidget)
    reached = [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    own = [one for one in reached if not one.objectName().startswith("qt_")]
    own = [one for one in own if not isinstance(one.parentWidget(), (QComboBox, QFrame))]
    assert len(own) >= 10
    for one in (*own, *queue.bar.popup.findChildren(QAbstractSpinBox)):
        told = QAccessible.queryAccessibleInterface(one)
        assert told.text(QAccessible.Text.Name), one
        assert told.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), one


def test_a_screen_reader_finds_the_rows(queue: QueuePanel) -> None:
    view = _with_a_group(queue).view
    tree = QAccessible.queryAccessibleInterface(view)
    assert tree.role() == QAccessible.Role.Tree
    rows = [tree.child(at) for at in range(tree.childCount())]
    names = [row.text(QAccessible.Text.Name) for row in rows]
    assert any(name.startswith("Sweep, Seeds of a boat, 0 of 3 done") for name in names)
    group = next(row for row in rows if row.text(QAccessible.Text.Name).startswith("Sweep"))
    assert group.state().expandable
    assert not group.state().expanded
    view.expandAll()
    assert tree.childCount() == len(rows) + 3
