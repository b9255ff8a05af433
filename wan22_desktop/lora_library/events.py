"""What the LoRA library tells whoever listens; frozen values, safe on any thread."""

from dataclasses import dataclass

from wan22_desktop.core.errors import UserError
from wan22_desktop.lora_library.domain.importing import ImportProgress, ImportResult
from wan22_desktop.lora_library.domain.records import LoraCard


@dataclass(frozen=True, slots=True)
class LorasListed:
    """Every card, in no particular order."""

    cards: tuple[LoraCard, ...]


@dataclass(frozen=True, slots=True)
class CardsChanged:
    """Cards that are new or different, and the ids of cards that are no more."""

    changed: tuple[LoraCard, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportMoved:
    """An import goes on."""

    progress: ImportProgress


@dataclass(frozen=True, slots=True)
class ImportEnded:
    """Every file has its result, in the order in which they were found."""

    results: tuple[ImportResult, ...]


@dataclass(frozen=True, slots=True)
class LoraRefused:
    """A wish was not granted, or something failed."""

    error: UserError
    card_id: str | None = None


@dataclass(frozen=True, slots=True)
class LoraNote:
    """Something that people should know, in one sentence."""

    text: str


LoraEvent = LorasListed | CardsChanged | ImportMoved | ImportEnded | LoraRefused | LoraNote
