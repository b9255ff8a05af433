"""A small sampler over :func:`fast_forward`, for probes during training.

It follows the pipelines (flow matching with shift, classifier-free guidance with an empty negative
prompt, first latent frame clamped for image-to-video) with plain Euler steps. Published figures
come from :mod:`tools.demo_model.evaluate`, which runs the real pipelines.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor
from transformers import PreTrainedTokenizerBase, UMT5EncoderModel

from tools.demo_model import checker, world
from tools.demo_model.transformer import (
    CAPTION_TOKENS,
    encode_text,
    fast_forward,
    rotary_table,
    text_bias,
)
from tools.demo_model.vae import decode

FLOW_SHIFT = 5.0


def tokenize(
    tokenizer: PreTrainedTokenizerBase, texts: list[str], max_tokens: int = CAPTION_TOKENS
) -> tuple[Tensor, Tensor]:
    """Token ids and mask, both ``[batch, max_tokens]``."""
    out = tokenizer(
        texts,
        padding="max_length",
        max_length=max_tokens,
        truncation=True,
        return_attention_mask=True,
        return_tensors="pt",
    )
    return out["input_ids"], out["attention_mask"]


@torch.no_grad()
def sample(
    transformer: WanTransformer3DModel,
    encoder: UMT5EncoderModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: list[str],
    guidance: float,
    steps: int,
    seed: int,
    first: Tensor | None = None,
    max_tokens: int = CAPTION_TOKENS,
) -> Tensor:
    """Normalised latents ``[batch, 16, 5, 12, 12]``; ``first`` clamps the first latent frame."""
    generator = torch.Generator().manual_seed(seed)
    count = len(prompts)
    latents = torch.randn(count, 16, 5, 12, 12, generator=generator)
    ids, mask = tokenize(tokenizer, prompts + [""] * count, max_tokens)
    text = encode_text(encoder, ids, mask)
    bias = text_bias(mask)
    table = rotary_table(transformer, 5, 6, 6)
    u = torch.linspace(1, 0, steps + 1)
    sigmas = FLOW_SHIFT * u / (1 + (FLOW_SHIFT - 1) * u)
    for now, following in zip(sigmas[:-1].tolist(), sigmas[1:].tolist(), strict=True):
        times = torch.full((2 * count, 5), 1000 * now)
        if first is not None:
            latents[:, :, 0] = first
            times[:, 0] = 0
        with torch.autocast("cpu", torch.bfloat16):
            out = fast_forward(transformer, latents.repeat(2, 1, 1, 1, 1), times, text, bias, table)
        cond, empty = out.float().chunk(2)
        latents = latents + (following - now) * (empty + guidance * (cond - empty))
    if first is not None:
        latents[:, :, 0] = first
    return latents


@torch.no_grad()
def decode_bytes(vae: AutoencoderKLWan, latents: Tensor) -> np.ndarray:
    """Decode raw (denormalised) latents to uint8 ``[batch, frames, height, width, 3]``."""
    parts = []
    for item in latents.split(4):
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(decode(vae, item).float())
    return checker.to_bytes(torch.cat(parts).permute(0, 2, 3, 4, 1).numpy())


def probe(
    transformer: WanTransformer3DModel,
    encoder: UMT5EncoderModel,
    tokenizer: PreTrainedTokenizerBase,
    vae: AutoencoderKLWan,
    mean: Tensor,
    std: Tensor,
    guidance: float,
    count: int,
    steps: int = 16,
    seed: int = 0,
    first: Tensor | None = None,
    combos: list[world.Combo] | None = None,
) -> dict[str, int]:
    """Right answers per attribute over ``count`` held-out prompts."""
    chosen = combos if combos is not None else world.held_out_combos()[:count]
    totals: Counter[str] = Counter()
    for start in range(0, count, 16):
        part = chosen[start : start + 16]
        latents = sample(
            transformer,
            encoder,
            tokenizer,
            [world.caption(combo) for combo in part],
            guidance,
            steps,
            seed + start,
            None if first is None else first[start : start + 16],
        )
        shape = (1, -1, 1, 1, 1)
        clips = decode_bytes(vae, latents * std.view(shape) + mean.view(shape))
        for combo, clip in zip(part, clips, strict=True):
            right = checker.agreement(checker.read_clip(clip), combo)
            totals.update({key: int(value) for key, value in right.items()})
            totals["all"] += int(all(right.values()))
    return {key: totals[key] for key in ("color", "shape", "direction", "background", "all")}
