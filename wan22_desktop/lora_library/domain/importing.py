"""What can become of a file that is taken into the library."""

from dataclasses import dataclass
from enum import StrEnum


class OnConflict(StrEnum):
    """What to do with a new file whose name another LoRA of the library has."""

    ASK = "ask"
    """Nothing yet: the result says that the name exists."""
    KEEP_BOTH = "keep-both"
    """The new one gets a number."""
    REPLACE = "replace"
    """The new one takes over name and details; the old file goes to the recycle bin."""


class ImportOutcome(StrEnum):
    """Of one file."""

    ADDED = "added"
    ALREADY_THERE = "already-there"
    """The same bytes are in the library, perhaps under another name."""
    RELINKED = "relinked"
    """The bytes of an entry whose file was missing."""
    NAME_EXISTS = "name-exists"
    REFUSED = "refused"
    WHOLE_MODEL = "whole-model"
    """It is no LoRA but a model, which has its own place."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Of one file; `text` is a whole sentence with what can be done."""

    source: str
    outcome: ImportOutcome
    text: str
    card_id: str | None = None

    @property
    def is_in_library(self) -> bool:
        return self.outcome in (
            ImportOutcome.ADDED,
            ImportOutcome.ALREADY_THERE,
            ImportOutcome.RELINKED,
        )


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is."""

    name: str
    """The file at work."""
    file_number: int
    """From 1."""
    num_files: int
    done_bytes: int
    """Of all files."""
    total_bytes: int
