"""Making a network's linear layers smaller or faster, in place and layer by layer."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeVar, cast

import torch
from diffusers.hooks.layerwise_casting import apply_layerwise_casting_hook
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor, nn
from transformers import UMT5EncoderModel

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.memory.limits import is_out_of_memory
from wan22_desktop.engine_protocol.plan import DeviceName, Quantization
from wan22_desktop.engine_protocol.quantization import unsupported_because

Model = TypeVar("Model", bound=nn.Module)


def _nothing() -> None:
    pass


def supported_quantizations(device: torch.device) -> dict[Quantization, str | None]:
    """Each quantization with the reason, as the end of a sentence, why `device` cannot run it.

    None where it can; what depends on the network itself is refused by `quantize`.
    """
    capability = torch.cuda.get_device_capability(device) if device.type == "cuda" else None
    libraries = [name for name in ("torchao", "gguf") if find_spec(name) is not None]
    return {
        quantization: unsupported_because(
            quantization,
            device=cast("DeviceName", device.type),
            compute_capability=capability,
            libraries=libraries,
        )
        for quantization in Quantization
    }


def quantize(
    model: nn.Module,
    quantization: Quantization,
    compute_dtype: torch.dtype,
    *,
    device: torch.device,
    check: Callable[[], None] = _nothing,
) -> None:
    """Quantize the linear layers of a WanTransformer3DModel or UMT5EncoderModel in place.

    `device` is the one that will compute: each layer is quantized there, in `compute_dtype`, and
    goes back to where it was, so that memory peaks at one layer more. `check` is called before
    each layer. Raises UserError if the model cannot be quantized so. After what `check` raises,
    and any error once layers are done, the model is spoilt.
    """
    reason = supported_quantizations(device)[quantization]
    reason = reason or _unfit_because(model, quantization, compute_dtype)
    if reason is not None:
        raise _refusal(quantization, reason)
    if quantization in (Quantization.NONE, Quantization.GGUF):
        return
    transform = _transform(quantization, compute_dtype, device)
    for layer in quantizable_layers(model).values():
        check()
        home = layer.weight.device
        layer.to(home if home.type == "meta" else device, compute_dtype)
        transform(layer)
        layer.to(home)


def quantizable_layers(model: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers that are quantized, by name.

    Only those of the blocks: they are 98 % of a 14B expert. What lies outside stays as it is: the
    norms, the time embedder and `scale_shift_table` are kept in fp32 because they scale every
    activation of the network, `patch_embedding` and `proj_out` touch the latents themselves, and
    a text encoder's embedding is a table and no product.
    """
    if isinstance(model, WanTransformer3DModel):
        prefix = "blocks."
    elif isinstance(model, UMT5EncoderModel):
        prefix = "encoder.block."
    else:
        raise TypeError(f"no rule says what to quantize in a {type(model).__name__}")
    return {
        name: module
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name.startswith(prefix)
    }


def apply_quantization_with_timeout(
    load: Callable[[], Model],
    quantization: Quantization,
    compute_dtype: torch.dtype,
    *,
    device: torch.device,
    limit_s: float,
    check: Callable[[], None] = _nothing,
    clock: Callable[[], float] = time.monotonic,
) -> Model:
    """The network that `load` reads, quantized within `limit_s` seconds.

    Nothing is read for what is not possible here. Raises UserError for field `quantization` if it
    is not, if the time is up or if memory does not suffice, and what `load` and `check` raise.
    """
    reason = supported_quantizations(device)[quantization]
    if reason is not None:
        raise _refusal(quantization, reason)
    model = load()
    ends = clock() + limit_s

    def check_and_look_at_the_clock() -> None:
        check()
        if clock() > ends:
            raise _refusal(quantization, tr("it took more than {seconds:.0f} s", seconds=limit_s))

    try:
        quantize(
            model, quantization, compute_dtype, device=device, check=check_and_look_at_the_clock
        )
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise _refusal(quantization, tr("the memory does not suffice")) from error
    return model


def _refusal(quantization: Quantization, reason: str) -> UserError:
    return UserError(
        tr(
            "The quantization {name} is not possible here: {reason}.",
            name=quantization.value,
            reason=reason,
        ),
        category=ErrorCategory.MODEL,
        field="quantization",
        suggestion=Quantization.NONE.value,
        recoveries=(Recovery.RETRY, Recovery.USE_DEMO_MODEL, Recovery.SHOW_LOG),
    )


def _unfit_because(
    model: nn.Module, quantization: Quantization, compute_dtype: torch.dtype
) -> str | None:
    """What about this network stands against it, as the end of a sentence."""
    is_gguf = _is_gguf(model)
    if quantization is Quantization.GGUF and not is_gguf:
        return tr("the model is no GGUF file")
    if is_gguf and quantization not in (Quantization.GGUF, Quantization.NONE):
        return tr("the model's GGUF file is quantized already")
    if quantization is Quantization.FP8_STORAGE and isinstance(model, UMT5EncoderModel):
        return tr("the text encoder computes in the precision of its weights")
    if quantization is Quantization.FP8_DYNAMIC and compute_dtype is not torch.bfloat16:
        return tr("it works in bf16 only")
    return None


def _is_gguf(model: nn.Module) -> bool:
    if find_spec("gguf") is None:
        return False
    from diffusers.quantizers.gguf.utils import GGUFParameter  # imports gguf, which is optional

    return any(isinstance(parameter, GGUFParameter) for parameter in model.parameters())


def _transform(
    quantization: Quantization, compute_dtype: torch.dtype, device: torch.device
) -> Callable[[nn.Linear], object]:
    """What is done to each layer."""
    if quantization is Quantization.FP8_STORAGE:
        return lambda layer: _store_as_fp8(layer, compute_dtype)
    from torchao.quantization import quantize_  # optional

    config = _torchao_config(quantization, device)
    return lambda layer: quantize_(layer, config)


def _store_as_fp8(layer: nn.Linear, compute_dtype: torch.dtype) -> None:
    """As `enable_layerwise_casting` of diffusers, but no weight is silently cut off."""
    if not _is_within(layer.weight, torch.finfo(torch.float8_e4m3fn).max):
        raise _refusal(
            Quantization.FP8_STORAGE, tr("the model has weights beyond the range of 8-bit floats")
        )
    apply_layerwise_casting_hook(layer, torch.float8_e4m3fn, compute_dtype, non_blocking=False)


def _is_within(weight: Tensor, largest: float) -> bool:
    return weight.is_meta or bool((weight.abs() <= largest).all())


# The configurations have no public base class.
def _torchao_config(quantization: Quantization, device: torch.device) -> Any:  # noqa: ANN401
    """All that decides the arithmetic.

    `set_inductor_config` is off everywhere: it would change settings of the whole process.
    """
    from torchao.quantization import (
        Float8DynamicActivationFloat8WeightConfig,
        Float8WeightOnlyConfig,
        Int8DynamicActivationInt8WeightConfig,
        Int8WeightOnlyConfig,
        PerTensor,
    )
    from torchao.utils import should_reduce_range

    if quantization is Quantization.INT8:
        return Int8WeightOnlyConfig(set_inductor_config=False)
    if quantization is Quantization.INT8_DYNAMIC:
        # Processors without VNNI instructions add the products up in 16 bits.
        return Int8DynamicActivationInt8WeightConfig(
            reduce_range=should_reduce_range(device), set_inductor_config=False
        )
    if quantization is Quantization.FP8:
        return Float8WeightOnlyConfig(set_inductor_config=False)
    # A scale per row would be finer, but torch has no such kernel on Windows (pytorch/pytorch,
    # pull request 194606) nor on every GeForce 50 (issue 192707).
    return Float8DynamicActivationFloat8WeightConfig(
        granularity=PerTensor(), set_inductor_config=False
    )
