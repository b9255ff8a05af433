"""What the specifications say of a card that the driver does not tell."""

import json
import re
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from wan22_desktop.core.hardware import Gpu, Source
from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.values import Value

_FILE = PROGRAM_FOLDER / "resources" / "gpus.json"
_FILLED = (
    "compute_capability",
    "sm_count",
    "boost_clock_ghz",
    "bf16_tflops",
    "memory_bandwidth_gb_s",
    "pcie_gb_s",
)


class KnownCard(Value):
    """One entry of `resources/gpus.json`."""

    name: str
    sm_count: int
    boost_clock_ghz: float
    bf16_tflops: float
    memory_bandwidth_gb_s: float
    vram_gb: int
    """In units of 2**30 bytes, as cards are sold."""
    pcie_gb_s: float
    compute_capability: tuple[int, int]

    def as_gpu(self) -> Gpu:
        """The card as it would be in a machine of which nothing else is known."""
        filled = {field: getattr(self, field) for field in _FILLED}
        return Gpu(
            name=self.name,
            total_vram_bytes=self.vram_gb * 2**30,
            **filled,
            sources=dict.fromkeys(("name", "total_vram_bytes", *_FILLED), Source.KNOWN_CARDS),
        )


@cache
def known_cards(file: Path = _FILE) -> tuple[KnownCard, ...]:
    """All of them; raises OSError or ValueError if the app's own file is damaged."""
    cards = json.dumps(json.loads(file.read_text(encoding="utf-8"))["cards"])
    return TypeAdapter(tuple[KnownCard, ...]).validate_json(cards)


def find_card(name: str, *, vram_bytes: int | None = None) -> KnownCard | None:
    """The card that `name` means, such as "RTX 4080", "4070 ti super" or the driver's own name.

    Cards of one name and two sizes are told apart by `vram_bytes`.
    """
    words = _words(name)
    if not words:
        return None
    matches = [card for card in known_cards() if _words(card.name) == words]
    matches += [card for card in known_cards() if _sizeless(card.name) == words]
    # "H100" means the first of several builds.
    matches = matches or [card for card in known_cards() if words < _words(card.name)]
    if not matches:
        return None
    if vram_bytes is None:
        return matches[0]
    return min(matches, key=lambda card: abs(card.vram_gb * 2**30 - vram_bytes))


def completed(gpu: Gpu) -> Gpu:
    """The card with what is known of its kind where its driver said nothing."""
    card = find_card(gpu.name, vram_bytes=gpu.total_vram_bytes)
    if card is None:
        return gpu
    missing = {field: getattr(card, field) for field in _FILLED if getattr(gpu, field) is None}
    sources = {**gpu.sources, **dict.fromkeys(missing, Source.KNOWN_CARDS)}
    return gpu.model_copy(update={**missing, "sources": sources})


_NOISE = frozenset({"nvidia", "geforce", "rtx", "tesla", "gpu", "generation"})


def _words(name: str) -> frozenset[str]:
    """What tells cards apart, whatever the spelling: 4060ti is 4060 Ti, 16 GB is 16GB."""
    text = re.sub(r"(\d+)\s*gb\b", r"\1gb", name.lower())
    text = re.sub(r"\b(\d{4})(ti|super)", r"\1 \2", text)
    return frozenset(re.findall(r"[a-z0-9]+", text)) - _NOISE


def _sizeless(name: str) -> frozenset[str]:
    return frozenset(word for word in _words(name) if not re.fullmatch(r"\d+gb", word))
