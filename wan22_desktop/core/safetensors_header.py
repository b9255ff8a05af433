"""What a safetensors file holds, and whether it is whole, by its header alone.

A file that was cut off would be noticed only in the middle of a load, or, where a library maps it,
kill the process (SIGBUS); so the size is compared first. The format: README of
huggingface/safetensors, "Format".
"""

import json
import math
import os
from pathlib import Path
from typing import cast

from wan22_desktop.core.tensor_table import DamagedFileError, TensorEntry, TensorTable

MAX_HEADER_BYTES = 16 * 1024 * 1024

_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F4": 4,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16, "U32": 32, "I32": 32, "F32": 32,
    "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


def damage_of(path: Path) -> str | None:
    """What is wrong with the file, as the end of a sentence, or None; raises OSError."""
    try:
        read_safetensors_header(path)
    except DamagedFileError as error:
        return str(error)
    return None


def read_safetensors_header(path: Path) -> TensorTable:
    """The file's tensors; raises OSError, DamagedFileError unless it is whole."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        header_size = int.from_bytes(file.read(8), "little")
        if size < 10 or not 2 <= header_size <= min(MAX_HEADER_BYTES, size - 8):
            raise DamagedFileError("is no safetensors file")
        header = file.read(header_size)
    data_start = 8 + header_size
    try:
        tensors = _object(json.loads(header, object_pairs_hook=_without_repeats))
        metadata = _texts(tensors.pop("__metadata__", {}))
        entries = {name: _entry(value, path, data_start) for name, value in tensors.items()}
        end = _end_of_data(entries, data_start)
    except (ValueError, RecursionError) as error:
        raise DamagedFileError("has a damaged header") from error
    if size != end:
        raise DamagedFileError(f"should have {end} bytes but has {size}")
    return TensorTable((path,), entries, metadata)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _end_of_data(entries: dict[str, TensorEntry], data_start: int) -> int:
    """Where the last tensor ends; raises ValueError."""
    position = data_start
    for begin, size in sorted((entry.offset, entry.size_bytes) for entry in entries.values()):
        if begin != position:
            raise ValueError("tensors overlap or leave a hole")
        position += size
    return position


def _entry(value: object, path: Path, data_start: int) -> TensorEntry:
    """One tensor; raises ValueError unless its bytes fit its shape."""
    fields = _object(value)
    dtype, shape, offsets = (fields.get(key) for key in ("dtype", "shape", "data_offsets"))
    if not (isinstance(dtype, str) and _counts(shape) and _counts(offsets)):
        raise ValueError("a field is missing or of the wrong type")
    sizes, span = cast("list[int]", shape), cast("list[int]", offsets)
    if len(sizes) > 8 or len(span) != 2:
        raise ValueError("a list has the wrong length")
    size_bytes = span[1] - span[0]
    if dtype not in _BITS or math.prod(sizes) * _BITS[dtype] != size_bytes * 8:
        raise ValueError("a tensor has the wrong size")
    return TensorEntry(dtype, tuple(sizes), path, data_start + span[0], size_bytes)


def _texts(value: object) -> dict[str, str]:
    return {key: text for key, text in _object(value).items() if isinstance(text, str)}


def _object(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return cast("dict[str, object]", value)
    raise ValueError("no object")


def _counts(value: object) -> bool:
    return isinstance(value, list) and all(
        type(entry) is int and 0 <= entry < 2**48 for entry in value
    )
