"""Memory of graphics adapters as Windows counts it: how its counters' names are read.

NVML does not tell shared memory, nor on Windows what a process holds; the performance counters do,
for every adapter of any maker. They name adapters by a number (LUID) that is given at start-up.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wan22_desktop.hardware.live_cards import PciPlace

SHARED_USAGE = r"\GPU Adapter Memory(*)\Shared Usage"
DEDICATED_USAGE = r"\GPU Process Memory(*)\Dedicated Usage"

Luid = tuple[int, int]
"""High and low part."""
Item = tuple[str, int]
"""The name of an instance of a counter, and its value."""

_ADAPTER = r"luid_0x([0-9A-Fa-f]{1,8})_0x([0-9A-Fa-f]{1,8})_phys_[0-9]{1,3}"
_MOST_BYTES = 1 << 50


@dataclass(frozen=True, slots=True)
class AdapterMemory:
    """By where the card is plugged in, as NVML names it too."""

    shared_bytes: Mapping[PciPlace, int]
    dedicated_bytes: Mapping[tuple[PciPlace, int], int]
    """Of a process, by its number."""


def adapter_memory(
    shared: Iterable[Item],
    dedicated: Iterable[Item],
    place_of: Callable[[Luid], PciPlace | None],
) -> AdapterMemory:
    """What the items of the two counters say; those of adapters without a place are left out.

    Software adapters have none. Names and values that make no sense are left out too.
    """
    by_place: dict[PciPlace, int] = {}
    by_process: dict[tuple[PciPlace, int], int] = {}
    for name, value in shared:
        found = re.fullmatch(_ADAPTER, name)
        place = place_of(_luid(found[1], found[2])) if found else None
        if place is not None and 0 <= value <= _MOST_BYTES:
            by_place[place] = by_place.get(place, 0) + value
    for name, value in dedicated:
        found = re.fullmatch(rf"pid_([0-9]{{1,10}})_{_ADAPTER}", name)
        place = place_of(_luid(found[2], found[3])) if found else None
        if found and place is not None and 0 <= value <= _MOST_BYTES:
            key = (place, int(found[1]))
            by_process[key] = by_process.get(key, 0) + value
    return AdapterMemory(by_place, by_process)


def _luid(high: str, low: str) -> Luid:
    return int(high, 16), int(low, 16)
