"""Creating the networks of a Wan model from checked files, on the CPU.

One way for all layouts: `recognise` says from the headers what every tensor is, our own class is
made without weights, and each tensor is read, scaled where it has a scale, cast and put in. Nothing
here is global, so that a thread can load one expert while another computes.
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanRotaryPosEmbed, WanTransformer3DModel
from torch import Tensor, nn
from transformers import UMT5Config, UMT5EncoderModel

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_architecture import HEAD_DIM, Kind
from wan22_desktop.core.wan_layout import Part, Storage, recognise
from wan22_desktop.core.weight_scales import Weight
from wan22_desktop.engine.in_order import in_order
from wan22_desktop.engine.loading.tensor_reader import SharedReader, is_packed

Check = Callable[[], None]
"""Called between two tensors; what it raises ends the load."""

Network = TypeVar("Network", bound=nn.Module)

_EMBEDDING, _EMBEDDING_COPY = "shared.weight", "encoder.embed_tokens.weight"

_log = logging.getLogger(__name__)


def load_transformer(
    path: Path,
    variant: Variant,
    dtype: torch.dtype,
    *,
    check: Check = lambda: None,
    head_dim: int = HEAD_DIM,
    threads: int = 1,
) -> WanTransformer3DModel:
    """One expert, from a component folder, a single safetensors file or GGUF.

    Tensors are in `dtype`, but for those that diffusers keeps in fp32; what GGUF has quantized
    stays so. `head_dim` is needed for single files of other than the published models; `threads`
    read at the same time. Raises UserError, and what `check` raises.
    """
    part = require_part(path, Kind.TRANSFORMER, variant, head_dim)
    transformer = _empty_transformer(part)
    in_fp32 = frozenset(transformer._keep_in_fp32_modules or ())  # noqa: SLF001 - has no public name

    def dtype_of(name: str) -> torch.dtype:
        return dtype if in_fp32.isdisjoint(name.split(".")) else torch.float32

    linears = {f"{n}.weight" for n, m in transformer.named_modules() if isinstance(m, nn.Linear)}
    packable = frozenset(name for name in linears if in_fp32.isdisjoint(name.split(".")))
    state = _read(part, dtype_of, packable, check, threads)
    if part.storage is Storage.GGUF:
        from wan22_desktop.engine.loading.gguf_weights import take_packed

        take_packed(transformer, state, dtype)
    return _filled(transformer, state)


def empty_transformer(path: Path, variant: Variant) -> WanTransformer3DModel:
    """One expert without weights: its parameters are on the meta device; raises UserError."""
    return _empty_transformer(require_part(path, Kind.TRANSFORMER, variant))


def load_vae(
    path: Path, variant: Variant, *, check: Check = lambda: None, threads: int = 1
) -> AutoencoderKLWan:
    """The VAE in fp32, from a component folder or a single file; raises as `load_transformer`."""
    part = require_part(path, Kind.VAE, variant)
    with torch.device("meta"):
        vae = cast("AutoencoderKLWan", AutoencoderKLWan.from_config(dict(part.config)))
    _check_names_and_shapes(vae, part, _shapes(part))
    return _filled(vae, _read(part, lambda _name: torch.float32, frozenset(), check, threads))


def load_text_encoder(
    path: Path, dtype: torch.dtype, *, check: Check = lambda: None, threads: int = 1
) -> UMT5EncoderModel:
    """The text encoder, from a component folder or a single file; raises as `load_transformer`."""
    part = require_part(path, Kind.TEXT_ENCODER, None)
    with torch.device("meta"):
        encoder = UMT5EncoderModel(UMT5Config(**part.config))
    shapes = _shapes(part)
    shapes[_EMBEDDING_COPY] = shapes[_EMBEDDING]
    _check_names_and_shapes(encoder, part, shapes)
    state = _read(part, lambda _name: dtype, frozenset(), check, threads)
    state[_EMBEDDING_COPY] = state[_EMBEDDING]
    encoder = _filled(encoder, state)
    encoder.encoder.embed_tokens = encoder.shared
    return encoder


def require_part(path: Path, kind: Kind, variant: Variant | None, head_dim: int = HEAD_DIM) -> Part:
    """The part at `path`; raises UserError unless it is of the kind and can be of the variant."""
    part = recognise(path, head_dim=head_dim)
    if part.kind is not kind:
        message = tr(
            "{name} is no {wanted} but a {found}.",
            name=path.name,
            wanted=kind.in_words,
            found=part.kind.in_words,
        )
        raise model_error(message)
    if variant is not None and variant not in part.variants:
        owners = tr(" and ").join(owner.facts.title for owner in part.variants)
        message = tr(
            "{name} does not belong to {model} but to {owners}.",
            name=path.name,
            model=variant.facts.title,
            owners=owners,
        )
        raise model_error(message)
    return part


def _empty_transformer(part: Part) -> WanTransformer3DModel:
    with torch.device("meta"):
        transformer: Any = WanTransformer3DModel.from_config(dict(part.config))
    # Its tables are computed, not loaded.
    transformer.rope = WanRotaryPosEmbed(
        part.config["attention_head_dim"],
        tuple(part.config["patch_size"]),
        part.config["rope_max_seq_len"],
    )
    return transformer


def _read(
    part: Part,
    dtype_of: Callable[[str], torch.dtype],
    packable: frozenset[str],
    check: Check,
    threads: int,
) -> dict[str, Tensor]:
    """All tensors in the order in which they lie; raises UserError, and what `check` raises.

    What is read is scaled and cast on the caller's thread, while `threads` read ahead.
    """
    state: dict[str, Tensor] = {}
    weights = sorted(part.weights.items(), key=lambda item: _place(item[1]))
    try:
        with (
            SharedReader(part.files, threads) as reader,
            in_order(lambda item: reader.read(item[1]), weights, threads, name="weights") as stored,
        ):
            for (name, weight), (data, scale) in zip(weights, stored, strict=True):
                check()
                packed = name in packable
                state[name] = _tensor(data, scale, weight, dtype_of(name), packed=packed)
    except OSError as error:
        reason = error.strerror or str(error)
        message = tr("{name} could not be read: {reason}.", name=part.path.name, reason=reason)
        raise model_error(message) from error
    except DamagedFileError as error:
        raise model_error(f"{part.path.name} {error}.") from error
    except ImportError as error:
        raise UserError(
            tr("Models in GGUF files need the package gguf, which is not installed here."),
            category=ErrorCategory.MODEL,
            field="model",
        ) from error
    return state


def _place(weight: Weight) -> tuple[str, int]:
    return str(weight.entry.file), weight.entry.offset


def _tensor(
    data: Tensor, scale: Tensor | None, weight: Weight, dtype: torch.dtype, *, packed: bool
) -> Tensor:
    """The values in `dtype`, or as GGUF packed them where that is possible."""
    if is_packed(weight.entry):
        from wan22_desktop.engine.loading import gguf_weights

        if packed and gguf_weights.can_stay_packed(weight.entry):
            return gguf_weights.packed(data, weight.entry)
        return gguf_weights.unpacked(data, weight.entry).to(dtype)
    if scale is None:
        return data.to(dtype)
    # One for all rows, or one for each; computed in fp32 and rounded once.
    factors = scale.float().reshape(-1, *[1] * (data.ndim - 1))
    return (data.float() * factors).to(dtype)


def _shapes(part: Part) -> dict[str, tuple[int, ...]]:
    return {name: weight.entry.shape for name, weight in part.weights.items()}


def _check_names_and_shapes(
    network: nn.Module, part: Part, shapes: Mapping[str, tuple[int, ...]]
) -> None:
    """Before anything is read: both libraries would only warn. Raises UserError."""
    wanted = {
        name: tuple(parameter.shape)
        for name, parameter in network.named_parameters(remove_duplicate=False)
    }
    if wanted == shapes:
        return
    differing = [n for n in wanted.keys() | shapes.keys() if wanted.get(n) != shapes.get(n)]
    _log.error("%s does not fit: %s", part.path, sorted(differing)[:8])
    raise model_error(
        tr(
            "{name} has weights that do not fit a {kind} of Wan 2.2, such as {weight:.80}.",
            name=part.path.name,
            kind=part.kind.in_words,
            weight=min(differing),
        )
    )


def _filled(network: Network, state: dict[str, Tensor]) -> Network:
    """The network with every tensor put in."""
    for name, tensor in state.items():
        module_name, _, own_name = name.rpartition(".")
        packed = isinstance(tensor, nn.Parameter)
        parameter = tensor if packed else nn.Parameter(tensor, requires_grad=False)
        network.get_submodule(module_name).register_parameter(own_name, parameter)
    return network.eval().requires_grad_(requires_grad=False)
