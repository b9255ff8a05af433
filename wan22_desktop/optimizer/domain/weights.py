"""Bytes of weights, counted from the architecture.

Parameter counts are exact: the tests compare them with the networks themselves.
"""

from dataclasses import dataclass

from wan22_desktop.engine_protocol.plan import Precision, Quantization
from wan22_desktop.optimizer.domain.model_shape import ModelShape, TextEncoderShape

EIGHT_BIT = frozenset(
    {
        Quantization.INT8,
        Quantization.INT8_DYNAMIC,
        Quantization.FP8,
        Quantization.FP8_STORAGE,
        Quantization.FP8_DYNAMIC,
    }
)

GGUF_BYTES_PER_WEIGHT = 0.6
"""Q4_K_M to Q5_K_M of published files: 9.7 GB for 14.3e9 weights is 0.68, Q4_K alone 0.5625; only
used where no file's size is known."""

_BYTES = {Precision.FP32: 4, Precision.BF16: 2}


def bytes_per_number(precision: Precision) -> int:
    return _BYTES[precision]


@dataclass(frozen=True, slots=True)
class WeightCount:
    """Parameters of one transformer by where they lie and how they are kept."""

    block_linear: int
    """Matrices of one block's linear layers: what quantization touches."""
    block_linear_rows: int
    """Their output rows; 8-bit matrices have a scale per row."""
    block_rest: int
    """Biases and query/key norms of one block."""
    block_fp32: int
    """The modulation table and the affine norm, which diffusers keeps in fp32."""
    outside: int
    """Patch and text embedding, time projection, output."""
    outside_fp32: int
    """The time embedder and the last modulation table, kept in fp32."""
    num_layers: int

    @property
    def total(self) -> int:
        block = self.block_linear + self.block_rest + self.block_fp32
        return block * self.num_layers + self.outside + self.outside_fp32


def transformer_weights(model: ModelShape) -> WeightCount:
    """One transformer's parameters (diffusers 0.42.1, `WanTransformer3DModel`)."""
    shape = model.transformer
    d, f = shape.dim, shape.ffn_dim
    patch = shape.patch_volume
    embedding = (shape.in_channels * patch + 1) * d
    text = (shape.text_dim + 1) * d + (d + 1) * d
    time_projection = (d + 1) * 6 * d
    output = (d + 1) * shape.out_channels * patch
    return WeightCount(
        block_linear=8 * d * d + 2 * d * f,
        block_linear_rows=8 * d + f + d,
        block_rest=8 * d + f + d + 4 * d,
        block_fp32=6 * d + 2 * d,
        outside=embedding + text + time_projection + output,
        outside_fp32=(shape.freq_dim + 1) * d + (d + 1) * d + 2 * d,
        num_layers=shape.num_layers,
    )


def block_bytes(model: ModelShape, precision: Precision, quantization: Quantization) -> int:
    """One block of a transformer, as it is kept and as it is moved to the device."""
    count = transformer_weights(model)
    number = bytes_per_number(precision)
    rest = count.block_rest * number + count.block_fp32 * 4
    if quantization in EIGHT_BIT:
        return count.block_linear + count.block_linear_rows * number + rest
    if quantization is Quantization.GGUF:
        return round(count.block_linear * GGUF_BYTES_PER_WEIGHT) + rest
    return count.block_linear * number + rest


def outside_bytes(model: ModelShape, precision: Precision) -> int:
    """What of a transformer belongs to no block; never quantized, and always on the device."""
    count = transformer_weights(model)
    return count.outside * bytes_per_number(precision) + count.outside_fp32 * 4


def transformer_bytes(model: ModelShape, precision: Precision, quantization: Quantization) -> int:
    """One expert."""
    layers = model.transformer.num_layers
    return layers * block_bytes(model, precision, quantization) + outside_bytes(model, precision)


def text_encoder_count(shape: TextEncoderShape) -> int:
    """Parameters of the encoder (transformers 5, `UMT5EncoderModel`)."""
    layer = 4 * shape.d_model * shape.d_attention + 3 * shape.d_model * shape.d_ff
    layer += 2 * shape.d_model + shape.relative_buckets * shape.num_heads
    return shape.vocab_size * shape.d_model + shape.num_layers * layer + shape.d_model


def text_encoder_bytes(model: ModelShape, precision: Precision, quantization: Quantization) -> int:
    """The encoder; 8-bit linear layers leave the embedding as it is."""
    shape = model.text_encoder
    number = bytes_per_number(precision)
    total = text_encoder_count(shape) * number
    if quantization in EIGHT_BIT:
        linear = 4 * shape.d_model * shape.d_attention + 3 * shape.d_model * shape.d_ff
        total -= shape.num_layers * linear * (number - 1)
    return total
