"""The planner's formulas against full-size networks, traced on the meta device."""

from dataclasses import replace

import pytest
import torch

from fixtures.allocation_tracker import AllocationTracker, storage_bytes
from fixtures.full_size_wan import (
    forward_inputs,
    full_size_transformer,
    full_size_vae,
    latents_shape,
)
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward
from wan22_desktop.engine_protocol.plan import Precision, Quantization
from wan22_desktop.optimizer.domain.activations import chunked_bytes, eager_bytes
from wan22_desktop.optimizer.domain.compute import forward_flops
from wan22_desktop.optimizer.domain.model_shape import ClipShape, model_shape
from wan22_desktop.optimizer.domain.tilings import tiled_decode_cost, tilings_of
from wan22_desktop.optimizer.domain.vae_walk import decode_cost, encode_cost
from wan22_desktop.optimizer.domain.weights import transformer_bytes, transformer_weights

BLOCKS = 3
"""Of the transformers that are traced: every further block is like these."""

BIG = (Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B)


@pytest.mark.parametrize("variant", BIG)
def test_weights_are_counted_exactly(variant: Variant) -> None:
    network, model = full_size_transformer(variant), model_shape(variant)
    assert transformer_weights(model).total == sum(p.numel() for p in network.parameters())
    counted = transformer_bytes(model, Precision.BF16, Quantization.NONE)
    assert counted == storage_bytes(list(network.parameters()))


@pytest.mark.parametrize(
    ("variant", "width", "height", "num_frames", "chunk_tokens", "per_token"),
    [
        (Variant.T2V_A14B, 832, 480, 33, None, False),
        (Variant.T2V_A14B, 1280, 720, 81, None, False),
        (Variant.T2V_A14B, 1280, 720, 81, 8192, False),
        (Variant.I2V_A14B, 832, 480, 33, 8192, False),
        (Variant.TI2V_5B, 1280, 704, 121, None, False),
        (Variant.TI2V_5B, 1280, 704, 121, None, True),
        (Variant.TI2V_5B, 1280, 704, 121, 8192, True),
        (Variant.TI2V_5B, 832, 480, 81, 2048, False),
    ],
)
def test_forwards_need_what_was_predicted(
    variant: Variant,
    width: int,
    height: int,
    num_frames: int,
    chunk_tokens: int | None,
    per_token: bool,
) -> None:
    model = model_shape(variant)
    model = replace(model, transformer=replace(model.transformer, num_layers=BLOCKS))
    clip = ClipShape(model, width, height, num_frames)
    network = full_size_transformer(variant)
    network.blocks = network.blocks[:BLOCKS]
    use_chunked_forward(network, chunk_tokens)
    inputs = forward_inputs(
        network, latents_shape(variant, width, height, num_frames), per_token_timestep=per_token
    )
    with torch.no_grad(), AllocationTracker() as tracker:
        network(**inputs, return_dict=False)
    if chunk_tokens is None:
        predicted = eager_bytes(clip, Precision.BF16, timestep_per_token=per_token)
    else:
        predicted = chunked_bytes(clip, Precision.BF16, chunk_tokens)
    assert predicted == pytest.approx(tracker.peak_bytes, rel=0.05)
    if not per_token:  # which embeds the time of every token
        assert forward_flops(clip).total == pytest.approx(tracker.flops, rel=0.02)


@pytest.mark.parametrize("variant", [Variant.T2V_A14B, Variant.TI2V_5B])
@pytest.mark.parametrize("precision", Precision)
def test_the_vae_needs_what_was_predicted(variant: Variant, precision: Precision) -> None:
    width, height, num_frames = 448, 256, 13
    dtype = torch.float32 if precision is Precision.FP32 else torch.bfloat16
    vae = full_size_vae(variant, dtype)
    model = model_shape(variant)
    clip = ClipShape(model, width, height, num_frames)
    latents = torch.empty(
        latents_shape(variant, width, height, num_frames), dtype=dtype, device="meta"
    )
    place = (clip.latent_rows, clip.latent_columns, clip.latent_frames, precision)
    for tiling, tolerance in ((None, 0.05), (tilings_of(clip)[1], 0.12)):
        if tiling is not None:
            vae.enable_tiling(
                tiling.tile_height, tiling.tile_width, tiling.stride_height, tiling.stride_width
            )
        with torch.no_grad(), AllocationTracker() as tracker:
            vae.decode(latents, return_dict=False)
        predicted = tiled_decode_cost(clip, tiling, precision)
        assert predicted.peak_bytes == pytest.approx(tracker.peak_bytes, rel=tolerance)
        assert predicted.peak_bytes > 0.98 * tracker.peak_bytes
        assert predicted.flops == pytest.approx(tracker.flops, rel=0.02)
    vae.use_tiling = False
    pictures = torch.empty((1, 3, num_frames, height, width), dtype=dtype, device="meta")
    with torch.no_grad(), AllocationTracker() as tracker:
        vae.encode(pictures)
    encoding = encode_cost(model.vae, *place)
    patched = storage_bytes([pictures]) if model.vae.patch_size > 1 else 0
    assert encoding.peak_bytes + patched == pytest.approx(tracker.peak_bytes, rel=0.05)
    assert encoding.flops == pytest.approx(tracker.flops, rel=0.02)
    halves = encoding.parameters + decode_cost(model.vae, *place).parameters
    assert halves == pytest.approx(sum(p.numel() for p in vae.parameters()), rel=1e-3)
