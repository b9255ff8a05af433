"""How much of a machine a render may use."""

from dataclasses import dataclass

from wan22_desktop.optimizer.domain.estimates import CONTEXT_BYTES
from wan22_desktop.optimizer.domain.planning import Estimate, Situation

WINDOWS_RESERVE_BYTES = 700_000_000
"""The desktop's growth during a render, where free memory was measured (0.7 to 1.2 GB in all)."""
WINDOWS_DESKTOP_BYTES = 1_000_000_000
"""The desktop and our own window, where only the card's size is known."""
LINUX_RESERVE_BYTES = 300_000_000
LINUX_DESKTOP_BYTES = 600_000_000
RAM_SHARE = 0.85
"""Of all memory; the system and the window have the rest."""
RAM_RESERVE_BYTES = 1_000_000_000
DISK_RESERVE_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """None where nothing is known: then nothing is refused. `vram_bytes` is None without a card."""

    vram_bytes: int | None
    card_bytes: int | None
    ram_bytes: int | None
    disk_bytes: int | None

    @property
    def cap_bytes(self) -> int | None:
        """What the engine's allocator may hold: the context is not its own."""
        return None if self.vram_bytes is None else max(0, self.vram_bytes - CONTEXT_BYTES)

    def hold(self, estimate: Estimate) -> bool:
        """Whether everything fits."""
        needs = (
            (estimate.peak_vram_bytes.highest, self.vram_bytes),
            (estimate.ram_bytes, self.ram_bytes),
            (estimate.disk_bytes, self.disk_bytes),
        )
        return all(limit is None or need <= limit for need, limit in needs)


def limits_of(situation: Situation) -> Limits:
    """What is free, less what others need."""
    hardware = situation.hardware
    gpu = hardware.gpu
    vram = None
    if gpu is not None:
        windows = hardware.os == "windows"
        if gpu.free_vram_bytes is not None:
            reserve = WINDOWS_RESERVE_BYTES if windows else LINUX_RESERVE_BYTES
            free = gpu.free_vram_bytes
        else:
            reserve = WINDOWS_DESKTOP_BYTES if windows else LINUX_DESKTOP_BYTES
            free = gpu.total_vram_bytes
        if situation.preferences.reserve_bytes is not None:
            reserve = situation.preferences.reserve_bytes
        vram = max(0, free - reserve)
    ram = None
    if hardware.total_ram_bytes is not None:
        ram = int(RAM_SHARE * hardware.total_ram_bytes)
    if hardware.free_ram_bytes is not None:
        free_ram = max(0, hardware.free_ram_bytes - RAM_RESERVE_BYTES)
        ram = free_ram if ram is None else min(ram, free_ram)
    disk = hardware.free_disk_bytes
    return Limits(
        vram_bytes=vram,
        card_bytes=None if gpu is None else gpu.total_vram_bytes,
        ram_bytes=ram,
        disk_bytes=None if disk is None else max(0, disk - DISK_RESERVE_BYTES),
    )
