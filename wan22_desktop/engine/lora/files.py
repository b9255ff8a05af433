"""Reading LoRA files: safetensors only, hashed, checked, never mapped."""

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors

from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.safetensors_header import parse_safetensors_header
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.lora.format import LoraFile, lora_error, normalized

MAX_FILE_BYTES = 4 << 30
MAX_CACHED_BYTES = 2 << 30

_METADATA_KEY = "lora_adapter_metadata"
"""Where diffusers keeps peft's settings, the scale among them (loaders/lora_base.py)."""


class LoraFiles:
    """Reads LoRA files and keeps the ones used last, up to `max_bytes` in all.

    Both experts and later renders need the same file; `reads` counts what came from the disk.
    """

    def __init__(self, max_bytes: int = MAX_CACHED_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[str, LoraFile] = OrderedDict()
        self.reads = 0

    def read(self, use: LoraUse, path: Path) -> LoraFile:
        """The file that `use` names by its hash; raises UserError for field `loras`."""
        file = self._kept.pop(use.sha256, None)
        if file is None:
            self.reads += 1
            file = read_lora(use, path)
        self._kept[use.sha256] = file
        while len(self._kept) > 1 and self._size_bytes() > self._max_bytes:
            self._kept.popitem(last=False)
        return file

    def _size_bytes(self) -> int:
        return sum(file.size_bytes for file in self._kept.values())


def read_lora(use: LoraUse, path: Path) -> LoraFile:
    """Read and check a file; raises UserError for field `loras`.

    It is opened once, and what is checked are the very bytes that are used. Nothing is mapped, for
    a mapped file that shrinks kills the process. While it is read, memory holds the file twice.
    """
    try:
        data = _bytes_of(use, path)
        table = parse_safetensors_header(data, len(data), path)
        if hashlib.sha256(data).hexdigest() != use.sha256:
            raise lora_error(use, tr("is not the file that was chosen: its content has changed"))
        tensors = load_safetensors(data)
    except OSError as error:
        reason = error.strerror or error
        raise lora_error(use, tr("cannot be read: {reason}", reason=reason)) from error
    except DamagedFileError as error:
        raise lora_error(use, tr("cannot be used: the file {problem}", problem=error)) from error
    except (SafetensorError, ValueError) as error:
        raise lora_error(use, tr("is damaged; download it again")) from error
    except KeyError as kind:  # what the library raises for a type that it does not know
        problem = tr("holds {kind} numbers, which LoRAs do not have", kind=kind.args[0])
        raise lora_error(use, problem) from kind
    return normalized(use, tensors, _adapter_settings(use, table.metadata), len(data))


def _bytes_of(use: LoraUse, path: Path) -> bytes:
    """Raises OSError, and UserError for more than a LoRA can have."""
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        if size_bytes > MAX_FILE_BYTES:
            problem = tr("has {size:.1f} GiB; LoRA files have at most 4", size=size_bytes / 2**30)
            raise lora_error(use, problem)
        return file.read(MAX_FILE_BYTES)


def _adapter_settings(use: LoraUse, metadata: Mapping[str, str]) -> dict[str, Any]:
    try:
        settings = json.loads(metadata.get(_METADATA_KEY, "{}"))
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        raise lora_error(use, tr("has damaged settings; save or download it again"))
    return cast("dict[str, Any]", settings)
