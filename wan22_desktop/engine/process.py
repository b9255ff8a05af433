"""What the engine's process owes to the machine: no network, no noise, no orphan."""

import ctypes
import importlib.metadata
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from wan22_desktop.core.logs import start_engine_logging
from wan22_desktop.engine.channel import EXIT_PARENT_GONE, leave

_PR_SET_PDEATHSIG = 1

_PINNED_AS_ASKED = "pinned_max_round_threshold_mb:1,pinned_max_cached_size_mb:64"

_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "DIFFUSERS_VERBOSITY": "error",
    "TRANSFORMERS_VERBOSITY": "error",
    # torch rounds page-locked buffers up to powers of two: 28 GB of weights would take 43. The
    # second name is that of older versions.
    "PYTORCH_ALLOC_CONF": _PINNED_AS_ASKED,
    "PYTORCH_CUDA_ALLOC_CONF": _PINNED_AS_ASKED,
}

_LIBRARIES = ("torch", "diffusers", "transformers", "safetensors", "av", "torchao", "gguf")


def prepare_environment() -> None:
    """Set what the libraries read when they are imported, and send our log to stderr."""
    os.environ.update(_ENVIRONMENT)
    # diffusers imports it where it is installed, which takes half a second; our LoRAs need none.
    sys.modules["peft"] = None  # pyright: ignore[reportArgumentType] - "there is none" to importers
    start_engine_logging()


@contextmanager
def without_torchao() -> Iterator[None]:
    """Let what is imported in here believe that torchao is not installed.

    diffusers imports it where it finds it, which takes half a second, for loaders that the engine
    does not use. Afterwards it is there for whoever quantizes.
    """
    if "torchao" in sys.modules:
        yield
        return
    sys.modules["torchao"] = None  # pyright: ignore[reportArgumentType] - "there is none"
    try:
        yield
    finally:
        del sys.modules["torchao"]


def yield_to_the_window() -> None:
    """Let the window's thread go first where both want the same core.

    On Windows the supervisor starts this process with a lower priority class.
    """
    if sys.platform != "win32":
        os.nice(5)


def die_with_parent(parent_pid: int) -> None:
    """Let Linux end this process when the window's is gone, whoever still holds the pipe.

    Linux counts the *thread* that started us as the parent: a supervisor has to start the engine
    from a thread that lives as long as the engine may. Windows uses a job object instead.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:  # it went before the request was in place
        leave(EXIT_PARENT_GONE)


def library_versions() -> dict[str, str]:
    """Versions by distribution name, read without importing anything heavy."""
    return {name: importlib.metadata.version(name) for name in _LIBRARIES}
