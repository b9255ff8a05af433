"""The queue as an item model: rows can be dragged, progress repaints one row at a measured rate."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QObject, Qt, Signal

from wan22_desktop.core.ids import is_job_id
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.ui import queue_text
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.record_model import AnyIndex, RecordListModel
from wan22_desktop.qtkit.throttle import Throttle

PROGRESS_ROLE = Qt.ItemDataRole.UserRole + 2
"""The `Progress` of an active row, or None."""
JOBS_MIME = "application/x-wan22-jobs"
REPAINT_INTERVAL_MS = 250


class QueueModel(RecordListModel[Job]):
    """Jobs in the order of the list."""

    move_dropped = Signal(str, int)
    """A job's id and the row it was dropped at, counted after it has been lifted out."""

    def __init__(
        self, repaint_interval_ms: int = REPAINT_INTERVAL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self._repaint = Throttle(self.touch, repaint_interval_ms, self)

    @property
    def progress(self) -> Progress | None:
        """How far the active job is."""
        return self._progress

    def progress_of(self, job: Job) -> Progress | None:
        progress = self._progress
        known = progress is not None and progress.job_id == job.id and job.state.is_active
        return progress if known else None

    def show_progress(self, progress: Progress) -> None:
        """Paint the row again, now or as soon as the interval allows."""
        self._progress = progress
        self._repaint(progress.job_id)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == PROGRESS_ROLE:
            job = self.record_at(index)
            return None if job is None else self.progress_of(job)
        return super().data(index, role)

    def text_of(self, record: Job, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return queue_text.one_line(record.request.prompt)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(queue_text.tooltip(record, self.progress_of(record)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = queue_text.state_line(record, self.progress_of(record))
            return f"{queue_text.one_line(record.request.prompt)}, {state}"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return queue_text.settings_line(record)
        return None

    # --- dragging ------------------------------------------------------------------------------

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        job = self.record_at(index)
        if job is None:
            # Between rows: the only place to drop at.
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )
        return flags | Qt.ItemFlag.ItemIsDragEnabled if job.state is JobState.QUEUED else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [JOBS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted(index.row() for index in indexes)
        ids = [self.records[row].id for row in rows]
        mime = QMimeData()
        mime.setData(JOBS_MIME, QByteArray(" ".join(ids).encode()))
        return mime

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex
    ) -> bool:
        return (
            action == Qt.DropAction.MoveAction
            and not parent.isValid()
            and column <= 0
            and row >= -1
            and bool(self._dragged(data))
        )

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex
    ) -> bool:
        """Ask for the move; the rows move when the queue says so."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        at = self.rowCount() if row < 0 else row
        for job_id, to_row in self.moves_to(self._dragged(data), at):
            self.move_dropped.emit(job_id, to_row)
        return True

    def moves_to(self, job_ids: Sequence[str], row: int) -> list[tuple[str, int]]:
        """The single moves that bring `job_ids` in front of what is at `row` now.

        Waiting jobs are started in order, so none is put before the first waiting one.
        """
        ids = [job.id for job in self.records]
        waiting = [at for at, job in enumerate(self.records) if job.state is JobState.QUEUED]
        row = max(row, waiting[0] if waiting else 0)
        chosen = set(job_ids)
        before = next((job_id for job_id in ids[row:] if job_id not in chosen), None)
        moves: list[tuple[str, int]] = []
        for job_id in job_ids:
            start = ids.index(job_id)
            ids.remove(job_id)
            to = len(ids) if before is None else ids.index(before)
            ids.insert(to, job_id)
            if to != start:
                moves.append((job_id, to))
        return moves

    def _dragged(self, data: QMimeData) -> list[str]:
        """The waiting jobs in what is dragged, in the order of the list."""
        names = bytes(data.data(JOBS_MIME).data()).decode("ascii", "replace").split()
        found = {name for name in names if is_job_id(name)}
        return [job.id for job in self.records if job.id in found and job.state is JobState.QUEUED]
