"""The allocator's settings are understood by this torch, and plans on the CPU need no card."""

import os
import subprocess
import sys

import pytest
import torch

from wan22_desktop.engine.memory.limits import apply_memory_cap, free_memory, is_out_of_memory
from wan22_desktop.engine_protocol.plan import ExecutionPlan

_SETTINGS = """
from wan22_desktop.engine.process import prepare_environment
prepare_environment()
import torch
print(torch._C._accelerator_getAllocatorSettings())
"""


def test_the_allocator_reads_its_settings_before_torch_is_imported() -> None:
    """Older names and newer ones, in a process of its own as the engine is."""
    environment = {k: v for k, v in os.environ.items() if "ALLOC_CONF" not in k}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _SETTINGS],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "pinned_max_round_threshold_mb:1" in done.stdout


def test_a_plan_on_the_cpu_has_no_cap() -> None:
    apply_memory_cap(ExecutionPlan(memory_cap_bytes=1))
    assert torch.ones(1000).sum() == 1000
    free_memory()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB."), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate"), True),
        (RuntimeError("CUDA error: an illegal memory access was encountered"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_a_lack_of_memory_is_recognised(error: Exception, expected: bool) -> None:
    assert is_out_of_memory(error) is expected
