"""What Wan's tensors are called: upstream, and in diffusers.

Upstream names are those of Wan-Video/Wan2.2 (`wan/modules/model.py`, `vae2_1.py`, `vae2_2.py`,
`t5.py`), which ComfyUI and GGUF files keep. The library calls the same tensors by other names; the
pairs are those of `scripts/convert_wan_to_diffusers.py` in huggingface/diffusers.
"""

import re
from collections.abc import Mapping

_TRANSFORMER_TOP = {
    "patch_embedding": "patch_embedding",
    "time_embedding.0": "condition_embedder.time_embedder.linear_1",
    "time_embedding.2": "condition_embedder.time_embedder.linear_2",
    "time_projection.1": "condition_embedder.time_proj",
    "text_embedding.0": "condition_embedder.text_embedder.linear_1",
    "text_embedding.2": "condition_embedder.text_embedder.linear_2",
    "head.head": "proj_out",
}
_TRANSFORMER_BLOCK = {
    f"{upstream}.{own}": f"{library}.{other}"
    for upstream, library in (("self_attn", "attn1"), ("cross_attn", "attn2"))
    for own, other in (
        ("q", "to_q"),
        ("k", "to_k"),
        ("v", "to_v"),
        ("o", "to_out.0"),
        ("norm_q", "norm_q"),
        ("norm_k", "norm_k"),
    )
} | {
    "norm3": "norm2",  # upstream runs norm1, norm3, norm2; diffusers counts in that order
    "ffn.0": "ffn.net.0.proj",
    "ffn.2": "ffn.net.2",
}

_TEXT_ENCODER_TOP = {"token_embedding": "shared", "norm": "encoder.final_layer_norm"}
_TEXT_ENCODER_BLOCK = {
    "norm1": "layer.0.layer_norm",
    "attn.q": "layer.0.SelfAttention.q",
    "attn.k": "layer.0.SelfAttention.k",
    "attn.v": "layer.0.SelfAttention.v",
    "attn.o": "layer.0.SelfAttention.o",
    "pos_embedding.embedding": "layer.0.SelfAttention.relative_attention_bias",
    "norm2": "layer.1.layer_norm",
    "ffn.gate.0": "layer.1.DenseReluDense.wi_0",
    "ffn.fc1": "layer.1.DenseReluDense.wi_1",
    "ffn.fc2": "layer.1.DenseReluDense.wo",
}

_VAE_PARTS = {
    "conv1": "quant_conv",
    "conv2": "post_quant_conv",
    "encoder.conv1": "encoder.conv_in",
    "decoder.conv1": "decoder.conv_in",
} | {
    f"{half}.{upstream}": f"{half}.{library}"
    for half in ("encoder", "decoder")
    for upstream, library in (
        ("middle.0", "mid_block.resnets.0"),
        ("middle.1", "mid_block.attentions.0"),
        ("middle.2", "mid_block.resnets.1"),
        ("head.0", "norm_out"),
        ("head.2", "conv_out"),
    )
}
_RESIDUAL = {
    "residual.0": "norm1",
    "residual.2": "conv1",
    "residual.3": "norm2",
    "residual.6": "conv2",
    "shortcut": "conv_shortcut",
}

_BLOCK = re.compile(r"blocks\.(\d+)\.(.+)")
_STAGE = re.compile(
    r"(encoder\.down|decoder\.up)samples\.(\d+)\.(?:(?:down|up)samples\.(\d+)\.)?(.+)"
)
_RESAMPLE_2_1 = re.compile(r"encoder\.downsamples\.(\d+)\.resample\.")


def transformer_name(upstream: str) -> str | None:
    """The name of a transformer's tensor in diffusers; None for one that Wan 2.2 does not have."""
    if upstream == "head.modulation":
        return "scale_shift_table"
    block = _BLOCK.fullmatch(upstream)
    if block is None:
        return _renamed(upstream, _TRANSFORMER_TOP)
    index, rest = block.groups()
    if rest == "modulation":
        return f"blocks.{index}.scale_shift_table"
    return _prefixed(f"blocks.{index}.", _renamed(rest, _TRANSFORMER_BLOCK))


def text_encoder_name(upstream: str) -> str | None:
    """The name of a UMT5 encoder's tensor in transformers; None for one that it does not have."""
    block = _BLOCK.fullmatch(upstream)
    if block is None:
        return _renamed(upstream, _TEXT_ENCODER_TOP)
    index, rest = block.groups()
    return _prefixed(f"encoder.block.{index}.", _renamed(rest, _TEXT_ENCODER_BLOCK))


def residual_blocks_of(upstream_names: Mapping[str, object]) -> int:
    """`num_res_blocks` of Wan 2.1's VAE: its encoder's first stage ends with a resampling."""
    found = (_RESAMPLE_2_1.match(name) for name in upstream_names)
    return min((int(match[1]) for match in found if match), default=0)


def vae_name(upstream: str, num_res_blocks: int) -> str | None:
    """The name of a VAE's tensor in diffusers; None for one that it does not have.

    Wan 2.1 numbers all layers of a half through, Wan 2.2 within stages; `num_res_blocks` is needed
    to tell the stages of the former's decoder apart.
    """
    stage = _STAGE.fullmatch(upstream)
    if stage is None:
        for part, library in _VAE_PARTS.items():
            if upstream.startswith(f"{part}."):
                return _prefixed(f"{library}.", _residual(upstream.removeprefix(f"{part}.")))
        return None
    half, number, layer, rest = stage.groups()
    inner = _residual(rest)
    if inner is None:
        return None
    blocks = f"{half}_blocks"
    resampling = rest.startswith(("resample.", "time_conv."))
    if layer is not None:  # Wan 2.2
        return f"{blocks}.{number}." + (
            f"{half.partition('.')[2]}sampler.{inner}" if resampling else f"resnets.{layer}.{inner}"
        )
    if half == "encoder.down":
        return f"{blocks}.{number}.{inner}"
    index, position = divmod(int(number), num_res_blocks + 2)
    return f"{blocks}.{index}." + (
        f"upsamplers.0.{inner}" if resampling else f"resnets.{position}.{inner}"
    )


def _residual(rest: str) -> str | None:
    """A layer's tensor within its block; those of residual blocks are named anew."""
    if rest.startswith(("residual.", "shortcut.")):
        return _renamed(rest, _RESIDUAL)
    return rest


def _renamed(name: str, names: Mapping[str, str]) -> str | None:
    layer, _, tensor = name.rpartition(".")
    return f"{names[layer]}.{tensor}" if layer in names else None


def _prefixed(prefix: str, name: str | None) -> str | None:
    return None if name is None else prefix + name
