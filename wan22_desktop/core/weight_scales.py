"""Eight-bit weights and the scales they have to be multiplied with.

ComfyUI, Kijai and LightX2V store a layer's weight as fp8 or int8 and beside it a scale: one number,
or one per output row. Read without it the weight is garbage. ComfyUI writes `X.scale_weight`,
newer files and LightX2V `X.weight_scale`; `X.scale_input` and `X.input_scale` are for products of
eight-bit numbers and not needed here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from wan22_desktop.core.tensor_table import DamagedFileError, TensorEntry, TensorTable
from wan22_desktop.core.texts import tr

FP8 = frozenset({"F8_E4M3", "F8_E5M2"})

_SCALES = (".scale_weight", ".weight_scale")
_INPUT_SCALES = (".scale_input", ".input_scale")
_FORMAT = ".comfy_quant"
_MARKER = "scaled_fp8"
_FORMATS = frozenset({"float8_e4m3fn", "float8_e5m2", "int8_tensorwise"})
"""Of ComfyUI's formats those whose weights are their numbers times their scales."""
_FORMAT_KEYS = frozenset({"format", "full_precision_matrix_mult"})
"""What may be said of such a layer; others, as `convrot`, change what its numbers mean."""
_FLOATS = frozenset({"F64", "F32", "F16", "BF16"})
_GGUF = frozenset(
    {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"}
    | {"IQ4_NL", "IQ4_XS"}
)
"""What diffusers unpacks (`SUPPORTED_GGUF_QUANT_TYPES` in its `quantizers/gguf/utils.py`)."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One tensor of a network as it is stored."""

    entry: TensorEntry
    scale: TensorEntry | None = None
    """What its numbers are to be multiplied with: one, or one per row."""


def weights_of(table: TensorTable, entries: Mapping[str, TensorEntry]) -> dict[str, Weight]:
    """The network's tensors with their scales, under the names of `entries`.

    Raises OSError, DamagedFileError where a number would be read wrongly.
    """
    _check_formats(table, entries)
    scales: dict[str, TensorEntry] = {}
    plain: dict[str, TensorEntry] = {}
    for name, entry in entries.items():
        layer = _without(name, _SCALES)
        if layer is not None:
            scales[f"{layer}.weight"] = entry
        elif name != _MARKER and _without(name, (*_INPUT_SCALES, _FORMAT)) is None:
            plain[name] = entry
    for name, scale in scales.items():
        if name not in plain or not _fits(scale, plain[name]):
            raise DamagedFileError(tr("has a scale that does not fit {name}", name=name))
    if _MARKER in entries and not scales:
        raise DamagedFileError(tr("lacks the scales of its weights"))
    for name, entry in plain.items():
        if entry.dtype not in _FLOATS | FP8 | _GGUF and name not in scales:
            raise DamagedFileError(
                tr(
                    "stores {name} as {dtype}, which this app does not read",
                    name=name,
                    dtype=entry.dtype,
                )
            )
    return {name: Weight(entry, scales.get(name)) for name, entry in plain.items()}


def _fits(scale: TensorEntry, weight: TensorEntry) -> bool:
    rows = weight.shape[0] if weight.shape else 1
    return (
        weight.dtype in FP8 | _FLOATS | {"I8"}
        and scale.dtype in _FLOATS
        and scale.shape in ((), (1,), (1, 1), (rows,), (rows, 1))
    )


def _check_formats(table: TensorTable, entries: Mapping[str, TensorEntry]) -> None:
    """Refuse what ComfyUI packs in other ways; such layers carry the name of their format."""
    try:
        listed = json.loads(table.metadata.get("_quantization_metadata", "{}")).get("layers", {})
        marks = [entry for name, entry in entries.items() if name.endswith(_FORMAT)]
        layers = [*listed.values(), *(json.loads(entry.read()) for entry in marks)]
        formats = {str(layer["format"]) for layer in layers}
        formats |= {str(key) for layer in layers for key in layer if key not in _FORMAT_KEYS}
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise DamagedFileError(tr("does not say how its weights are packed")) from error
    for name in sorted(formats - _FORMATS):
        raise DamagedFileError(
            tr("packs its weights as {name:.40}, which this app does not read", name=name)
        )


def _without(name: str, endings: tuple[str, ...]) -> str | None:
    for ending in endings:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return None
