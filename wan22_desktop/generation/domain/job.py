"""Jobs and the one table of how their states change."""

from dataclasses import dataclass, replace
from enum import StrEnum

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.engine_protocol.messages import MAX_NOTE_CHARACTERS

_NAME_CHARACTERS = 80
MAX_CRASHES = 2
"""A job that ends the engine this often is at fault itself and is not tried again by itself."""


class JobState(StrEnum):
    QUEUED = "queued"
    LOADING = "loading"
    RENDERING = "rendering"
    DECODING = "decoding"
    PUBLISHING = "publishing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_active(self) -> bool:
        """Whether an engine works on the job in this state."""
        return self in _ACTIVE

    @property
    def is_ended(self) -> bool:
        """Whether nothing happens to the job any more unless the user asks for it."""
        return self in _ENDED


_ACTIVE = {JobState.LOADING, JobState.RENDERING, JobState.DECODING, JobState.PUBLISHING}
_ENDED = {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
_STOPPED = {JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED}

ALLOWED: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.LOADING, JobState.FAILED, JobState.CANCELLED}),
    JobState.LOADING: frozenset({JobState.RENDERING, JobState.DECODING} | _STOPPED),
    JobState.RENDERING: frozenset({JobState.DECODING} | _STOPPED),
    JobState.DECODING: frozenset({JobState.PUBLISHING} | _STOPPED),
    JobState.PUBLISHING: frozenset({JobState.DONE, JobState.FAILED, JobState.INTERRUPTED}),
    JobState.INTERRUPTED: frozenset({JobState.QUEUED, JobState.DONE, *_STOPPED})
    - {JobState.INTERRUPTED},
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
    JobState.DONE: frozenset(),
}


class IllegalMoveError(ValueError):
    """A state change that the table does not allow: always a bug of ours."""


@dataclass(frozen=True, slots=True)
class Job:
    """One entry of the queue as it is stored.

    `position` orders the list (lower is sooner). `crashes` counts engines that ended during this
    job. `message` says why a job failed or was interrupted. `waits` says why a queued job cannot
    begin yet; it begins by itself once it can. `note` is written into the clip. `clip_path` is the
    finished file and `clip_sha256` the hash of its bytes. `thumbnail` is a JPEG or empty.
    `loras_at_fault` are the SHA-256 of the LoRA files over which a job failed, or may have.
    `created_at` is an ISO 8601 time in UTC, for display only. `group_id` names the `JobGroup` it
    belongs to, empty without one, and `label` sets it apart in there. With `work` nothing is
    sampled: clips are made into another one, and `request` is that of the first of them. A job with
    `is_skipped` keeps its place and does not begin.
    """

    id: str
    request: GenerationRequest
    position: int
    state: JobState = JobState.QUEUED
    crashes: int = 0
    message: str = ""
    waits: str = ""
    note: str = ""
    clip_path: str | None = None
    clip_sha256: str | None = None
    clip_bytes: int = 0
    seconds: float = 0.0
    thumbnail: bytes = b""
    created_at: str = ""
    loras_at_fault: tuple[str, ...] = ()
    group_id: str = ""
    label: str = ""
    work: ClipWork | None = None
    is_skipped: bool = False

    def moved_to(self, state: JobState, *, message: str = "") -> "Job":
        """The job in its next state; raises IllegalMoveError if the table has no such arrow."""
        if state not in ALLOWED[self.state]:
            raise IllegalMoveError(f"{self.id}: {self.state.value} cannot become {state.value}")
        at_fault = self.loras_at_fault if state is JobState.FAILED else ()
        return replace(self, state=state, message=message, waits="", loras_at_fault=at_fault)

    @property
    def faulty_loras(self) -> tuple[LoraUse, ...]:
        """The request's LoRAs over which the job failed."""
        return tuple(lora for lora in self.request.loras if lora.sha256 in self.loras_at_fault)

    def without_faulty_loras(self) -> tuple[GenerationRequest, str]:
        """The request without exactly these files, and a note that says so.

        The other half of a pair stays. A comparison of nothing becomes a plain render.
        """
        names = ", ".join(f'"{lora.name[:_NAME_CHARACTERS]}"' for lora in self.faulty_loras)
        kept = tuple(lora for lora in self.request.loras if lora not in self.faulty_loras)
        told = trn(
            "Rendered without the LoRA {names}.",
            "Rendered without the LoRAs {names}.",
            len(self.faulty_loras),
            names=names,
        )
        if kept:
            others = tr("The other LoRAs of the request were used.")
            told = f"{told} {others}"
        request = self.request.with_changes(
            loras=kept, compare_loras=self.request.compare_loras and bool(kept)
        )
        return request, f"{self.note} {told}".strip()[:MAX_NOTE_CHARACTERS]
