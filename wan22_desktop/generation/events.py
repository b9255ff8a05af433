"""What the render runner and the queue report, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import RenderFigures
from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.generation.domain.groups import JobGroup
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.progress import Preview, Progress


class ImageRole(StrEnum):
    """Which frame of a clip a picture stands for; the value names it in problems and refusals."""

    START = "image"
    END = "end_image"

    @property
    def label(self) -> str:
        return tr("start image") if self is ImageRole.START else tr("end image")

    @property
    def request_field(self) -> str:
        """Where a request names the picture."""
        return f"{self.value}_sha256"


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture as it was copied into the app's keeping; sizes in pixels after rotation."""

    sha256: str
    path: str
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class QueuePause:
    """Whether the queue starts new jobs, and why not; an empty reason means the user's wish."""

    paused: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QueueHold:
    """The app itself holds the queue back, beside whatever the user wants; over with the app.

    An empty reason means that it does not.
    """

    reason: str = ""
    at_step: bool = False
    """Whether the job that was being rendered waits too, its memory given back."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something the user asked for was not done."""

    error: UserError
    job_id: str | None = None
    request: GenerationRequest | None = None
    """What was not added, or the first of several."""


@dataclass(frozen=True, slots=True)
class JobsAdded:
    """All that one wish has added, in their order: thousands at once must not stop a window."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class JobChanged:
    job: Job


@dataclass(frozen=True, slots=True)
class JobRemoved:
    job_id: str


@dataclass(frozen=True, slots=True)
class JobsReordered:
    """The whole list, first to last."""

    job_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupAdded:
    group: JobGroup


@dataclass(frozen=True, slots=True)
class GroupRemoved:
    """Its last job was."""

    group_id: str


@dataclass(frozen=True, slots=True)
class StartOrderChanged:
    """The waiting jobs in the order in which they will begin."""

    job_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineChanged:
    """What the engine process is doing, in one sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """Whose files a render uses, as they were when it began."""

    model: Variant
    package: str
    """Which package is active; the model's id for files that were put there by hand."""
    version: str | None = None
    """Of the package; None for files by hand and for what was adopted."""


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """What the engine holds in memory is of this model now; None once it holds nothing."""

    in_use: ModelInUse | None


class RenderOutcome(StrEnum):
    """How an attempt at a job ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """Cancelled, paused or given back: it says nothing of whether the model works."""


@dataclass(frozen=True, slots=True)
class RenderEnded:
    """The engine is through with an attempt at a job that it had begun.

    `seconds` is wall time since it began, loading included. `figures` are there if the clip was
    rendered, `category` if it was not.
    """

    job_id: str
    request: GenerationRequest
    in_use: ModelInUse
    outcome: RenderOutcome
    seconds: float
    category: ErrorCategory | None = None
    figures: RenderFigures | None = None
    plan: ExecutionPlan | None = None
    """What the engine was told to do."""
    cause: FailureCause | None = None
    """Of a failure, as it was measured."""


@dataclass(frozen=True, slots=True)
class LoraMeasured:
    """What one LoRA file took in a render."""

    sha256: str
    load_seconds: float | None
    """Reading it, and putting it on every expert; None if it was in memory since an earlier job."""
    resident_bytes: int
    """Of its tensors, on the expert where they take most."""


@dataclass(frozen=True, slots=True)
class LorasMeasured:
    """What the LoRAs of a finished render took; `uses` are all that the request names."""

    job_id: str
    model: Variant
    uses: tuple[LoraUse, ...]
    loras: tuple[LoraMeasured, ...]


QueueEvent = (
    JobsAdded
    | JobChanged
    | JobRemoved
    | JobsReordered
    | GroupAdded
    | GroupRemoved
    | StartOrderChanged
    | QueuePause
    | QueueHold
    | Progress
    | Preview
    | EngineChanged
    | ModelLoaded
    | LorasMeasured
    | RenderEnded
)
