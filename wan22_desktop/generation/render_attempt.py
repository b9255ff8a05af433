"""One job in the hands of the engine: what each event means for it."""

import base64
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.durable import publish
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.failures import FailureCause, cause_of
from wan22_desktop.core.texts import tr
from wan22_desktop.engine_protocol.messages import (
    Cancelled,
    Event,
    Failed,
    LoraCost,
    LorasApplied,
    Noted,
    PreviewReady,
    Rendered,
    RenderFigures,
    Stage,
    StageChanged,
    StepDone,
    Suspended,
)
from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Preview, Progress
from wan22_desktop.generation.events import (
    LoraMeasured,
    LorasMeasured,
    ModelInUse,
    QueueEvent,
    RenderEnded,
    RenderOutcome,
)
from wan22_desktop.generation.render_queue import RenderQueue

CANCEL_GRACE_S = 10.0
"""An engine that has not stopped this long after it was asked to is ended."""

_STATE_OF_STAGE = {
    Stage.LOADING: JobState.LOADING,
    Stage.ENCODING_PROMPT: JobState.LOADING,
    Stage.SAMPLING: JobState.RENDERING,
    Stage.DECODING: JobState.DECODING,
    Stage.PROCESSING: JobState.RENDERING,
    Stage.WRITING: JobState.DECODING,
}


class RenderAttempt:
    """Follows a job from LOADING until it has left the active states (`ended`).

    `temporary` is where the engine writes the clip; it is published from there.
    """

    def __init__(
        self,
        job: Job,
        queue: RenderQueue,
        listener: Callable[[QueueEvent], None],
        *,
        learn: Callable[[ExecutionPlan, RenderFigures, tuple[str, ...]], None],
    ) -> None:
        self.job = job
        self.temporary = queue.temporary_clip(job)
        self._queue = queue
        self._listener = listener
        self._learn = learn
        self.plan: ExecutionPlan | None = None
        """What the engine was told to do."""
        self.in_use: ModelInUse = queue.model_in_use(job.request.model)
        """Whose files the engine was given."""
        self.cause: FailureCause | None = None
        """Why the attempt failed, if that is how it ended."""
        self.failed_in: Stage | None = None
        """What the engine was doing then; None if it had not begun."""
        self._category: ErrorCategory | None = None
        """Of what went wrong."""
        self._figures: RenderFigures | None = None
        self._begun_at = 0.0
        self._notes: list[str] = []
        self._lora_costs: list[LoraCost] = []
        self._stage: Stage | None = None
        self._cancel_sent_at: float | None = None
        self._suspension_sent = False
        self._suspension_reason = ""
        self._wants_other_plan = False
        steps = 0 if job.work is not None else job.request.total_steps  # frames are counted later
        self._progress = Progress(job.id, job.state, 0, steps)
        listener(self._progress)

    @property
    def ended(self) -> bool:
        return not self.job.state.is_active

    @property
    def has_begun(self) -> bool:
        """Whether the engine has begun with the job."""
        return self._stage is not None

    @property
    def is_writing(self) -> bool:
        """Whether all that is left is the clip's file: the engine has time for another job."""
        return self._stage is Stage.WRITING

    def end(self) -> RenderEnded | None:
        """What became of a render that has ended; None if the engine never began with it.

        Work on clips is nobody's render: it uses no model.
        """
        if not self.has_begun or self.job.work is not None:
            return None
        outcome = RenderOutcome.FAILED if self._category else RenderOutcome.STOPPED
        return RenderEnded(
            self.job.id,
            self.job.request,
            self.in_use,
            RenderOutcome.DONE if self.job.state is JobState.DONE else outcome,
            time.monotonic() - self._begun_at,
            self._category,
            self._figures,
            self.plan,
            self.cause,
        )

    def note(self, message: str) -> None:
        """Something that the user should know once the clip is done."""
        self._notes.append(message)

    def refuse(self, error: UserError) -> None:
        """The engine is not even asked."""
        self.cause = cause_of(error)
        self.job = self._queue.advance(self.job, JobState.FAILED, message=error.message)

    def clean_up(self) -> None:
        """Remove what was not published."""
        # What stays behind is swept away at the next start; the loop must not end over it.
        with contextlib.suppress(OSError):
            self.temporary.unlink(missing_ok=True)

    def suspend_for(self, reason: str) -> None:
        """Stop at the next step, to go on otherwise; `reason` is a sentence for the user."""
        self._wants_other_plan = True
        self._suspension_reason = reason

    def wants_suspension(self) -> bool:
        """True once, when the job shall stop at its next step: the caller tells the engine then."""
        if self._suspension_sent or self.is_writing:
            return False
        skipped = self._queue.is_skipping(self.job.id)
        if not (self._wants_other_plan or skipped or self._queue.wants_memory_back()):
            return False
        self._suspension_sent = True
        if not (self._wants_other_plan or skipped):
            self._suspension_reason = self._queue.held().reason
        return True

    def wants_cancel(self) -> bool:
        """True once, when the user has asked to stop: the caller tells the engine then."""
        if self._cancel_sent_at is not None or not self._queue.is_cancelling(self.job.id):
            return False
        self._cancel_sent_at = time.monotonic()
        self._report(self._progress.being_cancelled())
        return True

    def is_cancel_overdue(self) -> bool:
        """Whether the engine has had its time to stop."""
        sent = self._cancel_sent_at
        return sent is not None and time.monotonic() - sent > CANCEL_GRACE_S

    def take(self, event: Event) -> None:
        """Apply an event of the engine; events of other jobs and heartbeats change nothing."""
        if getattr(event, "job_id", None) != self.job.id:
            return
        match event:
            case StageChanged():
                if not self.has_begun:
                    self._begun_at = time.monotonic()
                self._stage = event.stage
                self._enter(_STATE_OF_STAGE[event.stage])
            case StepDone():
                self._report(self._progress.at_step(event.step, event.steps, event.seconds_left))
            case PreviewReady():
                jpeg = base64.b64decode(event.jpeg_base64)
                self._listener(Preview(self.job.id, event.step, event.frame_count, jpeg))
            case Noted():
                self.note(event.message)
            case LorasApplied():
                self._lora_costs += event.costs
            case Rendered() | Cancelled() | Suspended() | Failed():
                self._end(event)
            case _:
                pass

    def _end(self, event: Rendered | Cancelled | Suspended | Failed) -> None:
        match event:
            case Rendered():
                self._figures = event.figures
                if self.plan is not None:
                    self._learn(self.plan, event.figures, tuple(self._notes))
                if self._lora_costs:
                    self._listener(self._loras_measured())
                self._publish(event)
            case Cancelled():
                self.end_cancelled()
            case Suspended():
                steps = self.job.request.total_steps
                if self.job.work is not None:
                    paused = tr("Paused; begins anew.")
                else:
                    paused = tr(
                        "Paused after step {step} of {steps}; goes on from there.",
                        step=event.step,
                        steps=steps,
                    )
                self.give_back(f"{paused} {self._suspension_reason}".rstrip())
            case Failed() if self._is_unwanted():
                self.end_cancelled()  # it is not tried again, whatever went wrong
            case Failed():
                self._category = event.category
                self.cause, self.failed_in = event.cause, event.stage
                failed = replace(self.job, loras_at_fault=event.loras)
                self.job = self._queue.advance(failed, JobState.FAILED, message=event.message)

    def _loras_measured(self) -> LorasMeasured:
        request = self.job.request
        return LorasMeasured(
            self.job.id,
            request.model,
            request.loras,
            tuple(
                _measured([cost for cost in self._lora_costs if cost.sha256 == sha256])
                for sha256 in dict.fromkeys(cost.sha256 for cost in self._lora_costs)
            ),
        )

    def end_cancelled(self) -> None:
        """The job has stopped because the user wanted it."""
        self.job = self._queue.advance(self.job, JobState.CANCELLED)

    def end_crashed(self, reason: str, cause: FailureCause) -> None:
        """The engine is gone."""
        if self._is_unwanted():
            self.end_cancelled()
        else:
            self.cause, self.failed_in = cause, self._stage
            self._category = ErrorCategory.ENGINE
            self.job = self._queue.note_crash(self.job, reason)

    def give_back(self, reason: str) -> None:
        """The app ends: the job keeps its place, unless the user wanted it to stop."""
        if self._is_unwanted():
            self.end_cancelled()
        else:
            self.job = self._queue.give_back(self.job, reason)

    def _is_unwanted(self) -> bool:
        """Whether the user has asked to stop, also if the engine has not heard of it yet."""
        return self._cancel_sent_at is not None or self._queue.is_cancelling(self.job.id)

    def _enter(self, state: JobState) -> None:
        if state is not self.job.state:
            self.job = self._queue.advance(self.job, state)
        self._report(self._progress.in_state(state))

    def _report(self, progress: Progress) -> None:
        self._progress = progress
        self._listener(progress)

    def _what_is_kept(self) -> str:
        """The end of a sentence on a clip that has no place."""
        if self.job.work is not None:
            return tr("Retry makes the clip again.")
        return tr("what was sampled is kept: Retry only decodes it again.")

    def _publish(self, rendered: Rendered) -> None:
        target = self._queue.clip_target(self.job)
        if target.exists():
            # It came while the clip was rendered, and it is not ours to replace.
            self._category, self.cause = ErrorCategory.DISK, FailureCause.INPUT
            self.job = self._queue.advance(
                self.job,
                JobState.FAILED,
                message=tr(
                    "{file} appeared while this clip was rendered and was left as it is. "
                    "Move it away; {kept}",
                    file=target,
                    kept=self._what_is_kept(),
                ),
            )
            return
        self.job = self._queue.record_clip(
            self.job,
            sha256=rendered.sha256,
            size_bytes=rendered.size_bytes,
            seconds=rendered.figures.seconds,
            thumbnail=base64.b64decode(rendered.thumbnail_jpeg_base64),
        )
        try:
            publish(self.temporary, Path(str(self.job.clip_path)))
        except OSError as error:
            self._category, self.cause = ErrorCategory.DISK, FailureCause.DISK
            self.job = self._queue.advance(
                self.job,
                JobState.FAILED,
                message=tr(
                    "The clip could not be moved to {file}: {reason}; {kept}",
                    file=self.job.clip_path,
                    reason=error.strerror,
                    kept=self._what_is_kept(),
                ),
            )
            return
        self.job = self._queue.advance(self.job, JobState.DONE, message=" ".join(self._notes))


def _measured(costs: list[LoraCost]) -> LoraMeasured:
    """One file's costs on all experts."""
    seconds = [cost.load_seconds for cost in costs if cost.load_seconds is not None]
    return LoraMeasured(
        sha256=costs[0].sha256,
        load_seconds=sum(seconds) if seconds else None,
        resident_bytes=max(cost.resident_bytes for cost in costs),
    )
