"""Latents become the same frames as in the unmodified pipelines, however little memory there is."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.video_processor import VideoProcessor
from torch import Tensor

from fixtures.allocation_tracker import AllocationTracker
from fixtures.tiny_wan import tiny_vae
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.cancel import CancelToken, RenderCancelled
from wan22_desktop.engine.decoding.decoder import decode, decode_with_fallback, ladder
from wan22_desktop.engine.decoding.tiles import smaller_tilings, tiles_of, whole
from wan22_desktop.engine.memory.limits import is_out_of_memory
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.plan import DecodePlan, Precision, Tiling

VARIANTS = [Variant.T2V_A14B, Variant.TI2V_5B]
HEIGHT, WIDTH = 64, 96


def scale_of(vae: Any) -> int:  # noqa: ANN401
    return int(vae.config["scale_factor_spatial"])


def tiny_latents(vae: Any, frames: int = 3) -> Tensor:  # noqa: ANN401
    scale = scale_of(vae)
    random = torch.Generator().manual_seed(4)
    shape = (1, vae.config["z_dim"], frames, HEIGHT // scale, WIDTH // scale)
    return torch.randn(shape, generator=random)


@torch.no_grad()
def by_the_library(vae: Any, latents: Tensor) -> Frames:  # noqa: ANN401
    """The end of `WanPipeline.__call__` with `output_type="pil"`."""
    mean = torch.tensor(vae.config["latents_mean"]).view(1, -1, 1, 1, 1)
    std = 1.0 / torch.tensor(vae.config["latents_std"]).view(1, -1, 1, 1, 1)
    video = vae.decode(latents / std + mean, return_dict=False)[0]
    processor = VideoProcessor(vae_scale_factor=scale_of(vae))
    return np.stack([np.asarray(f) for f in processor.postprocess_video(video, "pil")[0]])


@pytest.mark.parametrize("variant", VARIANTS)
def test_whole_frames_are_the_pipelines_bit_for_bit(variant: Variant) -> None:
    vae = tiny_vae(variant)
    latents = tiny_latents(vae)
    frames = decode(vae, latents, DecodePlan())
    assert frames.shape == (9, HEIGHT, WIDTH, 3)
    assert np.array_equal(frames, by_the_library(vae, latents))
    assert frames.std() > 1


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("tiling", [(48, 48, 32, 32), (48, 96, 32, 96), (64, 80, 64, 64)])
def test_tiles_are_the_librarys(variant: Variant, tiling: tuple[int, int, int, int]) -> None:
    vae = tiny_vae(variant)
    latents = tiny_latents(vae)
    height, width, stride_height, stride_width = tiling
    frames = decode(
        vae,
        latents,
        DecodePlan(
            tiling=Tiling(
                tile_height=height,
                tile_width=width,
                stride_height=stride_height,
                stride_width=stride_width,
            )
        ),
    )
    vae.enable_tiling(height, width, stride_height, stride_width)
    difference = np.abs(frames.astype(int) - by_the_library(vae, latents))
    assert difference.max() <= 1
    assert difference.mean() < 1e-4, "the convolution before the tiles rounds otherwise"
    vae.disable_tiling()
    assert np.abs(frames.astype(int) - by_the_library(vae, latents)).max() > 5


@pytest.mark.parametrize("variant", VARIANTS)
def test_another_precision_leaves_the_weights_alone(variant: Variant) -> None:
    vae = tiny_vae(variant)
    latents = tiny_latents(vae)
    exact = decode(vae, latents, DecodePlan())
    before = {name: tensor.clone() for name, tensor in vae.state_dict().items()}
    rough = decode(vae, latents, DecodePlan(precision=Precision.BF16))
    assert 0 < np.abs(rough.astype(int) - exact).mean() < 1
    after = vae.state_dict()
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())
    assert np.array_equal(decode(vae, latents, DecodePlan()), exact)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_numbers_that_are_none_make_no_clip(bad: float) -> None:
    vae = tiny_vae(Variant.T2V_A14B)
    latents = tiny_latents(vae)
    latents[0, 0, 1, 2, 2] = bad
    with pytest.raises(UserError) as caught:
        decode(vae, latents, DecodePlan())
    assert caught.value.category is ErrorCategory.BAD_RESULT


def test_a_blank_clip_is_noticed() -> None:
    vae = tiny_vae(Variant.T2V_A14B)
    latents = tiny_latents(vae)
    assert not decode_with_fallback(vae, latents, DecodePlan()).is_blank
    vae.decoder.conv_out.weight.zero_()
    assert decode_with_fallback(vae, latents, DecodePlan()).is_blank


@pytest.mark.parametrize("stop_after", [0, 1, 4])
def test_a_cancel_is_heard_between_latent_frames(stop_after: int) -> None:
    vae = tiny_vae(Variant.T2V_A14B)
    latents = tiny_latents(vae)
    plan = DecodePlan(
        tiling=Tiling(tile_height=64, tile_width=64, stride_height=64, stride_width=48),
        precision=Precision.BF16,
    )
    token, calls = CancelToken(), 0

    def check() -> None:
        nonlocal calls
        if calls == stop_after:
            token.set()
        token.raise_if_set()
        calls += 1

    with pytest.raises(RenderCancelled):
        decode(vae, latents, plan, check=check)
    assert calls == stop_after
    assert vae.dtype == torch.float32
    assert np.array_equal(decode(vae, latents, DecodePlan()), by_the_library(vae, latents))


class TestOutOfMemory:
    """With allocations that really fail beyond a limit."""

    def big_latents(self, vae: Any) -> Tensor:  # noqa: ANN401
        """Of a still of 320x288 pixels."""
        scale = scale_of(vae)
        return torch.randn(1, vae.config["z_dim"], 1, 288 // scale, 320 // scale)

    def peak_bytes(self, vae: Any, latents: Tensor, plan: DecodePlan) -> int:  # noqa: ANN401
        with AllocationTracker() as tracker:
            decode(vae, latents, plan)
        return tracker.peak_bytes

    def test_each_plan_needs_less_than_the_one_before(self) -> None:
        vae = tiny_vae(Variant.TI2V_5B)
        latents = self.big_latents(vae)
        plans = [DecodePlan(), *ladder(DecodePlan(), 288, 320, 16)]
        peaks = [self.peak_bytes(vae, latents, plan) for plan in plans]
        assert len(plans) == 3
        assert peaks == sorted(peaks, reverse=True)
        with AllocationTracker() as library:
            by_the_library(vae, latents)
        assert peaks[0] < library.peak_bytes

    def test_tiles_get_smaller_until_they_fit(self) -> None:
        vae = tiny_vae(Variant.TI2V_5B)
        latents = self.big_latents(vae)
        fitting = ladder(DecodePlan(), 288, 320, 16)[1]
        limit = self.peak_bytes(vae, latents, fitting)
        changes: list[tuple[DecodePlan, DecodePlan]] = []
        with AllocationTracker(limit_bytes=limit):
            decoded = decode_with_fallback(
                vae, latents, DecodePlan(), on_change=lambda *plans: changes.append(plans)
            )
        tried = [DecodePlan(), *ladder(DecodePlan(), 288, 320, 16)[:2]]
        assert changes == list(pairwise(tried))
        assert decoded.plan == fitting
        assert np.array_equal(decoded.frames, decode(vae, latents, fitting))

    def test_the_last_failure_is_told(self) -> None:
        vae = tiny_vae(Variant.TI2V_5B)
        latents = self.big_latents(vae)
        with (
            AllocationTracker(limit_bytes=100_000),
            pytest.raises(torch.OutOfMemoryError),
        ):
            decode_with_fallback(vae, latents, DecodePlan())
        assert np.array_equal(decode(vae, latents, DecodePlan()), by_the_library(vae, latents))

    def test_other_failures_are_no_reason_to_try_again(self) -> None:
        vae = tiny_vae(Variant.T2V_A14B)
        changes: list[object] = []
        with pytest.raises(RuntimeError, match="size"):
            decode_with_fallback(
                vae,
                torch.randn(1, 15, 2, 8, 12),
                DecodePlan(),
                on_change=lambda *plans: changes.append(plans),
            )
        assert not changes

    def test_the_cpu_comes_last(self) -> None:
        plan = DecodePlan(device="cuda", precision=Precision.BF16)
        plans = ladder(plan, 720, 1280, 8)
        assert [p.device for p in plans] == ["cuda"] * (len(plans) - 1) + ["cpu"]
        assert plans[-1].precision is Precision.FP32
        small = ladder(plans[-2], 720, 1280, 8)
        assert [p.device for p in small] == ["cpu"]
        assert small[0].tiling == plans[-2].tiling

    def test_how_it_is_recognised(self) -> None:
        # The most that one address space holds is more than any machine has.
        with pytest.raises(RuntimeError) as caught:
            torch.empty(1 << 55, dtype=torch.uint8)
        assert is_out_of_memory(caught.value)
        assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory."))
        assert not is_out_of_memory(RuntimeError("CUDA error: unspecified launch failure"))


@pytest.mark.parametrize(
    ("height", "width", "scale"), [(480, 832, 8), (720, 1280, 8), (704, 1280, 16), (1280, 704, 16)]
)
def test_tiles_cover_the_frame_and_overlap(height: int, width: int, scale: int) -> None:
    tilings = list(smaller_tilings(height, width, scale))
    assert 4 <= len(tilings) <= 12
    assert max(tilings[-1].tile_height, tilings[-1].tile_width) <= 256
    for tiling in [whole(height, width), *tilings]:
        shown = np.zeros((height // scale, width // scale), int)
        decoded = np.zeros_like(shown)
        for tile in tiles_of(tiling, height, width, scale):
            decoded[tile.latent_rows, tile.latent_columns] += 1
            top, left = tile.row * tiling.stride_height, tile.column * tiling.stride_width
            rows = slice(top // scale, (top + tiling.stride_height) // scale)
            shown[rows, left // scale : (left + tiling.stride_width) // scale] += 1
        assert (shown == 1).all()
        assert decoded.min() >= 1
        assert decoded.mean() < 1.7, "little is computed twice"
