"""What the gallery tells about its clips, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.gallery.domain.clip_record import ClipRecord


@dataclass(frozen=True, slots=True)
class LibraryChange:
    """Clips that are shown now and were not, that are different, and ids of those that went."""

    added: tuple[ClipRecord, ...] = ()
    changed: tuple[ClipRecord, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)


class ImportOutcome(StrEnum):
    IMPORTED = "imported"
    KNOWN = "known"
    """The gallery has the same clip already."""
    FOUND_AGAIN = "found-again"
    """A clip of the gallery that was missing; it is known at its new place now."""
    BROUGHT_BACK = "brought-back"
    """Had been taken out of the gallery; is back with its rating and tags."""
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one file; `message` says why, or what is special, and is empty otherwise."""

    path: str
    outcome: ImportOutcome
    clip_id: str = ""
    message: str = ""

    @property
    def is_in_gallery(self) -> bool:
        return self.outcome not in (ImportOutcome.REFUSED, ImportOutcome.CANCELLED)


@dataclass(frozen=True, slots=True)
class ImportProgress:
    done: int
    total: int
    name: str
    """Of the file at work."""


@dataclass(frozen=True, slots=True)
class RecycleResult:
    """Clips whose files are in the recycle bin, and what could not be moved there."""

    moved: tuple[ClipRecord, ...]
    problems: tuple[str, ...] = ()
    """One sentence for each clip that stayed where it was."""
