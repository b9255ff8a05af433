"""What the rest of the window wants to know about the queue."""

import logging
from collections import Counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import QueuePause

SETTLE_MS = 300
"""A job that is tried again by itself is failed for a moment; that is nobody's news."""

_WAITING = (JobState.QUEUED, JobState.INTERRUPTED)

log = logging.getLogger("wan22.queue")


class QueueWatch(QObject):
    """Follows the queue's signals and tells what changed as a whole."""

    summary_changed = Signal(str)
    job_began = Signal(object)  # Job
    clip_done = Signal(object)  # Job
    job_failed = Signal(object)  # Job
    job_waits = Signal(object)  # Job
    """It failed, and is tried again by itself once what is in the way is gone."""
    idle_changed = Signal(bool)
    """Whether nothing is rendered and nothing is about to be."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[str, Job] = {}
        # Kept as jobs come, change and go: thousands are not counted for each of them.
        self._states: Counter[JobState] = Counter()
        self._active: dict[str, Job] = {}
        self._ready: set[str] = set()
        self._paused = False
        self._idle: bool | None = None

    @property
    def rendering(self) -> Job | None:
        """The job that an engine works on."""
        return next(iter(self._active.values()), None)

    @property
    def has_waiting(self) -> bool:
        """Whether another job begins by itself."""
        return not self._paused and bool(self._ready)

    @Slot(object)
    def take_jobs(self, jobs: tuple[Job, ...]) -> None:
        for job_id in tuple(self._jobs):
            self._drop(job_id)
        self.take_new_jobs(jobs)

    @Slot(object)
    def take_new_jobs(self, jobs: tuple[Job, ...]) -> None:
        for job in jobs:
            self._put(job)
        self._tell()

    @Slot(object)
    def take_job(self, job: Job) -> None:
        """The new state of a job."""
        before = self._jobs.get(job.id)
        self._put(job)
        self._tell()
        if before is None:
            return
        if job.waits and job.message and not before.waits:
            self.job_waits.emit(job)
        if before.state is job.state:
            return
        # The prompt stays out of the log: it is the user's own.
        log.info("job %s: %s, then %s %s", job.id, before.state, job.state, job.message)
        if job.state.is_active and not before.state.is_active:
            self.job_began.emit(job)
        elif job.state is JobState.DONE:
            self.clip_done.emit(job)
        elif job.state is JobState.FAILED:
            QTimer.singleShot(SETTLE_MS, self, lambda: self._tell_failed(job.id))

    def _tell_failed(self, job_id: str) -> None:
        job = self._jobs.get(job_id)
        if job is not None and job.state is JobState.FAILED:
            self.job_failed.emit(job)

    @Slot(str)
    def forget_job(self, job_id: str) -> None:
        self._drop(job_id)
        self._tell()

    @Slot(object)
    def take_pause(self, pause: QueuePause) -> None:
        self._paused = pause.paused
        self._tell()

    @Slot(str)
    def note_engine(self, sentence: str) -> None:
        if sentence:
            log.info("engine: %s", sentence)

    def job(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def done_with(self, lora_hashes: set[str]) -> tuple[Job, ...]:
        """Clips that were rendered with any of these LoRA files, the last one at the end."""
        done = [
            job
            for job in self._jobs.values()
            if job.state is JobState.DONE
            and any(use.sha256 in lora_hashes for use in job.request.loras)
        ]
        return tuple(sorted(done, key=lambda job: job.created_at))

    def summary(self) -> str:
        """`1 rendering, 3 waiting, paused` or that there is nothing to do."""
        waiting = sum(self._states[state] for state in _WAITING)
        failed = self._states[JobState.FAILED]
        parts = []
        if self.rendering is not None:
            parts.append(tr("1 rendering"))
        if waiting:
            parts.append(trn("{count} waiting", "{count} waiting", waiting))
        if failed:
            parts.append(trn("{count} failed", "{count} failed", failed))
        if self._paused:
            parts.append(tr("paused"))
        return tr("Queue: {summary}", summary=", ".join(parts) or tr("nothing to do"))

    def _put(self, job: Job) -> None:
        """In place of what was known of it."""
        self._drop(job.id)
        self._jobs[job.id] = job
        self._states[job.state] += 1
        if job.state.is_active:
            self._active[job.id] = job
        if job.state in _WAITING and not job.waits:
            self._ready.add(job.id)

    def _drop(self, job_id: str) -> None:
        job = self._jobs.pop(job_id, None)
        if job is not None:
            self._states[job.state] -= 1
            self._active.pop(job_id, None)
            self._ready.discard(job_id)

    def _tell(self) -> None:
        self.summary_changed.emit(self.summary())
        idle = self.rendering is None and not self.has_waiting
        if idle is not self._idle:
            self._idle = idle
            self.idle_changed.emit(idle)
