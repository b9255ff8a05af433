"""Renders by model, kept in the app's database on this computer and nowhere else."""

import sqlite3
from datetime import datetime

from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.usage import UsageData, utc

CREATE_RENDERS = """
CREATE TABLE renders (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  package TEXT NOT NULL,
  variant TEXT NOT NULL,
  ok INTEGER,
  category TEXT,
  seconds REAL NOT NULL,
  seconds_per_step REAL NOT NULL,
  steps INTEGER NOT NULL,
  steps_sampled INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL
) STRICT;
CREATE INDEX renders_by_package ON renders (package, at)
"""
"""An upgrade script for `Database`; a released one is never edited."""


class UsageStore:
    """Writes and reads renders; raises NotSavedError, and UserError for a file that is damaged."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, render: UsageData) -> None:
        """It is on the disk when this returns."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO renders (at, package, variant, ok, category, seconds,"
                " seconds_per_step, steps, steps_sampled, frames, width, height)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    _stamp(render.at),
                    render.package,
                    render.variant.value,
                    None if render.ok is None else int(render.ok),
                    None if render.category is None else render.category.value,
                    render.seconds,
                    render.seconds_per_step,
                    render.steps,
                    render.steps_sampled,
                    render.frames,
                    render.width,
                    render.height,
                ),
            )

    def renders(
        self, package: str | None = None, *, since: datetime | None = None
    ) -> tuple[UsageData, ...]:
        """Those of one package or of all, the oldest first; rows that are no renders are left out.

        Of models and failures that only a newer version of the app knows, for instance.
        """
        rows = self._database.read(
            "SELECT * FROM renders WHERE (?1 IS NULL OR package = ?1) AND at >= ?2 ORDER BY at, id",
            (package, "" if since is None else _stamp(since)),
        )
        found = (_render(row) for row in rows)
        return tuple(render for render in found if render is not None)


def _stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, always equally long: such texts sort like the moments."""
    return utc(moment).isoformat(timespec="milliseconds")


def _render(row: sqlite3.Row) -> UsageData | None:
    try:
        return UsageData(
            package=row["package"],
            variant=Variant(row["variant"]),
            at=utc(datetime.fromisoformat(row["at"])),
            ok=None if row["ok"] is None else bool(row["ok"]),
            category=None if row["category"] is None else ErrorCategory(row["category"]),
            seconds=row["seconds"],
            seconds_per_step=row["seconds_per_step"],
            steps=row["steps"],
            steps_sampled=row["steps_sampled"],
            frames=row["frames"],
            width=row["width"],
            height=row["height"],
        )
    except ValueError:
        return None
