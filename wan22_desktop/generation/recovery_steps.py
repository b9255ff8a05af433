"""What becomes of a job that failed: the step that was advised is carried out."""

import contextlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.failures import (
    MEMORY_CAUSES,
    Failure,
    FailureAdviser,
    FailureCause,
    RecoveryResult,
    RecoveryStep,
)
from wan22_desktop.core.settings import Automation
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import duration
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import Stage
from wan22_desktop.generation.domain.job import MAX_CRASHES, Job, JobState
from wan22_desktop.generation.domain.planning import PlannedRender, PlanSource
from wan22_desktop.generation.render_attempt import RenderAttempt
from wan22_desktop.generation.render_queue import RenderQueue

_log = logging.getLogger("wan22.generation")

RepairModel = Callable[[Variant], bool]
"""Checks a model's files and fetches what is bad; blocks; whether they are whole now."""

DISK_LOOK_S = 3.0
"""Between two looks whether a disk has room again."""
_MOST_UNSEEN = 2
"""So often a job waits for a disk that has room and still refuses the clip."""
_REPAIR_GRACE_S = 1.0
_ENGINE_ENDED = frozenset({FailureCause.CRASH, FailureCause.HANG})


class FollowingPlan(NamedTuple):
    """A plan that takes the place of the usual one for one attempt."""

    planned: PlannedRender
    why: str
    """The beginning of a sentence."""


@dataclass(frozen=True, slots=True)
class _Wait:
    """A job that is kept back until a time, on the monotonic clock."""

    until_s: float
    for_disk: bool = False


@dataclass(slots=True)
class _Repair:
    """One repair of a model, on a thread of its own."""

    thread: threading.Thread | None = None
    done: threading.Event = field(default_factory=threading.Event)
    succeeded: bool = False
    job_ids: set[str] = field(default_factory=set[str])


class RecoverySteps:
    """Belongs to the runner and is used on its thread only.

    Nothing in here blocks: a job that has to wait is kept back in the queue, where its reason is
    seen, and `look` lets it begin. Without an adviser, or with one that stumbles, memory that ran
    out is met with the next plan once, and everything else is left to the user. Whatever is
    advised, a job during which the engine ended twice stays failed, and one during which it ended
    once is tried again.
    """

    def __init__(
        self,
        queue: RenderQueue,
        planner: PlanSource,
        *,
        adviser: FailureAdviser | None = None,
        on_out_of_memory: Automation = Automation.ACT,
        repair_model: RepairModel | None = None,
        disk_look_s: float = DISK_LOOK_S,
    ) -> None:
        self._queue = queue
        self._planner = planner
        self._adviser = adviser
        self._on_out_of_memory = on_out_of_memory
        self._repair_model = repair_model
        self._disk_look_s = disk_look_s
        self._plans: dict[str, FollowingPlan] = {}
        self._failures: Counter[tuple[str, FailureCause]] = Counter()
        self._records: dict[str, int] = {}
        """What the adviser is told about, by job."""
        self._waits: dict[str, _Wait] = {}
        self._repairs: dict[Variant, _Repair] = {}

    # --- what the runner asks -----------------------------------------------------------------

    def take_plan(self, job_id: str) -> FollowingPlan | None:
        """The plan that the next attempt at a job takes instead of the usual one."""
        return self._plans.pop(job_id, None)

    def use_plan(self, job_id: str, planned: PlannedRender, why: str) -> None:
        self._plans[job_id] = FollowingPlan(planned, why)

    def after(self, attempt: RenderAttempt) -> bool:
        """An attempt has ended; whether what follows needs a fresh engine."""
        job, cause = attempt.job, attempt.cause
        if cause is None:
            if job.state.is_ended:
                self._tell_outcome(job.id, recovered=job.state is JobState.DONE)
                self._forget(job.id)
            return False
        self._tell_outcome(job.id, recovered=False)
        if cause in _ENGINE_ENDED and job.crashes >= MAX_CRASHES:
            self._forget(job.id)
            return False
        self._failures[job.id, cause] += 1
        result = self._advice(job, cause)
        if not self._carried_out(result, attempt):
            if job.state is JobState.FAILED:
                self._give_up(attempt, cause, result)
            return cause is FailureCause.DRIVER
        self._records[job.id] = result.record
        # What the failed attempt left behind would be in the way of the next one.
        return True

    def look(self) -> None:
        """Let those jobs begin that have waited long enough."""
        now = time.monotonic()
        for job_id in [id_ for id_, wait in self._waits.items() if wait.until_s <= now]:
            if self._waits[job_id].for_disk and (problem := self._disk_problem(job_id)):
                self._wait(job_id, self._disk_look_s, problem, for_disk=True)
            else:
                del self._waits[job_id]
                self._queue.let_begin(job_id)
        for model in [model for model, repair in self._repairs.items() if repair.done.is_set()]:
            self._end_repair(model, self._repairs.pop(model))

    def next_look_s(self, longest_s: float) -> float:
        """Until `look` may have something to do."""
        now = time.monotonic()
        return max(0.01, min([longest_s, *(wait.until_s - now for wait in self._waits.values())]))

    def is_waiting(self, only: str | None = None) -> bool:
        """Whether a job, or that one, will begin by itself later."""
        waiting = set(self._waits).union(*(repair.job_ids for repair in self._repairs.values()))
        return bool(waiting) if only is None else only in waiting

    def close(self) -> None:
        """The runner ends; what waited begins at the next start. A repair is left to its owner."""
        for repair in self._repairs.values():
            if repair.thread is not None:
                repair.thread.join(_REPAIR_GRACE_S)
        # A queue that cannot be written now finds out at its next start that nothing waits.
        with contextlib.suppress(UserError, OSError):
            for key in (*self._waits, *(model.value for model in self._repairs)):
                self._queue.let_begin(key)
        self._waits.clear()
        self._repairs.clear()

    # --- advice -------------------------------------------------------------------------------

    def _advice(self, job: Job, cause: FailureCause) -> RecoveryResult:
        if self._adviser is not None:
            failure = Failure(
                cause=cause,
                message=job.message,
                job_id=job.id,
                model=job.request.model.value,
                attempt=self._failures[job.id, cause],
            )
            try:
                return self._adviser.attempt_recovery(failure)
            except Exception:  # noqa: BLE001 - an adviser's mistake must not cost the queue
                _log.exception("there was no advice for job %s", job.id)
        if cause in MEMORY_CAUSES:
            return RecoveryResult(RecoveryStep.NEXT_PLAN)
        return RecoveryResult(RecoveryStep.ASK)

    def _tell_outcome(self, job_id: str, *, recovered: bool) -> None:
        record = self._records.pop(job_id, None)
        if record is None or self._adviser is None:
            return
        try:
            self._adviser.note_outcome(record, recovered=recovered)
        except Exception:  # noqa: BLE001 - an adviser's mistake must not cost the queue
            _log.exception("the outcome of job %s was not noted", job_id)

    def _forget(self, job_id: str) -> None:
        """The job has ended: what is known of it would mislead if it is ever tried again."""
        self._plans.pop(job_id, None)
        for cause in FailureCause:
            self._failures.pop((job_id, cause), None)

    # --- steps --------------------------------------------------------------------------------

    def _carried_out(self, result: RecoveryResult, attempt: RenderAttempt) -> bool:
        """Whether the job is queued again by this step."""
        job = attempt.job
        match result.step:
            case RecoveryStep.RETRY:
                if result.delay_s > 0:
                    reason = tr("Is tried again after {time}", time=duration(result.delay_s))
                    self._wait(job.id, result.delay_s, reason)
                self._queue_again(job, result.explanation)
            case RecoveryStep.NEXT_PLAN:
                return self._take_next_plan(result, attempt)
            case RecoveryStep.WAIT_FOR_DISK:
                problem = self._disk_problem(job.id)
                if not problem and self._failures[job.id, FailureCause.DISK] >= _MOST_UNSEEN:
                    return False
                reason = problem or tr("Waits for the disk")
                self._wait(job.id, self._disk_look_s, reason, for_disk=True)
                self._queue_again(job, result.explanation)
            case RecoveryStep.REPAIR_MODEL:
                if self._repair_model is None:
                    return False
                self._begin_repair(job, self._repair_model)
                self._queue_again(job, result.explanation)
            case RecoveryStep.ASK:
                return False
        return True

    def _take_next_plan(self, result: RecoveryResult, attempt: RenderAttempt) -> bool:
        """By itself, where the user lets it; without an adviser only once."""
        ran_out = sum(self._failures[attempt.job.id, cause] for cause in MEMORY_CAUSES)
        by_itself = self._adviser is not None or ran_out <= 1
        if self._on_out_of_memory is not Automation.ACT or not by_itself:
            return False
        reason = self._following(attempt)
        if reason is not None:
            self._queue_again(attempt.job, f"{result.explanation} {reason}".strip())
        return reason is not None

    def _following(self, attempt: RenderAttempt) -> str | None:
        """Let the next attempt take the plan that follows for the stage that failed; its reason."""
        if attempt.plan is None:
            return None
        stage = attempt.failed_in or Stage.LOADING
        following = self._planner.after_out_of_memory(attempt.plan, stage)
        if following is None:
            return None
        self.use_plan(attempt.job.id, following, tr("Memory had run out"))
        return following.reason

    def _queue_again(self, job: Job, explanation: str) -> None:
        message = f"{job.message} {explanation}".strip()
        if job.state is JobState.FAILED:
            self._queue.try_again(job, message)
        elif message != job.message:  # it crashed, and is queued already
            self._queue.explain(job, message)

    def _give_up(self, attempt: RenderAttempt, cause: FailureCause, result: RecoveryResult) -> None:
        """Nothing more is done by itself; a Retry of the user's begins with a clean record."""
        job = attempt.job
        if self._adviser is not None:
            self._forget(job.id)
        said = [job.message]
        if result.step is RecoveryStep.ASK and result.explanation:
            said.append(result.explanation)
        reason = self._following(attempt) if cause in MEMORY_CAUSES else None
        if reason is not None:
            said.append(tr("Retry goes on otherwise: {reason}", reason=reason))
        if len(said) > 1:
            self._queue.explain(job, " ".join(said))

    # --- waiting ------------------------------------------------------------------------------

    def _wait(self, job_id: str, delay_s: float, reason: str, *, for_disk: bool = False) -> None:
        self._waits[job_id] = _Wait(time.monotonic() + delay_s, for_disk)
        self._queue.keep_back(job_id, reason)

    def _disk_problem(self, job_id: str) -> str:
        try:
            return self._queue.lack_of_room(job_id)
        except UserError:  # the job was removed meanwhile
            return ""

    def _begin_repair(self, job: Job, repair_model: RepairModel) -> None:
        model = job.request.model
        if model not in self._repairs:
            repair = self._repairs[model] = _Repair()
            repair.thread = threading.Thread(
                target=self._repair,
                args=(model, repair, repair_model),
                name="model-repair",
                daemon=True,
            )
            # Whatever else wants this model would find it as damaged.
            waits = tr("Waits for {model} to be repaired", model=model.facts.title)
            self._queue.keep_back(model.value, waits)
            repair.thread.start()
        self._repairs[model].job_ids.add(job.id)

    def _repair(self, model: Variant, repair: _Repair, repair_model: RepairModel) -> None:
        """On a thread of its own."""
        try:
            repair.succeeded = repair_model(model)
        except Exception:  # noqa: BLE001 - the repair's mistake must not cost the queue
            _log.exception("%s could not be repaired", model.value)
        repair.done.set()
        self._queue.wake()

    def _end_repair(self, model: Variant, repair: _Repair) -> None:
        if repair.thread is not None:
            repair.thread.join()
        if not repair.succeeded:
            told = tr("The repair did not succeed.")
            for job in self._queue.jobs():
                if job.id in repair.job_ids and job.state is JobState.QUEUED:
                    self._queue.explain(job, f"{job.message} {told}")
        self._queue.let_begin(model.value)
