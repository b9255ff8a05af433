"""The queue's model: drags ask for the right moves, progress repaints one row now and then."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import GROUP, group_of, job, job_id, queued, sweep

from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui.queue_model import (
    PROGRESS_ROLE,
    ROWS_MIME,
    SECONDS_ROLE,
    START_ROLE,
    QueueModel,
)
from wan22_desktop.generation.ui.queue_moves import Move
from wan22_desktop.generation.ui.queue_rows import GroupRow
from wan22_desktop.qtkit.record_model import RECORD_ROLE

MOVE = Qt.DropAction.MoveAction
NOWHERE = QModelIndex()


@pytest.fixture
def model(qapp: QApplication) -> Iterator[QueueModel]:
    assert qapp is not None
    model = QueueModel(repaint_interval_ms=20)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    QAbstractItemModelTester(model, mode, model)
    yield model
    model.deleteLater()


def _drop(model: QueueModel, ids: list[str], row: int, parent: QModelIndex = NOWHERE) -> list[Move]:
    """The moves asked for when these rows are dropped in front of `row`."""
    asked: list[Move] = []
    model.moves_dropped.connect(lambda moved, to: asked.append((moved, to)))
    mime = model.mimeData([model.index_of(one) for one in ids])
    model.dropMimeData(mime, MOVE, row, 0, parent)
    return asked


def _ids(*numbers: int) -> list[str]:
    return [job_id(number) for number in numbers]


def _order_after(model: QueueModel, moves: list[Move]) -> list[int]:
    """The queue's own way of moving, applied to the list."""
    ids = [one.id for one in model.records]
    for moved, to in moves:
        ids = [one for one in ids if one not in moved]
        ids[to:to] = moved
    return [int(one, 16) for one in ids]


def _seen(model: QueueModel) -> list[object]:
    """The rows at the top by number or group title, those below a group as a list behind it."""
    rows: list[object] = []
    for at in range(model.rowCount()):
        index = model.index(at, 0)
        row = index.data(RECORD_ROLE)
        if isinstance(row, GroupRow):
            below = [model.index(one, 0, index) for one in range(model.rowCount(index))]
            rows += [row.group.title, [int(one.data(RECORD_ROLE).id, 16) for one in below]]
        else:
            rows.append(int(row.id, 16))
    return rows


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
    moves = _drop(model, _ids(*dragged), row)
    assert _order_after(model, moves) == order
    assert [int(one.id, 16) for one in model.records] == [1, 2, 3, 4, 5]


def test_a_drop_where_it_was_asks_for_nothing(model: QueueModel) -> None:
    model.set_all(queued(range(1, 6)))
    assert _drop(model, _ids(2), 1) == []
    assert _drop(model, _ids(2), 2) == []


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
    move = model.move_to(_ids(*dragged), row)
    order = _order_after(model, [] if move is None else [move])
    others = [number for number in range(1, count + 1) if number not in dragged]
    before = [number for number in others if number <= row]
    assert order == [*before, *dragged, *others[len(before) :]]


def test_nothing_is_put_before_the_first_waiting_job(model: QueueModel) -> None:
    model.set_all((job(1, JobState.DONE), job(2, JobState.RENDERING), *queued((3, 4, 5))))
    assert _order_after(model, _drop(model, _ids(5), 0)) == [1, 2, 5, 3, 4]


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
    mime.setData(ROWS_MIME, content)
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


# --- groups --------------------------------------------------------------------------------------


def _with_a_group(model: QueueModel) -> QModelIndex:
    """1, then a group of 2, 3 and 4, then 5."""
    model.set_groups((group_of(),))
    model.set_all((job(1), *sweep((2, 3, 4)), job(5)))
    return model.index_of(GROUP)


TITLE = "Seeds of a boat"


@pytest.mark.parametrize("groups_first", [True, False])
def test_a_group_is_one_row_with_its_jobs_below(model: QueueModel, groups_first: bool) -> None:
    if groups_first:
        model.set_groups((group_of(),))
    model.set_all((job(1), *sweep((2, 3, 4)), job(5)))
    if not groups_first:
        assert _seen(model) == [1, 2, 3, 4, 5]
        model.set_groups((group_of(),))
    assert _seen(model) == [1, TITLE, [2, 3, 4], 5]
    assert [int(one.id, 16) for one in model.records] == [1, 2, 3, 4, 5]
    below = model.index_of(job_id(3))
    assert below.parent() == model.index_of(GROUP)
    assert below.data(RECORD_ROLE).id == job_id(3)


def test_a_group_appears_with_its_first_job_and_goes_with_its_last(model: QueueModel) -> None:
    model.set_all((job(1),))
    model.add_group(group_of())
    assert _seen(model) == [1]
    for one in sweep((2, 3)):
        model.add((one,))
    assert _seen(model) == [1, TITLE, [2, 3]]
    model.remove(job_id(2))
    assert _seen(model) == [1, TITLE, [3]]
    model.remove(job_id(3))
    assert _seen(model) == [1]
    model.remove_group(GROUP)
    assert not model.index_of(GROUP).isValid()


def test_a_group_that_is_told_late_gathers_its_jobs(model: QueueModel) -> None:
    for one in (*sweep((2, 3)), job(4)):
        model.add((one,))
    model.add_group(group_of())
    assert _seen(model) == [TITLE, [2, 3], 4]
    model.remove_group(GROUP)
    assert _seen(model) == [2, 3, 4]


def test_a_change_tells_the_row_of_the_job_and_that_of_its_group(model: QueueModel) -> None:
    group = _with_a_group(model)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda at, _: told.append((at.parent().row(), at.row())))
    model.change(sweep((3,), JobState.RENDERING)[0])
    assert told == [(1, 1), (-1, 1)]
    row = group.data(RECORD_ROLE)
    assert row.active is not None
    assert row.active.id == job_id(3)


def test_a_group_says_how_far_it_is(model: QueueModel) -> None:
    group = _with_a_group(model)
    model.change(sweep((2,), JobState.DONE)[0])
    model.change(sweep((3,), JobState.RENDERING)[0])
    model.show_progress(Progress(job_id(3), JobState.RENDERING, 10, 20))
    row, progress = group.data(RECORD_ROLE), group.data(PROGRESS_ROLE)
    assert (row.done, row.failed, row.is_ended) == (1, 0, False)
    assert row.fraction(progress) == pytest.approx((1 + 0.45) / 3)
    spoken = group.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Sweep, Seeds of a boat, 1 of 3 done"


def test_a_group_stands_where_its_first_pending_job_does(model: QueueModel) -> None:
    group = QPersistentModelIndex(_with_a_group(model))
    below = QPersistentModelIndex(model.index_of(job_id(4)))
    model.set_order(_ids(2, 1, 5, 3, 4))
    assert _seen(model) == [TITLE, [2, 3, 4], 1, 5]
    model.change(sweep((2,), JobState.DONE)[0])
    assert _seen(model) == [1, 5, TITLE, [2, 3, 4]]
    model.set_order(_ids(4, 3, 2, 1, 5))
    assert _seen(model) == [TITLE, [4, 3, 2], 1, 5]
    assert (group.row(), below.row()) == (0, 0)
    assert below.data(RECORD_ROLE).id == job_id(4)


def test_a_dropped_group_takes_its_waiting_jobs_along(model: QueueModel) -> None:
    _with_a_group(model)
    assert _order_after(model, _drop(model, [GROUP], 0)) == [2, 3, 4, 1, 5]
    assert _order_after(model, _drop(model, [GROUP, *_ids(3)], 3)) == [1, 5, 2, 3, 4]
    assert _order_after(model, _drop(model, _ids(5), 1)) == [1, 5, 2, 3, 4]
    model.change(sweep((2,), JobState.RENDERING)[0])
    assert _drop(model, [GROUP], -1) == [((job_id(3), job_id(4)), 3)]


def test_jobs_of_a_group_are_moved_within_it(model: QueueModel) -> None:
    group = _with_a_group(model)
    assert _order_after(model, _drop(model, _ids(4), 0, group)) == [1, 4, 2, 3, 5]
    assert _order_after(model, _drop(model, _ids(2), 3, group)) == [1, 3, 4, 2, 5]
    assert _order_after(model, _drop(model, _ids(2, 3), -1, group)) == [1, 4, 2, 3, 5]
    assert _drop(model, _ids(2, 3, 4), 0, group) == []


def test_jobs_neither_leave_nor_join_a_group(model: QueueModel) -> None:
    group = _with_a_group(model)
    assert _drop(model, _ids(3), 0) == []
    assert _drop(model, _ids(1), 1, group) == []
    assert _drop(model, _ids(1, 3), 0) == []


def test_to_the_top_and_to_the_bottom(model: QueueModel) -> None:
    _with_a_group(model)
    assert model.move_to_end(_ids(4, 5), first=True) == (tuple(_ids(4, 5)), 0)
    assert model.move_to_end([GROUP], first=False) == (tuple(_ids(2, 3, 4)), 2)
    assert model.move_to_end(_ids(5), first=False) is None
    assert model.move_to_end(_ids(1), first=True) is None


def test_start_numbers_and_expected_times_reach_the_rows(model: QueueModel) -> None:
    group = _with_a_group(model)
    model.set_start_order(_ids(5, 3, 1, 2))
    numbers = {n: model.index_of(job_id(n)).data(START_ROLE) for n in range(1, 6)}
    assert numbers == {1: 3, 2: 4, 3: 2, 4: None, 5: 1}
    assert group.data(START_ROLE) == 2
    assert "begins as number 3" in model.index_of(job_id(1)).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    model.set_expected_seconds({job_id(2): 10.0, job_id(3): 20.0})
    assert model.index_of(job_id(3)).data(SECONDS_ROLE) == 20.0
    assert group.data(SECONDS_ROLE) is None
    model.set_expected_seconds({job_id(n): 10.0 for n in range(1, 6)})
    assert group.data(SECONDS_ROLE) == 30.0


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_rows_are_the_same_however_they_came_about(model: QueueModel, data: st.DataObject) -> None:
    """What changes row by row ends as what is built at once."""
    model.set_all(())
    model.set_groups([group_of("A", GROUP), group_of("B", "b" * 12)])
    jobs: dict[str, Job] = {}
    choices = st.sampled_from(("add", "change", "remove", "order"))
    for number, deed in enumerate(data.draw(st.lists(choices, max_size=25)), 1):
        if deed == "add" or not jobs:
            groups = data.draw(st.lists(st.sampled_from(("", GROUP, "b" * 12)), max_size=4))
            new = [job(10 * number + at, group=group) for at, group in enumerate(groups)]
            jobs |= {one.id: one for one in new}
            model.add(new)
            continue
        one = data.draw(st.sampled_from(sorted(jobs)))
        if deed == "change":
            state = data.draw(st.sampled_from(list(JobState)))
            jobs[one] = job(int(one, 16), state, group=jobs[one].group_id)
            model.change(jobs[one])
        elif deed == "remove":
            del jobs[one]
            model.remove(one)
        else:
            jobs = {name: jobs[name] for name in data.draw(st.permutations(list(jobs)))}
            model.set_order(tuple(jobs))
    assert model.records == tuple(jobs.values())
    seen = _seen(model)
    model.set_all(tuple(jobs.values()))
    assert _seen(model) == seen
