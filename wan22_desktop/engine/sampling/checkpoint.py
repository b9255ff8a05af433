"""A sampling on the disk: what its next step needs, or the latents that are ready to decode.

Both are one kind of file, written whole or not at all. It is a safety net and no result: where it
cannot be written or read, that is logged, and the render goes on or begins anew.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.request import GenerationRequest, Sha256
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.core.values import Value
from wan22_desktop.engine.sampling.schedulers import SchedulerState
from wan22_desktop.engine_protocol.plan import ExecutionPlan

_METADATA_KEY = "wan22_desktop"
_LATENTS = "latents"
_SCHEDULER = "scheduler."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A sampling after `step` steps; after all of them nothing but the latents matters.

    `latents` are fp32 [1, channels, latent frames, rows, columns], normalised.
    """

    step: int
    latents: Tensor
    scheduler: SchedulerState


class _Label(Value):
    """What the file says about itself.

    One entry of its metadata, because safetensors writes several in an order that changes.
    """

    key: Sha256
    step: int
    scheduler: dict[str, int]
    sha256: Sha256
    """Over everything else, tensors included."""


def sampling_key(
    request: GenerationRequest,
    plan: ExecutionPlan,
    model_fingerprint: str,
    versions: Mapping[str, str],
) -> str:
    """Names the one sampling that these determine bit by bit; 64 hexadecimal digits."""
    parts = (request.to_json(), plan.arithmetic(), model_fingerprint, dict(versions))
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def write_checkpoint(path: Path, checkpoint: Checkpoint, key: str) -> bool:
    """Replace what `path` holds; False if that failed, which is logged."""
    tensors = {_LATENTS: _on_disk(checkpoint.latents)}
    numbers: dict[str, int] = {}
    for name, value in checkpoint.scheduler.items():
        if isinstance(value, Tensor):
            tensors[_SCHEDULER + name] = _on_disk(value)
        else:
            numbers[name] = value
    digest = _digest(key, checkpoint.step, numbers, tensors)
    label = _Label(key=key, step=checkpoint.step, scheduler=numbers, sha256=digest)
    try:
        durable_write(path, save(tensors, {_METADATA_KEY: label.to_json()}))
    except OSError as error:
        _log.warning("the checkpoint after step %d is not kept: %s", checkpoint.step, error)
        return False
    return True


def read_checkpoint(path: Path, key: str) -> Checkpoint | None:
    """The checkpoint of this very sampling, in memory; None without one, or if it is damaged."""
    try:
        return _read(path, key)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        _log.warning("the checkpoint %s is not used: %s", path.name, error)
        return None


def _read(path: Path, key: str) -> Checkpoint:
    """Raises OSError, ValueError, KeyError or SafetensorError, each for its kind of damage."""
    damage = damage_of(path)
    if damage is not None:
        raise ValueError(f"it {damage}")
    with path.open("rb") as file:
        size = file.read(8)
        header = file.read(int.from_bytes(size, "little"))
        label = _Label.from_json(json.loads(header)["__metadata__"][_METADATA_KEY])
        if label.key != key:
            raise ValueError("it is of another sampling")
        tensors = load(size + header + file.read())
    if label.sha256 != _digest(key, label.step, label.scheduler, tensors):
        raise ValueError("its content has changed")
    # Copies, for the library's tensors lie at odd addresses, where kernels may round differently.
    copies = {name: tensor.clone() for name, tensor in tensors.items()}
    latents = copies.pop(_LATENTS)
    state = {name.removeprefix(_SCHEDULER): tensor for name, tensor in copies.items()}
    return Checkpoint(label.step, latents, {**label.scheduler, **state})


def _on_disk(tensor: Tensor) -> Tensor:
    """A copy in memory; safetensors refuses tensors that share theirs."""
    return tensor.detach().to("cpu", copy=True).contiguous()


def _digest(key: str, step: int, numbers: Mapping[str, int], tensors: Mapping[str, Tensor]) -> str:
    digest = hashlib.sha256(json.dumps([key, step, numbers], sort_keys=True).encode())
    for name, tensor in sorted(tensors.items()):
        digest.update(f"\0{name} {tensor.dtype} {tuple(tensor.shape)}\0".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
