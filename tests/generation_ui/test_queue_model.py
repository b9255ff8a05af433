"""The queue's model: drags ask for the right moves, progress repaints one row now and then."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import job, job_id, queued

from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui.queue_model import JOBS_MIME, PROGRESS_ROLE, QueueModel
from wan22_desktop.qtkit.record_model import RECORD_ROLE

MOVE = Qt.DropAction.MoveAction


@pytest.fixture
def model(qapp: QApplication) -> Iterator[QueueModel]:
    assert qapp is not None
    model = QueueModel(repaint_interval_ms=20)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    QAbstractItemModelTester(model, mode, model)
    yield model
    model.deleteLater()


def _drop(model: QueueModel, numbers: list[int], row: int) -> list[tuple[str, int]]:
    """The moves asked for when these jobs are dropped in front of `row`."""
    asked: list[tuple[str, int]] = []
    model.move_dropped.connect(lambda moved, to: asked.append((moved, to)))
    indexes = [model.index_of(job_id(number)) for number in numbers]
    mime = model.mimeData(indexes)
    model.dropMimeData(mime, MOVE, row, 0, QModelIndex())
    return asked


def _order_after(model: QueueModel, moves: list[tuple[str, int]]) -> list[int]:
    """The queue's own way of moving, applied to the list."""
    ids = [one.id for one in model.records]
    for moved, to in moves:
        ids.remove(moved)
        ids.insert(to, moved)
    return [int(one, 16) for one in ids]


@pytest.mark.parametrize(
    ("dragged", "row", "order"),
    [
        ([1], 3, [2, 3, 1, 4, 5]),
        ([1], 5, [2, 3, 4, 5, 1]),
        ([1], -1, [2, 3, 4, 5, 1]),
        ([5], 0, [5, 1, 2, 3, 4]),
        ([2, 4], 0, [2, 4, 1, 3, 5]),
        ([1, 2], 4, [3, 4, 1, 2, 5]),
        ([4, 1], 3, [2, 3, 1, 4, 5]),
    ],
)
def test_a_drop_asks_for_the_moves_that_lead_there(
    model: QueueModel, dragged: list[int], row: int, order: list[int]
) -> None:
    model.set_all(queued(range(1, 6)))
    moves = _drop(model, dragged, row)
    assert _order_after(model, moves) == order
    assert [int(one.id, 16) for one in model.records] == [1, 2, 3, 4, 5]


def test_a_drop_where_it_was_asks_for_nothing(model: QueueModel) -> None:
    model.set_all(queued(range(1, 6)))
    assert _drop(model, [2], 1) == []
    assert _drop(model, [2], 2) == []


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    count=st.integers(1, 8),
    chosen=st.sets(st.integers(1, 8)),
    row=st.integers(0, 8),
)
def test_moves_keep_both_orders(model: QueueModel, count: int, chosen: set[int], row: int) -> None:
    model.set_all(queued(range(1, count + 1)))
    dragged = sorted(chosen & set(range(1, count + 1)))
    row = min(row, count)
    order = _order_after(model, model.moves_to([job_id(number) for number in dragged], row))
    others = [number for number in range(1, count + 1) if number not in dragged]
    before = [number for number in others if number <= row]
    assert order == [*before, *dragged, *others[len(before) :]]


def test_nothing_is_put_before_the_first_waiting_job(model: QueueModel) -> None:
    model.set_all((job(1, JobState.DONE), job(2, JobState.RENDERING), *queued((3, 4, 5))))
    assert _order_after(model, _drop(model, [5], 0)) == [1, 2, 5, 3, 4]


def test_only_waiting_jobs_can_be_dragged(model: QueueModel) -> None:
    model.set_all(tuple(job(number, state) for number, state in enumerate(JobState)))
    for row, state in enumerate(JobState):
        flags = model.flags(model.index(row, 0))
        assert bool(flags & Qt.ItemFlag.ItemIsDragEnabled) == (state is JobState.QUEUED)
        assert not flags & Qt.ItemFlag.ItemIsDropEnabled
    assert model.flags(QModelIndex()) == Qt.ItemFlag.ItemIsDropEnabled


@pytest.mark.parametrize(
    "content", [b"", b"ffffffffffff", b"../../etc", b"\xff\xfe", b"000000000001" * 9]
)
def test_strange_drops_ask_for_nothing(model: QueueModel, content: bytes) -> None:
    model.set_all(queued((1, 2)))
    mime = QMimeData()
    mime.setData(JOBS_MIME, content)
    assert not model.canDropMimeData(mime, MOVE, 0, 0, QModelIndex())
    assert not model.dropMimeData(mime, MOVE, 0, 0, QModelIndex())


def test_a_job_that_has_started_meanwhile_is_not_moved(model: QueueModel) -> None:
    model.set_all(queued((1, 2, 3)))
    mime = model.mimeData([model.index(1, 0)])
    model.change(job(2, JobState.LOADING))
    assert not model.canDropMimeData(mime, MOVE, 0, 0, QModelIndex())


def test_progress_repaints_one_row_now_and_the_last_later(qtbot: QtBot, model: QueueModel) -> None:
    model.set_all((job(1, JobState.DONE), job(2, JobState.RENDERING), *queued((3, 4))))
    rows: list[int] = []
    model.dataChanged.connect(lambda first, last: rows.extend((first.row(), last.row())))
    for step in range(1, 101):
        model.show_progress(Progress(job_id(2), JobState.RENDERING, step, 100))
    assert rows == [1, 1]
    qtbot.waitUntil(lambda: len(rows) == 4)
    assert rows == [1, 1, 1, 1]
    progress = model.index(1, 0).data(PROGRESS_ROLE)
    assert progress.step == 100
    assert model.index(2, 0).data(PROGRESS_ROLE) is None


def test_progress_ends_with_the_job(model: QueueModel) -> None:
    model.set_all((job(1, JobState.RENDERING),))
    model.show_progress(Progress(job_id(1), JobState.RENDERING, 5, 10))
    model.change(job(1, JobState.QUEUED))
    assert model.index(0, 0).data(PROGRESS_ROLE) is None


def test_tooltips_show_markup_as_text(model: QueueModel) -> None:
    model.set_all((job(1, JobState.FAILED, prompt="<img src=x>", message="<b>no</b>"),))
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt;" in tip
    assert "&lt;b&gt;no&lt;/b&gt;" in tip
    assert "<img" not in tip


def test_a_screen_reader_gets_prompt_and_state(model: QueueModel) -> None:
    model.set_all((job(1, JobState.FAILED, prompt="a cat", message="out of memory"),))
    text = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "a cat, Failed: out of memory"
    more = model.index(0, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "17 frames" in more


def test_records_are_the_jobs(model: QueueModel) -> None:
    jobs: tuple[Job, ...] = queued((1, 2))
    model.set_all(jobs)
    assert model.index(1, 0).data(RECORD_ROLE) is jobs[1]
