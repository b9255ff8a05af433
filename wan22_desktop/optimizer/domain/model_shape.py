"""The architecture of each model as numbers, read from the configurations that ship with the app.

Everything that the planner knows about a model's size and work follows from these.
"""

import json
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.wan import Variant


@dataclass(frozen=True, slots=True)
class TransformerShape:
    """A WanTransformer3DModel."""

    dim: int
    """Channels of one token: heads x channels of a head."""
    head_dim: int
    ffn_dim: int
    num_layers: int
    in_channels: int
    out_channels: int
    text_dim: int
    freq_dim: int
    patch_size: tuple[int, int, int]

    @classmethod
    def of(cls, config: dict[str, Any]) -> "TransformerShape":
        """From a `transformer/config.json`."""
        frames, height, width = config["patch_size"]
        return cls(
            dim=config["num_attention_heads"] * config["attention_head_dim"],
            head_dim=config["attention_head_dim"],
            ffn_dim=config["ffn_dim"],
            num_layers=config["num_layers"],
            in_channels=config["in_channels"],
            out_channels=config["out_channels"],
            text_dim=config["text_dim"],
            freq_dim=config["freq_dim"],
            patch_size=(frames, height, width),
        )

    @property
    def patch_volume(self) -> int:
        return prod(self.patch_size)


@dataclass(frozen=True, slots=True)
class VaeShape:
    """An AutoencoderKLWan."""

    base_dim: int
    decoder_base_dim: int
    z_dim: int
    dim_mult: tuple[int, ...]
    num_res_blocks: int
    temporal_downsample: tuple[bool, ...]
    is_residual: bool
    """Wan 2.2's, whose blocks have shortcuts around up- and downsampling."""
    image_channels: int
    """After `patch_size` x `patch_size` pixels became one: 3 or 12."""
    patch_size: int
    spatial_scale: int
    """Pixels of the clip to one row or column of latents."""
    temporal_scale: int

    @classmethod
    def of(cls, config: dict[str, Any]) -> "VaeShape":
        """From a `vae/config.json`; keys that are left out have diffusers' defaults."""
        return cls(
            base_dim=config["base_dim"],
            decoder_base_dim=config.get("decoder_base_dim") or config["base_dim"],
            z_dim=config["z_dim"],
            dim_mult=tuple(config["dim_mult"]),
            num_res_blocks=config["num_res_blocks"],
            temporal_downsample=tuple(config["temperal_downsample"]),
            is_residual=config.get("is_residual", False),
            image_channels=config.get("out_channels", 3),
            patch_size=config.get("patch_size") or 1,
            spatial_scale=config.get("scale_factor_spatial", 8),
            temporal_scale=config.get("scale_factor_temporal", 4),
        )


@dataclass(frozen=True, slots=True)
class TextEncoderShape:
    """A UMT5EncoderModel."""

    d_model: int
    d_ff: int
    d_attention: int
    num_heads: int
    num_layers: int
    vocab_size: int
    relative_buckets: int

    @classmethod
    def of(cls, config: dict[str, Any]) -> "TextEncoderShape":
        """From a `text_encoder/config.json`."""
        return cls(
            d_model=config["d_model"],
            d_ff=config["d_ff"],
            d_attention=config["num_heads"] * config["d_kv"],
            num_heads=config["num_heads"],
            num_layers=config["num_layers"],
            vocab_size=config["vocab_size"],
            relative_buckets=config["relative_attention_num_buckets"],
        )


@dataclass(frozen=True, slots=True)
class ModelShape:
    """One model: every expert has the transformer's shape."""

    variant: Variant
    transformer: TransformerShape
    vae: VaeShape
    text_encoder: TextEncoderShape

    @property
    def num_experts(self) -> int:
        return len(self.variant.facts.experts)


@dataclass(frozen=True, slots=True)
class ClipShape:
    """A clip as the networks see it."""

    model: ModelShape
    width: int
    height: int
    num_frames: int

    @property
    def latent_frames(self) -> int:
        return (self.num_frames - 1) // self.model.vae.temporal_scale + 1

    @property
    def latent_rows(self) -> int:
        return self.height // self.model.vae.spatial_scale

    @property
    def latent_columns(self) -> int:
        return self.width // self.model.vae.spatial_scale

    @property
    def frame_tokens(self) -> int:
        """Tokens of one latent frame."""
        _, rows, columns = self.model.transformer.patch_size
        return (self.latent_rows // rows) * (self.latent_columns // columns)

    @property
    def tokens(self) -> int:
        """What the transformer attends over: S in the formulas."""
        return self.latent_frames // self.model.transformer.patch_size[0] * self.frame_tokens

    @property
    def latents_count(self) -> int:
        """Numbers in the clip's latents."""
        channels = self.model.vae.z_dim
        return channels * self.latent_frames * self.latent_rows * self.latent_columns

    @property
    def pixels(self) -> int:
        """Of all frames."""
        return self.num_frames * self.height * self.width


@cache
def model_shape(variant: Variant) -> ModelShape:
    """The shapes of `variant`; raises OSError or KeyError if the app's own files are damaged."""
    if variant is Variant.DEMO:
        folder = PROGRAM_FOLDER / "models" / "demo"
        parts = (folder / "transformer", folder / "vae", folder / "text_encoder")
    else:
        folder = PROGRAM_FOLDER / "resources" / "models"
        vae = "vae-2.2" if variant is Variant.TI2V_5B else "vae-2.1"
        parts = (folder / variant.value / "transformer", folder / vae, folder / "umt5-xxl")
    transformer, vae_config, text_encoder = (_config(part) for part in parts)
    return ModelShape(
        variant,
        TransformerShape.of(transformer),
        VaeShape.of(vae_config),
        TextEncoderShape.of(text_encoder),
    )


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config
