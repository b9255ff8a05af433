"""What the library consists of, as it is held in memory."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.lora_library.domain.names import name_key
from wan22_desktop.lora_library.domain.records import LoraCard, LoraEntry


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells cheaply whether a file may have changed."""

    size_bytes: int
    mtime_ns: int

    @classmethod
    def of(cls, file: Path) -> "FileStamp":
        """Of the file itself, never of what a link leads to; raises OSError."""
        info = file.lstat()
        return cls(info.st_size, info.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that are one card."""

    high: str
    low: str
    name: str
    is_automatic: bool = False


@dataclass(slots=True)
class Contents:
    """Everything that cards are made of, by SHA-256; pairs by that of their high-noise half."""

    entries: dict[str, LoraEntry]
    stamps: dict[str, FileStamp]
    """Of the library's copies when their content was last proven."""
    pairs: dict[str, Pair]
    low_halves: dict[str, str]
    """The high-noise half of each low-noise one that is in a pair."""
    names: dict[str, str]
    """The entry of each name, by `name_key`."""
    outdated: set[str]
    """Entries whose facts an older recognition has found, or whose row was damaged."""

    def copy(self) -> "Contents":
        return Contents(
            dict(self.entries),
            dict(self.stamps),
            dict(self.pairs),
            dict(self.low_halves),
            dict(self.names),
            set(self.outdated),
        )

    def named(self, key: str) -> LoraCard | None:
        """The pair or the file that is called so, by `name_key`; a half stands for its pair."""
        for pair in self.pairs.values():
            if name_key(pair.name) == key:
                return self.card(pair.high)
        sha256 = self.names.get(key)
        return None if sha256 is None else self.card(self.card_id(sha256))

    def is_taken(self, name: str, *, by_others_than: Collection[str] = ()) -> bool:
        """Whether an entry or a pair is called so, other than these entries and their pairs."""
        key = name_key(name)
        owner = self.names.get(key)
        return (owner is not None and owner not in by_others_than) or any(
            name_key(pair.name) == key and pair.high not in by_others_than
            for pair in self.pairs.values()
        )

    def card_id(self, sha256: str) -> str:
        """That of the card which has this file."""
        return self.low_halves.get(sha256, sha256)

    def card(self, card_id: str) -> LoraCard | None:
        entry = self.entries.get(card_id)
        if entry is None or card_id in self.low_halves:
            return None
        pair = self.pairs.get(card_id)
        if pair is None:
            return LoraCard(entry)
        return LoraCard(entry, self.entries[pair.low], pair.name, pair.is_automatic)

    def cards(self) -> tuple[LoraCard, ...]:
        return tuple(card for sha256 in self.entries if (card := self.card(sha256)) is not None)
