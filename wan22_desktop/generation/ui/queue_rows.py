"""What the rows of the queue stand for: a job, or a group of jobs."""

from dataclasses import dataclass
from functools import cached_property

from wan22_desktop.generation.domain.groups import JobGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress


@dataclass(frozen=True)
class GroupRow:
    """A group with its jobs as they stand, in the order of the list."""

    group: JobGroup
    jobs: tuple[Job, ...]

    @property
    def id(self) -> str:
        return self.group.id

    @cached_property
    def done(self) -> int:
        return self._count(JobState.DONE)

    @cached_property
    def failed(self) -> int:
        return self._count(JobState.FAILED)

    @cached_property
    def active(self) -> Job | None:
        """The job an engine works on."""
        return next((job for job in self.jobs if job.state.is_active), None)

    @cached_property
    def is_ended(self) -> bool:
        return all(job.state.is_ended for job in self.jobs)

    @cached_property
    def is_skipped(self) -> bool:
        """Whether nothing of it will begin: what has not ended is skipped."""
        pending = [job for job in self.jobs if not job.state.is_ended]
        return bool(pending) and all(job.is_skipped for job in pending)

    @cached_property
    def waits(self) -> str:
        """Why a job of it cannot begin yet; empty if none waits for anything."""
        return next((job.waits for job in self.jobs if job.waits), "")

    @cached_property
    def thumbnail_job(self) -> Job | None:
        """The latest finished clip that has a picture."""
        return next((job for job in reversed(self.jobs) if job.thumbnail), None)

    def fraction(self, progress: Progress | None) -> float:
        """From 0 to 1: what has ended counts whole, what is rendered by its progress."""
        ended = sum(job.state.is_ended for job in self.jobs)
        part = 0.0 if progress is None else progress.fraction
        return (ended + part) / max(1, len(self.jobs))

    def _count(self, state: JobState) -> int:
        return sum(job.state is state for job in self.jobs)


QueueRow = Job | GroupRow
"""What `RECORD_ROLE` gives for a row."""


def jobs_of(row: QueueRow) -> tuple[Job, ...]:
    return row.jobs if isinstance(row, GroupRow) else (row,)
