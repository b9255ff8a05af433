"""The history of prompts in SQLite."""

import sqlite3
import time
from collections.abc import Callable

from wan22_desktop.core.database import Database
from wan22_desktop.generation.domain.prompt_history import (
    MAX_ENTRIES,
    SHOWN_ENTRIES,
    FoundPrompts,
    PromptEntry,
)

CREATE_PROMPTS = """
CREATE TABLE prompts (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  negative_prompt TEXT NOT NULL,
  folded TEXT NOT NULL,
  last_used REAL NOT NULL,
  uses INTEGER NOT NULL,
  is_favourite INTEGER NOT NULL DEFAULT 0,
  UNIQUE (text, negative_prompt)
) STRICT;
CREATE INDEX prompts_by_use ON prompts (is_favourite, last_used)
"""
"""Upgrade script for `Database`, put in order by `composition/schema.py`; never edited."""

_ORDER = "ORDER BY is_favourite DESC, last_used DESC, id DESC"
_MAX_WORDS = 12


class PromptStore:
    """Reads and writes prompts; writing raises NotSavedError, reading UserError."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def note(self, text: str, negative_prompt: str) -> None:
        """A prompt has been used: it is the latest now. One without words is not kept."""
        text, negative_prompt = text.strip(), negative_prompt.strip()
        if not text:
            return
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO prompts (text, negative_prompt, folded, last_used, uses)"
                " VALUES (?, ?, ?, ?, 1) ON CONFLICT (text, negative_prompt)"
                " DO UPDATE SET uses = uses + 1, last_used = excluded.last_used",
                (text, negative_prompt, text.casefold(), self._now()),
            )
            connection.execute(
                "DELETE FROM prompts WHERE is_favourite = 0 AND id NOT IN (SELECT id FROM prompts"
                " ORDER BY is_favourite DESC, last_used DESC, id DESC LIMIT ?)",
                (MAX_ENTRIES,),
            )

    def search(self, query: str) -> FoundPrompts:
        """Prompts that hold every word of the query, upper or lower case."""
        words = query.casefold().split()[:_MAX_WORDS]
        where = " AND ".join(["instr(folded, ?)"] * len(words)) or "1"
        # Only places for values are put in. Counting apart spares SQLite from sorting every text.
        total = self._database.read(f"SELECT count(*) FROM prompts WHERE {where}", words)  # noqa: S608
        rows = self._database.read(
            f"SELECT * FROM prompts WHERE {where} {_ORDER} LIMIT ?",  # noqa: S608
            (*words, SHOWN_ENTRIES),
        )
        return FoundPrompts(query, tuple(_entry(row) for row in rows), int(total[0][0]))

    def set_favourite(self, entry_id: str, *, is_favourite: bool) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE prompts SET is_favourite = ? WHERE id = ?",
                (int(is_favourite), int(entry_id)),
            )

    def remove(self, entry_id: str) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM prompts WHERE id = ?", (int(entry_id),))

    def clear(self, *, favourites_too: bool) -> None:
        """Forget everything, or everything but the favourites."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM prompts WHERE is_favourite <= ?", (int(favourites_too),)
            )


def _entry(row: sqlite3.Row) -> PromptEntry:
    return PromptEntry(
        id=str(row["id"]),
        text=row["text"],
        negative_prompt=row["negative_prompt"],
        last_used=row["last_used"],
        uses=row["uses"],
        is_favourite=bool(row["is_favourite"]),
    )
