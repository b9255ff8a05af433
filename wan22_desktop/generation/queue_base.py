"""What every part of the queue stands on: jobs on the disk, one lock, news after each change."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.free_space import free_bytes
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import QueueSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.file_names import DEFAULT_TEMPLATE, check_template
from wan22_desktop.generation.domain.groups import JobGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.order import Needs, start_order
from wan22_desktop.generation.events import (
    GroupRemoved,
    JobChanged,
    JobRemoved,
    QueueEvent,
    QueuePause,
    StartOrderChanged,
)
from wan22_desktop.generation.job_waits import JobWaits, lost_source
from wan22_desktop.generation.model_supply import ModelSupply
from wan22_desktop.generation.publishing import clip_target
from wan22_desktop.generation.queue_holds import QueueHolds
from wan22_desktop.generation.store import JobStore
from wan22_desktop.generation.work_sources import without_job


class QueueBase:
    """Safe to use from several threads.

    `listener` hears of each change after it is on the disk, on the thread that made it. Methods
    raise UserError for what cannot be done; nothing is changed then.
    """

    def __init__(
        self,
        store: JobStore,
        places: Places,
        *,
        outputs: Path | None = None,
        listener: Callable[[QueueEvent], None] | None = None,
        check_loras: Callable[[GenerationRequest], None] | None = None,
        free: Callable[[Path], int] = free_bytes,
        settings: QueueSettings | None = None,
        name_template: str = DEFAULT_TEMPLATE,
    ) -> None:
        """`check_loras` raises UserError for a request whose LoRAs its model cannot use.

        `free` gives the bytes that the drive of a folder has left. `name_template` names clips, see
        `domain.file_names`; one that cannot be used raises UserError.
        """
        check_template(name_template)
        self._store = store
        self._places = places
        self._outputs = outputs or places.outputs
        self._listener = listener
        self._check_loras = check_loras
        self._free = free
        self._settings = settings or QueueSettings()
        self._name_template = name_template
        self._changed = threading.Condition(threading.RLock())
        self._depth = 0
        """Of changes within changes."""
        self._told_order: tuple[str, ...] = ()
        self._last_needs: Needs | None = None
        """What the job that began last has brought into memory."""
        self._cancelling: set[str] = set()
        self._stop_now = False
        self._holds = QueueHolds()
        self._models = ModelSupply(places)
        self._waits = JobWaits(self._models)

    # --- questions ----------------------------------------------------------------------------

    def jobs(self) -> tuple[Job, ...]:
        """Every job in the order of the list."""
        return self._store.all()

    def job(self, job_id: str) -> Job:
        """The job, or a UserError that there is none."""
        job = self._store.get(job_id)
        if job is None:
            raise UserError(tr("There is no job {id} in the queue.", id=job_id), field="id")
        return job

    def groups(self) -> tuple[JobGroup, ...]:
        """Every group that has jobs in the queue, the oldest first."""
        return self._store.groups()

    def pause(self) -> QueuePause:
        return self._store.pause()

    def is_cancelling(self, job_id: str) -> bool:
        """Whether the user has asked an active job to stop."""
        return job_id in self._cancelling

    def is_skipping(self, job_id: str) -> bool:
        """Whether an active job shall stop at its next step because the user skips it."""
        job = self._store.get(job_id)
        return job is not None and job.is_skipped and job.state.is_active

    def start_order(self) -> tuple[str, ...]:
        """The ids of the waiting jobs in the order in which they will begin.

        Those that wait for something other than jobs before them come last.
        """
        with self._changed:
            return tuple(job.id for job in self._in_start_order())

    def clip_target(self, job: Job) -> Path:
        """Where the clip of `job` lies or will lie."""

        def is_taken(path: Path) -> bool:
            others = [other.clip_path for other in self._store.all() if other.id != job.id]
            folded = str(path).casefold()  # as drives that tell no case apart do
            return path.exists() or any(o is not None and o.casefold() == folded for o in others)

        title = next((g.title for g in self._store.groups() if g.id == job.group_id), "")
        return clip_target(
            job, self._outputs, self._name_template, group_title=title, is_taken=is_taken
        )

    # --- changes --------------------------------------------------------------------------------

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else changes anything meanwhile; afterwards waiters wake up and hear the order."""
        with self._changed:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            if self._depth == 0:
                self._changed.notify_all()
                self._tell_order()

    def _tell_order(self) -> None:
        if self._listener is not None and (order := self.start_order()) != self._told_order:
            self._told_order = order
            self._listener(StartOrderChanged(order))

    def _tell(self, event: QueueEvent) -> None:
        if self._listener is not None:
            self._listener(event)

    def _save(self, *jobs: Job, content: bool = False) -> tuple[Job, ...]:
        """Write what became of jobs, with what they wait for now; all or none."""
        with self._changing():
            queued = tuple(job for job in jobs if job.state is JobState.QUEUED)
            waits = self._waits.of(queued, {**self._by_id(), **{job.id: job for job in jobs}})
            saved = tuple(
                replace(
                    job,
                    waits=waits.get(job.id, ""),
                    is_skipped=job.is_skipped and not job.state.is_ended,
                )
                for job in jobs
            )
            if saved:
                self._store.save(*saved, content=content)
            for job in saved:
                self._tell(JobChanged(job))
            return saved

    def _forget(self, *job_ids: str) -> None:
        """Remove jobs that are not active; work that needs their clips takes the files then."""
        with self._changing():
            jobs = self._by_id()
            made = {i: jobs[i] for i in job_ids if jobs[i].state is JobState.DONE}
            others = [job for job in jobs.values() if job.id not in job_ids]
            freed = [
                after
                for before in others
                if before.state is not JobState.DONE
                and (after := without_job(before, made)) is not before
            ]
            groups = self._store.remove(*job_ids, changed=freed)
            for job in freed:
                self._tell(JobChanged(job))
            for job_id in job_ids:
                self._forget_checkpoint(job_id)
                self._tell(JobRemoved(job_id))
            for group_id in groups:
                self._tell(GroupRemoved(group_id))
            self._fail_orphans()

    def _fail_orphans(self) -> None:
        """Give up work whose clips will not be made."""
        with self._changing():
            while True:
                jobs = self._by_id()
                lost = [
                    job.moved_to(JobState.FAILED, message=reason)
                    for job in jobs.values()
                    if job.state is JobState.QUEUED and (reason := lost_source(job, jobs))
                ]
                if not lost:
                    return
                self._save(*lost)

    def _refresh_waits(self) -> dict[str, str]:
        """What each queued job waits for now, by its id; what has changed is stored and told."""
        jobs = self._by_id()
        queued = tuple(job for job in jobs.values() if job.state is JobState.QUEUED)
        waits = self._waits.of(queued, jobs)
        changed = [job for job in queued if job.waits != waits[job.id]]
        if changed:
            self._save(*changed)
        return waits

    def _in_start_order(self) -> tuple[Job, ...]:
        jobs = self._by_id()
        waiting = [j for j in jobs.values() if j.state is JobState.QUEUED and not j.is_skipped]
        kept_back = [job for job in waiting if job.waits and not self._waits_for_jobs(job, jobs)]
        kept_ids = {job.id for job in kept_back}
        ready = [job for job in waiting if job.id not in kept_ids]
        return (*start_order(ready, self._settings.order, self._last_needs), *kept_back)

    def _waits_for_jobs(self, job: Job, jobs: Mapping[str, Job]) -> bool:
        """Whether it waits for other jobs of the queue only."""
        needed: Collection[str] = () if job.work is None else job.work.waits_for
        return any(i in jobs and jobs[i].state is not JobState.DONE for i in needed)

    def _by_id(self) -> dict[str, Job]:
        """Every job in the order of the list."""
        return {job.id: job for job in self._store.all()}

    def _forget_checkpoint(self, job_id: str) -> None:
        for file in self._places.checkpoints.glob(f"{job_id}*.safetensors"):  # one a sampling
            file.unlink(missing_ok=True)
