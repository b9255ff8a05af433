"""Which quantization suits a model on a machine, and how good a quantized clip is."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.units import size
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.plan import Precision, Quantization
from wan22_desktop.engine_protocol.quality import QualityMetrics
from wan22_desktop.engine_protocol.quantization import unsupported_because
from wan22_desktop.optimizer.domain.model_shape import model_shape
from wan22_desktop.optimizer.domain.weights import block_bytes, outside_bytes, transformer_bytes

SYSTEM_BYTES = 8_000_000_000
"""What operating system, window and the engine without weights take of the memory (an estimate)."""
STREAMED_SHARE = 1 / 6
"""So much of the card at most may be taken by the blocks on their way: of 8 GB two bf16 blocks of
A14B take more, which is missing for 1280 x 720, of 12 GB less."""

EIGHT_BITS = (Quantization.INT8, Quantization.FP8_STORAGE)
"""Weights of half the size, the more exact first; the second needs no library."""

SAME_DB = 40.0
"""PSNR from which nobody sees a difference; the demo model in bf16 has to keep it against fp32, and
keeps it on average in every quantization."""
ALIKE_DB, ALIKE_SSIM = 30.0, 0.9
"""What lossy video of good quality keeps. Demo clips of different prompts stay below 14 dB. Both
count, for the similarity of plain backgrounds is high whatever moves before them."""

MAX_REASON = 1000


class QuantizationChoice(Value):
    """What to use, and why, in sentences for people."""

    quantization: Quantization
    reason: Annotated[str, Field(max_length=MAX_REASON)]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a model in one quantization takes of the machine's memory."""

    variant: Variant
    quantization: Quantization
    has_card: bool

    @property
    def expert_bytes(self) -> int:
        return transformer_bytes(model_shape(self.variant), Precision.BF16, self.quantization)

    @property
    def comfortable_bytes(self) -> int:
        """Every expert stays in memory, and a card gets the active one from page-locked memory."""
        copies = model_shape(self.variant).num_experts + (1 if self.has_card else 0)
        return copies * self.expert_bytes + SYSTEM_BYTES

    @property
    def least_bytes(self) -> int:
        """One expert at a time, read from the disk at every change."""
        return self.expert_bytes + SYSTEM_BYTES


def possible(
    quantization: Quantization, hardware: HardwareProfile, libraries: Collection[str]
) -> bool:
    """Whether the engine can run transformers so on this machine."""
    gpu = hardware.gpu
    return (
        unsupported_because(
            quantization,
            device="cpu" if gpu is None else "cuda",
            compute_capability=None if gpu is None else gpu.compute_capability,
            libraries=libraries,
        )
        is None
    )


def best_quantization(
    variant: Variant,
    hardware: HardwareProfile,
    *,
    libraries: Collection[str],
    is_gguf: bool = False,
) -> QuantizationChoice:
    """The most exact weights that the machine has room for.

    bf16 weights are read from memory while the card computes, which costs nothing with clips of
    usual size; so memory decides, and quantization is no end in itself. `is_gguf` says that the
    model comes as a GGUF file.
    """
    if is_gguf:
        return QuantizationChoice(
            quantization=Quantization.GGUF, reason="The model's GGUF file is quantized already."
        )
    if variant is Variant.DEMO:
        return QuantizationChoice(
            quantization=Quantization.NONE, reason="The demo model is small enough as it is."
        )
    shortage = _shortage(variant, hardware)
    if shortage is None:
        return QuantizationChoice(
            quantization=Quantization.NONE, reason="There is room for the model in full quality."
        )
    for quantization in EIGHT_BITS:
        if possible(quantization, hardware, libraries):
            reason = " ".join((shortage, _outcome(variant, quantization, hardware)))
            return QuantizationChoice(quantization=quantization, reason=reason)
    raise AssertionError  # storing in 8-bit floats is possible everywhere


def fallbacks_of(
    quantization: Quantization,
    variant: Variant,
    hardware: HardwareProfile,
    *,
    libraries: Collection[str],
) -> tuple[Quantization, ...]:
    """What to try when `quantization` does not work out; full size only if memory has room."""
    if quantization in (Quantization.NONE, Quantization.GGUF):
        return ()
    others = [q for q in EIGHT_BITS if q is not quantization and possible(q, hardware, libraries)]
    total = hardware.total_ram_bytes
    whole = Needs(variant, Quantization.NONE, hardware.gpu is not None)
    if total is None or whole.least_bytes <= total:
        others.append(Quantization.NONE)
    return tuple(others)


def _shortage(variant: Variant, hardware: HardwareProfile) -> str | None:
    """What the model in bf16 does not fit into, as a sentence; None if it fits."""
    gpu = hardware.gpu
    model = model_shape(variant)
    streamed = 2 * block_bytes(model, Precision.BF16, Quantization.NONE)
    streamed += outside_bytes(model, Precision.BF16)
    if gpu is not None and streamed > STREAMED_SHARE * gpu.total_vram_bytes:
        return (
            f"Of the card's {size(gpu.total_vram_bytes)} weights in bf16 would take "
            f"{size(streamed)} while they pass through."
        )
    if hardware.total_ram_bytes is None:
        return "How much memory the machine has is unknown."
    needed = Needs(variant, Quantization.NONE, gpu is not None).comfortable_bytes
    if needed > hardware.total_ram_bytes:
        return (
            f"In bf16 it takes {size(needed)} of memory, with all else; "
            f"this machine has {size(hardware.total_ram_bytes)}."
        )
    return None


def _outcome(variant: Variant, quantization: Quantization, hardware: HardwareProfile) -> str:
    needs = Needs(variant, quantization, hardware.gpu is not None)
    total = hardware.total_ram_bytes
    if total is None or needs.comfortable_bytes <= total:
        return f"With 8 bits it takes {size(needs.comfortable_bytes)}."
    if needs.least_bytes <= total:
        return f"With 8 bits it takes {size(needs.least_bytes)}, one part of it after the other."
    smaller = Needs(variant, Quantization.GGUF, hardware.gpu is not None).least_bytes
    return (
        f"With 8 bits it still takes {size(needs.least_bytes)}; "
        f"a GGUF file with 4 bits would take about {size(smaller)}."
    )


class QualityGrade(StrEnum):
    """How a quantized clip looks beside its twin."""

    SAME = "same"
    ALIKE = "alike"
    DIFFERENT = "different"


class QualityVerdict(Value):
    """What the figures mean, for people."""

    grade: QualityGrade
    text: str


def quality_verdict(metrics: QualityMetrics) -> QualityVerdict:
    """Judge one clip rendered twice with the same seed, with and without quantization."""
    figures = (
        f"PSNR {metrics.psnr_db:.1f} dB, SSIM {metrics.ssim:.3f}, "
        f"motion differs by {metrics.temporal_difference:.1f} of 255 levels"
    )
    if metrics.psnr_db >= SAME_DB:
        grade, words = QualityGrade.SAME, "No difference can be seen"
    elif metrics.psnr_db >= ALIKE_DB and metrics.ssim >= ALIKE_SSIM:
        grade, words = QualityGrade.ALIKE, "The same clip with small differences"
    else:
        grade, words = QualityGrade.DIFFERENT, "Another clip: compare both before you rely on it"
    return QualityVerdict(grade=grade, text=f"{words} ({figures}).")
