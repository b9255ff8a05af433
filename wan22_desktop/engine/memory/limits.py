"""The limit of device memory, how its lack is recognised, and giving it back."""

import errno
import gc

import torch

from wan22_desktop.core.hardware import Gpu, Source
from wan22_desktop.engine_protocol.plan import ExecutionPlan

_SIGNS = ("out of memory", "not enough memory", "can't allocate memory", "alloc_failed")
"""In the messages of CUDA, of torch's allocator for the CPU, and of cuBLAS and cuDNN."""


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
    return Gpu.model_validate({**said, "sources": dict.fromkeys(said, Source.ENGINE)})


def free_memory() -> None:
    """Give back what nobody refers to any more; what remains is in use."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an allocation failed, on the host or the device."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)
    )
