"""The queue as an item model: groups fold their jobs, rows can be dragged, progress is thinned out.

The list of the queue is flat and says in which order jobs stand; the tree shows each group as one
row, where its first job stands, with its jobs below it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import ClassVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)

from wan22_desktop.core.ids import is_job_id
from wan22_desktop.generation.domain.groups import JobGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui import queue_text
from wan22_desktop.generation.ui.queue_estimate import JobTimes, time_left
from wan22_desktop.generation.ui.queue_moves import (
    Move,
    move_among,
    move_before,
    move_to_front,
)
from wan22_desktop.generation.ui.queue_rows import GroupRow, QueueRow, jobs_of
from wan22_desktop.generation.ui.queue_tree import TOP, Node, QueueTree
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.record_model import RECORD_ROLE, AnyIndex
from wan22_desktop.qtkit.throttle import Throttle

PROGRESS_ROLE = Qt.ItemDataRole.UserRole + 2
"""The `Progress` of a row in which something is being rendered, or None."""
START_ROLE = Qt.ItemDataRole.UserRole + 3
"""As the how many-th a waiting row begins, counted from 1, or None."""
SECONDS_ROLE = Qt.ItemDataRole.UserRole + 4
"""How long a waiting job is going to take, or None."""
ROWS_MIME = "application/x-wan22-queue-rows"
REPAINT_INTERVAL_MS = 250
_NOWHERE = QModelIndex()

_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_JOB = _SHOWN | Qt.ItemFlag.ItemNeverHasChildren
_GROUP = _SHOWN | Qt.ItemFlag.ItemIsDropEnabled
"""Jobs can be dropped between its jobs."""
_MOVABLE_JOB = _JOB | Qt.ItemFlag.ItemIsDragEnabled
_MOVABLE_GROUP = _GROUP | Qt.ItemFlag.ItemIsDragEnabled


class QueueModel(QAbstractItemModel):
    """Jobs in the order of the list, those of a group below its row."""

    moves_dropped = Signal(object, int)
    """A `Move`."""

    def __init__(
        self, repaint_interval_ms: int = REPAINT_INTERVAL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tree = QueueTree()
        self._starts: dict[str, int] = {}
        self._expected: Mapping[str, float] = {}
        self._times: JobTimes | None = None
        self._progress: Progress | None = None
        self._repaint = Throttle(self._touch_progress, repaint_interval_ms, self)

    # --- what there is -------------------------------------------------------------------------

    @property
    def records(self) -> tuple[Job, ...]:
        """All jobs in the order of the list."""
        return self._tree.records

    def find(self, job_id: str) -> Job | None:
        return self._tree.jobs.get(job_id)

    def row_at(self, index: AnyIndex) -> QueueRow | None:
        """The job or group that a row stands for."""
        if not index.isValid() or index.model() is not self:
            return None
        tree, row, number = self._tree, index.row(), index.internalId()
        node = tree.numbered.get(number)
        if node is not None:
            return tree.jobs[node.job_ids[row]] if row < len(node.job_ids) else None
        if number != TOP or row >= len(tree.top):
            return None
        node = tree.top[row]
        if node.group is None:
            return tree.jobs[node.job_ids[0]]
        return tree.group_row(node, node.group)

    def index_of(self, row_id: str) -> QModelIndex:
        """Of a job or a group; an invalid index if there is no such row."""
        node = self._tree.nodes.get(row_id)
        if node is None:
            return QModelIndex()
        if node.group is None or row_id == node.group.id:
            return self._top_index(node)
        return self.createIndex(node.rows[row_id], 0, node.number)

    def times(self) -> JobTimes:
        """What is known of how long jobs take."""
        if self._times is None:
            self._times = JobTimes(self.records, self._expected)
        return self._times

    @property
    def progress(self) -> Progress | None:
        """How far the active job is."""
        return self._progress

    def progress_of(self, job: Job) -> Progress | None:
        progress = self._progress
        known = progress is not None and progress.job_id == job.id and job.state.is_active
        return progress if known else None

    # --- what the queue says -------------------------------------------------------------------

    def set_all(self, jobs: Iterable[Job]) -> None:
        """Replace everything; of jobs with one id the first is taken."""
        self._tree.set_jobs(jobs)
        self._build()

    def set_groups(self, groups: Iterable[JobGroup]) -> None:
        """Replace all groups; their jobs may be there already or follow."""
        self._tree.groups = {group.id: group for group in groups}
        self._build()

    def add_group(self, group: JobGroup) -> None:
        """Make a group known; its row appears with the first of its jobs."""
        self._tree.groups[group.id] = group
        if any(job.group_id == group.id for job in self._tree.jobs.values()):
            self._build()

    def remove_group(self, group_id: str) -> None:
        """Forget a group; jobs that it still has become rows of their own."""
        known = self._tree.groups.pop(group_id, None)
        if known is not None and group_id in self._tree.nodes:
            self._build()

    def add(self, jobs: Iterable[Job]) -> None:
        """Put them at the end; known ids are changed where they are."""
        new: list[Job] = []
        for job in jobs:
            if job.id in self._tree.jobs:
                self.change(job)
            else:
                new.append(job)
        for _, found in groupby(new, lambda job: job.group_id):
            together = list(found)
            if together[0].group_id in self._tree.groups and not self._tree.home_of(together[0]):
                self._append([together.pop(0)])  # opens the row that the others lie below
            if together:
                self._append(together)

    def change(self, job: Job) -> None:
        """Put the new state of a job in its row; unknown ids are ignored."""
        before = self._tree.jobs.get(job.id)
        if before is None or before == job:
            return
        self._tree.jobs[job.id] = job
        self._tree.nodes[job.id].shown = None
        if job.state is JobState.DONE or before.state is JobState.DONE:
            self._times = None
        self.touch(job.id)
        if job.state.is_ended != before.state.is_ended:
            self._arrange()  # a group stands where its first job does that has not ended

    def remove(self, job_id: str) -> None:
        node = self._tree.nodes.get(job_id)
        if node is None or job_id not in self._tree.jobs:
            return
        is_last = len(node.job_ids) == 1
        row = node.row if is_last else node.rows[job_id]
        self.beginRemoveRows(_NOWHERE if is_last else self._top_index(node), row, row)
        self._tree.take_out(job_id)
        self._times = None
        self.endRemoveRows()
        if not is_last:
            self._touch_group(node)
            self._arrange()

    def set_order(self, job_ids: Sequence[str]) -> None:
        """Sort the list as `job_ids` says; jobs it does not name keep their order at the end."""
        self._tree.sort(job_ids)
        self._arrange()

    def set_start_order(self, job_ids: Sequence[str]) -> None:
        """In which order waiting jobs will begin; rows show their number."""
        starts = {job_id: number for number, job_id in enumerate(job_ids, 1)}
        if starts != self._starts:
            self._starts = starts
            self._touch_all(START_ROLE)

    def set_expected_seconds(self, expected: Mapping[str, float]) -> None:
        """What the planner expects by job id; jobs without are judged by finished ones."""
        self._expected = dict(expected)
        self._times = None
        self._touch_all(SECONDS_ROLE)

    def show_progress(self, progress: Progress) -> None:
        """Paint the row again, now or as soon as the interval allows."""
        self._progress = progress
        self._repaint(progress.job_id)

    def touch(self, job_id: str, *roles: int) -> None:
        """Have the row of a job painted again, and that of its group."""
        index = self.index_of(job_id)
        if index.isValid():
            self.dataChanged.emit(index, index, list(roles))
            self._touch_group(self._tree.nodes[job_id], *roles)

    # --- Qt's model ----------------------------------------------------------------------------

    def index(self, row: int, column: int = 0, parent: AnyIndex = _NOWHERE) -> QModelIndex:
        # A view asks for each row whenever rows come or go, so Qt's `hasIndex` would be felt.
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        number = self._tree.top[parent.row()].number if parent.isValid() else TOP
        return self.createIndex(row, 0, number)

    def parent(self, index: AnyIndex = _NOWHERE) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]  # Qt has two of this name
        node = self._tree.numbered.get(index.internalId()) if index.isValid() else None
        return QModelIndex() if node is None else self._top_index(node)

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        top = self._tree.top
        if not parent.isValid():
            return len(top)
        is_top = parent.internalId() == TOP and parent.row() < len(top)
        node = top[parent.row()] if is_top else None
        return 0 if node is None or node.group is None else len(node.job_ids)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: ARG002 -- Qt's signature
        return 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None or role == RECORD_ROLE:
            return row
        read = self._readers.get(role)
        return None if read is None else read(self, row)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None:
            # Between rows: the only place to drop at.
            return Qt.ItemFlag.ItemIsDropEnabled
        can_move = any(job.state is JobState.QUEUED for job in jobs_of(row))
        if isinstance(row, GroupRow):
            return _MOVABLE_GROUP if can_move else _GROUP
        return _MOVABLE_JOB if can_move else _JOB

    # --- moving --------------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [ROWS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        keys = [row.id for index in indexes if (row := self.row_at(index)) is not None]
        mime = QMimeData()
        mime.setData(ROWS_MIME, QByteArray(" ".join(keys).encode()))
        return mime

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex
    ) -> bool:
        """Jobs of a group stay below it, all others outside of groups."""
        return (
            action == Qt.DropAction.MoveAction
            and column <= 0
            and row >= -1
            and bool(self._dragged(data, parent))
        )

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex
    ) -> bool:
        """Ask for the move; the rows move when the queue says so."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        at = self.rowCount(parent) if row < 0 else row
        move = self.move_to(self._dragged(data, parent), at, parent)
        if move is not None:
            self.moves_dropped.emit(*move)
        return True

    def move_to(self, row_ids: Sequence[str], row: int, parent: AnyIndex = _NOWHERE) -> Move | None:
        """The move that brings these rows in front of `row` of `parent`; None if nothing moves."""
        chosen = self._tree.waiting_of(row_ids)
        if parent.isValid():
            return move_among(self.records, chosen, self._tree.top[parent.row()].job_ids, row)
        moved = set(chosen)
        stays = (self._tree.staying(node, moved) for node in self._tree.top[row:])
        return move_before(self.records, chosen, next(filter(None, stays), None))

    def move_to_end(self, row_ids: Sequence[str], *, first: bool) -> Move | None:
        """The move that lets these rows begin before all others, or after them."""
        chosen = self._tree.waiting_of(row_ids)
        if first:
            return move_to_front(self.records, chosen)
        return move_before(self.records, chosen, None)

    def _dragged(self, data: QMimeData, parent: AnyIndex) -> list[str]:
        """The rows in what is dragged that may be dropped below `parent`."""
        tree = self._tree
        names = bytes(data.data(ROWS_MIME).data()).decode("ascii", "replace").split()
        found = tree.without_taken_along([name for name in names if is_job_id(name)])
        over = tree.top[parent.row()].key if parent.isValid() else None
        at_home = all(tree.group_of(name) == over for name in found)
        return found if at_home and tree.waiting_of(found) else []

    # --- rows ----------------------------------------------------------------------------------

    def _build(self) -> None:
        """Make all rows anew."""
        self.beginResetModel()
        self._tree.build()
        self._times = None
        self.endResetModel()

    def _append(self, jobs: Sequence[Job]) -> None:
        """Of one group, or of none."""
        node = self._tree.home_of(jobs[0])
        at = len(self._tree.top if node is None else node.job_ids)
        parent = _NOWHERE if node is None else self._top_index(node)
        self.beginInsertRows(parent, at, at + len(jobs) - 1)
        for job in jobs:
            self._tree.append(job)
        self._times = None
        self.endInsertRows()
        if node is not None:
            self._touch_group(node)

    def _arrange(self) -> None:
        """Put the rows where the order of the list wants them."""
        if self._tree.is_arranged:
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        keys = [row.id if (row := self.row_at(index)) is not None else "" for index in held]
        self._tree.arrange()
        self.changePersistentIndexList(held, [self.index_of(key) for key in keys])
        self.layoutChanged.emit()

    def _top_index(self, node: Node) -> QModelIndex:
        return self.createIndex(node.row, 0, TOP)

    def _touch_progress(self, job_id: str) -> None:
        self.touch(job_id, PROGRESS_ROLE)

    def _touch_group(self, node: Node, *roles: int) -> None:
        if node.group is not None:
            index = self._top_index(node)
            self.dataChanged.emit(index, index, list(roles))

    def _touch_all(self, role: int) -> None:
        counts = {TOP: len(self._tree.top)}
        counts |= {number: len(node.job_ids) for number, node in self._tree.numbered.items()}
        for number, count in counts.items():
            if count:
                last = self.createIndex(count - 1, 0, number)
                self.dataChanged.emit(self.createIndex(0, 0, number), last, [role])

    # --- what rows say -------------------------------------------------------------------------

    def _progress_in(self, row: QueueRow) -> Progress | None:
        active = row.active if isinstance(row, GroupRow) else row
        return None if active is None else self.progress_of(active)

    def _start_of(self, row: QueueRow) -> int | None:
        numbers = [self._starts[job.id] for job in jobs_of(row) if job.id in self._starts]
        return min(numbers, default=None)

    def _seconds_of(self, row: QueueRow) -> float | None:
        """How long what is still to do takes; None if not known of all of it."""
        progress = self._progress_in(row)
        left = time_left(
            jobs_of(row), self.times(), None if progress is None else progress.seconds_left
        )
        return left.seconds if left.seconds > 0 and left.unknown == 0 else None

    def _tooltip(self, row: QueueRow) -> str:
        return plain_tooltip(queue_text.tooltip(row, self._progress_in(row), self._start_of(row)))

    def _spoken(self, row: QueueRow) -> str:
        state = queue_text.state_line(row, self._progress_in(row), self._seconds_of(row))
        return queue_text.spoken(row, state, self._start_of(row))

    _readers: ClassVar[dict[int, Callable[["QueueModel", QueueRow], object]]] = {
        PROGRESS_ROLE: _progress_in,
        START_ROLE: _start_of,
        SECONDS_ROLE: _seconds_of,
        Qt.ItemDataRole.DisplayRole: lambda _, row: queue_text.title_line(row),
        Qt.ItemDataRole.ToolTipRole: _tooltip,
        Qt.ItemDataRole.AccessibleTextRole: _spoken,
        Qt.ItemDataRole.AccessibleDescriptionRole: lambda _, row: queue_text.settings_line(row),
    }
