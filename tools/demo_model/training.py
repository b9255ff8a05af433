"""Shared training parts: the optimiser, weight averaging, schedules and safe checkpoints.

Checkpoints are a safetensors file with every tensor plus a JSON sidecar; both are written to a
temporary name first and renamed, so that an interrupted save never destroys the previous one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn


@torch.no_grad()
def orthogonalise(updates: Tensor, steps: int = 5) -> Tensor:
    """Push the singular values of a stack of matrices ``[count, rows, columns]`` towards one.

    Newton-Schulz iteration in bfloat16; coefficients of the quintic step are those published with
    the Muon optimiser (Jordan et al., 2024).
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    transposed = updates.shape[1] > updates.shape[2]
    x = (updates.mT if transposed else updates).to(torch.bfloat16)
    x = x / (x.float().norm(dim=(1, 2), keepdim=True) + 1e-7).to(x.dtype)
    for _ in range(steps):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.mT if transposed else x).float()


class Muon:
    """Muon for matrices and convolution kernels, AdamW for everything else.

    ``torch.optim.Muon`` takes 2-D parameters only; here a kernel ``[out, in, ...]`` is treated as
    the matrix ``[out, in * ...]``. Both learning rates follow one schedule: :meth:`step` takes the
    factor they are multiplied with.
    """

    def __init__(
        self,
        matrices: list[nn.Parameter],
        others: list[nn.Parameter],
        matrix_lr: float,
        other_lr: float,
        weight_decay: float = 0.0,
    ) -> None:
        self.matrices, self.others = matrices, others
        self.matrix_lr, self.other_lr = matrix_lr, other_lr
        self.weight_decay = weight_decay
        self.state: dict[nn.Parameter, dict[str, Tensor]] = {}

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for param in (*self.matrices, *self.others):
            param.grad = None

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """One update from the accumulated gradients, both learning rates times ``factor``."""
        self._muon_step(self.matrix_lr * factor)
        self._adam_step(self.other_lr * factor)

    def _muon_step(self, lr: float) -> None:
        """Nesterov momentum, orthogonalised; matrices of one size share a batched product."""
        by_size: dict[tuple[int, int], list[tuple[nn.Parameter, Tensor]]] = {}
        for param in self.matrices:
            if param.grad is None:
                continue
            state = self.state.setdefault(param, {})
            if not state:
                state["momentum"] = torch.zeros_like(param)
            state["momentum"].lerp_(param.grad, 0.05)
            size = (param.shape[0], param[0].numel())
            update = param.grad.lerp(state["momentum"], 0.95).reshape(size)
            by_size.setdefault(size, []).append((param, update))
        for (rows, columns), members in by_size.items():
            updates = torch.stack([update for _, update in members])
            scale = math.sqrt(max(1.0, rows / columns))
            for (param, _), delta in zip(members, orthogonalise(updates), strict=True):
                param.mul_(1.0 - lr * self.weight_decay)
                param.add_(delta.reshape(param.shape), alpha=-lr * scale)

    def _adam_step(self, lr: float) -> None:
        beta1, beta2 = 0.9, 0.98
        for param in self.others:
            grad = param.grad
            if grad is None:
                continue
            state = self.state.setdefault(param, {})
            if not state:
                state["m"] = torch.zeros_like(param)
                state["v"] = torch.zeros_like(param)
                state["t"] = torch.zeros(())
            state["t"] += 1
            t = float(state["t"])
            state["m"].lerp_(grad, 1 - beta1)
            state["v"].mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            m = state["m"] / (1 - beta1**t)
            v = state["v"] / (1 - beta2**t)
            param.addcdiv_(m, v.sqrt_().add_(1e-8), value=-lr)


def cosine_factor(progress: float, warmup: float, flat: float, floor: float) -> float:
    """Learning-rate factor for ``progress`` in [0, 1]: linear warm-up, flat part, cosine end."""
    if progress < warmup:
        return max(progress / warmup, 0.02)
    if progress < flat:
        return 1.0
    phase = min((progress - flat) / max(1.0 - flat, 1e-9), 1.0)
    return floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * phase))


class Ema:
    """Exponential moving average of a module's parameters, with a short ramp at the start."""

    def __init__(self, parameters: Iterable[tuple[str, nn.Parameter]], decay: float) -> None:
        self.decay = decay
        self.tensors = {name: p.detach().clone() for name, p in parameters}

    @torch.no_grad()
    def update(self, parameters: Iterable[tuple[str, nn.Parameter]], step: int) -> None:
        """Blend the current values in."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, param in parameters:
            self.tensors[name].lerp_(param.detach(), 1.0 - decay)


def save_checkpoint(path: Path, tensors: dict[str, Tensor], meta: dict[str, Any]) -> None:
    """Write ``path`` (safetensors) and ``path`` + ".json" atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    contiguous = {name: t.detach().contiguous().clone() for name, t in tensors.items()}
    save_file(contiguous, str(temporary), metadata={"meta": json.dumps(meta)})
    temporary.replace(path)
    sidecar = path.with_suffix(".json")
    temporary = path.with_suffix(".json.tmp")
    temporary.write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    temporary.replace(sidecar)


def load_checkpoint(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read what :func:`save_checkpoint` wrote."""
    from safetensors import safe_open

    with safe_open(str(path), framework="pt") as handle:
        meta = json.loads((handle.metadata() or {}).get("meta", "{}"))
    return load_file(str(path)), meta


class Run:
    """Named parameters, their average and the optimiser: what a training checkpoint holds."""

    def __init__(
        self, named: list[tuple[str, nn.Parameter]], optimizer: Muon, ema_decay: float
    ) -> None:
        self.named, self.optimizer = named, optimizer
        self.ema = Ema(named, ema_decay)
        self.step, self.samples, self.elapsed = 0, 0, 0.0

    @property
    def parameters(self) -> list[nn.Parameter]:
        """The trained parameters."""
        return [param for _, param in self.named]

    def update(self, factor: float) -> None:
        """Clip the gradients, make one optimiser step and update the average."""
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step(factor)
        self.step += 1
        self.ema.update(self.named, self.step)

    def save(self, path: Path, **extra: float) -> None:
        """Write everything needed to resume; ``extra`` goes to the JSON sidecar."""
        names = {param: name for name, param in self.named}
        tensors = {"model." + name: param.detach() for name, param in self.named}
        tensors |= {"ema." + name: value for name, value in self.ema.tensors.items()}
        for param, state in self.optimizer.state.items():
            for key, value in state.items():
                tensors[f"optimizer.{key}.{names[param]}"] = value
        meta = {"step": self.step, "samples": self.samples, "elapsed": self.elapsed, **extra}
        save_checkpoint(path, tensors, meta)

    @torch.no_grad()
    def resume(self, path: Path) -> bool:
        """Continue from a checkpoint if there is one."""
        if not path.exists():
            return False
        tensors, meta = load_checkpoint(path)
        self.step, self.samples = meta["step"], meta.get("samples", 0)
        self.elapsed = meta["elapsed"]
        for name, param in self.named:
            param.copy_(tensors["model." + name])
            self.ema.tensors[name].copy_(tensors["ema." + name])
            for key in ("momentum", "m", "v", "t"):
                saved = tensors.get(f"optimizer.{key}.{name}")
                if saved is not None:
                    self.optimizer.state.setdefault(param, {})[key] = saved
        return True

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Use the averaged weights inside a ``with`` block."""
        live = {name: param.detach().clone() for name, param in self.named}
        self._copy(self.ema.tensors)
        try:
            yield
        finally:
            self._copy(live)

    @torch.no_grad()
    def _copy(self, tensors: dict[str, Tensor]) -> None:
        for name, param in self.named:
            param.copy_(tensors[name])
