"""Which two files are the halves of one LoRA: one for each expert.

A wrong pair is worse than none, for people can pair by hand: names and headers have to agree, and
each half has to be the only one that fits the other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from wan22_desktop.lora_library.domain.name_hints import HalfName, half_name, hints_in
from wan22_desktop.lora_library.domain.records import (
    LoraEntry,
    LoraFacts,
    LoraFamily,
    LoraMode,
    TrainedExpert,
)

Pair = tuple[LoraEntry, LoraEntry, str]
"""The high-noise half, the low-noise half, and what to call both."""

_FAMILIES = (LoraFamily.A14B, LoraFamily.WAN_14B)
_MAX_SIZE_RATIO = 1.1
"""Of the same tensors in the same precision; alphas and the like may differ."""


def find_pairs(entries: Iterable[LoraEntry]) -> tuple[Pair, ...]:
    """The pairs among files that are in none yet."""
    halves = [(entry, half) for entry in entries if (half := _half_of(entry))]
    exact = _unique_pairs(halves, lambda half: half.stem)
    paired = {entry.sha256 for high, low, _ in exact for entry in (high, low)}
    stems = {half.stem_of_any_step for entry, half in halves if entry.sha256 in paired}
    # Halves are often taken from different training steps, but only where there is no choice.
    rest = [(entry, half) for entry, half in halves if half.stem_of_any_step not in stems]
    return tuple(exact + _unique_pairs(rest, lambda half: half.stem_of_any_step))


def pair_name_of(high: LoraEntry, low: LoraEntry) -> str:
    """What to call the two together: the name without the words for the expert."""
    for entry in (high, low):
        half = half_name(entry.name)
        if half is not None and half.is_telling:
            return half.name
    return high.name


def _half_of(entry: LoraEntry) -> HalfName | None:
    """What the name says, if the header does not say otherwise."""
    facts = entry.facts
    half = half_name(entry.name)
    if half is None or not half.is_telling:
        return None
    if facts.obstacle or facts.family not in _FAMILIES:
        return None
    if facts.expert not in (half.expert, TrainedExpert.UNKNOWN):
        return None
    told = hints_in(entry.name).family
    return half if told in (*_FAMILIES, LoraFamily.UNKNOWN) else None


def _unique_pairs(
    halves: Iterable[tuple[LoraEntry, HalfName]], stem_of: Callable[[HalfName], str]
) -> list[Pair]:
    groups: dict[str, dict[TrainedExpert, list[LoraEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry, half in halves:
        groups[stem_of(half)][half.expert].append(entry)
    pairs: list[Pair] = []
    for group in groups.values():
        match group[TrainedExpert.HIGH_NOISE], group[TrainedExpert.LOW_NOISE]:
            case [high], [low] if _are_alike(high.facts, low.facts):
                pairs.append((high, low, pair_name_of(high, low)))
    return pairs


def _are_alike(high: LoraFacts, low: LoraFacts) -> bool:
    sizes = sorted((high.tensor_bytes, low.tensor_bytes))
    return (
        high.rank == low.rank
        and high.format is low.format
        and high.num_layers == low.num_layers
        and high.num_tensors == low.num_tensors
        and (high.mode is low.mode or LoraMode.UNKNOWN in (high.mode, low.mode))
        and 0 < sizes[1] <= _MAX_SIZE_RATIO * sizes[0]
    )
