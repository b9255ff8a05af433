"""The disks of this machine, of what kind they are and how much is free."""

import os
import shutil
import sys
from pathlib import Path

import psutil

from wan22_desktop.core.hardware import Disk, DiskKind
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.hardware import windows_facts

_MOST_DISKS = 64
_MOST_LEVELS = 8
"""Of volumes upon volumes, such as encryption upon RAID."""


def local_disks() -> tuple[Disk, ...]:
    """Each mounted disk once; what cannot be asked, such as an empty card reader, is left out.

    A disk that hangs hangs the caller.
    """
    found: dict[str, Disk] = {}
    for partition in psutil.disk_partitions(all=False)[:_MOST_DISKS]:
        if partition.device in found or "cdrom" in partition.opts:
            continue
        try:
            usage = shutil.disk_usage(partition.mountpoint)
            kind = _kind(partition.device, partition.mountpoint)
        except OSError:
            continue
        found[partition.device] = Disk(
            mount=plain_line(partition.mountpoint, 200),
            total_bytes=usage.total,
            free_bytes=usage.free,
            kind=kind,
        )
    return tuple(found.values())


def _kind(device: str, mount: str) -> DiskKind | None:
    if sys.platform == "win32":
        return windows_facts.disk_kind(mount)
    number = Path(device).stat().st_rdev
    return linux_kind(os.major(number), os.minor(number))


def linux_kind(major: int, minor: int, system: Path = Path("/sys")) -> DiskKind | None:
    """Of the block device with this number; None if it is virtual or built of several kinds."""
    return _kind_of((system / f"dev/block/{major}:{minor}").resolve(), _MOST_LEVELS)


def _kind_of(block: Path, levels: int) -> DiskKind | None:
    parts = [part.resolve() for part in (block / "slaves").glob("*")]
    if parts and levels:
        kinds = {_kind_of(part, levels - 1) for part in parts}
        return kinds.pop() if len(kinds) == 1 else None
    whole = block.parent if (block / "partition").exists() else block
    # Disks of virtual machines say "rotational" whatever is beneath them.
    if not whole.name.startswith(("nvme", "sd")) or "virtual" in whole.parts:
        return None
    try:
        rotates = (whole / "queue/rotational").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    if whole.name.startswith("nvme"):
        return DiskKind.NVME if rotates == "0" else None
    return {"0": DiskKind.SSD, "1": DiskKind.HDD}.get(rotates)
