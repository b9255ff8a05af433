"""What one source says of a card at one moment, before it is known which cards are missing."""

from collections.abc import Iterable
from typing import NamedTuple

from wan22_desktop.hardware.domain.metrics import GpuMetrics

PciPlace = tuple[int, int]
"""Bus and device: where a card is plugged in."""


class CardReading(NamedTuple):
    """A card that was read."""

    metrics: GpuMetrics
    place: PciPlace | None = None


class GpuReading(NamedTuple):
    """All cards at one moment. One that was there before and cannot be read now has a name only."""

    gpus: tuple[GpuMetrics, ...] = ()
    gpu: GpuMetrics | None = None
    """The one that is used: where the engine has memory, before that the largest."""


def within(value: float | None, low: float, high: float) -> float | None:
    """The value if it lies in the range; what lies outside is an error code or garbage."""
    return value if value is not None and low <= value <= high else None


class Cards:
    """Remembers the cards that were ever read, and which of them is used."""

    def __init__(self) -> None:
        self._known: dict[str, GpuMetrics] = {}
        """The newest good reading of each, in the order in which they appeared."""
        self._used: str | None = None
        self.are_missing = True
        """Whether the newest reading lacks one that was there before, or has none at all."""

    def reading(self, told: Iterable[GpuMetrics]) -> GpuReading:
        """The cards that were read now, and those that are missing."""
        present: dict[str, GpuMetrics] = {}
        for number, card in enumerate(told):
            # Twins without a serial number are told apart by their order.
            present[card.uuid or f"{number} {card.name}"] = card
        self._known |= present
        self.are_missing = not present or len(present) < len(self._known)
        holding = {key: card.engine_vram_bytes or 0 for key, card in present.items()}
        if any(holding.values()):
            self._used = max(holding, key=lambda key: holding[key])
        now = {
            key: present.get(key) or GpuMetrics(name=card.name, uuid=card.uuid)
            for key, card in self._known.items()
        }
        return GpuReading(tuple(now.values()), now.get(self._used or self._largest()))

    def _largest(self) -> str:
        sizes = {key: card.total_vram_bytes or 0 for key, card in self._known.items()}
        return max(sizes, key=lambda key: sizes[key], default="")
