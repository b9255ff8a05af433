"""The ruler itself: known sizes, views, frees, limits, FLOPs and attention on the meta device."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from fixtures.allocation_tracker import AllocationTracker, storage_bytes
from fixtures.full_size_wan import forward_inputs, full_size_transformer, latents_shape
from wan22_desktop.core.wan import Variant

KB = 256
"""Elements of fp32 in 1024 bytes."""


@pytest.mark.parametrize("device", ["cpu", "meta"])
@pytest.mark.parametrize("guard", [torch.no_grad, torch.inference_mode])
def test_live_and_peak(device: str, guard: type[torch.no_grad]) -> None:
    before = torch.ones(KB, device=device)
    with guard(), AllocationTracker() as tracker:
        first = before + 1
        view = first[:10]
        second = torch.cat((first, first))
        assert tracker.live_bytes == 3 * 1024
        second.add_(1)
        assert tracker.live_bytes == 3 * 1024
        del first, second
        assert tracker.live_bytes == 1024, "the view keeps the first"
        del view
    assert tracker.live_bytes == 0
    assert tracker.peak_bytes == 3 * 1024


def test_a_limit_is_an_out_of_memory_error() -> None:
    with torch.no_grad(), AllocationTracker(limit_bytes=2048) as tracker:
        kept = torch.ones(2 * KB)
        with pytest.raises(torch.OutOfMemoryError):
            torch.ones(1)
        del kept
        torch.ones(2 * KB)
    assert tracker.peak_bytes == 2048


@pytest.mark.parametrize("guard", [torch.no_grad, torch.inference_mode])
def test_flops_and_attention_without_its_scores(guard: type[torch.no_grad]) -> None:
    linear = nn.Linear(64, 32, device="meta")
    tokens, heads, head_dim = 1000, 4, 16
    with guard(), AllocationTracker() as tracker:
        linear(torch.empty(1, tokens, 64, device="meta"))
        assert tracker.flops == 2 * tokens * 64 * 32
        query = torch.empty(1, heads, tokens, head_dim, device="meta")
        functional.scaled_dot_product_attention(query, query, query)
    assert tracker.flops == 2 * tokens * 64 * 32 + 4 * tokens * tokens * heads * head_dim
    assert tracker.peak_bytes < tokens * tokens * heads * 4


def test_weights_count_once() -> None:
    linear = nn.Linear(KB, 1)
    assert storage_bytes(linear) == 1024 + 4
    assert storage_bytes([linear.weight, linear.weight[:, :3]]) == 1024


def test_the_published_model_at_full_size() -> None:
    """14.288 billion weights, 1.678 PFLOP and 3.74 GB for a forward of 480x832x81."""
    transformer = full_size_transformer(Variant.T2V_A14B)
    inputs = forward_inputs(transformer, latents_shape(Variant.T2V_A14B, 832, 480, 81))
    assert sum(p.numel() for p in transformer.parameters()) == pytest.approx(14.288e9, rel=1e-3)
    with torch.no_grad(), AllocationTracker() as tracker:
        transformer(**inputs)
    assert tracker.peak_bytes == pytest.approx(3.74e9, rel=0.01)
    assert tracker.flops == pytest.approx(1.678e15, rel=0.01)
