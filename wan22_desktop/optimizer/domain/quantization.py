"""Which quantizations a machine can run, and how good a quantized clip is.

Whether 8 bits are needed is not said here: that is the planner's, which knows what everything takes
together (`choosing.py`, `ladder.py`).
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Quantization
from wan22_desktop.engine_protocol.quality import QualityMetrics
from wan22_desktop.engine_protocol.quantization import unsupported_because
from wan22_desktop.optimizer.domain.compute import Calibration
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.limits import limits_of
from wan22_desktop.optimizer.domain.planning import Situation

PREFERRED = (Quantization.INT8, Quantization.FP8_STORAGE)
"""8-bit weights, the more exact first; the second needs no library."""

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


def candidates(
    hardware: HardwareProfile, libraries: Collection[str]
) -> tuple[Quantization, Quantization]:
    """As the model is, and with 8 bits; the planner takes the first for which there is room.

    Weights in full precision are read from memory while the card computes, which costs nothing
    with clips of usual size: quantization is no end in itself.
    """
    eight_bit = next(q for q in PREFERRED if possible(q, hardware, libraries))
    return Quantization.NONE, eight_bit


def fallbacks_of(
    situation: Situation, plan: ExecutionPlan, libraries: Collection[str]
) -> tuple[Quantization, ...]:
    """What to try when the plan's quantization does not work out; none only if there is room."""
    if plan.quantization in (Quantization.NONE, Quantization.GGUF):
        return ()
    hardware = situation.hardware
    others = [
        q for q in PREFERRED if q is not plan.quantization and possible(q, hardware, libraries)
    ]
    whole = plan.model_copy(
        update={
            "quantization": Quantization.NONE,
            "keep_quantized": False,
            "keep_both_experts": False,
        }
    )
    if limits_of(situation).hold(Estimator(situation, Calibration()).of(whole)):
        others.append(Quantization.NONE)
    return tuple(others)


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
    figures = tr(
        "PSNR {psnr} dB, SSIM {ssim}, motion differs by {levels} of 255 levels",
        psnr=decimal(f"{metrics.psnr_db:.1f}"),
        ssim=decimal(f"{metrics.ssim:.3f}"),
        levels=decimal(f"{metrics.temporal_difference:.1f}"),
    )
    if metrics.psnr_db >= SAME_DB:
        grade, words = QualityGrade.SAME, tr("No difference can be seen")
    elif metrics.psnr_db >= ALIKE_DB and metrics.ssim >= ALIKE_SSIM:
        grade, words = QualityGrade.ALIKE, tr("The same clip with small differences")
    else:
        grade, words = (
            QualityGrade.DIFFERENT,
            tr("Another clip: compare both before you rely on it"),
        )
    return QualityVerdict(grade=grade, text=f"{words} ({figures}).")
