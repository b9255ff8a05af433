"""What the machine has, from whoever can tell, each value with its source."""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

from wan22_desktop.core.hardware import Gpu, HardwareProfile, Source
from wan22_desktop.hardware.known_cards import completed
from wan22_desktop.hardware.nvidia_smi import ask_nvidia_smi
from wan22_desktop.hardware.nvml import ask_nvml


class VRAMManager:
    """Detects the graphics card; a machine without one is no error.

    `manual_vram_bytes` is the user's own setting and is used last. `ask_nvml` and `ask_smi` are
    replaced where a test plays a machine.
    """

    def __init__(
        self,
        home: Path,
        *,
        manual_vram_bytes: int | None = None,
        ask_nvml: Callable[[], Gpu | None] = ask_nvml,
        ask_smi: Callable[[], Gpu | None] = ask_nvidia_smi,
    ) -> None:
        self._home = home
        self._manual_vram_bytes = manual_vram_bytes
        self._ask_nvml = ask_nvml
        self._ask_smi = ask_smi

    def detect_vram_capacity(self, engine_report: Gpu | None = None) -> Gpu | None:
        """The card as NVML, else the engine's torch, else nvidia-smi, else the user tells it.

        Takes up to four seconds where a driver hangs. None means that there is none.
        """
        for ask in (self._ask_nvml, lambda: engine_report, self._ask_smi, self._manual):
            gpu = ask()
            if gpu is not None:
                return completed(gpu)
        return None

    def profile(self, engine_report: Gpu | None = None) -> HardwareProfile:
        """The whole machine."""
        memory = psutil.virtual_memory()
        said = {
            "cpu_model": _cpu_model(),
            "cpu_cores": _cpu_cores(),
            "total_ram_bytes": memory.total,
            "free_ram_bytes": memory.available,
            "free_disk_bytes": _free_disk_bytes(self._home),
        }
        said = {field: value for field, value in said.items() if value is not None}
        return HardwareProfile.model_validate(
            {
                **said,
                "os": "windows" if sys.platform == "win32" else "linux",
                "gpu": self.detect_vram_capacity(engine_report),
                "sources": dict.fromkeys(said, Source.SYSTEM),
            }
        )

    def _manual(self) -> Gpu | None:
        if self._manual_vram_bytes is None:
            return None
        return Gpu(
            name="Graphics card",
            total_vram_bytes=self._manual_vram_bytes,
            sources={"total_vram_bytes": Source.MANUAL},
        )


def _cpu_model() -> str | None:
    """As the system names it."""
    if sys.platform != "win32":
        try:
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
                if line.startswith("model name"):
                    return line.partition(":")[2].strip() or None
        except OSError:
            return None
    return platform.processor() or None


def _cpu_cores() -> int | None:
    """Physical cores that this process may use."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count()
    usable = len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else 0
    return min(cores, usable) if cores and usable else cores


def _free_disk_bytes(home: Path) -> int | None:
    """Where the home folder is, or will be."""
    for folder in (home, *home.parents):
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            continue
    return None
