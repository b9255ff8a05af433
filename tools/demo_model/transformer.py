"""The video transformer and text encoder of the demo model: build, initialise, fast forward.

Both are unmodified classes (``WanTransformer3DModel``, ``UMT5EncoderModel``). For training on a CPU
:func:`fast_forward` computes what ``WanTransformer3DModel.forward`` computes from the same
parameters, with three exact savings: query, key and value in one product, the identical zero tokens
a prompt is padded with as one token whose attention logit is raised by log(count), and timesteps
per latent frame instead of per token.
"""

from __future__ import annotations

import math
from typing import Final, cast

import torch
from diffusers.models.transformers.transformer_wan import (
    WanTransformer3DModel,
    WanTransformerBlock,
)
from torch import Tensor, nn
from torch.nn import functional
from transformers import UMT5Config, UMT5EncoderModel
from transformers.models.umt5.modeling_umt5 import (
    UMT5Block,
    UMT5DenseGatedActDense,
    UMT5LayerFF,
    UMT5LayerSelfAttention,
)

from tools.demo_model.tokenizer import VOCAB_SIZE
from tools.demo_model.vae import Z_DIM

TEXT_DIM: Final = 192
TEXT_LAYERS: Final = 2
#: Tokens a prompt is padded to by the pipelines; padding enters cross-attention as zeros.
MAX_SEQUENCE: Final = 512
#: Tokens kept per caption during training; the longest caption has 12.
CAPTION_TOKENS: Final = 14


def build_transformer(
    seed: int, heads: int = 3, head_dim: int = 64, layers: int = 5, ffn_dim: int = 768
) -> WanTransformer3DModel:
    """A freshly initialised transformer in fp32."""
    torch.manual_seed(seed)
    model = WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=heads,
        attention_head_dim=head_dim,
        in_channels=Z_DIM,
        out_channels=Z_DIM,
        text_dim=TEXT_DIM,
        freq_dim=256,
        ffn_dim=ffn_dim,
        num_layers=layers,
        cross_attn_norm=True,
        qk_norm="rms_norm_across_heads",
    )
    _initialise_transformer(model)
    return model


@torch.no_grad()
def _initialise_transformer(model: WanTransformer3DModel) -> None:
    """Xavier linears, open gates, zero output, and self-attention that starts out local.

    Positions reach the network through rotary embeddings only. Constant query and key biases turn
    them into fixed relative-position profiles, so every head looks at some neighbourhood from the
    first step on instead of having to discover that.
    """
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    patch = model.patch_embedding
    nn.init.xavier_uniform_(patch.weight.view(patch.weight.shape[0], -1))
    cast(Tensor, patch.bias).zero_()
    embedder = model.condition_embedder
    embedder.time_proj.weight.mul_(0.1)
    rope = model.rope
    fast = torch.cat(
        [
            (10000.0 ** (-torch.arange(0, dim, 2) / dim) > 0.12).repeat_interleave(2)
            for dim in (rope.t_dim, rope.h_dim, rope.w_dim)
        ]
    ).float()
    for block in cast("list[WanTransformerBlock]", list(model.blocks)):
        heads = block.attn1.heads
        for linear in (block.attn1.to_q, block.attn1.to_k):
            linear.bias.copy_(1.5 * torch.randn(heads, fast.numel()).mul(fast).flatten())
        block.scale_shift_table.zero_()
        block.scale_shift_table[:, (2, 5)] = 0.4
    model.scale_shift_table.zero_()
    nn.init.zeros_(model.proj_out.weight)


def build_text_encoder(seed: int, layers: int = TEXT_LAYERS) -> UMT5EncoderModel:
    """A freshly initialised text encoder in fp32."""
    torch.manual_seed(seed)
    config = UMT5Config(
        vocab_size=VOCAB_SIZE,
        d_model=TEXT_DIM,
        d_kv=32,
        d_ff=384,
        num_layers=layers,
        num_decoder_layers=layers,
        num_heads=6,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
        use_cache=False,
    )
    model = UMT5EncoderModel(config)
    _initialise_text_encoder(model)
    return model


@torch.no_grad()
def _initialise_text_encoder(model: UMT5EncoderModel) -> None:
    """Start near "own word plus neighbouring words".

    Word identity then reaches cross-attention from the first step, and "red" in "red circle"
    already differs from "red" in "red background": the relative-position biases of the first four
    heads point at the next, the previous and the words two away. Queries and keys start, and with
    zero gradients stay, at zero: attention depends on word distance only. T5 does not scale its
    logits, so trained queries and keys would soon drown those biases.
    """
    d_model = model.config.d_model
    model.shared.weight.normal_(0.0, 1.0)
    # Bidirectional T5 buckets: 1..7 are words before, 16 + 1..7 words after the query.
    targets = (17, 1, 18, 2)
    for block in cast("list[UMT5Block]", list(model.encoder.block)):
        attention = cast(UMT5LayerSelfAttention, block.layer[0]).SelfAttention
        inner = attention.inner_dim
        attention.q.weight.zero_()
        attention.k.weight.zero_()
        attention.v.weight.normal_(0.0, d_model**-0.5)
        attention.o.weight.normal_(0.0, inner**-0.5)
        attention.relative_attention_bias.weight.zero_()
        for head, bucket in enumerate(targets):
            attention.relative_attention_bias.weight[bucket, head] = 5.0
        dense = cast(UMT5DenseGatedActDense, cast(UMT5LayerFF, block.layer[-1]).DenseReluDense)
        dense.wi_0.weight.normal_(0.0, d_model**-0.5)
        dense.wi_1.weight.normal_(0.0, d_model**-0.5)
        dense.wo.weight.normal_(0.0, 0.1 * model.config.d_ff**-0.5)


def encode_text(encoder: UMT5EncoderModel, ids: Tensor, mask: Tensor) -> Tensor:
    """Embeddings ``[batch, tokens, TEXT_DIM]`` with zeros behind the end, as the pipelines do."""
    hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    return hidden * mask[..., None]


def text_bias(mask: Tensor, sequence: int = MAX_SEQUENCE) -> Tensor:
    """Cross-attention logit offsets ``[batch, 1, 1, tokens + 1]`` for the shortened prompt.

    Real tokens get 0, padding -inf, and the one appended zero token log(number of zero tokens).
    """
    lengths = mask.sum(1, keepdim=True).float()
    bias = torch.zeros(mask.shape[0], mask.shape[1] + 1)
    bias[:, :-1].masked_fill_(mask == 0, -math.inf)
    bias[:, -1:] = torch.log(sequence - lengths)
    return bias[:, None, None]


def rotary_table(model: WanTransformer3DModel, frames: int, rows: int, columns: int) -> Tensor:
    """Cosine and sine per token and frequency pair: ``[2, 1, tokens, 1, head_dim / 2]``."""
    cos, sin = model.rope(torch.zeros(1, 1, frames, 2 * rows, 2 * columns))
    return torch.stack([cos[..., 0::2], sin[..., 1::2]]).float()


def _rms(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    x = x.float()
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps) * weight


def _rotate(x: Tensor, table: Tensor) -> Tensor:
    """Apply rotary embeddings to ``[batch, tokens, heads, head_dim]``."""
    first, second = x.unflatten(-1, (-1, 2)).unbind(-1)
    cos, sin = table[0], table[1]
    return torch.stack([first * cos - second * sin, first * sin + second * cos], -1).flatten(-2)


def _attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None) -> Tensor:
    """Plain softmax attention; its backward is much faster on CPU than the fused kernel's."""
    q, k, v = (t.transpose(1, 2) for t in (q, k, v))
    scores = (q @ k.transpose(-1, -2)).float() * q.shape[-1] ** -0.5
    if bias is not None:
        scores = scores + bias
    return (scores.softmax(-1).to(v.dtype) @ v).transpose(1, 2).flatten(2)


def _modulate(x: Tensor, scale: Tensor, shift: Tensor, frames: int) -> Tensor:
    """Normalise ``[batch, tokens, dim]`` and apply per-frame scale and shift."""
    normed = functional.layer_norm(x, x.shape[-1:], eps=1e-6).unflatten(1, (frames, -1))
    return (normed * (1 + scale) + shift).flatten(1, 2)


def _block(
    block: WanTransformerBlock, h: Tensor, text: Tensor, bias: Tensor, temb: Tensor, table: Tensor
) -> Tensor:
    """One transformer block; ``temb`` is ``[batch, frames, 1, 6, dim]``."""
    frames = temb.shape[1]
    heads = block.attn1.heads
    mods = (block.scale_shift_table[:, None, None] + temb).unbind(-2)
    attn = block.attn1
    x = _modulate(h, mods[1], mods[0], frames)
    weight = torch.cat([attn.to_q.weight, attn.to_k.weight, attn.to_v.weight])
    offset = torch.cat([attn.to_q.bias, attn.to_k.bias, attn.to_v.bias])
    q, k, v = functional.linear(x, weight, offset).chunk(3, -1)
    q = _rotate(_rms(q, attn.norm_q.weight).unflatten(2, (heads, -1)), table).to(v.dtype)
    k = _rotate(_rms(k, attn.norm_k.weight).unflatten(2, (heads, -1)), table).to(v.dtype)
    out = attn.to_out[0](_attend(q, k, v.unflatten(2, (heads, -1)), None))
    h = h + (out.unflatten(1, (frames, -1)) * mods[2]).flatten(1, 2)

    attn = block.attn2
    x = block.norm2(h)
    q = attn.to_q(x)
    k = _rms(attn.to_k(text), attn.norm_k.weight).to(q.dtype).unflatten(2, (heads, -1))
    v = attn.to_v(text).unflatten(2, (heads, -1))
    q = _rms(q, attn.norm_q.weight).to(v.dtype).unflatten(2, (heads, -1))
    h = h + attn.to_out[0](_attend(q, k, v, bias))

    x = _modulate(h, mods[4], mods[3], frames)
    up = cast(nn.Linear, block.ffn.net[0].proj)
    out = block.ffn.net[2](functional.gelu(up(x), approximate="tanh"))
    return h + (out.unflatten(1, (frames, -1)) * mods[5]).flatten(1, 2)


def fast_forward(
    model: WanTransformer3DModel,
    latents: Tensor,
    timesteps: Tensor,
    text: Tensor,
    bias: Tensor,
    table: Tensor,
) -> Tensor:
    """The transformer's prediction for normalised latents.

    ``latents`` is ``[batch, channels, frames, height, width]``, ``timesteps`` ``[batch, frames]``
    (0 to 1000), ``text`` ``[batch, tokens, TEXT_DIM]`` with its ``bias`` from :func:`text_bias`.
    """
    b, c, f, height, width = latents.shape
    rows, columns = height // 2, width // 2
    patches = latents.view(b, c, f, rows, 2, columns, 2).permute(0, 2, 3, 5, 1, 4, 6)
    patches = patches.reshape(b, f * rows * columns, c * 4)
    patch = model.patch_embedding
    h = functional.linear(patches, patch.weight.flatten(1), patch.bias).float()

    embedder = model.condition_embedder
    frequencies = embedder.timesteps_proj(timesteps.flatten())
    temb = embedder.time_embedder(frequencies).float().unflatten(0, (b, f))
    projected = embedder.time_proj(functional.silu(temb)).float().unflatten(-1, (6, -1))[:, :, None]
    context = embedder.text_embedder(functional.pad(text, (0, 0, 0, 1)))
    for block in cast("list[WanTransformerBlock]", list(model.blocks)):
        h = _block(block, h, context, bias, projected, table)

    shift, scale = (model.scale_shift_table + temb[:, :, None]).unsqueeze(2).unbind(-2)
    out = model.proj_out(_modulate(h, scale, shift, f)).float()
    out = out.view(b, f, rows, columns, 2, 2, c).permute(0, 6, 1, 2, 4, 3, 5)
    return out.reshape(b, c, f, height, width)
