"""What a GGUF file holds, and whether it is whole, by its header alone.

The format: `docs/gguf.md` of ggml-org/ggml (versions 2 and 3, little endian). Files of diffusion
models may have five dimensions, and shapes that were flattened to fit a quantization's blocks; the
true one then stands in `comfy.gguf.orig_shape.<name>` (city96/ComfyUI-GGUF).
"""

import math
import os
import struct
from pathlib import Path
from typing import BinaryIO

from wan22_desktop.core.tensor_table import DamagedFileError, TensorEntry, TensorTable
from wan22_desktop.core.texts import tr

GGUF_MAGIC = b"GGUF"

MAX_HEADER_BYTES = 64 * 1024 * 1024  # a text encoder's holds its vocabulary
_MAX_TENSORS = 65536
_MAX_DIMENSIONS = 5
_SHAPE_KEY = "comfy.gguf.orig_shape."

_TYPES = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22), 7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 40),
    10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50), 20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110),
    22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2),
    26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56),
    30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
}  # fmt: skip
"""Number of a type: its name, how many values a block holds, in how many bytes."""

_STRING, _ARRAY = 8, 9
_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}


def read_gguf_header(path: Path) -> TensorTable:
    """The file's tensors; raises OSError, DamagedFileError unless it is whole."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        header = _Header(file)
        if header.take(4) != GGUF_MAGIC:
            raise DamagedFileError(tr("is no GGUF file"))
        if header.number("I") not in (2, 3):
            raise DamagedFileError(tr("is of a version of GGUF that this app does not read"))
        try:
            entries, metadata = _parsed(header, path)
        except (ValueError, RecursionError) as error:
            raise DamagedFileError(tr("has a damaged header")) from error
    end = max((entry.offset + entry.size_bytes for entry in entries.values()), default=0)
    if size < end:
        raise DamagedFileError(tr("should have {end} bytes but has {size}", end=end, size=size))
    return TensorTable((path,), entries, metadata, is_gguf=True)


class _Header:
    """A file read from its start, never further than a header may reach."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.position = 0

    def take(self, size: int) -> bytes:
        """The next bytes; raises ValueError where there are none."""
        self.position += size
        if self.position > MAX_HEADER_BYTES:
            raise DamagedFileError(tr("has a damaged header"))
        content = self._file.read(size)
        if len(content) != size:
            raise DamagedFileError(tr("was cut off in its header"))
        return content

    def number(self, code: str) -> int:
        """The next number, by its letter of `struct`."""
        layout = struct.Struct(f"<{code}")
        return layout.unpack(self.take(layout.size))[0]

    def text(self) -> str:
        return self.take(self.number("Q")).decode("utf-8")

    def value(self) -> object:
        """The next value with its type before it; None for arrays that cannot be a shape."""
        kind = self.number("I")
        return self._value(kind)

    def _value(self, kind: int) -> object:
        if kind == _STRING:
            return self.text()
        if kind != _ARRAY:
            return self.number(_scalar(kind))
        inner, count = self.number("I"), self.number("Q")
        if inner in (_STRING, _ARRAY):
            for _ in range(count):
                self._value(inner)
            return None
        layout = struct.Struct(f"<{_scalar(inner)}")
        content = self.take(count * layout.size)
        if count > _MAX_DIMENSIONS:
            return None  # no shape, and nothing else is asked for
        return [number for (number,) in layout.iter_unpack(content)]


def _scalar(kind: int) -> str:
    if kind not in _SCALARS:
        raise ValueError("a value of an unknown type")
    return _SCALARS[kind]


def _parsed(header: _Header, path: Path) -> tuple[dict[str, TensorEntry], dict[str, str]]:
    """What stands between the version and the data; raises ValueError."""
    tensor_count, value_count = header.number("Q"), header.number("Q")
    if tensor_count > _MAX_TENSORS or value_count > _MAX_TENSORS:
        raise ValueError("too many tensors or values")
    values = {header.text(): header.value() for _ in range(value_count)}
    infos = [_info(header) for _ in range(tensor_count)]
    alignment = values.get("general.alignment", 32)
    if type(alignment) is not int or not 8 <= alignment <= 65536:
        raise ValueError("a wrong alignment")
    data_start = math.ceil(header.position / alignment) * alignment
    entries: dict[str, TensorEntry] = {}
    for name, shape, kind, offset in infos:
        dtype, block, block_bytes = _TYPES[kind]
        count = math.prod(shape)
        if name in entries or (shape and shape[-1] % block):
            raise ValueError("a name stands twice, or a row is no whole number of blocks")
        size_bytes = count // block * block_bytes
        true_shape = _true_shape(values.get(_SHAPE_KEY + name), shape)
        entries[name] = TensorEntry(dtype, true_shape, path, data_start + offset, size_bytes)
    _check_apart(entries)
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    return entries, texts


def _check_apart(entries: dict[str, TensorEntry]) -> None:
    position = 0
    for begin, size in sorted((entry.offset, entry.size_bytes) for entry in entries.values()):
        if begin < position:
            raise ValueError("tensors overlap")
        position = begin + size


def _info(header: _Header) -> tuple[str, tuple[int, ...], int, int]:
    """Name, shape as torch has it, type and offset of one tensor."""
    name, dimensions = header.text(), header.number("I")
    if dimensions > _MAX_DIMENSIONS:
        raise ValueError("too many dimensions")
    shape = tuple(header.number("Q") for _ in range(dimensions))[::-1]
    kind, offset = header.number("I"), header.number("Q")
    if kind not in _TYPES or math.prod(shape) >= 2**48 or offset >= 2**48:
        raise ValueError("a tensor of an unknown type or an impossible size")
    return name, shape, kind, offset


def _true_shape(stored: object, shape: tuple[int, ...]) -> tuple[int, ...]:
    if stored is None:
        return shape
    if not isinstance(stored, list) or math.prod(stored) != math.prod(shape):
        raise ValueError("a shape that does not fit its tensor")
    return tuple(int(side) for side in stored)
