"""What LoRAs cost: memory and loading, first by what their headers say, later as measured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.lora_library.domain.records import LoraFacts, TrainedExpert

_BYTES_PER_VALUE = {Variant.DEMO: 4}
"""LoRAs are kept in the precision in which their layers compute: the demo model's in float32, the
others' in bfloat16 or float16 (`engine/lora/lora_set.py`)."""
_HALF_BYTES = 2

FAST_BYTES_PER_SECOND = 420e6
"""Read, hashed and checked from memory by one thread: `benchmarks/lora_loading.py` (processor)."""
SLOW_BYTES_PER_SECOND = 80e6
"""The same after a hard disk has given it at 100 MB/s."""


@dataclass(frozen=True, slots=True)
class MeasuredCost:
    """What one LoRA cost on one model in a render on this machine."""

    load_seconds: float
    resident_bytes: int


@dataclass(frozen=True, slots=True)
class SelectionCost:
    """Of several LoRAs together."""

    resident_bytes: int
    """What they add to the model's memory while it renders, on all its experts."""
    load_seconds_low: float
    load_seconds_high: float
    """Between these once, then they are kept loaded."""
    is_measured: bool
    """Whether renders on this machine have shown all of it."""


def selection_cost(
    uses: Iterable[tuple[LoraUse, LoraFacts]],
    variant: Variant,
    measured: Mapping[str, MeasuredCost] | None = None,
) -> SelectionCost:
    """What these uses cost on the model; `measured` are LoRAs by hash as they were on it.

    Each file is loaded once, also if it is used twice or on both experts. Machines differ more
    than files: where one of these LoRAs was measured, its speed stands for the others too.
    """
    known = measured or {}
    files: dict[str, LoraFacts] = {}
    experts: dict[str, set[Expert]] = {}
    for use, facts in uses:
        on = {expert for expert in variant.facts.experts if use.strength_on(expert)}
        if on:
            files[use.sha256] = facts
            experts.setdefault(use.sha256, set()).update(on)
    slow, fast = _speeds(files, known)
    resident, low, high = 0, 0.0, 0.0
    for sha256, facts in files.items():
        cost = known.get(sha256)
        if cost is not None:
            resident += cost.resident_bytes
            low, high = low + cost.load_seconds, high + cost.load_seconds
        else:
            resident += resident_bytes(facts, experts[sha256], variant)
            low, high = low + facts.tensor_bytes / fast, high + facts.tensor_bytes / slow
    return SelectionCost(resident, low, high, files.keys() <= known.keys())


def resident_bytes(facts: LoraFacts, experts: Iterable[Expert], variant: Variant) -> int:
    """Of a file's tensors on these experts, in the precision in which they compute.

    A file for both experts gives each its half; any other is on each of them as a whole.
    """
    count = sum(1 for _ in experts)
    values = facts.num_values * count
    if facts.expert is TrainedExpert.BOTH:
        values //= 2
    return values * _BYTES_PER_VALUE.get(variant, _HALF_BYTES)


def _speeds(
    files: Mapping[str, LoraFacts], measured: Mapping[str, MeasuredCost]
) -> tuple[float, float]:
    """Bytes per second at worst and at best."""
    seen = [
        files[sha256].tensor_bytes / cost.load_seconds
        for sha256, cost in measured.items()
        if sha256 in files and cost.load_seconds > 0
    ]
    return (min(seen), max(seen)) if seen else (SLOW_BYTES_PER_SECOND, FAST_BYTES_PER_SECOND)
