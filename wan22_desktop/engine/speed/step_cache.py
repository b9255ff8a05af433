"""Step caches on a transformer: steps that would compute hardly anything new reuse the last one.

The hooks are diffusers'; they keep one state per `transformer.cache_context(name)`, in which every
forward has to run ("cond", "uncond"). They keep what goes into the first block and what comes out
of it, so no block may write into its input.

What `StepCache.strength` means, linear in between:

    kind          strength 0 .. 1 becomes
    first-block   threshold 0 .. FIRST_BLOCK_THRESHOLD: how far the first block's addition may
                  differ from that of the last computed step, relative to its mean magnitude
    mag-cache     threshold 0 .. MAG_THRESHOLD of accumulated error, and 1 .. MAG_MAX_SKIPS
                  skipped steps in a row
    taylor-seer   every second .. every TAYLOR_MAX_INTERVAL-th step is computed, the others are
                  extrapolated

A cache keeps full activations on the device, in units of one activation of all tokens
(2 bytes x tokens x width), with guidance / without: first-block 6 / 3, mag-cache 4 / 2,
taylor-seer about 0 (measured with diffusers 0.42.1).
"""

import math
from collections.abc import Sequence

import torch
from diffusers.hooks.first_block_cache import FirstBlockCacheConfig
from diffusers.hooks.mag_cache import MagCacheConfig
from diffusers.hooks.taylorseer_cache import TaylorSeerCacheConfig
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

from wan22_desktop.engine_protocol.plan import StepCache, StepCacheKind

MIN_STEPS = 6
"""A transformer that samples fewer computes them all: no step lies near enough to another."""
FIRST_BLOCK_THRESHOLD = 0.24
MAG_THRESHOLD = 0.24
MAG_MAX_SKIPS = 5
MAG_RETENTION = 0.2
"""Share of an expert's steps, from its first on, that MagCache always computes."""
TAYLOR_MAX_INTERVAL = 5
TAYLOR_WARM_UP = 0.2
"""Share of an expert's steps, from its first on, that are computed to extrapolate from."""


CacheConfig = FirstBlockCacheConfig | MagCacheConfig | TaylorSeerCacheConfig


def cache_config(
    cache: StepCache, *, num_steps: int, mag_ratios: Sequence[float] | None = None
) -> CacheConfig:
    """diffusers' settings for `cache` on an expert that samples `num_steps` steps.

    Raises ValueError for MagCache without one ratio per step.
    """
    match cache.kind:
        case StepCacheKind.FIRST_BLOCK:
            return FirstBlockCacheConfig(threshold=FIRST_BLOCK_THRESHOLD * cache.strength)
        case StepCacheKind.MAG_CACHE:
            if mag_ratios is None or len(mag_ratios) != num_steps:
                raise ValueError("MagCache needs the ratio of every step")
            return MagCacheConfig(
                threshold=MAG_THRESHOLD * cache.strength,
                max_skip_steps=1 + round((MAG_MAX_SKIPS - 1) * cache.strength),
                retention_ratio=MAG_RETENTION,
                num_inference_steps=num_steps,
                mag_ratios=list(mag_ratios),
            )
        case StepCacheKind.TAYLOR_SEER:
            return TaylorSeerCacheConfig(
                cache_interval=1 + math.ceil((TAYLOR_MAX_INTERVAL - 1) * cache.strength),
                disable_cache_before_step=max(2, math.ceil(TAYLOR_WARM_UP * num_steps)),
                # The last step decides the finest detail and is never extrapolated.
                disable_cache_after_step=num_steps - 1,
                # Lite mode keeps only the output of the last layer: small enough for fp32.
                taylor_factors_dtype=torch.float32,
                use_lite_mode=True,
            )


def enable_step_cache(
    transformer: WanTransformer3DModel,
    cache: StepCache,
    *,
    num_steps: int,
    mag_ratios: Sequence[float] | None = None,
) -> bool:
    """Put `cache` on one expert for one render; False if it has too few steps to gain.

    `num_steps` counts the steps that this transformer will sample from now on, `mag_ratios` are
    theirs. Call it after everything that replaces the blocks' forward (slices of tokens,
    compilation); raises ValueError as `cache_config`.
    """
    disable_step_cache(transformer)
    if num_steps < MIN_STEPS:
        return False
    transformer.enable_cache(cache_config(cache, num_steps=num_steps, mag_ratios=mag_ratios))
    return True


def disable_step_cache(transformer: WanTransformer3DModel) -> None:
    """Compute every step again; forwards are then bit-equal to those before there was a cache."""
    if transformer.is_cache_enabled:
        transformer.disable_cache()


def reset_step_cache(transformer: WanTransformer3DModel) -> None:
    """Forget the steps so far: after every render, whether it ended as it should or was stopped.

    The first-block cache keeps its state beyond the last step, all do after a stopped render.
    """
    transformer._reset_stateful_cache()  # noqa: SLF001 - diffusers has no public name
