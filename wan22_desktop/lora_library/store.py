"""The LoRA library in SQLite, read once and then held in memory."""

import contextlib
import gc
import json
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from wan22_desktop.core.database import Database
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.contents import Contents, FileStamp, Pair
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

_STATES = {state.value: state for state in FileState}
_COLUMNS = (
    "sha256", "name", "name_key", "file_name", "size_bytes", "mtime_ns", "state", "probe_version",
    "facts", "details", "is_favourite", "use_count", "last_used", "added_at", "thumbnail",
)  # fmt: skip
_FACTS, _DETAILS = _COLUMNS.index("facts"), _COLUMNS.index("details")
_GET = f"SELECT {', '.join(_COLUMNS)} FROM loras"  # noqa: S608 - of constants
# Not "INSERT OR REPLACE": it would delete the row, and its pair with it.
_PUT = (
    f"INSERT INTO loras ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"  # noqa: S608 - of constants
    f" ON CONFLICT (sha256) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _COLUMNS)}"
)

_log = logging.getLogger("wan22.loras")


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

    @contextlib.contextmanager
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
        rows = self._database.read(_GET)
        with _without_garbage_collection():
            all_facts = _parsed([row[_FACTS] for row in rows])
            all_details = _parsed([row[_DETAILS] for row in rows])
            for row, facts, details in zip(rows, all_facts, all_details, strict=True):
                _add(contents, row, facts, details)
        for row in self._database.read("SELECT * FROM lora_pairs"):
            pair = Pair(row["high"], row["low"], row["name"], bool(row["is_automatic"]))
            contents.pairs[pair.high] = pair
            contents.low_halves[pair.low] = pair.high
        return contents


def _add(contents: Contents, row: sqlite3.Row, facts_json: object, details_json: object) -> None:
    # Taken apart at once: asking a row for fifteen names takes as long as reading the JSON.
    (
        sha256, name, key, file_name, size_bytes, mtime_ns, state, probe_version,
        _, _, is_favourite, use_count, last_used, added_at, thumbnail,
    ) = row  # fmt: skip
    facts, details, is_whole = _understood(sha256, facts_json, details_json)
    contents.entries[sha256] = LoraEntry(
        sha256,
        name,
        file_name,
        size_bytes,
        facts,
        details,
        _STATES.get(state, FileState.MISSING),  # a scan will tell
        bool(is_favourite),
        use_count,
        last_used,
        added_at,
        thumbnail,
    )
    contents.stamps[sha256] = FileStamp(size_bytes, mtime_ns)
    contents.names[key] = sha256
    if not is_whole or probe_version != PROBE_VERSION:
        contents.outdated.add(sha256)


@contextlib.contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """For many objects that stay: looking through them for garbage would take a third of the time.

    5,000 entries are 100,000 objects (`benchmarks/lora_library.py`).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parsed(texts: list[str]) -> list[object]:
    """The JSON of every row, None for what is damaged; all at once takes half the time."""
    with contextlib.suppress(ValueError, RecursionError):
        values = json.loads(f"[{','.join(texts)}]")
        if len(values) == len(texts):
            return values
    return [_parsed_one(text) for text in texts]


def _parsed_one(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _understood(
    sha256: str, facts_json: object, details_json: object
) -> tuple[LoraFacts, LoraDetails, bool]:
    """What a row says, and whether all of it could be read."""
    facts, details, is_whole = LoraFacts(), LoraDetails(), True
    try:
        facts = facts_from_json(facts_json)
    except ValueError:
        # Normal after an update of the app: they are looked up again.
        is_whole = False
    try:
        details = details_from_json(details_json)
    except ValueError:
        is_whole = False
        _log.warning("the details of the LoRA %s are damaged", sha256)
    return facts, details, is_whole


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
