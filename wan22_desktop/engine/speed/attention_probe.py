"""A process that tries attention backends (`python -m wan22_desktop.engine.speed.attention_probe`).

A kernel that does not suit the machine may end its process, so this one holds nothing that anybody
needs. It writes `READY` when torch and the device answer, then one `BackendResult` per line in the
order asked for: the backend whose line is missing is the one that ended it.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from wan22_desktop.engine.process import die_with_parent, prepare_environment
from wan22_desktop.engine_protocol.attention import (
    ALLOWED_BACKENDS,
    BackendOutcome,
    BackendResult,
)

if TYPE_CHECKING:  # imported by `main`, after the environment is set
    from torch import Tensor

    Attend = Callable[[Tensor, Tensor, Tensor], Tensor]

READY = "ready"
HEADS, HEAD_DIM = 8, 128
"""Heads of Wan's size, and enough of them to fill a card."""
COMPARED_QUERIES = 128
MAX_RELATIVE_ERROR = 0.1
"""bf16 alone gives about 0.01 and 8-bit kernels a few times that; nonsense gives 1 and more."""
WARM_UPS, RUNS = 3, 9


def main(arguments: Sequence[str], extra: "Mapping[str, Attend] | None" = None) -> int:
    """Try the backends named in `arguments`; `extra` holds further ones by name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", choices=("cpu", "cuda"), required=True)
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("backends", nargs="+")
    options = parser.parse_args(arguments)
    die_with_parent(os.getppid())
    prepare_environment()

    import torch

    inputs = _inputs(options.device, options.tokens)
    _say(READY)
    kernels = extra or {}
    with torch.inference_mode():
        for name in options.backends:
            _say(_tried(name, kernels.get(name) or _kernel(name), inputs).to_json())
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _inputs(device: str, tokens: int) -> "tuple[Tensor, Tensor, Tensor]":
    """Queries, keys and values [1, tokens, heads, head_dim], in bf16 on CUDA and fp32 elsewhere.

    All keys share an offset, as a network's do. Softmax does not notice it, careless rounding to
    few bits does.
    """
    import torch

    random = torch.Generator().manual_seed(0)
    shape = (1, tokens, HEADS, HEAD_DIM)
    query, key, value = (torch.randn(shape, generator=random) for _ in range(3))
    key += 4 * torch.randn((1, 1, HEADS, HEAD_DIM), generator=random)
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    return query.to(device, dtype), key.to(device, dtype), value.to(device, dtype)


def _kernel(name: str) -> "Attend":
    """The dispatcher's backend, called as the transformer's attention calls it."""

    def attend(query: "Tensor", key: "Tensor", value: "Tensor") -> "Tensor":
        from diffusers.models.attention_dispatch import (
            AttentionBackendName,
            attention_backend,
            dispatch_attention_fn,
        )

        if name not in ALLOWED_BACKENDS:
            raise ValueError("this backend is not used")
        backend = AttentionBackendName(name)
        with attention_backend(backend):  # checks that what it needs is installed
            return dispatch_attention_fn(query, key, value, backend=backend)

    return attend


def _tried(name: str, attend: "Attend", inputs: "tuple[Tensor, Tensor, Tensor]") -> BackendResult:
    try:
        error = _relative_error(attend(*inputs), *inputs)
        if not error <= MAX_RELATIVE_ERROR:  # also where it is NaN
            return BackendResult(
                name=name,
                outcome=BackendOutcome.WRONG,
                reason=f"off by {error:.2g} of the largest number",
            )
        milliseconds = _milliseconds(lambda: attend(*inputs), inputs[0].device.type)
    except Exception as refusal:  # noqa: BLE001 - whatever a kernel or its package says, it is a no
        text = str(refusal).strip().splitlines() or [type(refusal).__name__]
        return BackendResult(name=name, outcome=BackendOutcome.REFUSED, reason=text[0][:300])
    return BackendResult(
        name=name,
        outcome=BackendOutcome.WORKS,
        milliseconds=milliseconds,
        relative_error=error,
    )


def _relative_error(out: "Tensor", query: "Tensor", key: "Tensor", value: "Tensor") -> float:
    """Against the definition of attention in fp32, for queries from everywhere in the clip."""
    every = max(1, query.shape[1] // COMPARED_QUERIES)
    q, k, v = (part.float().transpose(1, 2) for part in (query[:, ::every], key, value))
    weights = (q @ k.transpose(-1, -2) * HEAD_DIM**-0.5).softmax(dim=-1)
    reference = (weights @ v).transpose(1, 2)
    return float((out[:, ::every].float() - reference).abs().max() / reference.abs().max())


def _milliseconds(call: "Callable[[], Tensor]", device: str) -> float:
    """The fastest of some runs: others use the machine, too. Those before choose kernels."""
    import torch

    def run() -> float:
        started = time.perf_counter()
        call()
        if device == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - started) * 1000

    for _ in range(WARM_UPS):
        run()
    return min(run() for _ in range(RUNS))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
