"""The clips of the gallery in SQLite."""

import json
import logging
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path

from wan22_desktop.core.database import Database
from wan22_desktop.gallery.domain.clip_record import ClipLora, ClipRecord, ClipState, Origin

CREATE_CLIPS = """
CREATE TABLE clips (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  size_bytes INTEGER NOT NULL,
  added_at REAL NOT NULL,
  created_at REAL NOT NULL,
  prompt TEXT NOT NULL,
  model TEXT NOT NULL,
  request TEXT NOT NULL,
  request_crc32 INTEGER NOT NULL,
  loras TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  num_frames INTEGER NOT NULL,
  fps REAL NOT NULL,
  render_seconds REAL NOT NULL,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
  tags TEXT NOT NULL,
  origin TEXT NOT NULL,
  job_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  group_kind TEXT NOT NULL,
  label TEXT NOT NULL,
  work TEXT NOT NULL,
  note TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE TABLE clip_albums (
  clip_id TEXT NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
  album TEXT NOT NULL,
  PRIMARY KEY (clip_id, album)
) STRICT, WITHOUT ROWID
"""
"""An upgrade script for `Database`; a released one is never edited.

`path` is relative to the home's folder of outputs where the clip lies in it, so that a home can be
moved, and absolute otherwise.
"""

_COLUMNS = (
    "id", "path", "sha256", "size_bytes", "added_at", "created_at", "prompt", "model", "request",
    "request_crc32", "loras", "width", "height", "num_frames", "fps", "render_seconds", "rating",
    "tags", "origin", "job_id", "group_id", "group_kind", "label", "work", "note", "state",
)  # fmt: skip
_GET = f"SELECT {', '.join(_COLUMNS)} FROM clips"  # noqa: S608 - of constants
# Not "INSERT OR REPLACE": it would delete the row, and its albums with it.
_PUT = (
    f"INSERT INTO clips ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"  # noqa: S608 - of constants
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _COLUMNS[1:])}"
)
_STATES = {state.value: state for state in ClipState}
_ORIGINS = {origin.value: origin for origin in Origin}

_log = logging.getLogger("wan22.gallery")


class ClipStore:
    """Reads and writes clips; raises NotSavedError, and UserError for a damaged file."""

    def __init__(self, database: Database, outputs: Path) -> None:
        self._database = database
        self._outputs = outputs

    def all(self) -> tuple[ClipRecord, ...]:
        """Every clip, also those that are not shown, in no order."""
        albums: dict[str, list[str]] = {}
        for clip_id, album in self._database.read(
            "SELECT clip_id, album FROM clip_albums ORDER BY album"
        ):
            albums.setdefault(clip_id, []).append(album)
        base = str(self._outputs)
        return tuple(
            _record(row, base, tuple(albums.get(row[0], ()))) for row in self._database.read(_GET)
        )

    def put(self, records: Iterable[ClipRecord]) -> None:
        """Add clips, or replace them by their ids; all or none."""
        records = tuple(records)
        with self._database.transaction() as connection:
            connection.executemany(_PUT, (self._row(record) for record in records))
            connection.executemany(
                "DELETE FROM clip_albums WHERE clip_id = ?", ((record.id,) for record in records)
            )
            connection.executemany(
                "INSERT INTO clip_albums (clip_id, album) VALUES (?, ?)",
                ((record.id, album) for record in records for album in record.albums),
            )

    def _row(self, record: ClipRecord) -> tuple[object, ...]:
        path = Path(record.path)
        inside = path.is_relative_to(self._outputs)
        return (
            record.id,
            path.relative_to(self._outputs).as_posix() if inside else record.path,
            record.sha256,
            record.size_bytes,
            record.added_at,
            record.created_at,
            record.prompt,
            record.model,
            record.request_json,
            zlib.crc32(record.request_json.encode()),
            _dump([[lora.sha256, lora.name] for lora in record.loras]),
            record.width,
            record.height,
            record.num_frames,
            record.fps,
            record.render_seconds,
            record.rating,
            _dump(list(record.tags)),
            record.origin.value,
            record.job_id,
            record.group_id,
            record.group_kind,
            record.label,
            record.work,
            record.note,
            record.state.value,
        )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _record(row: sqlite3.Row, outputs: str, albums: tuple[str, ...]) -> ClipRecord:
    # By position and in one go: ten thousand rows are read before the gallery shows anything.
    (
        clip_id, path, sha256, size_bytes, added_at, created_at, prompt, model, request,
        request_crc32, loras, width, height, num_frames, fps, render_seconds, rating,
        tags, origin, job_id, group_id, group_kind, label, work, note, state,
    ) = row  # fmt: skip
    if request and zlib.crc32(request.encode()) != request_crc32:
        # The clip itself still says how it was made; only this copy is not to be believed.
        _log.warning("the settings kept for the clip %s are damaged and not used", clip_id)
        request = ""
    return ClipRecord(
        clip_id,
        path if _is_absolute(path) else f"{outputs}/{path}",
        sha256,
        size_bytes,
        added_at,
        created_at,
        prompt,
        model,
        request,
        () if loras == "[]" else tuple(ClipLora(*lora) for lora in json.loads(loras)),
        width,
        height,
        num_frames,
        fps,
        render_seconds,
        rating,
        () if tags == "[]" else tuple(json.loads(tags)),
        albums,
        _ORIGINS.get(origin, Origin.IMPORTED),
        job_id,
        group_id,
        group_kind,
        label,
        work,
        note,
        _STATES.get(state, ClipState.PRESENT),
    )


def _is_absolute(path: str) -> bool:
    """As `Path.is_absolute` on any system, without its price for each of ten thousand rows."""
    return path.startswith(("/", "\\")) or path[1:2] == ":"
