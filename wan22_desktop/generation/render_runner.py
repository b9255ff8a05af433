"""Works through the queue with one engine: the loop behind the window and the command line."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.failures import FailureAdviser, FailureCause
from wan22_desktop.core.places import Places
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.settings import Automation
from wan22_desktop.core.texts import tr
from wan22_desktop.engine_protocol.messages import (
    Cancel,
    Event,
    JobCommand,
    PartLoaded,
    Process,
    Render,
    Stage,
    Suspend,
)
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.patience import Patience, PatienceLimits
from wan22_desktop.generation.domain.planning import PlanSource
from wan22_desktop.generation.engine_process import (
    EngineNotStartedError,
    EngineOutcome,
    EngineProcess,
)
from wan22_desktop.generation.events import EngineChanged, ModelInUse, ModelLoaded, QueueEvent
from wan22_desktop.generation.recovery_steps import DISK_LOOK_S, RecoverySteps, RepairModel
from wan22_desktop.generation.render_attempt import RenderAttempt
from wan22_desktop.generation.render_queue import RenderQueue

_log = logging.getLogger("wan22.generation")

POLL_S = 0.1
IDLE_ENGINE_S = 300.0
"""An engine that had nothing to do for this long is ended, which frees its memory."""
RESTART_DELAY_S = 0.5
START_ATTEMPTS = 3
RETRY_SAVING_S = 2.0
PATIENCE = PatienceLimits()


class RenderRunner:
    """Takes jobs from the queue one by one and sees each to its end.

    While a clip is being written the engine begins with the next job, so up to two are in its
    hands. `run` blocks and belongs on a thread of its own; `stop` and `use_next_plan` may be called
    from any thread.
    `listener` hears Progress, Preview, EngineChanged, ModelLoaded, LorasMeasured and RenderEnded on
    the runner's thread, and must not raise.
    """

    def __init__(
        self,
        queue: RenderQueue,
        places: Places,
        *,
        planner: PlanSource,
        listener: Callable[[QueueEvent], None],
        engine_command: list[str] | None = None,
        previews: bool = True,
        on_out_of_memory: Automation = Automation.ACT,
        retry_saving_s: float = RETRY_SAVING_S,
        patience: PatienceLimits = PATIENCE,
        adviser: FailureAdviser | None = None,
        repair_model: RepairModel | None = None,
        disk_look_s: float = DISK_LOOK_S,
        keep_prompts: Callable[[], bool] = lambda: True,
    ) -> None:
        """`adviser` says what is done about failures, `repair_model` mends a damaged model.

        `keep_prompts` is asked whenever a job begins: whether its clip says how it was made.
        """
        self._queue = queue
        self._places = places
        self._planner = planner
        self._steps = RecoverySteps(
            queue,
            planner,
            adviser=adviser,
            on_out_of_memory=on_out_of_memory,
            repair_model=repair_model,
            disk_look_s=disk_look_s,
        )
        self._wants_fresh_engine = False
        self._device_lost = False
        """The engine has said that it ends because its graphics context is dead."""
        self._plan_wish: str | None = None
        """Which job shall go on with less memory; empty for the one that is rendered."""
        self._idle_since: float | None = None
        self._listener = listener
        self._engine_command = engine_command
        self._previews = previews
        self._keep_prompts = keep_prompts
        self._retry_saving_s = retry_saving_s
        self._patience = Patience(patience)
        self._engine: EngineProcess | None = None
        self._loaded: ModelInUse | None = None
        """Whose parts the engine holds in memory."""
        self._attempts: list[RenderAttempt] = []
        """What the engine was given and has not ended, oldest first."""
        self._stop = threading.Event()

    @property
    def engine_pid(self) -> int | None:
        """The engine's process id while there is one."""
        return None if self._engine is None else self._engine.pid

    def stop(self) -> None:
        """Make `run` end soon; a job that is being rendered goes back to its place."""
        self._stop.set()
        self._queue.wake()

    def use_next_plan(self, job_id: str = "") -> None:
        """Let a job, or the one that is rendered, go on from its next step with less memory.

        Nothing happens if it is not being rendered, or if no plan takes less.
        """
        self._plan_wish = job_id

    def run(self, *, until_empty: bool = False, only: str | None = None) -> None:
        """Render until `stop`, or, if asked, until no job waits; then end the engine.

        With `only`, just that job is rendered, also while the queue is paused. What will begin by
        itself, after a failure or once the app holds the queue back no more, is waited for. Without
        an engine the queue is paused with the reason, or, if asked to end, EngineNotStartedError is
        raised.
        """
        unsettled = False
        try:
            while not self._stop.is_set():
                try:
                    if unsettled:
                        self._queue.settle()
                        unsettled = False
                    self._steps.look()
                    self._take_work(only)
                    if self._attempts:
                        self._follow()
                    elif until_empty and not self._is_work_to_come(only):
                        return
                    else:
                        self._wait_for_work(only)
                except EngineNotStartedError as error:
                    # Every other job would fail the same way.
                    self._end_engine(force=True)
                    if until_empty:
                        raise
                    self._queue.set_paused(paused=True, reason=error.message)
                except (UserError, OSError) as error:
                    # The queue could not be read or written (disk full, say). Nothing acknowledged
                    # is lost: the jobs are settled when the queue can be written again.
                    self._listener(EngineChanged(tr("Waiting: {reason}", reason=error)))
                    self._let_go()
                    if until_empty:
                        raise
                    unsettled = True
                    self._stop.wait(self._retry_saving_s)
                except Exception:  # noqa: BLE001 - a mistake of ours costs these jobs, never the queue
                    _log.exception("jobs were given up: %s", [a.job.id for a in self._attempts])
                    self._let_go()
                    self._queue.fail_active(
                        tr("Sorry, the app made a mistake with this job. The log has the details.")
                    )
            self._give_back_all(tr("The app was closed during this job."))
        finally:
            self._let_go()
            self._steps.close()

    def _is_work_to_come(self, only: str | None) -> bool:
        held = self._queue.is_held_by_wish() and self._queue.has_waiting(only)
        return held or self._steps.is_waiting(only)

    def _wait_for_work(self, only: str | None) -> None:
        """Wait a while for some; an engine that has nothing to do is ended."""
        now = time.monotonic()
        idle_since = self._idle_since = self._idle_since or now
        self._plan_wish = None
        if self._engine is not None:
            if self._queue.wants_memory_back():
                self._end_engine()
                self._listener(EngineChanged(tr("Engine ended: the queue is paused")))
            elif now - idle_since > IDLE_ENGINE_S:
                self._end_engine()
                self._listener(EngineChanged(tr("Engine ended after a while without work")))
        if only is None:
            self._queue.wait_for_work(self._steps.next_look_s(1.0))
        else:  # other jobs are no work for this run
            self._stop.wait(self._steps.next_look_s(POLL_S))

    def _take_work(self, only: str | None) -> None:
        """Hand the next job to the engine once it has only clips to write, or nothing."""
        if self._queue.wants_memory_back():
            return
        if self._wants_fresh_engine:
            if self._attempts:
                return  # the clip before is still being written
            self._end_engine()
        if all(attempt.is_writing for attempt in self._attempts):
            job = self._queue.take_next(only=only)
            if job is not None:
                self._begin(job)

    def _begin(self, job: Job) -> None:
        try:
            engine = self._running_engine()
        except EngineNotStartedError as error:
            self._queue.give_back(job, error.message)
            raise
        attempt = RenderAttempt(job, self._queue, self._listener, learn=self._planner.learn)
        self._attempts.append(attempt)
        self._idle_since = None
        self._patience.begin()
        # The folder may have gone since the job was added; the engine tells if there is no help.
        with contextlib.suppress(OSError):
            attempt.temporary.parent.mkdir(parents=True, exist_ok=True)
        try:
            engine.send(self._command(attempt, engine))
        except UserError as error:
            attempt.refuse(error)

    def _command(self, attempt: RenderAttempt, engine: EngineProcess) -> JobCommand:
        """All that the engine needs to know; raises UserError for a job that cannot be done."""
        if attempt.job.work is not None:
            return self._process_command(attempt, attempt.job.work)
        job, places = attempt.job, self._places
        request = job.request
        parts = self._queue.model_parts(request.model)
        following = self._steps.take_plan(job.id)
        if following is None:
            planned = self._planner.plan(request, parts, engine.ready)
        else:
            planned = following.planned
            attempt.note(
                tr(
                    "{why}, so this was rendered otherwise: {reason}",
                    why=following.why,
                    reason=planned.reason,
                )
            )
        attempt.plan = planned.plan
        return Render(
            job_id=job.id,
            request=request,
            plan=planned.plan,
            quantization_limit_s=planned.order.limit_s,
            quantization_fallbacks=planned.order.fallbacks,
            parts=parts,
            image_path=_path(places.start_image, request.image_sha256),
            end_image_path=_path(places.start_image, request.end_image_sha256),
            lora_paths=tuple(str(places.lora(lora.sha256)) for lora in request.loras),
            checkpoint_path=str(self._queue.checkpoint_file(job.id)),
            clip_path=str(attempt.temporary),
            cache_path=str(places.cache),
            upcoming_texts=self._queue.upcoming_texts(request.model),
            preview=self._previews,
            note=job.note,
            keep_metadata=self._keep_prompts(),
        )

    def _process_command(self, attempt: RenderAttempt, work: ClipWork) -> Process:
        job = attempt.job
        upscaler = None
        if work.upscaler:
            if safe_name(work.upscaler) != work.upscaler:
                raise UserError(tr("The upscaler's name is no plain file name."), field="work")
            upscaler = self._places.models / "upscalers" / work.upscaler
        # The request is that of the first source, which of a clip from elsewhere nobody knows.
        is_ours = work.sources[0].job_id is not None
        return Process(
            job_id=job.id,
            work=work,
            source_paths=tuple(str(path) for path in self._queue.work_sources(job)),
            upscaler_path=None if upscaler is None else str(upscaler),
            request=job.request if is_ours else None,
            clip_path=str(attempt.temporary),
            note=job.note,
            keep_metadata=self._keep_prompts(),
        )

    def _follow(self) -> None:
        """Take in one event, if there is one, and let go of the jobs that have ended."""
        engine = self._engine
        if engine is None:
            raise RuntimeError("attempts without an engine")
        event = engine.next_event(POLL_S)
        if event is not None and not isinstance(event, EngineOutcome):
            self._patience.take(event)
        if isinstance(event, EngineOutcome):
            cause = FailureCause.HANG if event.hung else FailureCause.CRASH
            self._after_crash(event.sentence(), cause)
        elif self._patience.is_exhausted:
            # It looks at nothing that it is told, so it is not asked to stop first.
            self._end_engine(force=True)
            self._after_crash(self._patience.sentence(), FailureCause.HANG)
        elif any(attempt.is_cancel_overdue() for attempt in self._attempts):
            self._give_back_all(tr("The engine was ended to stop another job."))
        else:
            self._pass_on_wishes(engine)
            if event is not None:
                self._hand_round(event)
        for attempt in [a for a in self._attempts if a.ended]:
            self._attempts.remove(attempt)
            attempt.clean_up()
            self._tell_end(attempt)
            self._device_lost |= attempt.cause is FailureCause.DRIVER
            self._wants_fresh_engine |= self._steps.after(attempt)

    def _pass_on_wishes(self, engine: EngineProcess) -> None:
        wish, self._plan_wish = self._plan_wish, None
        for attempt in self._attempts:
            if wish in ("", attempt.job.id) and not attempt.is_writing:
                self._switch_plan(attempt)
        for attempt in self._attempts:
            if attempt.wants_cancel():
                engine.send(Cancel(job_id=attempt.job.id))
            elif attempt.wants_suspension():
                engine.send(Suspend(job_id=attempt.job.id))

    def _hand_round(self, event: Event) -> None:
        for attempt in self._attempts:
            attempt.take(event)
            if isinstance(event, PartLoaded) and event.job_id == attempt.job.id:
                self._note_loaded(attempt.in_use)

    def _tell_end(self, attempt: RenderAttempt) -> None:
        if (end := attempt.end()) is not None:
            self._listener(end)

    def _note_loaded(self, loaded: ModelInUse | None) -> None:
        if loaded != self._loaded:
            self._loaded = loaded
            self._listener(ModelLoaded(loaded))

    def _switch_plan(self, attempt: RenderAttempt) -> None:
        """Let the attempt stop at its next step; the next one takes the plan that follows."""
        if attempt.plan is None:
            return
        following = self._planner.after_out_of_memory(attempt.plan, Stage.SAMPLING)
        if following is None:
            self._listener(EngineChanged(tr("There is no plan that takes less memory")))
            return
        self._steps.use_plan(attempt.job.id, following, tr("Graphics memory was short"))
        attempt.suspend_for(tr("Less memory is used then: {reason}", reason=following.reason))
        self._wants_fresh_engine = True

    def _after_crash(self, reason: str, cause: FailureCause) -> None:
        announced, self._device_lost = self._device_lost, False
        self._engine = None
        self._wants_fresh_engine = False
        self._note_loaded(None)
        self._listener(EngineChanged(reason))
        begun = [attempt for attempt in self._attempts if attempt.has_begun]
        computing = [attempt for attempt in begun if not attempt.is_writing]
        # An engine that has told why it ends is no other job's fault.
        blamed = [] if announced else computing or begun or self._attempts
        for attempt in self._attempts:
            if attempt in blamed:
                attempt.end_crashed(reason, cause)
            else:
                attempt.give_back(reason)
        # A driver that was reset needs a moment before it takes the next process.
        self._stop.wait(RESTART_DELAY_S * max((a.job.crashes for a in blamed), default=1))

    def _give_back_all(self, reason: str) -> None:
        """End the engine; what it was doing goes back to its place."""
        self._end_engine(force=bool(self._attempts))
        for attempt in self._attempts:
            if not attempt.ended:
                attempt.give_back(reason)
                self._tell_end(attempt)
        self._let_go()

    def _let_go(self) -> None:
        """End the engine and forget what it was doing, whatever state it is in."""
        self._end_engine(force=bool(self._attempts))
        for attempt in self._attempts:
            attempt.clean_up()
        self._attempts.clear()

    def _running_engine(self) -> EngineProcess:
        """The engine, started if there is none or if it ended while it was idle."""
        if self._engine is not None and self._engine.pid is not None:
            return self._engine
        self._end_engine()
        for attempt in range(1, START_ATTEMPTS):
            try:
                return self._start_engine()
            except EngineNotStartedError:
                self._end_engine(force=True)
                self._stop.wait(RESTART_DELAY_S * attempt)
        return self._start_engine()

    def _start_engine(self) -> EngineProcess:
        self._listener(EngineChanged(tr("Starting the engine")))
        engine = EngineProcess(
            self._places.logs / "engine.log",
            self._engine_command,
            tuning=self._planner.tuning(),
        )
        self._engine = engine
        ready = engine.start()
        torch = ready.versions.get("torch", "?")
        told = (
            tr("Engine ready on the graphics card (torch {version})", version=torch)
            if "cuda" in ready.devices
            else tr("Engine ready on the processor (torch {version})", version=torch)
        )
        self._listener(EngineChanged(told))
        return engine

    def _end_engine(self, *, force: bool = False) -> None:
        self._wants_fresh_engine = self._device_lost = False
        if self._engine is not None:
            engine, self._engine = self._engine, None
            if force:
                engine.kill()
            engine.shut_down()
            self._note_loaded(None)


def _path(of: Callable[[str], Path], sha256: str | None) -> str | None:
    return None if sha256 is None else str(of(sha256))
