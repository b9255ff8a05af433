"""Tensors read from safetensors and GGUF files, one at a time.

Files are read, not mapped: a file that shrinks meanwhile is an error and no crash, a thread that
reads does its work when it is asked to and not at the first use, and what is in memory is what was
planned. Needs nothing but the places that the checked header gave.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

import torch
from torch import Tensor

from wan22_desktop.core.tensor_table import DamagedFileError, TensorEntry
from wan22_desktop.core.texts import tr
from wan22_desktop.core.weight_scales import Weight

_DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E5M2": torch.float8_e5m2,
    "I8": torch.int8,
    "U8": torch.uint8,
}


def is_packed(entry: TensorEntry) -> bool:
    """Whether the bytes are GGUF's blocks, for which torch has no type."""
    return entry.dtype not in _DTYPES


class TensorReader:
    """Open files of one part; closed at the end of a `with`. For one thread."""

    def __init__(self, files: Iterable[Path]) -> None:
        with ExitStack() as stack:
            self._files: dict[Path, FileIO] = {
                path: stack.enter_context(FileIO(path)) for path in files
            }
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def read(self, entry: TensorEntry) -> Tensor:
        """The tensor as it is stored; of packed ones the bytes [`size_bytes`].

        Raises OSError, DamagedFileError.
        """
        data = torch.empty(entry.size_bytes, dtype=torch.uint8)
        file = self._files[entry.file]
        file.seek(entry.offset)
        buffer: Any = data.numpy()
        rest = memoryview(buffer)
        while rest:
            count = file.readinto(rest)
            if not count:
                raise DamagedFileError(tr("was changed while it was read"))
            rest = rest[count:]
        return data if is_packed(entry) else data.view(_DTYPES[entry.dtype]).reshape(entry.shape)


class SharedReader:
    """A reader for so many threads, each with files of its own; closed at the end of a `with`."""

    def __init__(self, files: Iterable[Path], threads: int) -> None:
        paths = tuple(files)
        with ExitStack() as stack:
            self._idle: SimpleQueue[TensorReader] = SimpleQueue()
            for _ in range(max(1, threads)):
                self._idle.put(stack.enter_context(TensorReader(paths)))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def read(self, weight: Weight) -> tuple[Tensor, Tensor | None]:
        """The tensor as it is stored, and its scale; raises as `TensorReader.read`."""
        reader = self._idle.get()
        try:
            scale = None if weight.scale is None else reader.read(weight.scale)
            return reader.read(weight.entry), scale
        finally:
            self._idle.put(reader)
