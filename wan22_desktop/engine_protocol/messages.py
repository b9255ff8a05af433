"""Commands to the engine and events from it.

Every message is one frozen value with a `type` that names it. Paths are absolute. Durations are
in seconds, sizes in bytes.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.errors import ErrorCategory, Recovery
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.hardware import Gpu
from wan22_desktop.core.lora_report import KeyMatchReport
from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.request import GenerationRequest, Sha256
from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization
from wan22_desktop.engine_protocol.quantization import DEFAULT_LIMIT_S
from wan22_desktop.engine_protocol.tuning import EngineTuning

PROTOCOL_VERSION = 4
MAX_LINE_BYTES = 1 << 20
MAX_NOTE_CHARACTERS = 2000
HEARTBEAT_INTERVAL_S = 1.0

Nonce = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
JobId = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


class Stage(StrEnum):
    """What the engine is doing for a job."""

    LOADING = "loading"
    ENCODING_PROMPT = "encoding-prompt"
    SAMPLING = "sampling"
    DECODING = "decoding"
    PROCESSING = "processing"
    """Frames of finished clips are made into those of another one."""
    WRITING = "writing"


# --- commands ---------------------------------------------------------------------------------


class Hello(Value):
    """The first line; the engine answers with `Ready` carrying the same nonce."""

    type: Literal["hello"] = "hello"
    protocol_version: int = PROTOCOL_VERSION
    nonce: Nonce
    tuning: EngineTuning = EngineTuning()


class Render(Value):
    """Render one clip, loading what is not in memory yet.

    Pictures and LoRA files have the hashes that the request names. The clip is written to
    `clip_path` (a temporary name that only this job uses), flushed and read back. Every few steps,
    and before decoding, the sampling is kept in `checkpoint_path`; if that file already holds this
    request's sampling, it goes on from there. A comparison keeps the sampling without LoRAs beside
    it, in a file with `.plain` in its name.
    """

    type: Literal["render"] = "render"
    job_id: JobId
    request: GenerationRequest
    plan: ExecutionPlan = ExecutionPlan()
    parts: ModelParts
    image_path: str | None = None
    end_image_path: str | None = None
    lora_paths: tuple[str, ...] = ()
    """One for each of `request.loras`, in their order."""
    checkpoint_path: str
    clip_path: str
    quantization_limit_s: Annotated[float, Field(gt=0.0, le=3600.0)] = DEFAULT_LIMIT_S
    """For quantizing one transformer; after that the first of the fallbacks is tried."""
    quantization_fallbacks: tuple[Quantization, ...] = ()
    cache_path: str
    """A folder for what can be computed again: embeddings, quantized weights, colour fits."""
    upcoming_texts: tuple[str, ...] = ()
    """Prompts of waiting jobs with the same text encoder: encoded while it is loaded anyway."""
    preview: bool = True
    note: Annotated[str, Field(max_length=MAX_NOTE_CHARACTERS)] = ""
    """What the clip shall say about how it came to be, besides what the engine notes."""
    keep_metadata: bool = True
    """Whether the clip says how it was made."""


class Process(Value):
    """Make finished clips into another one; answered as `Render` is, with frames for steps.

    Nothing is kept of what is cut off: it begins anew. The clip says of itself what the first
    source says, or else that it was made by `request`; without either it says nothing.
    """

    type: Literal["process"] = "process"
    job_id: JobId
    work: ClipWork
    source_paths: Annotated[tuple[str, ...], Field(min_length=1)]
    """One for each of `work.sources`, in their order."""
    upscaler_path: str | None = None
    """The file that `work.upscaler` names."""
    request: GenerationRequest | None = None
    clip_path: str
    note: Annotated[str, Field(max_length=MAX_NOTE_CHARACTERS)] = ""
    keep_metadata: bool = True


JobCommand = Render | Process
"""What makes a clip; `Rendered`, `Cancelled`, `Suspended` or `Failed` ends it."""


class Cancel(Value):
    """Stop this job at the next step; answered by `Cancelled`, or by the job's end."""

    type: Literal["cancel"] = "cancel"
    job_id: JobId


class Suspend(Value):
    """Keep what is done and stop at the next step; answered by `Suspended`, or by the job's end."""

    type: Literal["suspend"] = "suspend"
    job_id: JobId


class Shutdown(Value):
    """End in good order; the engine also ends when its standard input closes."""

    type: Literal["shutdown"] = "shutdown"


Command = Annotated[
    Hello | Render | Process | Cancel | Suspend | Shutdown, Field(discriminator="type")
]


# --- events -----------------------------------------------------------------------------------


class Ready(Value):
    """The engine is up; `versions` maps library names to versions."""

    type: Literal["ready"] = "ready"
    protocol_version: int
    nonce: Nonce
    versions: dict[str, str]
    devices: tuple[Literal["cpu", "cuda"], ...]
    gpu: Gpu | None = None
    """The card as torch sees it, before anything was loaded."""
    tuning: EngineTuning = EngineTuning()
    """What of the greeting's holds now; None is what could not be done or was not asked for."""


class Heartbeat(Value):
    """Sent every `HEARTBEAT_INTERVAL_S`, also while a step is computed."""

    type: Literal["heartbeat"] = "heartbeat"
    resident_bytes: int
    work_done: int = 0
    """Grows with every tensor read, block computed and frame decoded; stands still in a hang."""


class PartLoaded(Value):
    """A part of the model is in memory and ready; `resident_bytes` is the whole process then."""

    type: Literal["part-loaded"] = "part-loaded"
    job_id: JobId
    part: str
    seconds: float
    resident_bytes: int


class Noted(Value):
    """Something that the user should know of this job: what was done otherwise than planned."""

    type: Literal["noted"] = "noted"
    job_id: JobId
    message: str


class LoraCost(Value):
    """What one LoRA file took on one expert, as measured."""

    sha256: Sha256
    load_seconds: float | None
    """Putting it on the expert, and reading it, which counts for the first one; None if it was in
    memory since an earlier job."""
    resident_bytes: int
    """Of its tensors, in the precision in which the expert computes."""


class LorasApplied(Value):
    """What became of every key of the LoRAs on one expert."""

    type: Literal["loras-applied"] = "loras-applied"
    job_id: JobId
    reports: tuple[KeyMatchReport, ...]
    costs: tuple[LoraCost, ...] = ()


class StageChanged(Value):
    type: Literal["stage-changed"] = "stage-changed"
    job_id: JobId
    stage: Stage


class StepDone(Value):
    """`step` of `steps` is sampled; `seconds_left` counts to the finished clip, None if unknown.

    A comparison's steps are those of both samplings.
    """

    type: Literal["step-done"] = "step-done"
    job_id: JobId
    step: int
    steps: int
    seconds_left: float | None


class PreviewReady(Value):
    """A rough picture of the clip as it stands: a JPEG strip of frames, left to right."""

    type: Literal["preview-ready"] = "preview-ready"
    job_id: JobId
    step: int
    frame_count: int
    jpeg_base64: str


class RenderFigures(Value):
    """What one render took, as measured by the engine."""

    seconds_loading: float = 0.0
    seconds_encoding_prompt: float = 0.0
    seconds_sampling: float = 0.0
    seconds_decoding: float = 0.0
    seconds_writing: float = 0.0
    seconds_per_step: float = 0.0
    """The median, so that a pause or the loading of the second expert does not count."""
    steps_sampled: int = 0
    """Steps that were computed; those of a checkpoint were not computed again."""
    texts_encoded: int = 0
    """Texts that went through the text encoder; kept ones did not."""
    parts_loaded: tuple[str, ...] = ()
    """Parts of the model that were read from the disk, in that order."""
    quantization: Quantization = Quantization.NONE
    """As it was applied, which may be a fallback."""
    peak_device_bytes: dict[Stage, int] = Field(default_factory=dict)
    """Most device memory in use in each stage; empty without a graphics card."""
    peak_resident_bytes: int = 0
    """Most memory of the engine's process."""

    @property
    def seconds(self) -> float:
        """From prompt to clip, without loading the model."""
        return (
            self.seconds_encoding_prompt
            + self.seconds_sampling
            + self.seconds_decoding
            + self.seconds_writing
        )


class Rendered(Value):
    """The clip lies complete at `clip_path`; `sha256` is that of the file's bytes."""

    type: Literal["rendered"] = "rendered"
    job_id: JobId
    clip_path: str
    sha256: Sha256
    size_bytes: int
    thumbnail_jpeg_base64: str
    figures: RenderFigures = RenderFigures()


class Cancelled(Value):
    type: Literal["cancelled"] = "cancelled"
    job_id: JobId


class Suspended(Value):
    """The job has stopped; rendering it again goes on after `step`."""

    type: Literal["suspended"] = "suspended"
    job_id: JobId
    step: int


class Failed(Value):
    """The job ended without a clip; `job_id` is None if the message itself was at fault."""

    type: Literal["failed"] = "failed"
    job_id: JobId | None
    category: ErrorCategory
    cause: FailureCause = FailureCause.BUG
    message: str
    field: str | None = None
    recoveries: tuple[Recovery, ...] = ()
    stage: Stage | None = None
    """What the engine was doing; None if it had not begun."""
    loras: tuple[Sha256, ...] = ()
    """LoRA files at fault, or that may be."""


Event = Annotated[
    Ready
    | Heartbeat
    | PartLoaded
    | Noted
    | LorasApplied
    | StageChanged
    | StepDone
    | PreviewReady
    | Rendered
    | Cancelled
    | Suspended
    | Failed,
    Field(discriminator="type"),
]
