"""Quantized networks kept on the disk, so that the next start neither reads nor quantizes 28 GB.

One safetensors file per network. A quantized weight is stored as the plain tensors that it is made
of, under `<its name>.<their name>`; everything else about it follows from quantizing a skeleton
without data in the same way.
"""

import hashlib
import importlib.metadata
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.utils._python_dispatch import is_traceable_wrapper_subclass

from wan22_desktop.core.durable import publish
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.engine.loading.quantization import quantize
from wan22_desktop.engine_protocol.plan import Quantization

Model = TypeVar("Model", bound=nn.Module)

_METADATA_KEY = "wan22_desktop"
_DTYPE_NAMES = {
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.float8_e4m3fn: "F8_E4M3",
    torch.int8: "I8",
}
_LIBRARIES = ("torch", "torchao", "diffusers", "transformers")

_log = logging.getLogger(__name__)


class QuantizedStore:
    """The kept networks of one folder. A damaged or foreign file is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(
        self,
        source_fingerprint: str,
        quantization: Quantization,
        compute_dtype: torch.dtype,
        device: torch.device,
    ) -> str:
        """Names what quantizing this very source here and now would give.

        `source_fingerprint` changes when a file of the source does.
        """
        versions = {
            name: importlib.metadata.version(name)
            for name in _LIBRARIES
            if find_spec(name) is not None
        }
        parts = (source_fingerprint, quantization.value, str(compute_dtype), device.type, versions)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def keep(
        self, key: str, model: nn.Module, check: Callable[[], None] = lambda: None
    ) -> Path | None:
        """Write a network that was quantized and has no LoRA; the file, or None.

        It needs next to no memory. A failure is only logged: the file saves time and nothing else.
        Raises what `check` raises, which is called before each tensor; then nothing is left behind.
        """
        path = self._path(key)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                for piece in _content(key, model):
                    check()
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            publish(temporary, path)
        except OSError as error:
            _log.warning("a quantized network is not kept: %s", error)
            return None
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        return path

    def load(
        self,
        key: str,
        skeleton: Callable[[], Model],
        quantization: Quantization,
        compute_dtype: torch.dtype,
        device: torch.device,
    ) -> Model | None:
        """The kept network, bit by bit as it was, with its weights in memory; None without one.

        `skeleton` makes the same network with its parameters on the meta device and its buffers in
        memory, as `accelerate.init_empty_weights()` does. Raises UserError as `quantize` does.
        """
        path = self._path(key)
        if not path.is_file():
            return None
        model = skeleton()
        quantize(model, quantization, compute_dtype, device=device)
        try:
            _Stored.read(path, key).fill(model)
        except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
            _log.warning("the quantized network %s is not used: %s", path.name, error)
            return None
        return model.eval()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.safetensors"


@dataclass(frozen=True, slots=True)
class _Stored:
    """A file's tensors, mapped and checked, and which further names share one of them."""

    tensors: dict[str, Tensor]
    aliases: dict[str, str]

    @classmethod
    def read(cls, path: Path, key: str) -> "_Stored":
        """Raises any of the errors that `load` catches unless every bit is as it was written."""
        damage = damage_of(path)
        if damage is not None:
            raise ValueError(f"it {damage}")
        with safe_open(path, framework="pt") as file:
            label = json.loads(file.metadata()[_METADATA_KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if label["key"] != key:
            raise ValueError("it is another network's")
        if label["checksums"] != {name: _checksum(tensor) for name, tensor in tensors.items()}:
            raise ValueError("its content has changed")
        return cls(tensors, label["aliases"])

    def fill(self, model: nn.Module) -> None:
        """Put the tensors into a skeleton; raises ValueError or KeyError if they do not fit."""
        left = dict(self.tensors)
        skeleton = model.state_dict(keep_vars=True)
        filled: dict[str, Tensor] = {}
        for name, empty in skeleton.items():
            if name in self.aliases:
                continue
            if is_traceable_wrapper_subclass(empty):
                parts, context = empty.__tensor_flatten__()
                inner = {part: left.pop(f"{name}.{part}") for part in parts}
                filled[name] = type(empty).__tensor_unflatten__(
                    inner, context, empty.size(), empty.stride()
                )
            else:
                filled[name] = left.pop(name)
            if filled[name].shape != empty.shape:
                raise ValueError(f"{name} has another shape")
            if isinstance(empty, nn.Parameter):
                filled[name] = nn.Parameter(filled[name], requires_grad=False)
        if left:
            raise ValueError(f"it has tensors of another network: {', '.join(sorted(left)[:3])}")
        filled |= {name: filled[original] for name, original in self.aliases.items()}
        for name, tensor in filled.items():
            owner, _, attribute = name.rpartition(".")
            setattr(model.get_submodule(owner), attribute, tensor)


def _content(key: str, model: nn.Module) -> Iterator[bytes | memoryview]:
    """The bytes of the file: length of the header, header, then tensor after tensor."""
    tensors, aliases = _plain_tensors(model)
    # The widest first, so that each lies aligned.
    names = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    label = {
        "key": key,
        "checksums": {name: _checksum(tensors[name]) for name in names},
        "aliases": aliases,
    }
    header: dict[str, object] = {"__metadata__": {_METADATA_KEY: json.dumps(label)}}
    end = 0
    for name in names:
        begin, end = end, end + tensors[name].nbytes
        header[name] = {
            "dtype": _DTYPE_NAMES[tensors[name].dtype],
            "shape": list(tensors[name].shape),
            "data_offsets": [begin, end],
        }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    yield len(text).to_bytes(8, "little")
    yield text
    for name in names:
        yield _bytes_of(tensors[name]).numpy().data


def _plain_tensors(model: nn.Module) -> tuple[dict[str, Tensor], dict[str, str]]:
    """All that makes up the network, and names that only repeat another's tensor."""
    tensors: dict[str, Tensor] = {}
    aliases: dict[str, str] = {}
    first_names: dict[int, str] = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        original = first_names.setdefault(id(tensor), name)
        if original != name:
            aliases[name] = original
        elif is_traceable_wrapper_subclass(tensor):
            parts, _ = tensor.__tensor_flatten__()
            tensors |= {f"{name}.{part}": getattr(tensor, part) for part in parts}
        else:
            tensors[name] = tensor
    return tensors, aliases


def _bytes_of(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8)


def _checksum(tensor: Tensor) -> int:
    """The sum of the 64-bit words: as fast as memory can be read, and a flipped bit changes it."""
    content = _bytes_of(tensor)
    if content.storage_offset() % 8:
        content = content.clone()
    whole = len(content) // 8 * 8
    return int(content[:whole].view(torch.int64).sum()) + int(content[whole:].sum())
