"""Sampled latents on the disk, so that a decode that fails costs no second sampling."""

import hashlib
import json
import logging
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.engine_protocol.messages import Render

_METADATA_KEY = "wan22_desktop"

_log = logging.getLogger(__name__)


def latents_key(job: Render, model_fingerprint: str, versions: dict[str, str]) -> str:
    """Names the latents that exactly this job would sample; SHA-256 in hexadecimal digits."""
    parts = (job.request.to_json(), job.plan.arithmetic(), model_fingerprint, versions)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def keep_latents(path: Path, latents: Tensor, key: str) -> None:
    """Write fp32 latents. A failure is only logged: they are a safety net, not the result."""
    kept = latents.detach().to("cpu", torch.float32).contiguous()
    content = save({"latents": kept}, {_METADATA_KEY: _label(kept, key)})
    try:
        durable_write(path, content)
    except OSError as error:
        _log.warning("latents are not kept: %s", error)


def kept_latents(path: Path, shape: tuple[int, ...], key: str) -> Tensor | None:
    """The latents kept for this very job, None if there are none or they are damaged."""
    try:
        if not path.is_file() or damage_of(path) is not None:
            return None
        content = path.read_bytes()
        header_size = int.from_bytes(content[:8], "little")
        label = json.loads(content[8 : 8 + header_size])["__metadata__"][_METADATA_KEY]
        latents = load(content).get("latents")
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        _log.warning("kept latents cannot be read: %s", error)
        return None
    if latents is None or latents.dtype != torch.float32 or tuple(latents.shape) != shape:
        return None
    return latents if label == _label(latents, key) else None


def _label(latents: Tensor, key: str) -> str:
    """Says whose latents these are, and that not a bit of them has changed.

    One entry, because safetensors writes several in an order that changes from time to time.
    """
    return f"{key} {hashlib.sha256(latents.numpy().tobytes()).hexdigest()}"
