"""The graphics card as NVIDIA's management library tells it; needs no CUDA context."""

import threading
from typing import Any

from wan22_desktop.core.hardware import Gpu, Source

LIMIT_S = 2.0
"""A driver that is being updated or reset may never answer."""

_PCIE_LANE_GB_S = {1: 0.25, 2: 0.5, 3: 0.985, 4: 1.97, 5: 3.94, 6: 7.56}
"""Of one lane, by generation (PCI-SIG)."""
_PCIE_SHARE = 0.76
"""What copies from page-locked memory reach of it (24 of 31.5 GB/s on 4.0 x16)."""


def ask_nvml(nvml: Any = None, limit_s: float = LIMIT_S) -> Gpu | None:  # noqa: ANN401
    """The card with the most memory; None without driver, library or an answer in time.

    `nvml` is the module `pynvml`, imported when it is needed.
    """
    answer: list[Gpu | None] = []
    asking = threading.Thread(target=lambda: answer.append(_ask(nvml)), name="nvml", daemon=True)
    asking.start()
    asking.join(limit_s)
    return answer[0] if answer else None


def _ask(nvml: Any) -> Gpu | None:  # noqa: ANN401
    try:
        if nvml is None:
            import pynvml as nvml
        nvml.nvmlInit()
    except Exception:  # noqa: BLE001 - no driver, no library, no permission: there is no card for us
        return None
    try:
        cards = [
            _card(nvml, nvml.nvmlDeviceGetHandleByIndex(index))
            for index in range(nvml.nvmlDeviceGetCount())
        ]
        return max(cards, key=lambda card: card.total_vram_bytes, default=None)
    except Exception:  # noqa: BLE001 - as above; the next in the chain is asked
        return None
    finally:
        nvml.nvmlShutdown()


def _card(nvml: Any, handle: Any) -> Gpu:  # noqa: ANN401
    name = nvml.nvmlDeviceGetName(handle)
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    said: dict[str, Any] = {
        "name": name.decode() if isinstance(name, bytes) else name,
        "total_vram_bytes": int(memory.total),
        "free_vram_bytes": int(memory.free),
        "compute_capability": _optional(
            lambda: tuple(map(int, nvml.nvmlDeviceGetCudaComputeCapability(handle)))
        ),
        "pcie_gb_s": _optional(lambda: _pcie(nvml, handle)),
    }
    said = {field: value for field, value in said.items() if value is not None}
    return Gpu(**said, sources=dict.fromkeys(said, Source.NVML))


def _pcie(nvml: Any, handle: Any) -> float:  # noqa: ANN401
    """Of the slot and card together, not of the present state, which saves power while idle."""
    generation = int(nvml.nvmlDeviceGetMaxPcieLinkGeneration(handle))
    lanes = int(nvml.nvmlDeviceGetMaxPcieLinkWidth(handle))
    return _PCIE_LANE_GB_S[generation] * lanes * _PCIE_SHARE


def _optional(ask: Any) -> Any:  # noqa: ANN401
    """What not every card and driver can say."""
    try:
        return ask()
    except Exception:  # noqa: BLE001 - NVML raises a class of its own for each reason
        return None
