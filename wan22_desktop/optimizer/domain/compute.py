"""Work of a render in FLOPs, and how long a machine takes for it.

The formulas and their constants are fitted and checked against published measurements: diffusers
on an RTX 4090 (huggingface/diffusers PR 11605), LightX2V's and Wan2GP's tables. They hold for
GeForce cards within about a fifth; `Calibration` replaces them by what this machine showed.
"""

from dataclasses import dataclass

from wan22_desktop.core.hardware import Gpu
from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload, Precision, Quantization
from wan22_desktop.optimizer.domain.activations import TEXT_TOKENS, hidden_states_bytes
from wan22_desktop.optimizer.domain.model_shape import ClipShape, ModelShape
from wan22_desktop.optimizer.domain.weights import (
    text_encoder_count,
    transformer_bytes,
    transformer_weights,
)

GEFORCE_EFFICIENCY = 0.87
"""Of the tensor cores' bf16 rate, in products of this size (fitted: RTX 4090, 13.66 s)."""
_EFFICIENCY = {(8, 0): 0.62, (9, 0): 0.43}
"""Of A100 and H100, whose rates are harder to feed (README of Wan2.2, PR 11605)."""
VAE_EFFICIENCY = 0.27
"""Of the bf16 rate in the VAE's convolutions; half of it in fp32 (Wan2GP issue 744)."""
BANDWIDTH_EFFICIENCY = 0.85
UNPINNED_GB_S = 7.0
"""Copies from pageable memory, which do not overlap with computing (6 to 8 measured)."""
PCIE_GB_S = 12.0
"""Assumed where nothing is known: half of what PCIe 4.0 x16 gives."""
CPU_GFLOPS_PER_CORE = 40.0
"""fp32 in large products; AVX2 cores reach 25 to 100. bf16 without units for it is slower."""
CPU_BF16_SHARE = 0.5
READ_GB_S = 2.0
"""From a solid-state disk, conversion included; 0.5 to 6 occur."""

_EAGER_TRAFFIC, _COMPILED_TRAFFIC = 134, 20
"""Passes of hidden states over the card's memory in one block (fitted; compiled 15 to 30)."""

_ATTENTION_SPEED = {
    "_native_efficient": 0.5,
    "_native_math": 0.1,
    "sage": 1.9,
    "_sage_qk_int8_pv_fp8_cuda": 2.2,
    "_sage_qk_int8_pv_fp16_cuda": 1.9,
}
"""Against flash attention (kernel benchmarks of SageAttention, derated)."""
WINDOWS_NATIVE_SPEED = 0.5
"""The official wheels for Windows lack flash attention (pytorch issue 125070)."""
_EIGHT_BIT_PRODUCTS = 1.7


class Seconds(Value):
    """A duration with its error bar: nine of ten renders should fall between low and high."""

    low: float
    likely: float
    high: float

    def __add__(self, other: "Seconds") -> "Seconds":
        """Errors of the parts are taken to go the same way."""
        return Seconds(
            low=self.low + other.low, likely=self.likely + other.likely, high=self.high + other.high
        )

    def times(self, count: float) -> "Seconds":
        return Seconds(low=self.low * count, likely=self.likely * count, high=self.high * count)

    @classmethod
    def within(cls, likely: float, spread: float) -> "Seconds":
        """`likely`, at most `1 + spread` times shorter or longer."""
        return cls(low=likely / (1 + spread), likely=likely, high=likely * (1 + spread))


class Calibration(Value):
    """How this machine differs from the formulas, as factors; 1 where nothing is known."""

    forward_time: float = 1.0
    vae_time: float = 1.0
    memory: float = 1.0
    """Of activations, on top of what was counted."""
    vae_memory: float = 1.0
    pcie_gb_s: float | None = None
    forward_records: int = 0
    vae_records: int = 0


@dataclass(frozen=True, slots=True)
class ForwardFlops:
    """One call of a transformer."""

    linear: int
    attention: int

    @property
    def total(self) -> int:
        return self.linear + self.attention


def forward_flops(clip: ClipShape) -> ForwardFlops:
    """Every matrix product of one call, text rows included; exact but for the time embedding."""
    shape = clip.model.transformer
    d, f, s, rows = shape.dim, shape.ffn_dim, clip.tokens, TEXT_TOKENS
    per_layer = 2 * s * (6 * d * d + 2 * d * f) + 2 * rows * 2 * d * d
    edges = 2 * s * d * (shape.in_channels + shape.out_channels) * shape.patch_volume
    text = 2 * rows * (shape.text_dim * d + d * d)
    return ForwardFlops(
        linear=per_layer * shape.num_layers + edges + text,
        attention=4 * s * (s + rows) * d * shape.num_layers,
    )


def text_encoder_flops(model: ModelShape) -> int:
    """Encoding one text of `TEXT_TOKENS` rows."""
    shape = model.text_encoder
    multiplied = text_encoder_count(shape) - shape.vocab_size * shape.d_model
    attention = 4 * TEXT_TOKENS * TEXT_TOKENS * shape.d_attention * shape.num_layers
    return 2 * multiplied * TEXT_TOKENS + attention


def bf16_flops_per_s(gpu: Gpu) -> float:
    """What the card's tensor cores do, after efficiency; a low guess where nothing is known."""
    tflops = gpu.bf16_tflops
    if tflops is None and gpu.sm_count and gpu.boost_clock_ghz:
        tflops = 512 * gpu.sm_count * gpu.boost_clock_ghz / 1000
    share = GEFORCE_EFFICIENCY
    if gpu.compute_capability is not None:
        share = _EFFICIENCY.get(gpu.compute_capability, share)
    return (tflops or 25.0) * 1e12 * share


def attention_speed(attention: str, *, windows: bool) -> float:
    """Of an attention backend, against flash attention."""
    if windows and attention == "native":
        return WINDOWS_NATIVE_SPEED
    return _ATTENTION_SPEED.get(attention, 1.0)


def gpu_forward_seconds(
    clip: ClipShape, plan: ExecutionPlan, gpu: Gpu, *, windows: bool, calibration: Calibration
) -> float:
    """One call of a transformer on a card."""
    flops = forward_flops(clip)
    number = 2 if plan.precision is Precision.BF16 else 4
    rate = bf16_flops_per_s(gpu) / (1 if number == 2 else 4)
    eight_bit = plan.quantization in (Quantization.INT8_DYNAMIC, Quantization.FP8_DYNAMIC)
    products = flops.linear / (_EIGHT_BIT_PRODUCTS if eight_bit else 1.0)
    products += flops.attention / attention_speed(plan.attention, windows=windows)
    layers = clip.model.transformer.num_layers
    passes = _COMPILED_TRAFFIC if plan.compile_blocks else _EAGER_TRAFFIC
    traffic = passes * hidden_states_bytes(clip, plan.precision) * layers
    if plan.quantization is not Quantization.NONE and not eight_bit:
        # Each weight is read, written in the plan's precision, and read again.
        traffic += transformer_weights(clip.model).total * (1 + 2 * number)
    bandwidth = (gpu.memory_bandwidth_gb_s or 300.0) * 1e9 * BANDWIDTH_EFFICIENCY
    seconds = (products / rate + traffic / bandwidth) * calibration.forward_time
    if plan.offload not in (Offload.STREAMING, Offload.SEQUENTIAL):
        return seconds
    streamed = transformer_bytes(clip.model, plan.precision, plan.quantization)
    pinned = min(plan.pinned_bytes, streamed) if plan.offload is Offload.STREAMING else 0
    copied = pinned / (pcie_gb_s(gpu, calibration) * 1e9)
    return max(seconds, copied) + (streamed - pinned) / (UNPINNED_GB_S * 1e9)


def pcie_gb_s(gpu: Gpu, calibration: Calibration) -> float:
    """Measured, or as published, or assumed."""
    return calibration.pcie_gb_s or gpu.pcie_gb_s or PCIE_GB_S


def cpu_flops_per_s(cores: int | None, threads: int | None, precision: Precision) -> float:
    """What a processor does in large products."""
    used = min(cores or 1, threads or cores or 1)
    share = CPU_BF16_SHARE if precision is Precision.BF16 else 1.0
    return CPU_GFLOPS_PER_CORE * 1e9 * used * share
