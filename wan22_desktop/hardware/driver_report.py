"""What one source tells of the graphics cards; what it says amiss is left out."""

from collections.abc import Mapping
from typing import Self

from pydantic import ValidationError

from wan22_desktop.core.hardware import DriverProblem, Gpu, HardwareProfile, Source
from wan22_desktop.core.values import Value

UNNAMED = "Graphics card"
"""The name of a card whose own is unknown; then `sources` has none for it."""
_MOST_NAME_CHARACTERS = 100
"""NVML's longest is 95."""


class DriverReport(Value):
    """The cards as one source tells them."""

    gpus: tuple[Gpu, ...] = ()
    """Those whose memory is known."""
    unreadable_gpus: int = 0
    """Those that it counts and cannot read."""
    driver_version: str | None = None
    cuda_version: tuple[int, int] | None = None
    problem: DriverProblem | None = None
    source: Source | None = None
    """Who says the versions."""

    @classmethod
    def of(cls, told: "DriverReport | Gpu | None") -> "DriverReport":
        """A card alone, as torch or the user tells it, is a report of one."""
        if isinstance(told, DriverReport):
            return told
        return cls(gpus=() if told is None else (told,))

    @property
    def largest(self) -> Gpu | None:
        """The card with the most memory, of equals the first."""
        return max(self.gpus, key=lambda card: card.total_vram_bytes, default=None)

    def with_versions(self, driver: str | None, cuda: tuple[int, int] | None) -> Self:
        """With those of the two that can be versions."""
        said = {"driver_version": driver, "cuda_version": cuda}
        fields = _plausible(HardwareProfile, {**said, "os": "linux"})
        return self.model_copy(update={key: fields.get(key) for key in said})


def card(said: Mapping[str, object], source: Source) -> Gpu | None:
    """The card of which `source` said these fields, None standing for unknown.

    What is out of its range becomes unknown too. None if it has no memory that is known: a card
    that nothing can be planned for.
    """
    known = _plausible(Gpu, said)
    total, free = known.get("total_vram_bytes"), known.get("free_vram_bytes")
    if not isinstance(total, int) or total == 0:
        return None
    if isinstance(free, int) and free > total:
        del known["free_vram_bytes"]
    name = device_name(known.pop("name", None))
    if name is not None:
        known["name"] = name
    sources = dict.fromkeys(known, source)
    return Gpu.model_validate({"name": UNNAMED, **known, "sources": sources})


def device_name(text: object) -> str | None:
    """The name if it is one: not empty, not too long, nothing that cannot be printed.

    A damaged name is not mended, for then it could be that of another card.
    """
    if not isinstance(text, str):
        return None
    name = text.strip()
    if not name or len(name) > _MOST_NAME_CHARACTERS or not name.isprintable():
        return None
    # nvidia-smi says [N/A] and the like in brackets; U+FFFD was a byte that is no text.
    return None if name[0] == "[" or "\ufffd" in name else name


def _plausible(kind: type[Value], said: Mapping[str, object]) -> dict[str, object]:
    """The fields that `kind` accepts."""
    known = {field: value for field, value in said.items() if value is not None}
    try:
        kind.model_validate(known)
    except ValidationError as error:
        refused = {each["loc"][0] for each in error.errors()}
        return {field: value for field, value in known.items() if field not in refused}
    return known
