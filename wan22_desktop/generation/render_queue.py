"""The queue: what is asked of it is on the disk before it answers."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.file_names import folders_of
from wan22_desktop.generation.domain.job import MAX_CRASHES, Job, JobState
from wan22_desktop.generation.domain.order import Needs
from wan22_desktop.generation.events import ModelInUse, QueueHold
from wan22_desktop.generation.publishing import settle_publication
from wan22_desktop.generation.queue_wishes import QueueWishes
from wan22_desktop.generation.requirements import MIN_FREE_BYTES, disk_full, lack_of_room
from wan22_desktop.generation.work_sources import files_of

MAX_UPCOMING_TEXTS = 32
"""Texts that are encoded ahead; of 4000 characters each they fit a line of the protocol."""

_OUR_TEMPORARY = re.compile(r"\.[0-9a-f]{12}\.tmp(\.mp4)?")
"""The names of `RenderQueue.temporary_clip` and of the probe that finds out about room."""


class RenderQueue(QueueWishes):
    """Jobs in order, with every rule about what may be done to them.

    A queued job whose model cannot be used waits for it, whenever it went, and work on clips waits
    for the jobs that make them: `Job.waits` says so, jobs behind it go on, and it begins by itself
    once it can.
    """

    def settle(self, *, at_start: bool = False) -> None:
        """Put what an unclean end left behind in order, before a job is taken.

        `at_start` is for who opens the queue: if the app ended during a render, and the settings do
        not say otherwise, the queue is paused then, lest what ended it does so again.
        """
        with self._changing():
            settled: list[Job] = []
            unclean = False
            for job in self._store.all():
                unclean |= job.state.is_active
                if job.state is JobState.PUBLISHING and settle_publication(job):
                    settled.append(job.moved_to(JobState.DONE))
                elif job.state.is_active:
                    interrupted = job.moved_to(JobState.INTERRUPTED)
                    message = tr("The app ended during this job.")
                    settled.append(interrupted.moved_to(JobState.QUEUED, message=message))
                elif job.state is JobState.INTERRUPTED:
                    settled.append(job.moved_to(JobState.QUEUED, message=job.message))
            self._save(*settled)
            if at_start and unclean and not self._settings.resume_after_crash:
                self.set_paused(
                    paused=True,
                    reason=tr(
                        "The app ended unexpectedly while it was rendering. Nothing is lost: "
                        "resume the queue to go on."
                    ),
                )
            # The folder may be one of the user's own: only names that this app makes are swept.
            for stray in self._outputs.glob("*/" * folders_of(self._name_template) + ".*.tmp*"):
                if _OUR_TEMPORARY.fullmatch(stray.name):
                    with contextlib.suppress(OSError):  # it is in nobody's way
                        stray.unlink()

    # --- what the app asks for by itself --------------------------------------------------------

    def hold(self, reason: str, *, by: str = "health") -> None:
        """Begin no further job until the same one lets go, be the queue paused meanwhile or not."""
        with self._holding():
            self._holds.put(by, reason)

    def release(self, *, by: str = "health") -> None:
        """`hold` is over; others may still hold the queue."""
        with self._holding():
            self._holds.put(by, "")

    def pause_at_step(self, reason: str) -> None:
        """Stop the rendered job at its next step and give its memory back until `go_on`."""
        with self._holding():
            self._holds.at_step = reason

    def go_on(self) -> None:
        """`pause_at_step` is over: the job goes on, unless the user has paused meanwhile."""
        with self._holding():
            self._holds.at_step = ""

    def held(self) -> QueueHold:
        """Whether the app itself holds the queue back, and why."""
        return self._holds.held()

    def is_held_by_wish(self) -> bool:
        """Whether `release` or `go_on` is still to come."""
        return self._holds.is_by_wish

    def wants_memory_back(self) -> bool:
        """Whether a job that is being rendered shall stop at its next step, too."""
        return self._stop_now or bool(self._holds.at_step)

    def keep_back(self, key: str, reason: str) -> None:
        """Let the job with this id, or all of the model with this id, wait until `let_begin`."""
        with self._changing():
            self._waits.kept_back[key] = reason
            self._refresh_waits()

    def let_begin(self, key: str) -> None:
        """What these jobs waited for is over."""
        with self._changing():
            if self._waits.kept_back.pop(key, None) is not None:
                self._refresh_waits()

    def look_for_models(self) -> None:
        """Models have come or gone: say which jobs wait for one now, and let the others begin.

        Without this it is noticed the next time that the runner looks for work.
        """
        with self._changing():
            self._refresh_waits()

    # --- what the runner asks for ---------------------------------------------------------------

    def take_next(self, *, only: str | None = None) -> Job | None:
        """The next job that can begin, moved to LOADING; None without one or if paused.

        With `only`, that job if it can begin, paused or not.
        """
        with self._changing():
            waiting = [job for job in self._that_can_begin() if only in (None, job.id)]
            if only is None and self._store.pause().paused:
                return None
            if not waiting or self.is_held_by_wish() or self._is_disk_full():
                return None
            job = waiting[0]
            if job.work is None:
                self._last_needs = Needs.of(job)
            return self._save(job.moved_to(JobState.LOADING))[0]

    def has_work(self) -> bool:
        """Whether `take_next` would give a job."""
        with self._changed:
            can_begin = self._that_can_begin()
            if self.is_held_by_wish() or self._store.pause().paused:
                return False
            return bool(can_begin) and not self._is_disk_full()

    def has_waiting(self, only: str | None = None) -> bool:
        """Whether a job, or that one, is queued and not skipped, be it able to begin or not."""
        return any(
            job.state is JobState.QUEUED and not job.is_skipped and only in (None, job.id)
            for job in self._store.all()
        )

    def wait_for_work(self, timeout_s: float) -> bool:
        """Whether there is work, waiting up to `timeout_s` for some."""
        with self._changed:
            return self.has_work() or (self._changed.wait(timeout_s) and self.has_work())

    def wake(self) -> None:
        """End every `wait_for_work` now."""
        with self._changed:
            self._changed.notify_all()

    def advance(self, job: Job, state: JobState, *, message: str = "") -> Job:
        """Record the next state of an active job."""
        with self._changing():
            if state.is_ended or state is JobState.INTERRUPTED:
                self._cancelling.discard(job.id)
            if state in (JobState.DONE, JobState.CANCELLED):
                self._forget_checkpoint(job.id)
            (moved,) = self._save(self._in_place(job).moved_to(state, message=message))
            if state is JobState.DONE:
                self._refresh_waits()  # of the work that needs this clip
            elif state is JobState.CANCELLED:
                self._fail_orphans()
            return moved

    def record_clip(
        self, job: Job, *, sha256: str, size_bytes: int, seconds: float, thumbnail: bytes
    ) -> Job:
        """Note where the clip is about to appear and what it must be: the job is PUBLISHING."""
        with self._changing():
            target = self.clip_target(job)
            # The template may have changed since the render began. Publishing says if it fails.
            with contextlib.suppress(OSError):
                target.parent.mkdir(parents=True, exist_ok=True)
            return self._save(
                replace(
                    self._in_place(job).moved_to(JobState.PUBLISHING),
                    clip_path=str(target),
                    clip_sha256=sha256,
                    clip_bytes=size_bytes,
                    seconds=seconds,
                    thumbnail=thumbnail,
                )
            )[0]

    def give_back(self, job: Job, reason: str) -> Job:
        """Return an interrupted job to its place without blame: the app ended it, not the job."""
        with self._changing():
            self._cancelling.discard(job.id)
            interrupted = self._in_place(job).moved_to(JobState.INTERRUPTED)
            return self._save(interrupted.moved_to(JobState.QUEUED, message=reason))[0]

    def fail_active(self, reason: str) -> None:
        """Give up whatever is being rendered."""
        with self._changing():
            for job in self._store.all():
                if job.state.is_active:
                    self.advance(job, JobState.FAILED, message=reason)

    def try_again(self, job: Job, reason: str) -> None:
        """Queue a job again that has just failed, in its place."""
        with self._changing():
            if self._is_still(job):
                self._save(self._in_place(job).moved_to(JobState.QUEUED, message=reason))

    def explain(self, job: Job, message: str) -> None:
        """Say more about a job that has failed, or that waits to be tried again."""
        with self._changing():
            if self._is_still(job):
                self._save(replace(self._in_place(job), message=message))

    def note_crash(self, job: Job, reason: str) -> Job:
        """The engine ended during `job`: queue it once more, or fail it at the second time."""
        with self._changing():
            self._cancelling.discard(job.id)
            self._last_needs = None
            crashes = job.crashes + 1
            interrupted = self._in_place(job).moved_to(JobState.INTERRUPTED)
            stopped = replace(interrupted, crashes=crashes)
            if crashes >= MAX_CRASHES:
                # What was sampled might be what kills the decoder: a retry samples afresh.
                self._forget_checkpoint(job.id)
                message = tr(
                    "{reason} It happened {count} times with this job, so it was stopped.",
                    reason=reason,
                    count=crashes,
                )
                return self._save(stopped.moved_to(JobState.FAILED, message=message))[0]
            return self._save(stopped.moved_to(JobState.QUEUED, message=reason))[0]

    def upcoming_texts(self, model: Variant) -> tuple[str, ...]:
        """The prompts of the next waiting jobs with the same text encoder."""
        texts: list[str] = []
        with self._changed:
            for job in self._in_start_order():
                request = job.request
                same = (request.model is Variant.DEMO) == (model is Variant.DEMO)
                if job.work is None and same and len(texts) < MAX_UPCOMING_TEXTS:
                    texts += [request.prompt, request.negative_prompt]
        return tuple(dict.fromkeys(texts))

    def work_sources(self, job: Job) -> tuple[Path, ...]:
        """The clips that the work of `job` takes, in its order.

        Raises UserError for one that is gone, or that is not what it was.
        """
        return () if job.work is None else files_of(job.work, self._by_id())

    def model_parts(self, model: Variant) -> ModelParts:
        """The files of an installed model; raises UserError if it is missing or damaged."""
        return self._models.parts(model)

    def model_in_use(self, model: Variant) -> ModelInUse:
        """Whose files `model_parts` gives now."""
        return self._models.in_use(model)

    def lack_of_room(self, job_id: str) -> str:
        """Why the disks that a job writes to take no files at present; empty if they do."""
        places = self._places
        folder = self.clip_target(self.job(job_id)).parent
        return lack_of_room(folder, places.checkpoints, places.cache)

    def temporary_clip(self, job: Job) -> Path:
        """Where the engine writes the clip before it is published, in the folder of its target."""
        return self.clip_target(job).with_name(f".{job.id}.tmp.mp4")

    def checkpoint_file(self, job_id: str) -> Path:
        """Where the sampling of a job is kept until its clip is published."""
        return self._places.checkpoints / f"{job_id}.safetensors"

    # --- helpers --------------------------------------------------------------------------------

    def _that_can_begin(self) -> list[Job]:
        """In the order in which they begin; what the others wait for is brought up to date."""
        self._fail_orphans()
        waits = self._refresh_waits()
        return [job for job in self._in_start_order() if not waits[job.id]]

    @contextlib.contextmanager
    def _holding(self) -> Iterator[None]:
        with self._changed:
            before = self.held()
            yield
            self._changed.notify_all()
            if self.held() != before:
                self._tell(self.held())

    def _is_disk_full(self) -> bool:
        """Look, and say so; jobs begin by themselves once there is room again."""
        home = self._places.home
        left_bytes = self._free(home)
        with self._holding():
            self._holds.by_disk = disk_full(home, left_bytes) if left_bytes < MIN_FREE_BYTES else ""
        return bool(self._holds.by_disk)

    def _in_place(self, job: Job) -> Job:
        """What the runner knows of a job, with what the user has done to it meanwhile."""
        now = self._store.get(job.id)
        if now is None:
            return job
        return replace(job, position=now.position, is_skipped=now.is_skipped)

    def _is_still(self, job: Job) -> bool:
        """Whether nobody has done anything with the job since the runner saw it."""
        now = self._store.get(job.id)
        return now is not None and now.state is job.state
