"""The limits of memory, how its lack is recognised, and giving it back."""

import ctypes
import errno
import gc
import re
import sys
from pathlib import Path

import psutil
import torch

from wan22_desktop.core.hardware import Gpu, Source
from wan22_desktop.engine_protocol.plan import ExecutionPlan

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SIGNS = (
    "out of memory",
    "not enough memory",
    "can't allocate memory",
    "alloc_failed",
    "cublas_status_not_initialized",
)
"""In the messages of CUDA, of torch's allocator for the CPU, and of cuBLAS and cuDNN.

cuBLAS says “not initialized” when its handle finds no room on the card.
"""

_WINDOWS_SIGNS = frozenset({8, 14, 1450, 1455})
"""Not enough memory, out of memory, no system resources, the page file is too small."""


def apply_memory_cap(plan: ExecutionPlan) -> None:
    """Let device allocations beyond the plan's cap fail with `torch.OutOfMemoryError`.

    Without one, graphics drivers on Windows move what does not fit into the host's memory, which
    is ten times slower and says nothing. The cap is that of torch's allocator: the driver's own
    use (about 0.6 GB) comes on top. Nothing is done for a plan on the CPU.
    """
    if plan.device != "cuda":
        return
    total_bytes = torch.cuda.get_device_properties(torch.cuda.current_device()).total_memory
    cap_bytes = total_bytes if plan.memory_cap_bytes is None else plan.memory_cap_bytes
    torch.cuda.set_per_process_memory_fraction(min(1.0, cap_bytes / total_bytes))


def gpu_of_torch() -> Gpu | None:
    """The card that this process computes on; None without one."""
    if not torch.cuda.is_available():
        return None
    device = torch.cuda.current_device()
    properties = torch.cuda.get_device_properties(device)
    free_bytes, total_bytes = torch.cuda.mem_get_info(device)
    said: dict[str, object] = {
        "name": properties.name,
        "total_vram_bytes": total_bytes,
        "free_vram_bytes": free_bytes,
        "compute_capability": (properties.major, properties.minor),
        "sm_count": properties.multi_processor_count,
    }
    # Older versions of torch do not tell it; of an instance it is told without its kind.
    if _UUID.fullmatch(uuid := str(getattr(properties, "uuid", ""))):
        said["uuid"] = f"GPU-{uuid}"
    return Gpu.model_validate({**said, "sources": dict.fromkeys(said, Source.ENGINE)})


def free_memory() -> None:
    """Give back what nobody refers to any more; what remains is in use."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an allocation failed, on the host or the device."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM or windows_code(error) in _WINDOWS_SIGNS
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)
    )


def windows_code(error: OSError) -> int | None:
    """The system's own number of an error; None elsewhere than on Windows."""
    code: object = getattr(error, "winerror", None)
    return code if isinstance(code, int) else None


def commit_left_bytes() -> int | None:
    """How much more memory the system promises this process; None if it promises any amount.

    On Windows what page file and memory leave together. On Linux what a limit of the process
    (`RLIMIT_AS`, `RLIMIT_DATA`) leaves, or the system where it is told not to overcommit.
    """
    if sys.platform == "win32":
        return _page_file_left_bytes()
    import resource

    memory = psutil.Process().memory_info()
    left: list[int] = []
    for limit, used_bytes in (
        (resource.RLIMIT_AS, memory.vms),
        (resource.RLIMIT_DATA, getattr(memory, "data", memory.rss)),
    ):
        soft, _ = resource.getrlimit(limit)
        if soft != resource.RLIM_INFINITY:
            left.append(soft - used_bytes)
    left += _strict_commit_left_bytes()
    return max(0, min(left)) if left else None


def _strict_commit_left_bytes() -> list[int]:
    """Of Linux with `vm.overcommit_memory` 2, else nothing."""
    try:
        if Path("/proc/sys/vm/overcommit_memory").read_text().strip() != "2":
            return []
        lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
        kilobytes = {name.rstrip(":"): int(value) for name, value, *_ in lines}
        return [(kilobytes["CommitLimit"] - kilobytes["Committed_AS"]) * 1024]
    except (OSError, ValueError, KeyError):
        return []


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load_percent", ctypes.c_uint32),
        ("total_physical", ctypes.c_uint64),
        ("free_physical", ctypes.c_uint64),
        ("commit_limit", ctypes.c_uint64),
        ("commit_left", ctypes.c_uint64),
        ("total_virtual", ctypes.c_uint64),
        ("free_virtual", ctypes.c_uint64),
        ("free_extended_virtual", ctypes.c_uint64),
    )


def _page_file_left_bytes() -> int | None:
    if sys.platform != "win32":
        return None
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.commit_left)
