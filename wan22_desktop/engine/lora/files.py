"""Reading LoRA files: safetensors only, hashed, checked, never mapped."""

import hashlib
import json
from collections import OrderedDict
from pathlib import Path
from typing import Any, cast

from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors

from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.safetensors_header import MAX_HEADER_BYTES, damage_of
from wan22_desktop.engine.lora.format import LoraFile, lora_error, normalized

MAX_FILE_BYTES = 4 << 30
MAX_TENSORS = 20_000
MAX_CACHED_BYTES = 2 << 30

_METADATA_KEY = "lora_adapter_metadata"
"""Where diffusers keeps peft's settings, the scale among them (loaders/lora_base.py)."""
_PICKLE_STARTS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


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

    Nothing is mapped, for a mapped file that shrinks kills the process. While it is read, memory
    holds the file twice.
    """
    try:
        data = _bytes_of(use, path)
        tensors = load_safetensors(data)
    except OSError as error:
        raise lora_error(use, f"cannot be read: {error.strerror or error}") from error
    except (SafetensorError, ValueError) as error:
        raise lora_error(use, "is damaged; download it again") from error
    except KeyError as kind:  # what the library raises for a type that it does not know
        raise lora_error(use, f"holds {kind.args[0]} numbers, which LoRAs do not have") from kind
    header_size = int.from_bytes(data[:8], "little")
    metadata = json.loads(data[8 : 8 + header_size]).get("__metadata__", {})
    size_bytes = len(data)
    del data
    return normalized(use, tensors, _adapter_settings(use, metadata), size_bytes)


def _bytes_of(use: LoraUse, path: Path) -> bytes:
    """The file's bytes, if it is whole and has the right hash."""
    with path.open("rb") as file:
        start = file.read(8)
        header = file.read(min(int.from_bytes(start, "little"), MAX_HEADER_BYTES))
    if start.startswith(_PICKLE_STARTS):
        raise lora_error(
            use, "is a pickle, which can run any program when it is opened; get it as .safetensors"
        )
    # Counted before it is parsed, for a hostile header can hold a million.
    if (count := header.count(b'"dtype"')) > MAX_TENSORS:
        raise lora_error(use, f"holds {count} tensors; LoRAs have at most {MAX_TENSORS}")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise lora_error(use, f"has {size / 2**30:.1f} GiB; LoRA files have at most 4")
    if damage := damage_of(path):
        raise lora_error(use, f"cannot be used: the file {damage}")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != use.sha256:
        raise lora_error(use, "is not the file that was chosen: its content has changed")
    return data


def _adapter_settings(use: LoraUse, metadata: dict[str, str]) -> dict[str, Any]:
    try:
        settings = json.loads(metadata.get(_METADATA_KEY, "{}"))
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        raise lora_error(use, "has damaged settings; save or download it again")
    return cast("dict[str, Any]", settings)
