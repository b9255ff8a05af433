"""The transformer's forward in slices of tokens: the same numbers in a third of the memory.

Everything but attention's keys and values is computed per token, so it can be done for a few
thousand tokens at a time. Where the unmodified forward holds eleven tensors of the size of the
hidden states, this one holds four: the block's input, queries, keys and values. No input is
written to, so step caches may keep what they were given.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from diffusers.models.attention_dispatch import dispatch_attention_fn
from diffusers.models.modeling_outputs import Transformer2DModelOutput
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.utils.peft_utils import apply_lora_scale
from torch import Tensor, nn

RotaryTables = tuple[Tensor, Tensor]
"""Cosines and sines, [1, tokens, 1, head_dim]."""

WanModule = Any
"""A part of the transformer: the library's annotations do not name what it holds."""


def use_chunked_forward(transformer: WanTransformer3DModel, chunk_tokens: int | None) -> None:
    """Compute in slices of `chunk_tokens` from now on; None restores the unmodified forward.

    Results are those of the unmodified forward but for the rounding inside matrix kernels, which
    may choose another order of summation for another number of rows. A timestep per token
    ([batch, tokens], TI2V-5B with a start image) is embedded once per latent frame: it has to be
    the same within each frame.

    Multiples of 128 suit attention kernels. To be called before a step cache is enabled and after
    it is disabled, for those wrap the forward that they find; raises ValueError otherwise, and
    for Wan 2.1's cross-attention to images.
    """
    modules = (transformer, *transformer.blocks)
    if any(_is_wrapped(module) for module in modules):
        raise ValueError("a hook wraps the forward already")
    for module in modules:
        module.__dict__.pop("forward", None)
    if chunk_tokens is None:
        return
    blocks: list[WanModule] = list(transformer.blocks)
    if any(block.attn2.add_k_proj is not None for block in blocks):
        raise ValueError("this transformer attends to image embeddings")
    for block in blocks:
        block.forward = partial(_block_forward, block, chunk_tokens)
    model: WanModule = transformer
    model.forward = partial(_transformer_forward, model, chunk_tokens)


def _is_wrapped(module: WanModule) -> bool:
    registry = getattr(module, "_diffusers_hook", None)  # it stays when its last hook has gone
    return registry is not None and bool(registry.hooks)


@dataclass(frozen=True, slots=True)
class _Modulation:
    """Shifts, scales and gates per frame; a single timestep makes one frame of all tokens."""

    values: Tensor
    """[batch, frames, kinds, dim]"""
    frame_tokens: int

    def slices(self, tokens: int, chunk_tokens: int) -> Iterator[slice]:
        """Slices of whole frames where one fits, else slices of single frames."""
        if chunk_tokens >= self.frame_tokens:
            yield from _slices(0, tokens, chunk_tokens - chunk_tokens % self.frame_tokens)
            return
        for start in range(0, tokens, self.frame_tokens):
            yield from _slices(start, start + self.frame_tokens, chunk_tokens)

    def of(self, kind: int, tokens: slice) -> Tensor:
        """[batch, frames or 1, 1, dim] for one of `slices`."""
        first = tokens.start // self.frame_tokens
        last = (tokens.stop - 1) // self.frame_tokens
        return self.values[:, first : last + 1, kind, None]

    def by_frame(self, states: Tensor) -> Tensor:
        """The states of one of `slices` as [batch, frames or 1, tokens, dim]."""
        return states.unflatten(1, (-1, min(self.frame_tokens, states.shape[1])))

    def normed(self, norm: nn.Module, states: Tensor, tokens: slice, shift: int) -> Tensor:
        """`norm(states) * (1 + scale) + shift` of a slice; the scale's kind follows the shift's.

        `norm` returns a new fp32 tensor, which is changed in place.
        """
        out = self.by_frame(norm(states[:, tokens].float()))
        out.mul_(1 + self.of(shift + 1, tokens)).add_(self.of(shift, tokens))
        return out.flatten(1, 2).type_as(states)

    def gated(self, gate: int, change: Tensor, tokens: slice) -> Tensor:
        """`change * gate` of a slice."""
        return (self.by_frame(change) * self.of(gate, tokens)).flatten(1, 2)


def _slices(start: int, stop: int, step: int) -> Iterator[slice]:
    for first in range(start, stop, step):
        yield slice(first, min(first + step, stop))


def _block_forward(
    block: WanModule,
    chunk_tokens: int,
    hidden_states: Tensor,
    encoder_hidden_states: Tensor,
    temb: Tensor,
    rotary_emb: RotaryTables,
) -> Tensor:
    """As `WanTransformerBlock.forward`; `temb` is [batch, 6, dim] or [batch, frames, 6, dim]."""
    by_frame = temb if temb.ndim == 4 else temb.unsqueeze(1)
    count = hidden_states.shape[1]
    modulation = _Modulation(block.scale_shift_table + by_frame.float(), count // by_frame.shape[1])
    slices = list(modulation.slices(count, chunk_tokens))

    attended = _self_attention(
        block.attn1,
        lambda tokens: modulation.normed(block.norm1, hidden_states, tokens, shift=0),
        slices,
        chunk_tokens,
        rotary_emb,
    )
    out = torch.empty_like(hidden_states)
    linear = block.attn1.to_out[0]
    with _dequantized(out.device, linear):
        for tokens in slices:
            change = modulation.gated(2, linear(attended[:, tokens].flatten(2)), tokens)
            out[:, tokens] = hidden_states[:, tokens].float() + change
    attended = change = None  # their memory is needed now

    _add_cross_attention(block.attn2, block.norm2, out, encoder_hidden_states, chunk_tokens)

    with _dequantized(out.device, block.ffn):
        for tokens in slices:
            change = block.ffn(modulation.normed(block.norm3, out, tokens, shift=3)).float()
            out[:, tokens] = out[:, tokens].float() + modulation.gated(5, change, tokens)
    return out


def _self_attention(
    attention: WanModule,
    input_of: Callable[[slice], Tensor],
    slices: list[slice],
    chunk_tokens: int,
    rotary_emb: RotaryTables,
) -> Tensor:
    """[batch, tokens, heads, head_dim] before the output projection."""
    count = slices[-1].stop
    layers = (
        (attention.to_q, attention.norm_q),
        (attention.to_k, attention.norm_k),
        (attention.to_v, None),
    )
    projected: list[Tensor] = []
    states = input_of(
        slices[0]
    )  # before `_dequantized`: streamed weights come with the first layer
    with _dequantized(rotary_emb[0].device, *(linear for linear, _ in layers)):
        for tokens in slices:
            if tokens.start > 0:
                states = input_of(tokens)
            for index, (linear, norm) in enumerate(layers):
                part = linear(states)
                part = _heads(attention, part if norm is None else norm(part))
                if tokens.start == 0:
                    projected.append(_empty_heads(part, count))
                if norm is None:
                    projected[index][:, tokens] = part
                else:
                    _rotate(part, tokens, rotary_emb, projected[index][:, tokens])
    query, key, value = projected
    for tokens in _slices(0, count, chunk_tokens):
        # Each query is needed once: its place takes the result.
        query[:, tokens] = _attend(attention, query[:, tokens], key, value)
    return query


def _empty_heads(like: Tensor, count: int) -> Tensor:
    """[batch, count, heads, head_dim] that lies head by head in memory.

    Some attention kernels want it so; the dispatcher would copy keys and values for each slice.
    """
    batch, _, heads, head_dim = like.shape
    return like.new_empty((batch, heads, count, head_dim)).transpose(1, 2)


def _add_cross_attention(
    attention: WanModule,
    norm: nn.Module,
    states: Tensor,
    encoder_hidden_states: Tensor,
    chunk_tokens: int,
) -> None:
    """Add what `states` [batch, tokens, dim] find in the text, in place."""
    key = _heads(attention, attention.norm_k(attention.to_k(encoder_hidden_states)))
    value = _heads(attention, attention.to_v(encoder_hidden_states))
    with _dequantized(states.device, attention.to_q, attention.to_out[0]):
        for tokens in _slices(0, states.shape[1], chunk_tokens):
            query = attention.to_q(norm(states[:, tokens].float()).type_as(states))
            query = _heads(attention, attention.norm_q(query))
            found = _attend(attention, query, key, value).flatten(2)
            states[:, tokens] += attention.to_out[0](found)


def _heads(attention: WanModule, states: Tensor) -> Tensor:
    return states.unflatten(2, (attention.heads, -1))


def _attend(attention: WanModule, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    backend = attention.processor._attention_backend  # noqa: SLF001 - set_attention_backend's
    return dispatch_attention_fn(query, key, value, backend=backend).type_as(query)


def _rotate(states: Tensor, tokens: slice, tables: RotaryTables, out: Tensor) -> None:
    """Write the rotary embedding of `states` [batch, tokens, heads, head_dim] into `out`."""
    even, odd = states.unflatten(-1, (-1, 2)).unbind(-1)
    cos, sin = tables[0][:, tokens, :, 0::2], tables[1][:, tokens, :, 1::2]
    out[..., 0::2] = even * cos - odd * sin
    out[..., 1::2] = even * sin + odd * cos


@apply_lora_scale("attention_kwargs")
def _transformer_forward(
    transformer: WanModule,
    chunk_tokens: int,
    hidden_states: Tensor,
    timestep: Tensor,
    encoder_hidden_states: Tensor,
    encoder_hidden_states_image: Tensor | None = None,
    return_dict: bool = True,  # noqa: FBT001, FBT002 - the library's own signature
    attention_kwargs: dict[str, Any] | None = None,  # noqa: ARG001 - read by the decorator
) -> Transformer2DModelOutput | tuple[Tensor]:
    """As `WanTransformer3DModel.forward`."""
    frames, rows, columns = (
        size // patch
        for size, patch in zip(hidden_states.shape[2:], transformer.config.patch_size, strict=True)
    )
    rotary_emb = transformer.rope(hidden_states)
    hidden_states = transformer.patch_embedding(hidden_states)
    hidden_states = hidden_states.flatten(2).transpose(1, 2).contiguous()

    embedded = None
    if timestep.ndim == 2:
        by_frame = timestep.unflatten(1, (frames, -1))
        # Asynchronous: reading the answer would make the host wait for the device.
        torch.ops.aten._assert_async.msg(  # noqa: SLF001 - torch has no public name for it
            (by_frame == by_frame[..., :1]).all(), "the tokens of a frame differ in their timestep"
        )
        timestep, embedded = by_frame[..., 0].flatten(), frames
    temb, projected, encoder_hidden_states, _ = transformer.condition_embedder(
        timestep, encoder_hidden_states, encoder_hidden_states_image, timestep_seq_len=embedded
    )
    projected = projected.unflatten(-1, (6, -1))
    for block in transformer.blocks:
        hidden_states = block(hidden_states, encoder_hidden_states, projected, rotary_emb)

    count = hidden_states.shape[1]
    temb = temb if embedded else temb.unsqueeze(1)
    table = transformer.scale_shift_table.to(temb.device)
    modulation = _Modulation(table + temb.unsqueeze(2), count // temb.shape[1])
    normed = torch.empty_like(hidden_states)
    for tokens in modulation.slices(count, chunk_tokens):
        normed[:, tokens] = modulation.normed(transformer.norm_out, hidden_states, tokens, shift=0)
    del hidden_states
    # In one call: a step cache counts the calls of this layer.
    patches = transformer.proj_out(normed)
    sample = patches.unflatten(1, (frames, rows, columns))
    sample = sample.unflatten(-1, (*transformer.config.patch_size, -1))
    sample = sample.permute(0, 7, 1, 4, 2, 5, 3, 6).flatten(6, 7).flatten(4, 5).flatten(2, 3)
    return Transformer2DModelOutput(sample=sample) if return_dict else (sample,)


@contextmanager
def _dequantized(device: torch.device, *modules: nn.Module) -> Iterator[None]:
    """Dequantize GGUF layers once instead of for each slice, if their weights are on `device`."""
    everything: list[WanModule] = [layer for module in modules for layer in module.modules()]
    layers = [
        layer
        for layer in everything
        if hasattr(getattr(layer, "weight", None), "quant_type") and layer.weight.device == device
    ]
    if not layers:
        yield
        return
    from diffusers.quantizers.gguf.utils import dequantize_gguf_tensor  # gguf may not be there

    kept = [layer.weight for layer in layers]
    try:
        for layer in layers:
            plain = dequantize_gguf_tensor(layer.weight).to(layer.compute_dtype)
            layer.weight = nn.Parameter(plain, requires_grad=False)
        yield
    finally:
        for layer, weight in zip(layers, kept, strict=True):
            layer.weight = weight
