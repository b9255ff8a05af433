"""The dial of step caches: positions in order, each a plan that the engine can carry out."""

from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.optimizer.step_cache_dial import (
    DIAL,
    MIN_INFERENCE_STEPS,
    StepCacheLevel,
    step_cache_for,
)

LEVELS = (StepCacheLevel.CAREFUL, StepCacheLevel.BALANCED, StepCacheLevel.FAST)


def test_each_position_skips_more_and_loses_more() -> None:
    choices = [DIAL[level] for level in LEVELS]
    assert set(DIAL) == set(LEVELS)
    shares = [choice.measured.computed_share for choice in choices]
    losses = [choice.measured.psnr_db for choice in choices]
    strengths = [choice.cache.strength for choice in choices]
    assert 0 < shares[2] < shares[1] < shares[0] < 1
    assert losses[2] < losses[1] < losses[0]
    assert strengths[0] < strengths[1] < strengths[2]


def test_a_choice_fits_a_plan() -> None:
    for choice in DIAL.values():
        assert ExecutionPlan(step_cache=choice.cache).step_cache == choice.cache


def test_off_and_short_renders_compute_every_step() -> None:
    assert step_cache_for(StepCacheLevel.OFF, 40) is None
    for level in LEVELS:
        assert step_cache_for(level, MIN_INFERENCE_STEPS - 1) is None
        assert step_cache_for(level, MIN_INFERENCE_STEPS) == DIAL[level]
