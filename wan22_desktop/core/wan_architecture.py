"""The architecture of a network, read from the shapes of its tensors, and whose it is.

Single files bring no configuration. Everything that shapes tensors can be read from them; the rest
is the same in all published models and taken from their configurations.
"""

import math
import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from wan22_desktop.core.foreign_models import foreign_reason
from wan22_desktop.core.model_folder import check_config
from wan22_desktop.core.published_models import text_encoder_config, transformer_config, vae_config
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant

HEAD_DIM = 128
"""Of every published Wan transformer. Tensors do not show it: heads are only slices of a row."""

Shapes: TypeAlias = Mapping[str, tuple[int, ...]]
"""Shapes by name; the names are those of diffusers and transformers."""

Config: TypeAlias = dict[str, Any]


class Kind(StrEnum):
    """What a part does."""

    TRANSFORMER = "transformer"
    VAE = "vae"
    TEXT_ENCODER = "text_encoder"

    @property
    def in_words(self) -> str:
        """For sentences."""
        return _IN_WORDS[self]


_IN_WORDS = {
    Kind.TRANSFORMER: tr("transformer"),
    Kind.VAE: "VAE",
    Kind.TEXT_ENCODER: tr("text encoder"),
}
_CLASSES = {
    Kind.TRANSFORMER: "WanTransformer3DModel",
    Kind.VAE: "AutoencoderKLWan",
    Kind.TEXT_ENCODER: "UMT5EncoderModel",
}
_VAES = {16: Variant.T2V_A14B, 48: Variant.TI2V_5B}
"""Latent channels of the published VAEs, each with a model that uses it."""
_CHANNELS = {
    (16, 16): (Variant.T2V_A14B,),
    (36, 16): (Variant.I2V_A14B,),
    (48, 48): (Variant.TI2V_5B,),
}
"""Channels into and out of a transformer, and whose they are."""
_WAN_2_1_SMALL_WIDTH = 1536
"""Of Wan 2.1 T2V 1.3B, which has as many channels as T2V A14B."""

_EMBED = "condition_embedder."
_TRANSFORMER_BLOCK = re.compile(r"blocks\.(\d+)\.")
_TEXT_BLOCK = re.compile(r"encoder\.block\.(\d+)\.")
_FIRST_UP_BLOCK = re.compile(r"decoder\.up_blocks\.0\.resnets\.(\d+)\.")


def config_of(kind: Kind, shapes: Shapes, folder_config: Config | None, head_dim: int) -> Config:
    """What the part's class is made from; raises DamagedFileError where something does not fit.

    `folder_config` is the `config.json` beside the weights, if any; it has to agree with them.
    Only keys that the published models have are taken from it.
    """
    if folder_config is not None:
        try:
            check_config(folder_config, _CLASSES[kind])
        except DamagedFileError as error:
            raise DamagedFileError(str(error), "config.json") from error
        head_dim = folder_config.get("attention_head_dim", head_dim)
    try:
        derived, published = _DERIVE[kind](shapes, head_dim)
    except (KeyError, IndexError, ValueError, TypeError, ZeroDivisionError) as error:
        raise DamagedFileError(
            tr("lacks tensors, or has them in shapes that do not fit")
        ) from error
    config = published | derived
    if folder_config is not None:
        given = {key: folder_config[key] for key in published if key in folder_config}
        for key, value in derived.items():
            if given.get(key, value) not in (value, None):
                raise DamagedFileError(tr("does not fit its config.json: {key}", key=key))
        config |= given | derived
    if kind is Kind.TRANSFORMER:
        _check_transformer(shapes, config)
    return config


def variants_of(kind: Kind, config: Config) -> tuple[Variant, ...]:
    """The models that the part can belong to; raises DamagedFileError if there are none."""
    if kind is Kind.TEXT_ENCODER:
        demo = config["d_model"] == text_encoder_config(Variant.DEMO)["d_model"]
        return (Variant.DEMO,) if demo else tuple(v for v in Variant if v is not Variant.DEMO)
    if kind is Kind.VAE:
        for variant in Variant:
            if _same(
                config, vae_config(variant), ("z_dim", "is_residual", "patch_size", "in_channels")
            ):
                return (
                    (Variant.T2V_A14B, Variant.I2V_A14B)
                    if variant is Variant.T2V_A14B
                    else (variant,)
                )
        raise DamagedFileError(
            tr(
                "is a VAE with {channels} channels that no Wan 2.2 model uses",
                channels=config["z_dim"],
            )
        )
    if _same(config, transformer_config(Variant.DEMO), ("in_channels", "out_channels", "text_dim")):
        return (Variant.DEMO,)
    channels = (config["in_channels"], config["out_channels"])
    if channels not in _CHANNELS:
        raise DamagedFileError(
            tr(
                "takes {taken} channels and gives {given}, as no Wan 2.2 model does",
                taken=channels[0],
                given=channels[1],
            )
        )
    width = config["num_attention_heads"] * config["attention_head_dim"]
    if channels == (16, 16) and width == _WAN_2_1_SMALL_WIDTH:
        raise DamagedFileError(tr("is Wan 2.1 T2V 1.3B"))
    return _CHANNELS[channels]


def transformer_shapes(config: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """All tensors of a `WanTransformer3DModel` of Wan 2.2 with this configuration."""
    d = config["num_attention_heads"] * config["attention_head_dim"]
    ffn, patch = config["ffn_dim"], tuple(config["patch_size"])
    shapes: dict[str, tuple[int, ...]] = {
        "patch_embedding.weight": (d, config["in_channels"], *patch),
        "patch_embedding.bias": (d,),
        "scale_shift_table": (1, 2, d),
    }
    linears = {
        _EMBED + "time_embedder.linear_1": (d, config["freq_dim"]),
        _EMBED + "time_embedder.linear_2": (d, d),
        _EMBED + "time_proj": (6 * d, d),
        _EMBED + "text_embedder.linear_1": (d, config["text_dim"]),
        _EMBED + "text_embedder.linear_2": (d, d),
        "proj_out": (config["out_channels"] * math.prod(patch), d),
    }
    for index in range(config["num_layers"]):
        block = f"blocks.{index}."
        linears |= {block + "ffn.net.0.proj": (ffn, d), block + "ffn.net.2": (d, ffn)}
        for attention in (f"{block}attn1.", f"{block}attn2."):
            linears |= {attention + name: (d, d) for name in ("to_q", "to_k", "to_v", "to_out.0")}
            shapes |= {attention + name: (d,) for name in ("norm_q.weight", "norm_k.weight")}
        shapes |= {block + name: (d,) for name in ("norm2.weight", "norm2.bias")}
        shapes[block + "scale_shift_table"] = (1, 6, d)
    for name, shape in linears.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    return shapes


def check_names(unknown: Collection[str]) -> None:
    """Refuse names that Wan 2.2 does not have; raises DamagedFileError, saying whose they are."""
    if unknown:
        raise DamagedFileError(
            foreign_reason(unknown)
            or tr("holds {unknown:.80}, which Wan 2.2 does not have", unknown=min(unknown))
        )


def _check_transformer(shapes: Shapes, config: Config) -> None:
    """Refuse what lacks a tensor or has one too many; raises DamagedFileError."""
    expected = transformer_shapes(config)
    check_names(shapes.keys() - expected.keys())
    for name, shape in expected.items():
        if name not in shapes:
            raise DamagedFileError(tr("lacks {name}", name=name))
        if shapes[name] != shape:
            raise DamagedFileError(
                tr(
                    "has {name} in shape {shapes}, not {shape}",
                    name=name,
                    shapes=shapes[name],
                    shape=shape,
                )
            )


def _transformer(shapes: Shapes, head_dim: int) -> tuple[Config, Config]:
    """What shapes say, and the published configuration for the rest."""
    width, in_channels, *patch = shapes["patch_embedding.weight"]
    heads, rest = divmod(width, head_dim)
    if rest or len(patch) != 3:
        raise ValueError(f"{width} is no multiple of {head_dim}")
    derived = {
        "attention_head_dim": head_dim,
        "num_attention_heads": heads,
        "in_channels": in_channels,
        "out_channels": shapes["proj_out.weight"][0] // math.prod(patch),
        "patch_size": patch,
        "ffn_dim": shapes["blocks.0.ffn.net.0.proj.weight"][0],
        "text_dim": shapes[_EMBED + "text_embedder.linear_1.weight"][1],
        "freq_dim": shapes[_EMBED + "time_embedder.linear_1.weight"][1],
        "num_layers": _count(_TRANSFORMER_BLOCK, shapes),
    }
    return derived, transformer_config(Variant.T2V_A14B)


def _vae(shapes: Shapes, _head_dim: int) -> tuple[Config, Config]:
    """As `_transformer`; above all the latents' mean and deviation are not in shapes."""
    z_dim = shapes["post_quant_conv.weight"][0]
    published = vae_config(_VAES[z_dim])
    derived = {
        "z_dim": z_dim,
        "base_dim": shapes["encoder.conv_in.weight"][0],
        "decoder_base_dim": shapes["decoder.norm_out.gamma"][0] // published["dim_mult"][0],
        "num_res_blocks": _count(_FIRST_UP_BLOCK, shapes) - 1,  # the decoder has one more
        "in_channels": shapes["encoder.conv_in.weight"][1],
        "out_channels": shapes["decoder.conv_out.weight"][0],
    }
    return derived, published


def _text_encoder(shapes: Shapes, _head_dim: int) -> tuple[Config, Config]:
    """As `_transformer`."""
    vocab_size, width = shapes["shared.weight"]
    attention = "encoder.block.0.layer.0.SelfAttention."
    buckets, heads = shapes[attention + "relative_attention_bias.weight"]
    derived = {
        "vocab_size": vocab_size,
        "d_model": width,
        "d_ff": shapes["encoder.block.0.layer.1.DenseReluDense.wi_0.weight"][0],
        "num_heads": heads,
        "d_kv": shapes[attention + "q.weight"][0] // heads,
        "relative_attention_num_buckets": buckets,
        "num_layers": _count(_TEXT_BLOCK, shapes),
    }
    return derived, text_encoder_config(Variant.T2V_A14B)


_DERIVE = {Kind.TRANSFORMER: _transformer, Kind.VAE: _vae, Kind.TEXT_ENCODER: _text_encoder}


def _count(pattern: re.Pattern[str], shapes: Shapes) -> int:
    """How many different numbers stand at the pattern's place; a hole shows as a missing tensor."""
    found = (pattern.match(name) for name in shapes)
    return len({match[1] for match in found if match})


def _same(config: Config, published: Config, keys: tuple[str, ...]) -> bool:
    return all(config.get(key) == published.get(key) for key in keys)
