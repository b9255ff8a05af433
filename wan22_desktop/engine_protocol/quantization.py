"""Which quantizations a machine can run, what is asked of the engine, and what it did."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.plan import DeviceName, Quantization

DEFAULT_LIMIT_S = 300.0
"""How long quantizing one network may take before something else is tried."""
EXTENDED_LIMIT_S = 600.0
"""The same where the user would rather wait."""

_TORCHAO = frozenset(
    {
        Quantization.INT8,
        Quantization.INT8_DYNAMIC,
        Quantization.FP8,
        Quantization.FP8_DYNAMIC,
    }
)

# Tensor cores multiply 8-bit integers from Turing on and 8-bit floats from Ada on (NVIDIA, CUDA C
# Programming Guide, "Compute capabilities").
_LEAST_CAPABILITY = {
    Quantization.INT8_DYNAMIC: ((7, 5), tr("the Turing generation (GeForce 20)")),
    Quantization.FP8_DYNAMIC: ((8, 9), tr("the Ada generation (GeForce 40)")),
}


def unsupported_because(
    quantization: Quantization,
    *,
    device: DeviceName,
    compute_capability: tuple[int, int] | None,
    libraries: Collection[str],
) -> str | None:
    """Why this machine cannot run transformers so, as the end of a sentence; None if it can.

    `compute_capability` is the card's, None if unknown; `libraries` are the distributions that the
    engine's runtime has, as far as they matter here: torchao and gguf.
    """
    if quantization in _TORCHAO and "torchao" not in libraries:
        return tr("the library {name} is not installed", name="torchao")
    if quantization is Quantization.GGUF and "gguf" not in libraries:
        return tr("the library {name} is not installed", name="gguf")
    if device == "cpu":
        if quantization is Quantization.FP8_DYNAMIC:
            return tr("processors do not multiply 8-bit floats")
        return None
    if quantization in _LEAST_CAPABILITY:
        least, generation = _LEAST_CAPABILITY[quantization]
        if compute_capability is None or compute_capability < least:
            return tr("it needs an NVIDIA card of {generation} or newer", generation=generation)
    return None


class QuantizationOrder(Value):
    """What to make of a network's linear layers, and what else if that does not work out."""

    quantization: Quantization
    limit_s: Annotated[float, Field(gt=0.0, le=3600.0)] = DEFAULT_LIMIT_S
    """For each attempt, without the time that reading the network takes."""
    fallbacks: tuple[Quantization, ...] = ()
    """Tried in turn; `Quantization.NONE` only where memory has room for it."""
