"""Device memory that one forward of a transformer needs beside its weights.

Counted from the code that runs (diffusers 0.42.1's `WanTransformer3DModel`, and
`engine/memory/chunked_forward.py`): which tensors are alive at once at the worst moment, in bytes
for each of the tokens x dim numbers of the hidden states. `benchmarks/planner.py` compares with
traced full-size models.
"""

from wan22_desktop.engine_protocol.plan import Precision, StepCacheKind
from wan22_desktop.optimizer.domain.model_shape import ClipShape, ModelShape
from wan22_desktop.optimizer.domain.weights import bytes_per_number

TEXT_TOKENS = 512
"""Rows of a padded prompt."""

_FP32 = 4

_NORM_OF_A_SLICE = 16
"""Queries of a slice while they are normed in fp32 and rotated, in bytes a number (traced)."""

_SMALL_BYTES = 12_000_000
"""What the embedding of time and text leaves behind, whatever the clip (traced: 6 to 20 MB)."""

CACHE_UNITS = {
    StepCacheKind.FIRST_BLOCK: (6, 3),
    StepCacheKind.MAG_CACHE: (4, 2),
    StepCacheKind.TAYLOR_SEER: (0, 0),
}
"""Hidden states that a step cache keeps on the device, with guidance and without (traced)."""


def hidden_states_bytes(clip: ClipShape, precision: Precision) -> int:
    """One tensor of all tokens: u in the formulas."""
    return bytes_per_number(precision) * clip.tokens * clip.model.transformer.dim


def eager_bytes(clip: ClipShape, precision: Precision, *, timestep_per_token: bool) -> int:
    """Peak of the unmodified forward.

    `timestep_per_token` is what TI2V-5B gets with a start image.
    """
    shape = clip.model.transformer
    number = bytes_per_number(precision)
    copies = 0 if precision is Precision.FP32 else _FP32
    # The block's input and its state after attention, what the last norm and attention gave.
    held = 4 * number
    # The gated sum at a block's end: its addend, the sum's fp32 copies, product and sum.
    gate = held + number + copies + 2 * _FP32
    # The feed-forward before and behind its activation.
    feed_forward = held + 2 * number * shape.ffn_dim / shape.dim
    per_number = max(gate, feed_forward)
    if timestep_per_token:
        # The time embedding, its projection to six and the block's six in fp32; and the moment at
        # which the latter are made.
        table = 7 * number + 6 * _FP32
        per_number = max(per_number + table, number + table + (6 * _FP32 if copies else 0))
    return round(per_number * clip.tokens * shape.dim) + _always_bytes(clip, precision)


def chunked_bytes(clip: ClipShape, precision: Precision, chunk_tokens: int) -> int:
    """Peak of the forward in slices of `chunk_tokens`: input, queries, keys and values, a slice."""
    shape = clip.model.transformer
    number = bytes_per_number(precision)
    hidden = hidden_states_bytes(clip, precision)
    first = min(chunk_tokens, clip.tokens)
    second = min(chunk_tokens, clip.tokens - first)
    widened = 2 * number * shape.ffn_dim / shape.dim
    # Keys and values have no place yet while the first slice's keys are normed.
    attention = max(
        2 * hidden + _NORM_OF_A_SLICE * first * shape.dim,
        4 * hidden + _NORM_OF_A_SLICE * second * shape.dim,
    )
    feed_forward = 2 * hidden + (widened + number) * first * shape.dim
    return round(max(attention, feed_forward)) + _always_bytes(clip, precision)


def step_cache_bytes(
    clip: ClipShape, precision: Precision, kind: StepCacheKind, *, guided: bool
) -> int:
    """What a step cache keeps from step to step."""
    with_guidance, without = CACHE_UNITS[kind]
    units = with_guidance if guided else without
    return units * hidden_states_bytes(clip, precision)


def lora_bytes(model: ModelShape, rank: int, precision: Precision) -> int:
    """One LoRA on every linear layer of one transformer's blocks."""
    shape = model.transformer
    rows_and_columns = 8 * 2 * shape.dim + 2 * (shape.dim + shape.ffn_dim)
    return bytes_per_number(precision) * rank * rows_and_columns * shape.num_layers


def _always_bytes(clip: ClipShape, precision: Precision) -> int:
    """The tables of the rotary embedding in fp32, the embedded text, small tensors."""
    shape = clip.model.transformer
    number = bytes_per_number(precision)
    rotary = 2 * _FP32 * clip.tokens * shape.head_dim
    text = number * TEXT_TOKENS * shape.dim
    return rotary + text + _SMALL_BYTES
