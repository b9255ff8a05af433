"""On which group of processor cores a graphics card hangs, where Linux tells it."""

from pathlib import Path

from wan22_desktop.core.hardware import HardwareProfile, Source

_MOST_CARDS = 64


def with_card_node(
    profile: HardwareProfile, proc: Path = Path("/proc"), system: Path = Path("/sys")
) -> HardwareProfile:
    """The profile with its card's NUMA node, if driver and system know it."""
    gpu = profile.gpu
    if gpu is None or gpu.uuid is None or gpu.numa_node is not None:
        return profile
    node = _node_of(gpu.uuid, proc, system)
    if node is None:
        return profile
    sources = {**gpu.sources, "numa_node": Source.SYSTEM}
    found = gpu.model_copy(update={"numa_node": node, "sources": sources})
    return profile.model_copy(update={"gpu": found})


def _node_of(uuid: str, proc: Path, system: Path) -> int | None:
    """NVIDIA's driver lists each card under its address on the bus; the system knows the rest."""
    for folder in sorted((proc / "driver/nvidia/gpus").glob("*"))[:_MOST_CARDS]:
        if uuid in _read(folder / "information").split():
            text = _read(system / "bus/pci/devices" / folder.name / "numa_node").strip()
            # -1 stands for unknown, which is also what machines with one node say.
            return int(text) if text.isdecimal() and int(text) < 1024 else None
    return None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
