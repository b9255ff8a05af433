"""What is planned for, and what planning gives, as values."""

from typing import Annotated, Literal

from pydantic import Field

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import Stage
from wan22_desktop.engine_protocol.plan import (
    ExecutionPlan,
    Offload,
    Quantization,
    StepCache,
)
from wan22_desktop.optimizer.domain.compute import Seconds

PlannedStage = Literal["encode", "denoise", "decode"]

Bytes = Annotated[int, Field(ge=0, le=1 << 50)]


class ModelFiles(Value):
    """What the planner has to know of a model's files; without sizes the formulas' are taken."""

    delivered: Quantization = Quantization.NONE
    """How the linear layers come from the files: only GGUF keeps them small in memory."""
    transformer_bytes: Bytes | None = None
    """Of one expert's files, as they lie on the disk."""
    lora_bytes: tuple[Bytes, ...] = ()
    """Of each LoRA of the request, for one expert."""


class Preferences(Value):
    """What the user has decided; None leaves it to the planner."""

    quantizations: Annotated[tuple[Quantization, ...], Field(min_length=1, max_length=2)] = (
        Quantization.NONE,
        Quantization.INT8,
    )
    """What the transformers may be kept as, the most exact first; GGUF files stay what they are."""
    offload: Offload | None = None
    attention: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")] | None = None
    """The fastest backend that was probed here."""
    step_cache: StepCache | None = None
    """The dial between quality (None) and speed."""
    guided_share: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    compile_blocks: bool = False
    exact_decode: bool = False
    """Decode in fp32 instead of bf16, which cannot be told apart by eye."""
    torch_threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    """For renders on the processor; the demo model always has one."""
    reserve_bytes: Bytes | None = None
    """Device memory for other programs."""


class Situation(Value):
    """Everything that a plan depends on, but for this machine's records."""

    request: GenerationRequest
    files: ModelFiles
    hardware: HardwareProfile
    preferences: Preferences = Preferences()

    @property
    def quantizations(self) -> tuple[Quantization, ...]:
        """What the transformers may be kept as, the most exact first."""
        delivered = self.files.delivered
        return self.preferences.quantizations if delivered is Quantization.NONE else (delivered,)


class StagePeaks(Value):
    """Device memory of each stage, context and fragmentation included; 0 without a card."""

    encode: Bytes = 0
    """Text encoder, and the VAE for start and end image."""
    denoise: Bytes = 0
    decode: Bytes = 0

    @property
    def highest(self) -> int:
        return max(self.encode, self.denoise, self.decode)

    def of(self, stage: Stage) -> int:
        """The peak of one of the engine's stages."""
        if stage in (Stage.LOADING, Stage.ENCODING_PROMPT):
            return self.encode
        return self.denoise if stage is Stage.SAMPLING else self.decode


class Estimate(Value):
    """What a plan costs."""

    peak_vram_bytes: StagePeaks
    ram_bytes: Bytes
    disk_bytes: Bytes
    """Written during the render: latents, checkpoint, the clip, quantized copies of the model."""
    seconds: Seconds
    """From start to clip, loading included."""
    seconds_per_forward: float
    forwards: int
    flops: float
    """Of the whole render."""


class LadderStep(Value):
    """The next plan to try when a stage ran out of memory."""

    stage: PlannedStage
    """Whose memory it lowers."""
    change: str
    """What it does, as people read it."""
    plan: ExecutionPlan
    estimate: Estimate


class Suggestion(Value):
    """A changed request that fits, since the one that was asked for does not or hardly does."""

    change: str
    request: GenerationRequest
    peak_vram_bytes: Bytes
    ram_bytes: Bytes
    seconds: Seconds


class PlanReport(Value):
    """A plan that fits, with its price and its reason."""

    situation: Situation
    plan: ExecutionPlan
    estimate: Estimate
    vram_budget_bytes: Bytes | None
    ram_budget_bytes: Bytes | None
    reason: str
    warnings: tuple[str, ...] = ()
    ladder: tuple[LadderStep, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    """What of the request could be made smaller after the ladder's end."""

    @property
    def variant(self) -> Variant:
        return self.situation.request.model


class NothingFits(Value):
    """No plan fits; what was closest, what it lacks, and which requests would fit."""

    situation: Situation
    closest: ExecutionPlan
    estimate: Estimate
    vram_budget_bytes: Bytes | None
    ram_budget_bytes: Bytes | None
    reason: str
    suggestions: tuple[Suggestion, ...] = ()
