"""Why a render failed, and what is tried next: what engine, runner and recovery speak of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from wan22_desktop.core.errors import ErrorCategory, UserError


class FailureCause(StrEnum):
    """The cause as it was measured; finer than `ErrorCategory`, which is for the user."""

    VRAM = "vram"
    """The card's own memory ran out."""
    SHARED_MEMORY = "shared-memory"
    """The driver moved graphics memory into the computer's own."""
    RAM = "ram"
    COMMIT = "commit"
    """The system had memory left but may promise no more: page file or limit of the process."""
    DISK = "disk"
    """No room, or not writable."""
    DRIVER = "driver"
    """The graphics context is dead: everything else in that process fails too."""
    MODEL = "model"
    """A file of the model is damaged or missing."""
    LORA = "lora"
    INPUT = "input"
    """The request or its picture cannot be rendered."""
    CRASH = "crash"
    """The engine's process ended without a word."""
    HANG = "hang"
    BUG = "bug"
    """A mistake of ours, or one that nobody knows."""


MEMORY_CAUSES = frozenset(
    {FailureCause.VRAM, FailureCause.SHARED_MEMORY, FailureCause.RAM, FailureCause.COMMIT}
)

_CAUSE_OF_CATEGORY = {
    ErrorCategory.BAD_REQUEST: FailureCause.INPUT,
    ErrorCategory.MODEL: FailureCause.MODEL,
    # Refused before anything was allocated: the request is too large for every plan.
    ErrorCategory.OUT_OF_MEMORY: FailureCause.INPUT,
    ErrorCategory.DISK: FailureCause.DISK,
    # Numbers that are none come from weights whose content was lost.
    ErrorCategory.BAD_RESULT: FailureCause.MODEL,
}


def cause_of(error: UserError) -> FailureCause:
    """The cause of an error that somebody has explained already."""
    if error.loras or error.field == "loras":
        return FailureCause.LORA
    if error.field == "quantization" or isinstance(error.__cause__, ImportError):
        return FailureCause.INPUT  # of the wish for it: the model's files are well
    return _CAUSE_OF_CATEGORY.get(error.category, FailureCause.BUG)


@dataclass(frozen=True, slots=True)
class Failure:
    """One attempt at a job that failed."""

    cause: FailureCause
    message: str
    """For people, with measured numbers."""
    job_id: str
    model: str
    """The id of the variant."""
    attempt: int
    """Counts the failures of this job with this cause, this one included, from 1."""


class RecoveryStep(StrEnum):
    """What the runner does next with the job."""

    RETRY = "retry"
    """Again as it was, in a fresh engine."""
    NEXT_PLAN = "next-plan"
    """Again with the plan that follows: less memory."""
    WAIT_FOR_DISK = "wait-for-disk"
    """Keep the job at its place until the disk has room, then again."""
    REPAIR_MODEL = "repair-model"
    """Check the model's files, fetch what is bad, then again."""
    ASK = "ask"
    """The job is failed; the message has buttons."""


@dataclass(frozen=True, slots=True)
class RecoveryResult:
    """What is done about a failure; `explanation` is a sentence for the user."""

    step: RecoveryStep
    delay_s: float = 0.0
    explanation: str = ""
    record: int = 0
    """What `note_outcome` is told, so that the outcome finds its failure."""


class FailureAdviser(Protocol):
    """Says what is done about a failure; called on the runner's thread, must not raise."""

    def attempt_recovery(self, failure: Failure) -> RecoveryResult: ...

    def note_outcome(self, record: int, *, recovered: bool) -> None:
        """What became of the job after the step."""
        ...
