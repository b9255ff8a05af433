"""The dial between quality and speed: which step cache, how strong, and what it was seen to cost.

The figures are those of `benchmarks/step_cache.py` with the demo model: 24 held-out prompts, 20
UniPC steps, fp32, each clip compared with the plain render of the same prompt and seed. They order
the settings; full-size models have losses of their own, which are not measured yet, and gain more
time, because nearly all their work is in the blocks that are skipped.
"""

from dataclasses import dataclass

from wan22_desktop.core.settings import StepCacheLevel
from wan22_desktop.engine_protocol.plan import StepCache, StepCacheKind

MIN_INFERENCE_STEPS = 12
"""Below, every step changes much: no cache gains anything without showing."""


@dataclass(frozen=True, slots=True)
class MeasuredLoss:
    """What a setting skipped on the demo model, and what became of the clips."""

    computed_share: float
    """Block forwards computed, as a share of those of a plain render."""
    psnr_db: float
    """Of all frames against the plain render; mean over the clips."""
    worst_psnr_db: float
    """Of the clip that changed most."""
    right_share: float
    """Clips that still show colour, shape, direction and background as asked for."""


@dataclass(frozen=True, slots=True)
class CacheChoice:
    """A step cache with what it was seen to cost."""

    cache: StepCache
    measured: MeasuredLoss


DIAL: dict[StepCacheLevel, CacheChoice] = {
    StepCacheLevel.CAREFUL: CacheChoice(
        StepCache(kind=StepCacheKind.TAYLOR_SEER, strength=0.25),
        MeasuredLoss(0.60, 57.7, 52.4, 1.00),
    ),
    StepCacheLevel.BALANCED: CacheChoice(
        StepCache(kind=StepCacheKind.TAYLOR_SEER, strength=0.5),
        MeasuredLoss(0.50, 55.3, 49.6, 1.00),
    ),
    StepCacheLevel.FAST: CacheChoice(
        StepCache(kind=StepCacheKind.TAYLOR_SEER, strength=0.75),
        MeasuredLoss(0.45, 51.1, 44.3, 1.00),
    ),
}
"""TaylorSeer lite: with as much work left out it lost least, at each of these positions, and at
half the work it alone lost less than sampling half the steps. It keeps next to no memory and has
nothing to measure first."""


def step_cache_for(level: StepCacheLevel, num_inference_steps: int) -> CacheChoice | None:
    """What a position of the dial stands for; None computes every step."""
    if level is StepCacheLevel.OFF or num_inference_steps < MIN_INFERENCE_STEPS:
        return None
    return DIAL[level]
