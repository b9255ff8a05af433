"""The planner against truth: full-size models on the meta device, with every allocation counted.

Run `python benchmarks/planner.py` (`--quick` traces fewer cells). It prints predicted and traced
weights, activation peaks and FLOPs for 3 models x 3 sizes x 3 lengths x plans, the VAE's decode,
whether a plan that was said to fit would exceed its budget, and the plans for 8 to 32 GB. Blocks
are alike, so a few are traced and their FLOPs counted for all; peaks do not depend on the count.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from diffusers.utils import logging as diffusers_logging

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures.allocation_tracker import AllocationTracker, storage_bytes
from fixtures.full_size_wan import (
    forward_inputs,
    full_size_transformer,
    full_size_vae,
    latents_shape,
)
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.memory.chunked_forward import use_chunked_forward
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Offload, Precision, Quantization
from wan22_desktop.hardware.known_cards import find_card
from wan22_desktop.optimizer.domain.activations import chunked_bytes, eager_bytes
from wan22_desktop.optimizer.domain.compute import Calibration, forward_flops
from wan22_desktop.optimizer.domain.estimates import CONTEXT_BYTES, FRAGMENTATION, Estimator
from wan22_desktop.optimizer.domain.model_shape import ClipShape, model_shape
from wan22_desktop.optimizer.domain.planning import ModelFiles, PlanReport, Situation
from wan22_desktop.optimizer.domain.tilings import tiled_decode_cost
from wan22_desktop.optimizer.domain.weights import transformer_bytes
from wan22_desktop.optimizer.planner import Planner

GB = 1e9
BLOCKS = 2
MODELS = (Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B)
SIZES = ((832, 480), (1024, 576), (1280, 704))
LENGTHS = (33, 81, 121)
CHUNK_TOKENS = 8192
TIERS = ((8, 32, "RTX 4060"), (12, 96, "RTX 4070"), (16, 128, "RTX 4080"))
TIERS += ((24, 128, "RTX 4090"), (32, 128, "RTX 5090"))
MEMORY_TARGET, FLOPS_TARGET = 0.05, 0.02


class Traced:
    """Peaks of forwards and decodes, each traced once."""

    def __init__(self) -> None:
        self._networks: dict[Variant, Any] = {}
        self._forwards: dict[tuple[object, ...], tuple[int, int]] = {}
        self._decodes: dict[tuple[object, ...], tuple[int, int]] = {}

    def weights(self, variant: Variant) -> int:
        """Bytes of one expert in bf16."""
        return storage_bytes(list(full_size_transformer(variant).parameters()))

    def forward(self, clip: ClipShape, chunk_tokens: int | None) -> tuple[int, int]:
        """Peak bytes beside the weights, and FLOPs, of `BLOCKS` blocks."""
        variant = clip.model.variant
        key = (variant, clip.width, clip.height, clip.num_frames, chunk_tokens)
        if key not in self._forwards:
            if variant not in self._networks:
                network = full_size_transformer(variant)
                network.blocks = network.blocks[:BLOCKS]
                self._networks[variant] = network
            network = self._networks[variant]
            use_chunked_forward(network, chunk_tokens)
            shape = latents_shape(variant, clip.width, clip.height, clip.num_frames)
            inputs = forward_inputs(network, shape)
            with torch.no_grad(), AllocationTracker() as tracker:
                network(**inputs, return_dict=False)
            self._forwards[key] = (tracker.peak_bytes, tracker.flops)
        return self._forwards[key]

    def decode(self, clip: ClipShape, plan: ExecutionPlan) -> tuple[int, int]:
        """Peak bytes beside the weights, and FLOPs, of decoding in bf16."""
        # The image-to-video model has the same VAE as the text-to-video model.
        variant = clip.model.variant
        kind = "2.2" if variant is Variant.TI2V_5B else "2.1"
        tiling = plan.decode.tiling
        key = (kind, clip.width, clip.height, clip.num_frames, tiling)
        if key not in self._decodes:
            vae = full_size_vae(variant, torch.bfloat16)
            if tiling is not None:
                vae.enable_tiling(
                    tiling.tile_height, tiling.tile_width, tiling.stride_height, tiling.stride_width
                )
            shape = latents_shape(variant, clip.width, clip.height, clip.num_frames)
            latents = torch.empty(shape, dtype=torch.bfloat16, device="meta")
            with torch.no_grad(), AllocationTracker() as tracker:
                vae.decode(latents, return_dict=False)
            self._decodes[key] = (tracker.peak_bytes, tracker.flops)
        return self._decodes[key]


def request(variant: Variant, width: int, height: int, num_frames: int) -> GenerationRequest:
    base = GenerationRequest.default(variant)
    return base.with_changes(width=width, height=height, num_frames=num_frames)


def machine(vram_gb: int, ram_gb: int, card_name: str) -> HardwareProfile:
    """A Windows PC with that card and that much memory."""
    card = find_card(card_name)
    if card is None:
        raise ValueError(f"{card_name} is not in resources/gpus.json")
    gpu = card.as_gpu().model_copy(update={"total_vram_bytes": round(vram_gb * GB)})
    return HardwareProfile(os="windows", total_ram_bytes=round(ram_gb * GB), gpu=gpu, cpu_cores=8)


def compare(traced: Traced, *, quick: bool) -> tuple[float, float]:
    """Print forwards cell by cell; the largest errors of memory and FLOPs."""
    worst_memory = worst_flops = 0.0
    print("model      size       frames plan       predicted GB  traced GB  error  FLOPs error")
    for variant in MODELS:
        model = model_shape(variant)
        predicted = transformer_bytes(model, Precision.BF16, Quantization.NONE)
        weights = traced.weights(variant)
        error = predicted / weights - 1
        worst_memory = max(worst_memory, abs(error))
        print(
            f"{variant.value:10} weights {predicted / GB:27.3f} {weights / GB:10.3f} {error:6.1%}"
        )
        short = replace(model, transformer=replace(model.transformer, num_layers=BLOCKS))
        for width, height in SIZES[:1] if quick else SIZES:
            for num_frames in LENGTHS[1:2] if quick else LENGTHS:
                clip = ClipShape(model, width, height, num_frames)
                for name, chunk in (("eager", None), ("chunked", CHUNK_TOKENS)):
                    peak, flops = traced.forward(clip, chunk)
                    told = (
                        eager_bytes(clip, Precision.BF16, timestep_per_token=False)
                        if chunk is None
                        else chunked_bytes(clip, Precision.BF16, chunk)
                    )
                    short_clip = ClipShape(short, width, height, num_frames)
                    flops_error = forward_flops(short_clip).total / flops - 1
                    error = told / peak - 1
                    worst_memory = max(worst_memory, abs(error))
                    worst_flops = max(worst_flops, abs(flops_error))
                    size = f"{width}x{height}"
                    print(
                        f"{variant.value:10} {size:10} {num_frames:6} {name:8} {told / GB:14.3f} "
                        f"{peak / GB:10.3f} {error:6.1%} {flops_error:9.2%}",
                        flush=True,
                    )
    return worst_memory, worst_flops


def stream_bytes(situation: Situation, plan: ExecutionPlan) -> int:
    """Weights on the device, from the network itself: two blocks and what is outside them."""
    network = full_size_transformer(situation.request.model)
    block = storage_bytes(list(network.blocks[0].parameters()))
    whole = storage_bytes(list(network.parameters()))
    if plan.offload is not Offload.STREAMING:
        return whole
    if plan.quantization is Quantization.INT8:
        linear = sum(p.numel() for p in network.blocks[0].parameters() if p.ndim == 2)
        rows = sum(p.shape[0] for p in network.blocks[0].parameters() if p.ndim == 2)
        outside = whole - len(network.blocks) * block
        config = network.config
        unpacked = 2 * config.num_attention_heads * config.attention_head_dim * config.ffn_dim
        return outside + 2 * (block - linear + 2 * rows) + unpacked
    return whole - (len(network.blocks) - 2) * block


def tiers(traced: Traced, *, quick: bool) -> tuple[int, float]:
    """Print the plans for each card; how many exceed their budget, and the decode's error."""
    exceeded, worst = 0, 0.0
    print("\ncard   model      clip            plan                          peaks GB: encode")
    print("                                                                denoise (traced)")
    print(
        "                                                                decode (traced) of budget"
    )
    for variant, width, height, frames in (
        (Variant.T2V_A14B, 832, 480, 81),
        (Variant.T2V_A14B, 1280, 720, 81),
        (Variant.TI2V_5B, 1280, 704, 121),
    ):
        if quick and height > 480:
            continue
        for vram_gb, ram_gb, card in TIERS:
            situation = Situation(
                request=request(variant, width, height, frames),
                files=ModelFiles(),
                hardware=machine(vram_gb, ram_gb, card),
            )
            report = Planner().plan(situation)
            if not isinstance(report, PlanReport):
                print(f"{vram_gb:2} GB  {variant.value:10} {width}x{height}x{frames}: nothing fits")
                continue
            plan, peaks = report.plan, report.estimate.peak_vram_bytes
            clip = Estimator(situation, Calibration()).clip
            forward, _ = traced.forward(clip, plan.chunk_tokens)
            denoise = (CONTEXT_BYTES + stream_bytes(situation, plan) + forward) * FRAGMENTATION
            work, _ = traced.decode(clip, plan)
            vae = storage_bytes(list(full_size_vae(variant, torch.bfloat16).parameters()))
            decode = (CONTEXT_BYTES + vae + work) * FRAGMENTATION
            told = tiled_decode_cost(clip, plan.decode.tiling, plan.decode.precision)
            worst = max(worst, abs(told.peak_bytes / work - 1))
            budget = report.vram_budget_bytes or 0
            exceeded += max(denoise, decode) > budget
            tiling = plan.decode.tiling
            words = [plan.quantization.value if plan.quantization.value != "none" else "bf16"]
            words += [plan.offload.value, "chunked" if plan.chunk_tokens else "eager"]
            words += [f"{tiling.tile_width}x{tiling.tile_height}" if tiling else "untiled"]
            print(
                f"{vram_gb:2} GB  {variant.value:10} {f'{width}x{height}x{frames}':15} "
                f"{' '.join(words):34} {peaks.encode / GB:5.1f} "
                f"{peaks.denoise / GB:5.1f} ({denoise / GB:4.1f}) "
                f"{peaks.decode / GB:5.1f} ({decode / GB:4.1f}) of {budget / GB:4.1f}, "
                f"{report.estimate.seconds_per_forward:.1f} s/forward, "
                f"{report.estimate.seconds.likely / 60:.0f} min",
                flush=True,
            )
    return exceeded, worst


def main() -> int:
    """0 if every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    diffusers_logging.set_verbosity_error()
    traced = Traced()
    memory, flops = compare(traced, quick=quick)
    exceeded, decode = tiers(traced, quick=quick)
    result = {
        "largest_memory_error": round(memory, 4),
        "largest_flops_error": round(flops, 5),
        "largest_decode_error": round(decode, 4),
        "plans_over_budget": exceeded,
    }
    print(json.dumps(result))
    met = memory <= MEMORY_TARGET and flops <= FLOPS_TARGET and not exceeded
    return 0 if met and decode <= MEMORY_TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
