"""The queue: what is asked of it is on the disk before it answers."""

import contextlib
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.free_space import free_bytes
from wan22_desktop.core.ids import new_job_id
from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import MAX_CRASHES, Job, JobState
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.events import (
    ImageRole,
    JobAdded,
    JobChanged,
    JobRemoved,
    JobsReordered,
    ModelInUse,
    QueueEvent,
    QueueHold,
    QueuePause,
)
from wan22_desktop.generation.model_supply import ModelSupply
from wan22_desktop.generation.publishing import clip_target, settle_publication
from wan22_desktop.generation.requirements import (
    MIN_FREE_BYTES,
    disk_full,
    lack_of_room,
    require_free_name,
    require_lora,
    require_room,
)
from wan22_desktop.generation.start_images import require_stored_image
from wan22_desktop.generation.store import JobStore

MAX_UPCOMING_TEXTS = 32
"""Texts that are encoded ahead; of 4000 characters each they fit a line of the protocol."""

_OUR_TEMPORARY = re.compile(r"\.[0-9a-f]{12}\.tmp(\.mp4)?")
"""The names of `RenderQueue.temporary_clip` and of the probe that finds out about room."""


class RenderQueue:
    """Jobs in order, with every rule about what may be done to them.

    A queued job whose model cannot be used waits for it, whenever it went: `Job.waits` says so,
    jobs behind it go on, and it begins by itself once the model is there.
    Safe to use from several threads. `listener` hears of each change after it is on the disk, on
    the thread that made it. Methods raise UserError for what cannot be done; nothing is changed
    then.
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
    ) -> None:
        """`check_loras` raises UserError for a request whose LoRAs its model cannot use.

        `free` gives the bytes that the drive of a folder has left.
        """
        self._store = store
        self._places = places
        self._outputs = outputs or places.outputs
        self._listener = listener
        self._check_loras = check_loras
        self._changed = threading.Condition(threading.RLock())
        self._cancelling: set[str] = set()
        self._stop_now = False
        self._held_between_jobs = ""
        self._held_at_step = ""
        self._held_by_disk = ""
        """Why the app itself holds the queue back."""
        self._free = free
        self._kept_back: dict[str, str] = {}
        """What a job waits for, by its id or its model's."""
        self._models = ModelSupply(places)

    def settle(self) -> None:
        """Put what an unclean end left behind in order, before a job is taken."""
        with self._changed:
            for job in self._store.all():
                if job.state is JobState.PUBLISHING and settle_publication(job):
                    self._save(job.moved_to(JobState.DONE))
                elif job.state.is_active:
                    self._save(
                        job.moved_to(JobState.INTERRUPTED).moved_to(
                            JobState.QUEUED, message="The app ended during this job."
                        )
                    )
                elif job.state is JobState.INTERRUPTED:
                    self._save(job.moved_to(JobState.QUEUED, message=job.message))
            # The folder may be one of the user's own: only names that this app makes are swept.
            for stray in self._outputs.glob(".*.tmp*"):
                if _OUR_TEMPORARY.fullmatch(stray.name):
                    with contextlib.suppress(OSError):  # it is in nobody's way
                        stray.unlink()

    # --- questions ----------------------------------------------------------------------------

    def jobs(self) -> tuple[Job, ...]:
        """Every job in the order of the list."""
        return self._store.all()

    def job(self, job_id: str) -> Job:
        """The job, or a UserError that there is none."""
        job = self._store.get(job_id)
        if job is None:
            raise UserError(f"There is no job {job_id} in the queue.", field="id")
        return job

    def pause(self) -> QueuePause:
        return self._store.pause()

    def is_cancelling(self, job_id: str) -> bool:
        """Whether the user has asked an active job to stop."""
        return job_id in self._cancelling

    # --- what people ask for -------------------------------------------------------------------

    def add(
        self,
        request: GenerationRequest,
        *,
        clip_path: Path | None = None,
        wait_for_model: bool = False,
        note: str = "",
    ) -> Job:
        """Queue a request; the job is safe when this returns.

        `clip_path` is where the clip shall lie instead of the output folder. A model that cannot
        be used is refused, unless the job is to wait for it. `note` is written into the clip.
        """
        for problem in problems_of(request):
            raise problem.as_error()
        if not wait_for_model:
            self.model_parts(request.model)
        for role in ImageRole:
            if (sha256 := getattr(request, role.request_field)) is not None:
                require_stored_image(self._places, sha256, role)
        self._require_loras(request)
        target = None if clip_path is None else str(clip_path.absolute())
        if target is not None:
            require_free_name(Path(target))
        require_room(Path(target).parent if target else self._outputs)
        with self._changed:
            self._require_own_name(target)
            waits = self._models.lack(request.model)
            job = self._store.add(new_job_id(), request, clip_path=target, waits=waits, note=note)
            self._changed.notify_all()
            self._tell(JobAdded(job))
        return job

    def cancel(self, job_id: str) -> None:
        """Stop a job, at once if it waits, at its next step if it is being rendered."""
        with self._changed:
            job = self.job(job_id)
            if job.state.is_active:
                self._cancelling.add(job_id)
                self._changed.notify_all()
            elif not job.state.is_ended:
                self._save(job.moved_to(JobState.CANCELLED))

    def retry(self, job_id: str) -> None:
        """Queue a failed or cancelled job again, with a clean record."""
        with self._changed:
            job = self.job(job_id)
            if job.state not in (JobState.FAILED, JobState.CANCELLED):
                raise UserError(f"Job {job_id} is {job.state.value}: there is nothing to retry.")
            for problem in problems_of(job.request):
                raise problem.as_error()
            self._require_loras(job.request)
            self._require_own_name(job.clip_path)
            self._save(replace(job.moved_to(JobState.QUEUED), crashes=0))

    def remove(self, job_id: str) -> None:
        """Forget a job that is not being rendered; a finished clip stays where it is."""
        with self._changed:
            job = self.job(job_id)
            if job.state.is_active:
                raise UserError(f"Job {job_id} is being rendered: cancel it first.")
            self._store.remove(job_id)
            self._forget_checkpoint(job_id)
            self._tell(JobRemoved(job_id))

    def clear_finished(self) -> None:
        """Forget every done, failed and cancelled job."""
        with self._changed:
            ended = [job.id for job in self._store.all() if job.state.is_ended]
            self._store.remove(*ended)
            for job_id in ended:
                self._forget_checkpoint(job_id)
                self._tell(JobRemoved(job_id))

    def move(self, job_id: str, to_row: int) -> None:
        """Put a job at row `to_row` of the list, counted from 0 after it has been lifted out."""
        with self._changed:
            self.job(job_id)
            ids = [job.id for job in self._store.all() if job.id != job_id]
            ids.insert(min(max(to_row, 0), len(ids)), job_id)
            self._store.set_order(tuple(ids))
            self._tell(JobsReordered(tuple(ids)))

    def set_paused(self, *, paused: bool, reason: str = "", now: bool = False) -> None:
        """Start no new jobs, or start them again.

        A running job is not touched unless `now`: then it stops at its next step, keeps what it
        has, and the engine gives all memory back.
        """
        with self._changed:
            pause = QueuePause(paused=paused, reason=reason if paused else "")
            self._store.set_pause(pause)
            self._stop_now = paused and now
            self._changed.notify_all()
            self._tell(pause)

    def wants_memory_back(self) -> bool:
        """Whether a job that is being rendered shall stop at its next step, too."""
        return self._stop_now or bool(self._held_at_step)

    # --- what the app asks for by itself --------------------------------------------------------

    def hold(self, reason: str) -> None:
        """Begin no further job until `release`, whether the user pauses meanwhile or not."""
        self._set_hold(reason, self._held_at_step)

    def release(self) -> None:
        """`hold` is over."""
        self._set_hold("", self._held_at_step)

    def pause_at_step(self, reason: str) -> None:
        """Stop the rendered job at its next step and give its memory back until `go_on`."""
        self._set_hold(self._held_between_jobs, reason)

    def go_on(self) -> None:
        """`pause_at_step` is over: the job goes on, unless the user has paused meanwhile."""
        self._set_hold(self._held_between_jobs, "")

    def held(self) -> QueueHold:
        """Whether the app itself holds the queue back, and why."""
        at_step = self._held_at_step
        reason = at_step or self._held_between_jobs or self._held_by_disk
        return QueueHold(reason, at_step=bool(at_step))

    def is_held_by_wish(self) -> bool:
        """Whether `release` or `go_on` is still to come."""
        return bool(self._held_at_step or self._held_between_jobs)

    def _set_hold(self, between_jobs: str, at_step: str) -> None:
        with self._changed:
            before = self.held()
            self._held_between_jobs, self._held_at_step = between_jobs, at_step
            self._changed.notify_all()
            if self.held() != before:
                self._tell(self.held())

    # --- what the runner asks for ---------------------------------------------------------------

    def take_next(self, *, only: str | None = None) -> Job | None:
        """The first job that can begin, moved to LOADING; None without one or if paused.

        With `only`, that job if it can begin, paused or not.
        """
        with self._changed:
            waiting = [job for job in self._jobs_that_can_begin() if only in (None, job.id)]
            if only is None and self._store.pause().paused:
                return None
            if not waiting or self.is_held_by_wish() or self._is_disk_full():
                return None
            return self._save(waiting[0].moved_to(JobState.LOADING))

    def has_work(self) -> bool:
        """Whether `take_next` would give a job."""
        with self._changed:
            if self.is_held_by_wish() or self._store.pause().paused:
                return False
            return bool(self._jobs_that_can_begin()) and not self._is_disk_full()

    def has_waiting(self, only: str | None = None) -> bool:
        """Whether a job, or that one, is queued, be it able to begin or not."""
        return any(
            job.state is JobState.QUEUED and only in (None, job.id) for job in self._store.all()
        )

    def wait_for_work(self, timeout_s: float) -> bool:
        """Whether there is work, waiting up to `timeout_s` for some."""
        with self._changed:
            return self.has_work() or (self._changed.wait(timeout_s) and self.has_work())

    def wake(self) -> None:
        """End every `wait_for_work` now."""
        with self._changed:
            self._changed.notify_all()

    def look_for_models(self) -> None:
        """Models have come or gone: say which jobs wait for one now, and let the others begin.

        Without this it is noticed the next time that the runner looks for work.
        """
        with self._changed:
            self._jobs_that_can_begin()
            self._changed.notify_all()

    def advance(self, job: Job, state: JobState, *, message: str = "") -> Job:
        """Record the next state of an active job."""
        with self._changed:
            if state.is_ended or state is JobState.INTERRUPTED:
                self._cancelling.discard(job.id)
            if state in (JobState.DONE, JobState.CANCELLED):
                self._forget_checkpoint(job.id)
            return self._save(job.moved_to(state, message=message))

    def record_clip(
        self, job: Job, *, sha256: str, size_bytes: int, seconds: float, thumbnail: bytes
    ) -> Job:
        """Note where the clip is about to appear and what it must be: the job is PUBLISHING."""
        with self._changed:
            target = clip_target(job, self._outputs)
            return self._save(
                replace(
                    job.moved_to(JobState.PUBLISHING),
                    clip_path=str(target),
                    clip_sha256=sha256,
                    clip_bytes=size_bytes,
                    seconds=seconds,
                    thumbnail=thumbnail,
                )
            )

    def give_back(self, job: Job, reason: str) -> Job:
        """Return an interrupted job to its place without blame: the app ended it, not the job."""
        with self._changed:
            self._cancelling.discard(job.id)
            interrupted = job.moved_to(JobState.INTERRUPTED)
            return self._save(interrupted.moved_to(JobState.QUEUED, message=reason))

    def fail_active(self, reason: str) -> None:
        """Give up whatever is being rendered."""
        with self._changed:
            for job in self._store.all():
                if job.state.is_active:
                    self.advance(job, JobState.FAILED, message=reason)

    def try_again(self, job: Job, reason: str) -> None:
        """Queue a job again that has just failed, in its place."""
        with self._changed:
            if self._is_still(job):
                self._save(job.moved_to(JobState.QUEUED, message=reason))

    def explain(self, job: Job, message: str) -> None:
        """Say more about a job that has failed, or that waits to be tried again."""
        with self._changed:
            if self._is_still(job):
                self._save(replace(job, message=message))

    def keep_back(self, key: str, reason: str) -> None:
        """Let the job with this id, or all of the model with this id, wait until `let_begin`."""
        with self._changed:
            self._kept_back[key] = reason
            self._jobs_that_can_begin()

    def let_begin(self, key: str) -> None:
        """What these jobs waited for is over."""
        with self._changed:
            if self._kept_back.pop(key, None) is not None:
                self._jobs_that_can_begin()
                self._changed.notify_all()

    def upcoming_texts(self, model: Variant) -> tuple[str, ...]:
        """The prompts of the next waiting jobs with the same text encoder."""
        texts: list[str] = []
        for job in self._store.all():
            request = job.request
            same = (request.model is Variant.DEMO) == (model is Variant.DEMO)
            if job.state is JobState.QUEUED and same and len(texts) < MAX_UPCOMING_TEXTS:
                texts += [request.prompt, request.negative_prompt]
        return tuple(dict.fromkeys(texts))

    def model_parts(self, model: Variant) -> ModelParts:
        """The files of an installed model; raises UserError if it is missing or damaged."""
        return self._models.parts(model)

    def model_in_use(self, model: Variant) -> ModelInUse:
        """Whose files `model_parts` gives now."""
        return self._models.in_use(model)

    def note_crash(self, job: Job, reason: str) -> Job:
        """The engine ended during `job`: queue it once more, or fail it at the second time."""
        with self._changed:
            self._cancelling.discard(job.id)
            crashes = job.crashes + 1
            stopped = replace(job.moved_to(JobState.INTERRUPTED), crashes=crashes)
            if crashes >= MAX_CRASHES:
                # What was sampled might be what kills the decoder: a retry samples afresh.
                self._forget_checkpoint(job.id)
                message = f"{reason} It happened {crashes} times with this job, so it was stopped."
                return self._save(stopped.moved_to(JobState.FAILED, message=message))
            return self._save(stopped.moved_to(JobState.QUEUED, message=reason))

    def lack_of_room(self, job_id: str) -> str:
        """Why the disks that a job writes to take no files at present; empty if they do."""
        places = self._places
        folder = self.clip_target(self.job(job_id)).parent
        return lack_of_room(folder, places.checkpoints, places.cache)

    def clip_target(self, job: Job) -> Path:
        """Where the clip of `job` lies or will lie."""
        return clip_target(job, self._outputs)

    def temporary_clip(self, job: Job) -> Path:
        """Where the engine writes the clip before it is published, in the folder of its target."""
        return self.clip_target(job).with_name(f".{job.id}.tmp.mp4")

    def checkpoint_file(self, job_id: str) -> Path:
        """Where the sampling of a job is kept until its clip is published."""
        return self._places.checkpoints / f"{job_id}.safetensors"

    def _is_disk_full(self) -> bool:
        """Look, and say so; jobs begin by themselves once there is room again."""
        home = self._places.home
        left_bytes = self._free(home)
        before = self.held()
        self._held_by_disk = disk_full(home, left_bytes) if left_bytes < MIN_FREE_BYTES else ""
        if self.held() != before:
            self._tell(self.held())
        return bool(self._held_by_disk)

    # --- helpers --------------------------------------------------------------------------------

    def _jobs_that_can_begin(self) -> list[Job]:
        """In the order of the list; what the other queued ones wait for is brought up to date."""
        queued = [job for job in self._store.all() if job.state is JobState.QUEUED]
        lacks = {model: self._models.lack(model) for model in {j.request.model for j in queued}}
        waits = {job.id: self._waits(job, lacks[job.request.model]) for job in queued}
        for job in queued:
            if job.waits != waits[job.id]:
                self._save(job)
        return [job for job in queued if not waits[job.id]]

    def _waits(self, job: Job, lack: str) -> str:
        """What a queued job waits for: an effort that is under way, or what its model lacks."""
        kept_back = self._kept_back
        return kept_back.get(job.id) or kept_back.get(job.request.model.value) or lack

    def _is_still(self, job: Job) -> bool:
        """Whether nobody has done anything with the job since the runner saw it."""
        now = self._store.get(job.id)
        return now is not None and now.state is job.state

    def _save(self, job: Job) -> Job:
        if job.state is JobState.QUEUED:
            lack = self._models.lack(job.request.model)
            job = replace(job, waits=self._waits(job, lack))
        self._store.save(job)
        self._tell(JobChanged(job))
        self._changed.notify_all()
        return job

    def _tell(self, event: QueueEvent) -> None:
        if self._listener is not None:
            self._listener(event)

    def _forget_checkpoint(self, job_id: str) -> None:
        for file in self._places.checkpoints.glob(f"{job_id}*.safetensors"):  # one a sampling
            file.unlink(missing_ok=True)

    def _require_loras(self, request: GenerationRequest) -> None:
        """Every file is there, and the model can use it."""
        for lora in request.loras:
            require_lora(self._places.lora(lora.sha256), lora.name)
        if request.loras and self._check_loras is not None:
            self._check_loras(request)

    def _require_own_name(self, target: str | None) -> None:
        """No job that is still to be rendered writes `target`."""
        if target is not None and any(
            job.clip_path == target and not job.state.is_ended for job in self._store.all()
        ):
            raise UserError(
                f"Another job of the queue will write {target}: choose another name.",
                field="out",
                safe="Nothing was added to the queue.",
            )
