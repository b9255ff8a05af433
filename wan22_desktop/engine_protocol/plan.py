"""How a model is run on a machine: chosen by the planner, carried out by the engine."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from wan22_desktop.core.values import Value

Count = Annotated[int, Field(ge=1, le=1 << 20)]
ByteCount = Annotated[int, Field(ge=0, le=1 << 50)]

DeviceName = Literal["cpu", "cuda"]


class Precision(StrEnum):
    """The arithmetic of text encoder and transformers."""

    FP32 = "fp32"
    BF16 = "bf16"


class Quantization(StrEnum):
    """How the linear layers of the transformers are kept and multiplied."""

    NONE = "none"
    """In the plan's precision."""
    INT8 = "int8"
    """8-bit integers in memory, multiplied in the plan's precision."""
    INT8_DYNAMIC = "int8-dynamic"
    """Weights and activations as 8-bit integers, multiplied as such."""
    FP8 = "fp8"
    """8-bit floats with a scale per row in memory, multiplied in the plan's precision."""
    FP8_STORAGE = "fp8-storage"
    """Plain 8-bit floats in memory, cast to the plan's precision layer by layer."""
    FP8_DYNAMIC = "fp8-dynamic"
    """Weights and activations as 8-bit floats; needs a card of the Ada generation or newer."""
    GGUF = "gguf"
    """As the GGUF file delivers them, dequantized layer by layer."""


class Offload(StrEnum):
    """Where the weights wait while they are not needed."""

    RESIDENT = "resident"
    """Everything stays on the device."""
    MODEL = "model"
    """Text encoder, transformer and VAE are on the device one at a time."""
    STREAMING = "streaming"
    """As MODEL, and the transformer's blocks are read from memory while others compute."""
    SEQUENTIAL = "sequential"
    """Layer by layer: the least device memory, and the slowest."""


class StepCacheKind(StrEnum):
    """Ways to skip computing what hardly changes from step to step."""

    FIRST_BLOCK = "first-block"
    MAG_CACHE = "mag-cache"
    TAYLOR_SEER = "taylor-seer"


class StepCache(Value):
    """A step cache and how far it may go: a larger strength skips more and changes more."""

    kind: StepCacheKind
    strength: Annotated[float, Field(gt=0.0, le=1.0)]


class Tiling(Value):
    """Tiles of the VAE's decoder in pixels of the clip; strides are less than the tile."""

    tile_height: Count
    tile_width: Count
    stride_height: Count
    stride_width: Count


class DecodePlan(Value):
    """How latents become frames; never changes what was sampled."""

    device: DeviceName = "cpu"
    precision: Precision = Precision.FP32
    tiling: Tiling | None = None
    """None decodes whole frames."""


class ExecutionPlan(Value):
    """How one render is carried out."""

    device: DeviceName = "cpu"
    precision: Precision = Precision.FP32
    quantization: Quantization = Quantization.NONE
    keep_quantized: bool = False
    """Keep a quantized transformer on the disk: the next start reads half and computes nothing."""
    text_encoder_quantization: Quantization = Quantization.NONE
    text_encoder_device: DeviceName = "cpu"
    offload: Offload = Offload.RESIDENT
    resident_blocks: Annotated[int, Field(ge=0, le=1000)] = 0
    """With STREAMING: so many blocks stay on the device."""
    pinned_bytes: ByteCount = 0
    """With STREAMING: so much of the waiting weights is kept in page-locked memory."""
    keep_both_experts: bool = False
    """Whether memory holds both experts at once; otherwise the second replaces the first."""
    chunk_tokens: Count | None = None
    """Compute what is done per token in slices of so many tokens; None computes all at once."""
    attention: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")] = "native"
    """A name of diffusers' attention dispatcher."""
    step_cache: StepCache | None = None
    guided_share: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    """Share of the steps, from the first on, that compute guidance at all."""
    compile_blocks: bool = False
    encode_tiling: Tiling | None = None
    """How start and end image are encoded, in fp32; None encodes whole pictures."""
    decode: DecodePlan = DecodePlan()
    memory_cap_bytes: ByteCount | None = None
    """Device memory beyond which an allocation fails instead of spilling; None sets no cap."""
    checkpoint_steps: Count = 5
    """Latents and the scheduler's state are kept every so many steps."""
    torch_threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Threads for arithmetic on the processor; None means as many as torch takes by itself."""

    def arithmetic(self) -> dict[str, JsonValue]:
        """The part of the plan that can change a bit of the sampled latents.

        Two plans that agree here can continue each other's checkpoints. Offload, chunks and
        decoding are left out: they move work and change no number.
        """
        return self.model_dump(
            mode="json",
            include={
                "device",
                "precision",
                "quantization",
                "text_encoder_quantization",
                "text_encoder_device",
                "attention",
                "step_cache",
                "guided_share",
                "encode_tiling",
                "compile_blocks",
                "torch_threads",
            },
        )
