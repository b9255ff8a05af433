"""Groups of jobs as people see them: a sweep's grid, drafts to choose from, a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.app.stage import Stage, View
from wan22_desktop.core.clip_work import MAX_SOURCES
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.ui.grid_page import GridPage
from wan22_desktop.gallery.ui.locked_clips import MAX_CLIPS
from wan22_desktop.generation.domain.drafts import finals
from wan22_desktop.generation.domain.groups import GroupKind, JobGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.reproduction_request import reproduction_of
from wan22_desktop.generation.domain.sweep_grid import grid_of
from wan22_desktop.generation.ui.queue_text import state_line


@dataclass(frozen=True, slots=True)
class Shown:
    """What the grid page shows: a job for each cell, None where there is none any more."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    jobs: tuple[Job | None, ...]
    left_out: int = 0


class GroupDesk(QObject):
    """Follows the jobs of all groups."""

    clip_wanted = Signal(str)
    group_chosen = Signal(object)  # NewGroup
    work_wanted = Signal(object, object)  # WorkKind, tuple of paths
    verdict_wanted = Signal(str, str)
    """The paths of the first clip and of the one that was rendered again."""

    def __init__(self, desk: ErrorDesk, stage: Stage, page: GridPage) -> None:
        super().__init__(stage)
        self._desk = desk
        self._stage = stage
        self._page = page
        self._jobs: dict[str, Job] = {}
        self._groups: dict[str, JobGroup] = {}
        self._open: JobGroup | None = None
        self._cells: list[str] = []
        """The ids of the jobs in the cells; empty for a cell without one."""

    # --- what the queue tells --------------------------------------------------------------------

    @Slot(object)
    def take_jobs(self, jobs: tuple[Job, ...]) -> None:
        self._jobs = {job.id: job for job in jobs if job.group_id}

    @Slot(object)
    def take_new_jobs(self, jobs: tuple[Job, ...]) -> None:
        self._jobs.update((job.id, job) for job in jobs if job.group_id)

    @Slot(object)
    def take_job(self, job: Job) -> None:
        if not job.group_id:
            return
        before = self._jobs.get(job.id)
        self._jobs[job.id] = job
        if self._open is not None and job.group_id == self._open.id and job.id in self._cells:
            self._show_cell(self._cells.index(job.id), job)
        if job.state is JobState.DONE and (before is None or before.state is not JobState.DONE):
            self._judge(job)

    @Slot(str)
    def forget_job(self, job_id: str) -> None:
        """Its cell stays as it is: the clip is still there."""
        self._jobs.pop(job_id, None)

    @Slot(object)
    def take_groups(self, groups: tuple[JobGroup, ...]) -> None:
        self._groups = {group.id: group for group in groups}

    @Slot(object)
    def take_group(self, group: JobGroup) -> None:
        self._groups[group.id] = group

    @Slot(str)
    def forget_group(self, group_id: str) -> None:
        self._groups.pop(group_id, None)

    # --- the grid --------------------------------------------------------------------------------

    @Slot(object)
    def open_group(self, group: JobGroup) -> None:
        """Show the clips of a group in step; what is not ready yet comes in by itself."""
        shown = self._shown(group)
        self._open = group
        self._cells = [job.id if job is not None else "" for job in shown.jobs]
        labels = tuple(job.label if job is not None else "" for job in shown.jobs)
        is_sweep = group.kind is GroupKind.SWEEP
        self._page.show_grid(
            group.title,
            shown.rows if is_sweep else (),
            shown.columns if is_sweep else (),
            labels,
            has_stars=group.kind is GroupKind.DRAFTS,
        )
        for index, job in enumerate(shown.jobs):
            self._show_cell(index, job)
        self._stage.show_view(View.GRID)
        if shown.left_out:
            self._desk.say(
                "grid",
                tr(
                    "{shown} of {count} clips are in the grid; the others are in the gallery.",
                    shown=len(shown.jobs),
                    count=len(shown.jobs) + shown.left_out,
                ),
            )

    def _shown(self, group: JobGroup) -> Shown:
        jobs = [job for job in self._jobs.values() if job.group_id == group.id]
        if group.kind is not GroupKind.SWEEP:
            clips = [job for job in jobs if job.work is None]
            return Shown((), (), tuple(clips[:MAX_CLIPS]), max(0, len(clips) - MAX_CLIPS))
        grid = grid_of(group, jobs)
        rows, cells, width = grid.folded_rows, grid.folded_jobs, len(grid.columns)
        fitting = max(1, min(len(rows), MAX_CLIPS // max(1, width)))
        columns = grid.columns
        if width > MAX_CLIPS:  # one long row: as many of it as can be played at once
            columns, cells, fitting = columns[:MAX_CLIPS], cells[:MAX_CLIPS], 1
        count = fitting * len(columns)
        left_out = len(grid.jobs) - sum(cell is not None for cell in cells[:count])
        return Shown(rows[:fitting], columns, cells[:count], left_out)

    def _show_cell(self, index: int, job: Job | None) -> None:
        if job is None:
            self._page.set_cell_at(index, None, tr("Removed from the queue"))
        elif job.state is JobState.DONE:
            self._page.set_cell_at(index, job.clip_path, "")
        else:
            self._page.set_cell_at(index, None, state_line(job, None))

    @Slot(int)
    def open_cell(self, index: int) -> None:
        job = self._jobs.get(self._cells[index])
        if job is not None and job.clip_path is not None and job.state is JobState.DONE:
            self.clip_wanted.emit(job.clip_path)

    @Slot(object)
    def finish(self, starred: Sequence[int]) -> None:
        """Render the starred drafts in full."""
        if self._open is None:
            return
        jobs = tuple(self._jobs.values())
        try:
            group = finals(self._open, jobs, {self._cells[index] for index in starred})
        except UserError as error:
            self._desk.show_error(error)
            return
        self.group_chosen.emit(group)

    @Slot()
    def export_grid(self) -> None:
        """Make one clip of what is in the grid."""
        from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
        from wan22_desktop.generation.domain.groups import NewGroup, NewJob

        jobs = [self._jobs[job_id] for job_id in self._cells if job_id in self._jobs]
        if len(jobs) < 2 or self._open is None:
            return
        jobs = jobs[:MAX_SOURCES]
        columns = len(self._shown(self._open).columns) or ceil(len(jobs) ** 0.5)
        work = ClipWork(
            kind=WorkKind.GRID,
            sources=tuple(ClipSource(job_id=job.id, label=job.label[:200]) for job in jobs),
            columns=columns,
        )
        title = tr("Grid of {group}", group=self._open.title)
        new = NewJob(jobs[0].request, label=title, work=work)
        self.group_chosen.emit(NewGroup(GroupKind.WORK, title, (new,)))

    # --- reproductions ---------------------------------------------------------------------------

    def _judge(self, job: Job) -> None:
        group = self._groups.get(job.group_id)
        spec = reproduction_of(group, job) if group is not None else None
        if spec is not None and job.clip_path is not None:
            self.verdict_wanted.emit(spec.path, job.clip_path)
