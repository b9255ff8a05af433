"""Which jobs lie below which row: the flat list of the queue, with groups folded into one row."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from wan22_desktop.generation.domain.groups import JobGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.ui.queue_rows import GroupRow

TOP = 0
"""The number of rows that lie in no group."""


class Node:
    """A row at the top: a job, or a group with its jobs below it."""

    def __init__(self, number: int, group: JobGroup | None, job_id: str) -> None:
        self.number = number
        """A group's own; `TOP` for a job."""
        self.group = group
        self.job_ids = [job_id]
        self.row = 0
        self.rows: dict[str, int] = {}
        """Of the jobs below it."""
        self.shown: GroupRow | None = None
        """Of a group, as it was last told; None once a job of it has changed."""
        self.renumber()

    @property
    def key(self) -> str:
        """What the row is known by."""
        return self.job_ids[0] if self.group is None else self.group.id

    def renumber(self) -> None:
        self.rows = {job_id: row for row, job_id in enumerate(self.job_ids)}
        self.shown = None


class QueueTree:
    """The jobs in the order of the list, and the rows that show them."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.order: list[str] = []
        self.groups: dict[str, JobGroup] = {}
        self.top: list[Node] = []
        self.nodes: dict[str, Node] = {}
        """By job and by group."""
        self.numbered: dict[int, Node] = {}
        """Those of groups."""
        self._last_number = TOP

    @property
    def records(self) -> tuple[Job, ...]:
        return tuple(self.jobs[job_id] for job_id in self.order)

    def set_jobs(self, jobs: Iterable[Job]) -> None:
        """Replace all jobs; of those with one id the first is taken."""
        self.jobs = {}
        for job in jobs:
            self.jobs.setdefault(job.id, job)
        self.order = list(self.jobs)

    def build(self) -> None:
        """Make all rows anew."""
        self.top, self.nodes, self.numbered = [], {}, {}
        for job_id in self.order:
            job = self.jobs[job_id]
            node = self.home_of(job)
            if node is None:
                self._open_row(job)
            else:
                node.job_ids.append(job_id)
                self.nodes[job_id] = node
        for node in self.numbered.values():
            node.renumber()
        self.arrange()

    def home_of(self, job: Job) -> Node | None:
        """The group's row under which the job belongs; None if it gets a row at the top."""
        return self.nodes.get(job.group_id) if job.group_id in self.groups else None

    def append(self, job: Job) -> None:
        """Put it at the end: below its group, or in a row of its own or its group's."""
        self.jobs[job.id] = job
        self.order.append(job.id)
        node = self.home_of(job)
        if node is None:
            self._open_row(job)
            return
        node.rows[job.id] = len(node.job_ids)
        node.job_ids.append(job.id)
        node.shown = None
        self.nodes[job.id] = node

    def take_out(self, job_id: str) -> None:
        """Remove a job, and its group's row with its last one."""
        node = self.nodes.pop(job_id)
        del self.jobs[job_id]
        self.order.remove(job_id)
        if len(node.job_ids) > 1:
            node.job_ids.remove(job_id)
            node.renumber()
            return
        self.nodes.pop(node.key, None)
        self.numbered.pop(node.number, None)
        del self.top[node.row]
        self._renumber_top()

    def group_row(self, node: Node, group: JobGroup) -> GroupRow:
        if node.shown is None:
            node.shown = GroupRow(group, tuple(self.jobs[job_id] for job_id in node.job_ids))
        return node.shown

    # --- order ---------------------------------------------------------------------------------

    def sort(self, job_ids: Sequence[str]) -> None:
        """Order the list; jobs that are not named keep their order at the end."""
        places = {job_id: place for place, job_id in enumerate(job_ids)}
        self.order.sort(key=lambda job_id: places.get(job_id, len(places)))

    @property
    def is_arranged(self) -> bool:
        """Whether all rows stand where the order of the list wants them."""
        places = {job_id: place for place, job_id in enumerate(self.order)}

        def is_sorted(job_ids: Iterable[str]) -> bool:
            found = [places[job_id] for job_id in job_ids]
            return found == sorted(found)

        return is_sorted(self._place_of(node) for node in self.top) and all(
            is_sorted(node.job_ids) for node in self.numbered.values()
        )

    def arrange(self) -> None:
        """Put all rows where the order of the list wants them."""
        places = {job_id: place for place, job_id in enumerate(self.order)}
        for node in self.numbered.values():
            node.job_ids.sort(key=places.__getitem__)
            node.renumber()
        self.top.sort(key=lambda node: places[self._place_of(node)])
        self._renumber_top()

    def staying(self, node: Node, moved: AbstractSet[str]) -> str | None:
        """The job where the row stands once others have been lifted out; None if none stays."""
        stays = [job_id for job_id in node.job_ids if job_id not in moved]
        pending = (job_id for job_id in stays if not self.jobs[job_id].state.is_ended)
        return next(pending, stays[0] if stays else None)

    def _place_of(self, node: Node) -> str:
        """The job where the row stands: the first that has not ended, or else the first."""
        pending = (one for one in node.job_ids if not self.jobs[one].state.is_ended)
        return next(pending, node.job_ids[0])

    # --- choosing ------------------------------------------------------------------------------

    def group_of(self, row_id: str) -> str | None:
        """The group below which a row lies; None for rows at the top."""
        node = self.nodes[row_id]
        return None if node.group is None or node.key == row_id else node.key

    def without_taken_along(self, row_ids: Sequence[str]) -> list[str]:
        """The rows that are known, less those whose group is among them."""
        known = [row_id for row_id in row_ids if row_id in self.nodes]
        return [row_id for row_id in known if self.group_of(row_id) not in known]

    def waiting_of(self, row_ids: Sequence[str]) -> list[str]:
        """The waiting jobs of these rows in the order of the list."""
        wanted: set[str] = set()
        for row_id in row_ids:
            node = self.nodes.get(row_id)
            if node is not None:
                wanted.update(node.job_ids if row_id == node.key else [row_id])
        waits = JobState.QUEUED
        return [one for one in self.order if one in wanted and self.jobs[one].state is waits]

    # --- inside --------------------------------------------------------------------------------

    def _open_row(self, job: Job) -> None:
        """A row at the end of the top: of the job, or of its group with it."""
        group = self.groups.get(job.group_id)
        number = TOP
        if group is not None:
            self._last_number += 1
            number = self._last_number
        node = Node(number, group, job.id)
        node.row = len(self.top)
        self.top.append(node)
        self.nodes[job.id] = node
        if group is not None:
            self.nodes[group.id] = node
            self.numbered[number] = node

    def _renumber_top(self) -> None:
        for row, node in enumerate(self.top):
            node.row = row
