"""Processor, memory and disks as the operating system tells them."""

import os
import platform
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psutil

from wan22_desktop.core.free_space import free_bytes
from wan22_desktop.hardware import windows_facts
from wan22_desktop.hardware.disks import local_disks
from wan22_desktop.hardware.time_limit import LIMIT_S, TimeLimit

_MOST_NAME_CHARACTERS = 100
_Answer = TypeVar("_Answer")
HOME_DISK = TimeLimit("home disk")
"""For every question about the disk of the app's home: one that hangs hangs them all."""
_DISKS = TimeLimit("disks")


def system_facts(home: Path) -> dict[str, object]:
    """Fields of `HardwareProfile`; those that are unknown are left out.

    Takes up to four seconds where disks do not answer.
    """
    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    told = {
        "cpu_model": cpu_model(),
        "cpu_cores": usable_cores(),
        "cpu_sockets": cpu_sockets(),
        "numa_nodes": numa_nodes(),
        "total_ram_bytes": memory.total,
        "free_ram_bytes": memory.available,
        "commit_limit_bytes": commit_limit_bytes(),
        "page_file_bytes": swap.total,
        "free_disk_bytes": in_time(HOME_DISK, lambda: free_bytes(home)),
        "disks": in_time(_DISKS, local_disks),
    }
    return {field: value for field, value in told.items() if value is not None}


def cpu_model(proc: Path = Path("/proc")) -> str | None:
    """As its maker names it."""
    if sys.platform == "win32":
        return windows_facts.cpu_model() or platform.processor() or None
    for line in _read(proc / "cpuinfo").splitlines():
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
            return name if name.isprintable() and name[:_MOST_NAME_CHARACTERS] == name else None
    return platform.processor() or None


def usable_cores() -> int | None:
    """Physical cores that this process may use."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count()
    usable = len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else 0
    return min(cores, usable) if cores and usable else cores


def cpu_sockets(system: Path = Path("/sys")) -> int | None:
    """Places with a processor in them."""
    if sys.platform == "win32":
        return windows_facts.cpu_sockets()
    files = (system / "devices/system/cpu").glob("cpu[0-9]*/topology/physical_package_id")
    # -1 stands for unknown.
    packages = {said for file in files if (said := _read(file).strip()).isdecimal()}
    return len(packages) or None


def numa_nodes(system: Path = Path("/sys")) -> int | None:
    """Groups of cores that have memory of their own."""
    if sys.platform == "win32":
        return windows_facts.numa_nodes()
    return count_ranges(_read(system / "devices/system/node/online").strip())


def count_ranges(text: str) -> int | None:
    """How many numbers `0-3,8` names; None if it is no such list."""
    if not re.fullmatch(r"\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*", text):
        return None
    ends = [[int(end) for end in part.split("-")] for part in text.split(",")]
    count = sum(end[-1] - end[0] + 1 for end in ends)
    return count if 1 <= count <= 1024 else None


def commit_limit_bytes(proc: Path = Path("/proc")) -> int | None:
    """What all programs together may reserve; None where the system keeps to no limit."""
    if sys.platform == "win32":
        return windows_facts.commit_limit_bytes()
    # Linux prints a limit always and keeps to it only in this mode.
    if _read(proc / "sys/vm/overcommit_memory").strip() != "2":
        return None
    limit = re.search(r"^CommitLimit:\s+(\d{1,12}) kB$", _read(proc / "meminfo"), re.MULTILINE)
    return int(limit[1]) * 1024 if limit else None


def in_time(
    limit: TimeLimit, ask: Callable[[], _Answer], limit_s: float = LIMIT_S
) -> _Answer | None:
    """None if a disk does not answer, as a network folder whose server is gone."""
    try:
        return limit.ask(ask, limit_s)
    except OSError:  # TimeoutError is one
        return None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
