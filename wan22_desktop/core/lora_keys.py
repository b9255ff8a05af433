"""From the keys of LoRA files to the names of diffusers' WanTransformer3DModel.

Trainers write the same layer in many ways: with or without one of several prefixes, with dots or
underscores, in the names of the upstream repository or of diffusers. With every dot turned into an
underscore all of them meet in one table.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan_names import transformer_name


class KeyKind(Enum):
    """What a tensor of a LoRA file is to its layer."""

    DOWN = auto()
    """The matrix that reduces the layer's input to the rank."""
    UP = auto()
    """The matrix that brings it to the layer's output."""
    UP_BIAS = auto()
    """A bias of the latter, scaled like the matrices."""
    ALPHA = auto()
    """Divided by the rank it scales the two."""
    WEIGHT_DELTA = auto()
    """Added to the weight as it is."""
    BIAS_DELTA = auto()
    """Added to the bias as it is."""


class IgnoredReason(StrEnum):
    """Why leaving a key out does no harm; any other key that cannot be applied is an error."""

    TEXT_ENCODER = "text-encoder"
    """It trains a text encoder; Wan's is never trained."""
    IMAGE_ATTENTION = "image-attention"
    """It trains the image attention of Wan 2.1 I2V, which Wan 2.2 does not have."""
    ALPHA_ALONE = "alpha-alone"
    """It scales matrices that the file does not hold."""


@dataclass(frozen=True, slots=True)
class LoraKey:
    """Where a tensor belongs."""

    target: str
    """A module of the transformer, or the parameter `scale_shift_table` of one."""
    kind: KeyKind
    low_noise_only: bool
    """Whether the key names the second transformer of a pair."""
    high_noise_only: bool = False
    """Whether the key names the first of two, as ai-toolkit does in files for both."""


class UnsupportedKeyError(ValueError):
    """The key belongs to a method or layer that cannot be applied; the text says to which."""


_TENSOR = re.compile(
    r"(?P<path>.+?)\.(?:lora[._](?P<half>A|B|down|up)(?:\.[\w-]{1,64})?\.(?P<part>weight|bias)"
    r"|(?P<single>alpha|diff|diff_b|diff_m|w_norm|b_norm))"
)
_HALVES = {
    ("A", "weight"): KeyKind.DOWN,
    ("down", "weight"): KeyKind.DOWN,
    ("B", "weight"): KeyKind.UP,
    ("up", "weight"): KeyKind.UP,
    ("B", "bias"): KeyKind.UP_BIAS,
    ("up", "bias"): KeyKind.UP_BIAS,
}
_SINGLES = {
    "alpha": KeyKind.ALPHA,
    "diff": KeyKind.WEIGHT_DELTA,
    "diff_m": KeyKind.WEIGHT_DELTA,
    "w_norm": KeyKind.WEIGHT_DELTA,
    "diff_b": KeyKind.BIAS_DELTA,
    "b_norm": KeyKind.BIAS_DELTA,
}

_OTHER_METHODS = {
    "dora_scale": "DoRA",
    "lora_magnitude_vector": "DoRA",
    "hada_": "LoHa",
    "lokr_": "LoKr",
    "oft_": "OFT",
    "lora_mid": tr("LoCon with a third matrix"),
}

_FIRST_TRANSFORMER = "transformer_1."
_SECOND_TRANSFORMER = "transformer_2."
_PREFIXES = (
    "base_model.model.",
    "model.diffusion_model.",
    "diffusion_model.",
    _FIRST_TRANSFORMER,
    _SECOND_TRANSFORMER,
    "transformer.",
    "pipe.dit.",
    "dit.",
    "unet.",
    "model.",
    "lora_unet__",
    "lora_unet_",
    "lora_transformer_",
    "lycoris_",
)
_TEXT_ENCODER_PREFIXES = (
    "lora_te",
    "text_encoder",
    "text_model",
    "cond_stage_model",
    "te.",
    "te1.",
)

_IN_BLOCK = (
    "self_attn.q",
    "self_attn.k",
    "self_attn.v",
    "self_attn.o",
    "self_attn.norm_q",
    "self_attn.norm_k",
    "cross_attn.q",
    "cross_attn.k",
    "cross_attn.v",
    "cross_attn.o",
    "cross_attn.norm_q",
    "cross_attn.norm_k",
    "norm3",
    "ffn.0",
    "ffn.2",
)
_OUTSIDE = (
    "patch_embedding",
    "text_embedding.0",
    "text_embedding.2",
    "time_embedding.0",
    "time_embedding.2",
    "time_projection.1",
    "head.head",
)
"""What has weights, as upstream calls it."""
_IMAGE_ATTENTION = re.compile(
    r"blocks_\d+_(cross_attn_(k_img|v_img|norm_k_img)|attn2_(add_k_proj|add_v_proj|norm_added_k))"
    r"|(img_emb|condition_embedder_image_embedder)_.*"
)
_BLOCK = re.compile(r"blocks_(\d{1,4})_(.+)")


_FAMILIES = {
    "double_blocks": tr("FLUX or HunyuanVideo"),
    "single_blocks": tr("FLUX or HunyuanVideo"),
    "single_transformer_blocks": tr("FLUX or HunyuanVideo"),
    "double_stream_blocks": "HiDream",
    "joint_blocks": "Stable Diffusion 3",
    "down_blocks": "Stable Diffusion",
    "input_blocks": "Stable Diffusion",
    "up_blocks": "Stable Diffusion",
    "output_blocks": "Stable Diffusion",
    "mid_block": "Stable Diffusion",
    "middle_block": "Stable Diffusion",
    "transformer_blocks": tr("a model such as SD 3, LTX-Video or Qwen-Image"),
    "diffusion_model_layers_": tr("a model such as Lumina or Z-Image"),
    "lora_unet_layers_": tr("a model such as Lumina or Z-Image"),
}
"""What the layers of other models are called, from special to general."""


def _flat(name: str) -> str:
    return name.replace(".", "_")


def _table(layers: Iterable[str], owner: str, modulation: str) -> dict[str, str]:
    """Flat upstream and flat diffusers names of what `owner` holds to diffusers names."""
    table = {_flat(modulation): "scale_shift_table", "scale_shift_table": "scale_shift_table"}
    for upstream in layers:
        name = transformer_name(f"{owner}{upstream}.weight")
        assert name is not None, upstream  # noqa: S101 - the names stand above
        library = name.removeprefix(owner).removesuffix(".weight")
        table |= {_flat(upstream): library, _flat(library): library}
    return table


_FLAT_IN_BLOCK = _table(_IN_BLOCK, "blocks.0.", "modulation")
_FLAT_OUTSIDE = _table(_OUTSIDE, "", "head.modulation")


def parse_key(key: str) -> LoraKey | IgnoredReason:
    """Where the tensor belongs, or why it may be left out; raises UnsupportedKeyError."""
    if key.startswith(_TEXT_ENCODER_PREFIXES):
        return IgnoredReason.TEXT_ENCODER
    for sign, method in _OTHER_METHODS.items():
        if f".{sign}" in key:
            raise UnsupportedKeyError(tr("it was made with {method}", method=method))
    match = _TENSOR.fullmatch(key)
    kind = match and (_SINGLES.get(match["single"]) or _HALVES.get((match["half"], match["part"])))
    if match is None or kind is None:
        raise UnsupportedKeyError(tr("it holds something unknown"))
    path, prefixes = _without_prefixes(match["path"])
    if match["single"] == "diff_m":
        path += ".modulation"
    if _IMAGE_ATTENTION.fullmatch(_flat(path)):
        return IgnoredReason.IMAGE_ATTENTION
    target = _target_of(_flat(path))
    if target is None:
        raise UnsupportedKeyError(tr("it changes layers that Wan 2.2 does not have"))
    return LoraKey(target, kind, _SECOND_TRANSFORMER in prefixes, _FIRST_TRANSFORMER in prefixes)


def family_of(keys: Iterable[str]) -> str | None:
    """Which other family of models the keys are for, if their names tell."""
    flat = [_flat(key) for key in keys]
    return next((f for sign, f in _FAMILIES.items() if any(sign in key for key in flat)), None)


def is_elementwise(target: str) -> bool:
    """Whether the target has no matrix: a norm or a table that shifts and scales."""
    return target.endswith((".norm_q", ".norm_k", ".norm2", "scale_shift_table"))


def _without_prefixes(path: str) -> tuple[str, set[str]]:
    found: set[str] = set()
    while prefix := next((p for p in _PREFIXES if path.startswith(p)), None):
        found.add(prefix)
        path = path.removeprefix(prefix)
    return path, found


def _target_of(flat: str) -> str | None:
    block = _BLOCK.fullmatch(flat)
    if block is None:
        return _FLAT_OUTSIDE.get(flat)
    inner = _FLAT_IN_BLOCK.get(block[2])
    return inner and f"blocks.{int(block[1])}.{inner}"
