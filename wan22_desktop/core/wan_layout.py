"""Which part of which model a file or a component folder is, from its header alone.

Names and shapes decide; the name of the file is asked only for what they do not show: which of the
two experts of an A14B model it is. Wan 2.1 T2V 14B has exactly the tensors of Wan 2.2 T2V A14B's
experts and cannot be told apart from them.
"""

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.foreign_models import foreign_reason
from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.tensor_table import DamagedFileError, TensorEntry, TensorTable
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.core.wan_architecture import (
    HEAD_DIM,
    Config,
    Kind,
    check_names,
    config_of,
    variants_of,
)
from wan22_desktop.core.wan_names import (
    residual_blocks_of,
    text_encoder_name,
    transformer_name,
    vae_name,
)
from wan22_desktop.core.weight_files import read_json, read_weights
from wan22_desktop.core.weight_scales import FP8, Weight, weights_of


class Layout(StrEnum):
    """By which names a part's tensors go."""

    DIFFUSERS = "diffusers"
    ORIGINAL = "original"
    """Upstream's, which ComfyUI and GGUF files keep."""


class Storage(StrEnum):
    """How most of a part's weights are stored."""

    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"
    FP8 = "fp8"
    FP8_SCALED = "fp8-scaled"
    INT8_SCALED = "int8-scaled"
    GGUF = "gguf"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a model, recognised and checked as far as names and shapes go."""

    path: Path
    kind: Kind
    variants: tuple[Variant, ...]
    """The models that it can belong to."""
    layout: Layout
    storage: Storage
    gguf_type: str | None
    """The quantization of most weights of a GGUF file, such as `Q4_K`."""
    expert_hint: Expert | None
    """Which expert the name says; nothing in the file does."""
    config: Mapping[str, Any]
    """What its class in diffusers or transformers is made from."""
    weights: Mapping[str, Weight]
    """Its tensors by their names in diffusers or transformers."""
    files: tuple[Path, ...]
    tokenizer: TensorEntry | None = None
    """The sentencepiece model that ComfyUI's text encoders bring along."""


_PREFIXES = ("model.diffusion_model.", "diffusion_model.", "model.")
_SPIECE = "spiece_model"
_CONFIG_NAME = "config.json"
_SIGNS = {
    "blocks.0.attn1.to_q.weight": (Kind.TRANSFORMER, Layout.DIFFUSERS),
    "blocks.0.self_attn.q.weight": (Kind.TRANSFORMER, Layout.ORIGINAL),
    "decoder.mid_block.resnets.0.norm1.gamma": (Kind.VAE, Layout.DIFFUSERS),
    "decoder.middle.0.residual.0.gamma": (Kind.VAE, Layout.ORIGINAL),
    # A T5 that is no UMT5 has it only in its first block.
    "encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight": (
        Kind.TEXT_ENCODER,
        Layout.DIFFUSERS,
    ),
    "blocks.1.pos_embedding.embedding.weight": (Kind.TEXT_ENCODER, Layout.ORIGINAL),
}
"""A tensor that only parts of this kind and layout have."""

_STARTS = {
    Kind.TRANSFORMER: ("",),  # checked one by one, with their shapes
    Kind.VAE: ("encoder.", "decoder.", "quant_conv.", "post_quant_conv."),
    Kind.TEXT_ENCODER: ("shared.", "encoder."),
}
"""How the names of tensors begin in the libraries."""

_STORAGES = {
    "F64": Storage.FP32,
    "F32": Storage.FP32,
    "BF16": Storage.BF16,
    "F16": Storage.FP16,
    "I8": Storage.INT8_SCALED,
}

_KEPT = 16
"""Parts of three models; one of the largest takes half a megabyte."""
_TICK_NS = 2_000_000_000

_HIGH = re.compile(r"high[-_ .]?noise|(?<![a-z])high(?![a-z])", re.IGNORECASE)
_LOW = re.compile(r"low[-_ .]?noise|(?<![a-z])low(?![a-z])", re.IGNORECASE)


def recognise(path: Path, *, head_dim: int = HEAD_DIM) -> Part:
    """The part that a single file or a component folder holds; raises UserError with the reason.

    `head_dim` is needed for single files only: a folder's configuration says it. Each render asks
    several times for each part; headers are read again only when a file has changed.
    """
    state = _state_of(path)
    if state is None:
        return _recognised(path, head_dim)
    return _kept(path, head_dim, state)


def _state_of(path: Path) -> tuple[object, ...] | None:
    """Changes whenever a file does that decides what is recognised.

    None if that cannot be told: the clocks of file systems stand still for up to two seconds, and
    a file that was written a moment ago may change again in the same tick.
    """
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        stats = [(file, file.stat()) for file in files]
    except OSError:
        return None
    if max((stat.st_mtime_ns for _, stat in stats), default=0) + _TICK_NS > time.time_ns():
        return None
    return tuple((file.name, s.st_ino, s.st_size, s.st_mtime_ns) for file, s in stats)


@lru_cache(maxsize=_KEPT)
def _kept(path: Path, head_dim: int, _state: tuple[object, ...]) -> Part:
    return _recognised(path, head_dim)


def _recognised(path: Path, head_dim: int) -> Part:
    try:
        table = read_weights(path)
        config = _config_of(path) if path.is_dir() else None
        return _part(path, table, config, head_dim)
    except FileNotFoundError as error:
        raise model_error(
            tr("The model's file {name} is missing.", name=Path(error.filename or path).name)
        ) from error
    except OSError as error:
        raise model_error(
            tr(
                "The model's part {name} cannot be read: {reason}.",
                name=path.name,
                reason=error.strerror or error,
            )
        ) from error
    except DamagedFileError as error:
        raise _refused(path, error) from error


def _config_of(folder: Path) -> Config:
    """The component's own configuration; raises OSError, DamagedFileError."""
    if not (folder / _CONFIG_NAME).is_file():
        raise DamagedFileError(tr("is missing"), _CONFIG_NAME)
    try:
        return read_json(folder / _CONFIG_NAME)
    except DamagedFileError as error:
        raise DamagedFileError(str(error), _CONFIG_NAME) from error


def expert_hint_of(path: Path) -> Expert | None:
    """The expert that a name speaks of; None if of none or of both."""
    high, low = _HIGH.search(path.name), _LOW.search(path.name)
    if bool(high) == bool(low):
        return None
    return Expert.HIGH_NOISE if high else Expert.LOW_NOISE


def _part(path: Path, table: TensorTable, folder_config: Config | None, head_dim: int) -> Part:
    entries = _without_prefix(table.entries)
    sign = next((name for name in _SIGNS if name in entries), None)
    if sign is None:
        reason = foreign_reason(entries) or tr("holds no part of Wan 2.2 that this app knows")
        raise DamagedFileError(reason)
    kind, layout = _SIGNS[sign]
    tokenizer = entries.pop(_SPIECE, None) if kind is Kind.TEXT_ENCODER else None
    weights = _named(kind, layout, weights_of(table, entries))
    shapes = {name: weight.entry.shape for name, weight in weights.items()}
    config = config_of(kind, shapes, folder_config, head_dim)
    storage, gguf_type = _storage(weights, table)
    return Part(
        path=path,
        kind=kind,
        variants=variants_of(kind, config),
        layout=layout,
        storage=storage,
        gguf_type=gguf_type,
        expert_hint=expert_hint_of(path),
        config=config,
        weights=weights,
        files=table.files,
        tokenizer=tokenizer,
    )


def _without_prefix(entries: Mapping[str, TensorEntry]) -> dict[str, TensorEntry]:
    """Without what ComfyUI puts before the names of whole models."""
    for prefix in _PREFIXES:
        if 2 * sum(name.startswith(prefix) for name in entries) > len(entries):
            return {name.removeprefix(prefix): entry for name, entry in entries.items()}
    return dict(entries)


def _named(kind: Kind, layout: Layout, weights: dict[str, Weight]) -> dict[str, Weight]:
    """The weights by the libraries' names; raises DamagedFileError for names of other models."""
    named: dict[str, Weight] = {}
    unknown: list[str] = []
    num_res_blocks = residual_blocks_of(weights)
    for name, weight in weights.items():
        new_name: str | None = name
        if layout is Layout.ORIGINAL:
            if kind is Kind.VAE:
                new_name = vae_name(name, num_res_blocks)
            else:
                rename = transformer_name if kind is Kind.TRANSFORMER else text_encoder_name
                new_name = rename(name)
        elif not name.startswith(_STARTS[kind]):
            new_name = None
        if new_name is None:
            unknown.append(name)
        else:
            named[new_name] = weight
    check_names(unknown)
    # transformers keeps the token embedding under one or both of two names.
    embedding = named.pop("encoder.embed_tokens.weight", None)
    if embedding is not None:
        named.setdefault("shared.weight", embedding)
    return named


def _storage(weights: Mapping[str, Weight], table: TensorTable) -> tuple[Storage, str | None]:
    """How most numbers are stored, and for GGUF its name of it."""
    counts: dict[str, int] = {}
    for weight in weights.values():
        entry = weight.entry
        counts[entry.dtype] = counts.get(entry.dtype, 0) + math.prod(entry.shape)
    most = max(counts, key=lambda dtype: counts[dtype])
    if table.is_gguf:
        return Storage.GGUF, most
    if most in FP8:
        scaled = any(weight.scale is not None for weight in weights.values())
        return (Storage.FP8_SCALED if scaled else Storage.FP8), None
    return _STORAGES[most], None


def _refused(path: Path, error: DamagedFileError) -> UserError:
    if error.file_name:
        return model_error(
            tr(
                "The model's file {name}/{file_name} {error}.",
                name=path.name,
                file_name=error.file_name,
                error=error,
            )
        )
    name = f"{path.name}/" if path.is_dir() else path.name
    return model_error(
        tr("The model's part {name} is not used: it {error}.", name=name, error=error)
    )
