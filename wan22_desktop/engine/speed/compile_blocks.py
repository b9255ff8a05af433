"""Regional compilation: the block that a transformer repeats is compiled once for all of them."""

import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MethodType
from typing import Any

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor
from torch._dynamo.exc import TorchDynamoException

from wan22_desktop.core.log_reading import last_error
from wan22_desktop.core.texts import tr

PROBE_LIMIT_S = 120.0
"""Importing torch, and one small kernel through the compiler."""

_log = logging.getLogger(__name__)


def compile_blocks(
    transformer: WanTransformer3DModel,
    *,
    device: str | None = None,
    backend: str = "inductor",
    problem_of: Callable[[str], str | None] | None = None,
) -> str | None:
    """Compile the blocks on their first forward from now on; or why that is not done, in words.

    Never fails a render: `problem_of` (`compile_problem` by default) tries the compiler in a
    process of its own first, and blocks that it cannot translate are computed as they are. To be
    called before a step cache wraps the blocks, which stays outside then. `device` is where they
    will compute, if their weights wait elsewhere. Results differ within rounding.
    `use_chunked_forward(transformer, None)` undoes it.
    """
    blocks: list[Any] = list(transformer.blocks)
    if any(not isinstance(block.forward, MethodType) for block in blocks):
        # Slices are unrolled: the code for ten of them would take minutes to compile.
        return tr("the blocks are computed in slices, or something wraps them already")
    if any(_is_hooked(part) for block in blocks for part in block.modules() if part is not block):
        return tr("the weights are fetched while the blocks compute")
    problem = (problem_of or compile_problem)(device or transformer.device.type)
    if problem is not None:
        return problem
    # Further processes would compile nothing faster here: there is one block. They would only
    # have to be ended with the engine.
    from torch._inductor import config as inductor

    inductor.compile_threads = 1
    compilation = _Compilation()
    for block in blocks:
        plain = block.forward
        compiled = torch.compile(plain, fullgraph=True, backend=backend)
        block.forward = partial(_forward, compilation, plain, compiled)
    return None


def _is_hooked(part: Any) -> bool:  # noqa: ANN401 - pyright knows no hooks of a module
    """Whether Python code runs around a layer: it would have to run inside of the compiled."""
    return bool(part._forward_pre_hooks or part._forward_hooks)  # noqa: SLF001 - no public name


@cache
def compile_problem(device: str) -> str | None:
    """Why nothing can be compiled for `device` ("cpu", "cuda"); None if it works.

    Takes some seconds, once per process and device.
    """
    return probe_compiler(device)


def probe_command() -> list[str]:
    """The packaged program calls itself, a checkout its interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--probe-compiler"]
    return [sys.executable, "-X", "utf8", "-m", "wan22_desktop.engine.speed.compile_probe"]


def probe_compiler(
    device: str, *, command: Sequence[str] | None = None, limit_s: float = PROBE_LIMIT_S
) -> str | None:
    """As `compile_problem`, in a new child process each time."""
    flags = subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0
    try:
        ended = subprocess.run(
            [*(command or probe_command()), device],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            check=False,
            creationflags=flags,
        )
    except subprocess.TimeoutExpired:
        return tr("the compiler gave no answer within {seconds:.0f} s", seconds=limit_s)
    except OSError as error:
        return tr("the compiler could not be tried: {reason}", reason=error.strerror)
    if ended.returncode == 0:
        return None
    reason = last_error(ended.stderr.decode(errors="replace"))[:200]
    _log.info("the compiler does not work: %s", reason)
    if not reason:
        return tr("the compiler does not work on this machine")
    return tr("the compiler does not work on this machine: {reason}", reason=reason)


@dataclass
class _Compilation:
    """Of all blocks of one transformer."""

    failed: bool = False


def _forward(
    compilation: _Compilation,
    plain: Callable[..., Tensor],
    compiled: Callable[..., Tensor],
    *inputs: Any,  # noqa: ANN401 - tensors and tuples of them, passed on as they came
) -> Tensor:
    """The compiled forward, or the plain one from the first that cannot be compiled."""
    if not compilation.failed:
        try:
            return compiled(*inputs)
        except TorchDynamoException as error:
            compilation.failed = True
            _log.warning("the blocks are computed without compiling: %s", error)
    return plain(*inputs)
