"""The LoRA library in SQLite, read once and then held in memory."""

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.database import Database
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.codec import (
    PROBE_VERSION,
    details_from_json,
    details_to_json,
    facts_from_json,
    facts_to_json,
)
from wan22_desktop.lora_library.domain.costs import MeasuredCost
from wan22_desktop.lora_library.domain.names import name_key
from wan22_desktop.lora_library.domain.records import (
    FileState,
    LoraCard,
    LoraDetails,
    LoraEntry,
    LoraFacts,
)

CREATE_LORAS = """
CREATE TABLE loras (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  file_name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  state TEXT NOT NULL,
  probe_version INTEGER NOT NULL,
  facts TEXT NOT NULL,
  details TEXT NOT NULL,
  is_favourite INTEGER NOT NULL,
  use_count INTEGER NOT NULL,
  last_used REAL,
  added_at REAL NOT NULL,
  thumbnail TEXT
) STRICT;
CREATE TABLE lora_pairs (
  high TEXT PRIMARY KEY REFERENCES loras (sha256) ON DELETE CASCADE,
  low TEXT NOT NULL UNIQUE REFERENCES loras (sha256) ON DELETE CASCADE,
  name TEXT NOT NULL,
  is_automatic INTEGER NOT NULL
) STRICT;
CREATE TABLE lora_splits (
  one TEXT NOT NULL,
  other TEXT NOT NULL,
  PRIMARY KEY (one, other)
) STRICT;
CREATE TABLE lora_measures (
  sha256 TEXT NOT NULL,
  variant TEXT NOT NULL,
  load_seconds REAL NOT NULL,
  resident_bytes INTEGER NOT NULL,
  PRIMARY KEY (sha256, variant)
) STRICT;
CREATE TABLE lora_files_seen (
  path BLOB PRIMARY KEY,
  size_bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  sha256 TEXT
) STRICT
"""
"""An upgrade script for `Database`; a released one is never edited.

`lora_splits` holds pairs that people have split: they are not put together again by themselves.
`lora_files_seen` holds files of watched folders, so that they are read once only.
"""

_COLUMNS = (
    "sha256", "name", "name_key", "file_name", "size_bytes", "mtime_ns", "state", "probe_version",
    "facts", "details", "is_favourite", "use_count", "last_used", "added_at", "thumbnail",
)  # fmt: skip
# Not "INSERT OR REPLACE": it would delete the row, and its pair with it.
_PUT = (
    f"INSERT INTO loras ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"  # noqa: S608 - of constants
    f" ON CONFLICT (sha256) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _COLUMNS)}"
)

_log = logging.getLogger("wan22.loras")


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


class Change:
    """What is about to be written; `contents` shows it already."""

    def __init__(self, connection: sqlite3.Connection, contents: Contents) -> None:
        self._connection = connection
        self.contents = contents
        self.touched: set[str] = set()
        """Entries whose cards may be different now."""

    def put(self, entry: LoraEntry, stamp: FileStamp | None = None) -> None:
        """Add or replace an entry; without a stamp it keeps its own."""
        stamp = stamp or self.contents.stamps[entry.sha256]
        self.touched.add(entry.sha256)
        self._connection.execute(
            _PUT,
            (
                entry.sha256,
                entry.name,
                name_key(entry.name),
                entry.file_name,
                entry.size_bytes,
                stamp.mtime_ns,
                entry.state.value,
                0 if entry.sha256 in self.contents.outdated else PROBE_VERSION,
                _dump(facts_to_json(entry.facts)),
                _dump(details_to_json(entry.details)),
                int(entry.is_favourite),
                entry.use_count,
                entry.last_used,
                entry.added_at,
                entry.thumbnail,
            ),
        )
        old = self.contents.entries.get(entry.sha256)
        if old is not None:
            del self.contents.names[name_key(old.name)]
        if self.contents.names.setdefault(name_key(entry.name), entry.sha256) != entry.sha256:
            raise ValueError(f"two LoRAs would be called {entry.name!a}")
        self.contents.entries[entry.sha256] = entry
        self.contents.stamps[entry.sha256] = stamp

    def remove(self, sha256: str) -> None:
        """Forget an entry, its pair, and that its pair was ever split."""
        high = self.contents.card_id(sha256)
        if high in self.contents.pairs:
            self.unpair(high)
        self.touched.add(sha256)
        self._connection.execute("DELETE FROM loras WHERE sha256 = ?", (sha256,))
        self._connection.execute("DELETE FROM lora_splits WHERE ?1 IN (one, other)", (sha256,))
        self._connection.execute("DELETE FROM lora_measures WHERE sha256 = ?", (sha256,))
        del self.contents.names[name_key(self.contents.entries.pop(sha256).name)]
        del self.contents.stamps[sha256]
        self.contents.outdated.discard(sha256)

    def pair(self, pair: Pair) -> None:
        """Both halves are entries and in no pair."""
        self._connection.execute(
            "INSERT INTO lora_pairs (high, low, name, is_automatic) VALUES (?, ?, ?, ?)",
            (pair.high, pair.low, pair.name, int(pair.is_automatic)),
        )
        self._connection.execute(
            "DELETE FROM lora_splits WHERE one = ? AND other = ?", _in_order(pair.high, pair.low)
        )
        self.contents.pairs[pair.high] = pair
        self.contents.low_halves[pair.low] = pair.high
        self.touched |= {pair.high, pair.low}

    def unpair(self, high: str) -> Pair:
        """What was the pair."""
        self._connection.execute("DELETE FROM lora_pairs WHERE high = ?", (high,))
        pair = self.contents.pairs.pop(high)
        del self.contents.low_halves[pair.low]
        self.touched |= {pair.high, pair.low}
        return pair

    def keep_apart(self, one: str, other: str) -> None:
        """These two are not to be paired by the app."""
        self._connection.execute(
            "INSERT OR IGNORE INTO lora_splits (one, other) VALUES (?, ?)", _in_order(one, other)
        )

    def see(self, file: Path, stamp: FileStamp, sha256: str | None) -> None:
        """Remember a file of a watched folder; without a hash if it is no LoRA."""
        self._connection.execute(
            "INSERT OR REPLACE INTO lora_files_seen (path, size_bytes, mtime_ns, sha256)"
            " VALUES (?, ?, ?, ?)",
            (bytes(file), stamp.size_bytes, stamp.mtime_ns, sha256),
        )

    def measure(self, sha256: str, variant: Variant, cost: MeasuredCost) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO lora_measures (sha256, variant, load_seconds, resident_bytes)"
            " VALUES (?, ?, ?, ?)",
            (sha256, variant.value, cost.load_seconds, cost.resident_bytes),
        )


class LoraStore:
    """Reads and writes the library; raises NotSavedError, and UserError for a damaged file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._contents: Contents | None = None

    @property
    def contents(self) -> Contents:
        """What is stored; never changed, but replaced."""
        with self._lock:
            if self._contents is None:
                self._contents = self._read()
            return self._contents

    @contextmanager
    def change(
        self, stored: Callable[[Contents, Change], None] = lambda _before, _change: None
    ) -> Iterator[Change]:
        """Everything in the block is stored when it ends, or nothing; one thread at a time.

        `stored` is called with what was there before, when it is on the disk and before anybody
        else can change anything.
        """
        with self._lock:
            before = self.contents
            with self._database.transaction() as connection:
                change = Change(connection, before.copy())
                yield change
            self._contents = change.contents
            stored(before, change)

    def splits(self) -> frozenset[frozenset[str]]:
        """Pairs that people have split."""
        rows = self._database.read("SELECT one, other FROM lora_splits")
        return frozenset(frozenset((row["one"], row["other"])) for row in rows)

    def seen(self) -> dict[Path, tuple[FileStamp, str | None]]:
        """Files of watched folders as they were when they were read, and what they are."""
        rows = self._database.read("SELECT path, size_bytes, mtime_ns, sha256 FROM lora_files_seen")
        return {
            Path(os.fsdecode(row["path"])): (
                FileStamp(row["size_bytes"], row["mtime_ns"]),
                row["sha256"],
            )
            for row in rows
        }

    def measures(self, variant: Variant) -> dict[str, MeasuredCost]:
        """Of every file that was ever put on this model here, by SHA-256."""
        rows = self._database.read(
            "SELECT * FROM lora_measures WHERE variant = ?", (variant.value,)
        )
        return {
            row["sha256"]: MeasuredCost(row["load_seconds"], row["resident_bytes"]) for row in rows
        }

    def _read(self) -> Contents:
        contents = Contents({}, {}, {}, {}, {}, set())
        for row in self._database.read("SELECT * FROM loras"):
            facts, details, is_whole = _texts_of(row)
            sha256 = row["sha256"]
            contents.entries[sha256] = LoraEntry(
                sha256=sha256,
                name=row["name"],
                file_name=row["file_name"],
                size_bytes=row["size_bytes"],
                facts=facts,
                details=details,
                state=FileState(row["state"]),
                is_favourite=bool(row["is_favourite"]),
                use_count=row["use_count"],
                last_used=row["last_used"],
                added_at=row["added_at"],
                thumbnail=row["thumbnail"],
            )
            contents.stamps[sha256] = FileStamp(row["size_bytes"], row["mtime_ns"])
            contents.names[row["name_key"]] = sha256
            if not is_whole or row["probe_version"] != PROBE_VERSION:
                contents.outdated.add(sha256)
        for row in self._database.read("SELECT * FROM lora_pairs"):
            pair = Pair(row["high"], row["low"], row["name"], bool(row["is_automatic"]))
            contents.pairs[pair.high] = pair
            contents.low_halves[pair.low] = pair.high
        return contents


def _texts_of(row: sqlite3.Row) -> tuple[LoraFacts, LoraDetails, bool]:
    """What is in the JSON of a row, and whether all of it could be read."""
    facts, details, is_whole = LoraFacts(), LoraDetails(), True
    try:
        facts = facts_from_json(json.loads(row["facts"]))
    except (ValueError, RecursionError):
        # Normal after an update of the app: they are looked up again.
        is_whole = False
    try:
        details = details_from_json(json.loads(row["details"]))
    except (ValueError, RecursionError):
        is_whole = False
        _log.warning("the details of the LoRA %s are damaged", row["sha256"])
    return facts, details, is_whole


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
