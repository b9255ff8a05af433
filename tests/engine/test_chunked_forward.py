"""The sliced forward gives the unmodified forward's numbers, in a third of its memory."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from diffusers.hooks.first_block_cache import FirstBlockCacheConfig
from diffusers.hooks.mag_cache import MagCacheConfig
from diffusers.hooks.taylorseer_cache import TaylorSeerCacheConfig
from torch import Tensor

from fixtures.allocation_tracker import AllocationTracker
from fixtures.full_size_wan import forward_inputs, full_size_transformer, latents_shape
from fixtures.tiny_wan import tiny_transformer
from fixtures.weight_kinds import (
    WEIGHT_KINDS,
    forward,
    steps_with_cache,
    tiny_inputs,
    transformer_of,
)
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward

A14B, I2V, TI2V_5B = Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B
ROUNDING = 5e-7
"""In fp32, of the largest number: other kernels add in another order. 2.3e-7 was measured."""


def relative_error(got: Tensor, wanted: Tensor) -> float:
    return float((got - wanted).abs().max() / wanted.abs().max())


@pytest.mark.parametrize("variant", [A14B, I2V, TI2V_5B])
@pytest.mark.parametrize("dtype", ["fp32", "bf16"])
@pytest.mark.parametrize("chunk_tokens", [16, 32, 1000])
def test_slices_of_sixteen_are_equal_bit_for_bit(
    variant: Variant, dtype: str, chunk_tokens: int
) -> None:
    transformer = transformer_of(dtype, variant)
    inputs = tiny_inputs(transformer)
    wanted = forward(transformer, inputs)
    use_chunked_forward(transformer, chunk_tokens)
    assert torch.equal(forward(transformer, inputs), wanted)
    use_chunked_forward(transformer, None)
    assert torch.equal(forward(transformer, inputs), wanted)


@pytest.mark.parametrize("chunk_tokens", [1, 3, 7, 47])
def test_odd_slices_are_equal_but_for_rounding(chunk_tokens: int) -> None:
    transformer = transformer_of("fp32")
    inputs = tiny_inputs(transformer)
    wanted = forward(transformer, inputs)
    use_chunked_forward(transformer, chunk_tokens)
    assert relative_error(forward(transformer, inputs), wanted) < ROUNDING


@pytest.mark.parametrize("chunk_tokens", [5, 16, 32, 40, 1000])
def test_a_timestep_per_token_is_embedded_per_frame(chunk_tokens: int) -> None:
    """Slices of parts of a frame, of one frame, of several and of all three."""
    transformer = transformer_of("fp32", TI2V_5B)
    inputs = tiny_inputs(transformer, per_token_timestep=True)
    wanted = forward(transformer, inputs)
    one_for_all = forward(transformer, {**inputs, "timestep": torch.tensor([500.0])})
    use_chunked_forward(transformer, chunk_tokens)
    got = forward(transformer, inputs)
    assert relative_error(got, wanted) < ROUNDING
    assert relative_error(one_for_all, wanted) > 1e-3, "the first frame's timestep matters"


def test_timesteps_that_differ_within_a_frame_are_refused() -> None:
    transformer = transformer_of("fp32", TI2V_5B)
    inputs = tiny_inputs(transformer, per_token_timestep=True)
    inputs["timestep"][0, 3] = 7.0
    use_chunked_forward(transformer, 16)
    with pytest.raises(RuntimeError, match="differ in their timestep"):
        forward(transformer, inputs)


@pytest.mark.parametrize("kind", [kind for kind in WEIGHT_KINDS if kind not in ("fp32", "bf16")])
def test_every_kind_of_weights(kind: str) -> None:
    transformer = transformer_of(kind)
    inputs = tiny_inputs(transformer)
    wanted = forward(transformer, inputs)
    use_chunked_forward(transformer, 16)
    assert torch.equal(forward(transformer, inputs), wanted)


CACHES: dict[str, Any] = {
    "first-block": FirstBlockCacheConfig(threshold=0.2),
    "mag-cache": MagCacheConfig(
        threshold=0.5, retention_ratio=0.1, mag_ratios=[1.0] * 8, num_inference_steps=8
    ),
    "taylor-seer": TaylorSeerCacheConfig(
        cache_interval=3, disable_cache_before_step=2, use_lite_mode=True
    ),
}


@pytest.mark.parametrize("cache", CACHES)
def test_step_caches_see_the_same_states(cache: str) -> None:
    wanted = steps_with_cache(transformer_of("fp32", num_layers=4), CACHES[cache])
    without = transformer_of("fp32", num_layers=4)
    inputs = tiny_inputs(without)
    inputs["hidden_states"] = inputs["hidden_states"] * (1 - 0.07)
    inputs["timestep"] = torch.tensor([465.0])
    assert not torch.equal(forward(without, inputs), wanted[-1]), "nothing was cached"

    chunked = transformer_of("fp32", num_layers=4)
    use_chunked_forward(chunked, 16)
    for got, step in zip(steps_with_cache(chunked, CACHES[cache]), wanted, strict=True):
        assert relative_error(got, step) < ROUNDING


def test_a_cached_forward_is_not_replaced() -> None:
    transformer = transformer_of("fp32")
    transformer.enable_cache(CACHES["first-block"])
    with pytest.raises(ValueError, match="hook"):
        use_chunked_forward(transformer, 16)
    transformer.disable_cache()
    use_chunked_forward(transformer, 16)


@pytest.fixture
def usual_backend() -> Iterator[None]:
    """Setting a transformer's backend also sets the one that all others use by default."""
    yield
    tiny_transformer(A14B).set_attention_backend("native")


@pytest.mark.usefixtures("usual_backend")
def test_the_backend_of_attention_is_kept() -> None:
    transformer = tiny_transformer(A14B)
    inputs = tiny_inputs(transformer)
    transformer.set_attention_backend("_native_math")
    wanted = forward(transformer, inputs)
    use_chunked_forward(transformer, 1000)
    assert torch.equal(forward(transformer, inputs), wanted)
    transformer.set_attention_backend("_native_cudnn")
    with pytest.raises(RuntimeError, match="kernel"):
        forward(transformer, inputs)


@pytest.mark.usefixtures("usual_backend")
@pytest.mark.parametrize("backend", ["native", "_native_cudnn"])
@pytest.mark.parametrize(
    ("variant", "size", "num_frames", "per_token", "eager_gb", "chunked_gb"),
    [
        (A14B, (832, 480), 81, False, 3.74, 2.05),
        (A14B, (1280, 720), 81, False, 8.61, 3.85),
        (TI2V_5B, (1280, 704), 121, False, 2.27, 1.10),
        (TI2V_5B, (1280, 704), 121, True, 5.45, 1.09),
    ],
)
def test_peak_memory_at_full_size(
    variant: Variant,
    size: tuple[int, int],
    num_frames: int,
    per_token: bool,
    eager_gb: float,
    chunked_gb: float,
    backend: str,
) -> None:
    """Activations of one forward in bf16; two blocks, for each leaves nothing behind."""
    transformer = full_size_transformer(variant, num_layers=2)
    transformer.set_attention_backend(backend)
    shape = latents_shape(variant, *size, num_frames)
    inputs = forward_inputs(transformer, shape, per_token_timestep=per_token)
    peaks = []
    flops = []
    for chunk_tokens in (None, 8192):
        use_chunked_forward(transformer, chunk_tokens)
        with torch.no_grad(), AllocationTracker() as tracker:
            transformer(**inputs)
        peaks.append(tracker.peak_bytes / 1e9)
        flops.append(tracker.flops)
    assert peaks == pytest.approx([eager_gb, chunked_gb], rel=0.02)
    if per_token:
        assert flops[1] < flops[0], "the timesteps are embedded once per frame"
    else:
        assert flops[1] == flops[0]
