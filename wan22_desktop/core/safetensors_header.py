"""Whether a safetensors file is whole, judged by its header before anything maps it.

A file that was cut off while it is mapped kills the process (SIGBUS), so the size is compared
first. The format: README of huggingface/safetensors, "Format".
"""

import json
import math
import os
from pathlib import Path
from typing import cast

MAX_HEADER_BYTES = 16 * 1024 * 1024

_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "U16": 16, "I16": 16, "F16": 16,
    "BF16": 16, "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64, "F64": 64,
}  # fmt: skip


def damage_of(path: Path) -> str | None:
    """What is wrong with the file, as the end of a sentence, or None; raises OSError."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        header_size = int.from_bytes(file.read(8), "little")
        if size < 10 or not 2 <= header_size <= min(MAX_HEADER_BYTES, size - 8):
            return "is no safetensors file"
        header = file.read(header_size)
    try:
        tensors = json.loads(header, object_pairs_hook=_without_repeats)
        end = _end_of_data(tensors)
    except (ValueError, RecursionError):
        return "has a damaged header"
    if size != 8 + header_size + end:
        return f"should have {8 + header_size + end} bytes but has {size}"
    return None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _end_of_data(header: object) -> int:
    """Where the last tensor ends, counted from the header's end; raises ValueError."""
    spans = sorted(
        _span(entry) for name, entry in _object(header).items() if name != "__metadata__"
    )
    position = 0
    for begin, end in spans:
        if begin != position:
            raise ValueError("tensors overlap or leave a hole")
        position = end
    return position


def _span(entry: object) -> tuple[int, int]:
    """Where one tensor's bytes lie; raises ValueError unless they fit its shape."""
    fields = _object(entry)
    dtype, shape, offsets = (fields.get(key) for key in ("dtype", "shape", "data_offsets"))
    if not (isinstance(dtype, str) and _counts(shape) and _counts(offsets)):
        raise ValueError("a field is missing or of the wrong type")
    sizes, span = cast("list[int]", shape), cast("list[int]", offsets)
    if len(sizes) > 8 or len(span) != 2:
        raise ValueError("a list has the wrong length")
    if dtype not in _BITS or math.prod(sizes) * _BITS[dtype] != (span[1] - span[0]) * 8:
        raise ValueError("a tensor has the wrong size")
    return span[0], span[1]


def _object(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return cast("dict[str, object]", value)
    raise ValueError("no object")


def _counts(value: object) -> bool:
    return isinstance(value, list) and all(
        type(entry) is int and 0 <= entry < 2**48 for entry in value
    )
