"""Jobs in SQLite."""

import sqlite3
import zlib
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import ValidationError

from wan22_desktop.core.database import Database
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.events import QueuePause

CREATE_JOBS = """
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  request TEXT NOT NULL,
  request_crc32 INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  message TEXT NOT NULL,
  clip_path TEXT,
  clip_sha256 TEXT,
  clip_bytes INTEGER NOT NULL,
  seconds REAL NOT NULL,
  thumbnail BLOB NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_by_position ON jobs (position);
CREATE TABLE queue (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  paused INTEGER NOT NULL,
  pause_reason TEXT NOT NULL
) STRICT;
INSERT INTO queue VALUES (1, 0, '');
"""
ADD_WAITS = """
ALTER TABLE jobs ADD COLUMN waits TEXT NOT NULL DEFAULT ''
"""
ADD_NOTE = """
ALTER TABLE jobs ADD COLUMN note TEXT NOT NULL DEFAULT ''
"""
ADD_LORAS_AT_FAULT = """
ALTER TABLE jobs ADD COLUMN loras_at_fault TEXT NOT NULL DEFAULT ''
"""
# Upgrade scripts for `Database`, put in order by `composition/schema.py`; a released one is never
# edited.


class JobStore:
    """Reads and writes jobs; every method is one transaction and raises NotSavedError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Job, ...]:
        """Every job in the order of the list."""
        rows = self._database.read("SELECT * FROM jobs ORDER BY position, id")
        return tuple(_job(row) for row in rows)

    def get(self, job_id: str) -> Job | None:
        rows = self._database.read("SELECT * FROM jobs WHERE id = ?", (job_id,))
        return _job(rows[0]) if rows else None

    def add(
        self,
        job_id: str,
        request: GenerationRequest,
        *,
        clip_path: str | None = None,
        waits: str = "",
        note: str = "",
    ) -> Job:
        """A new job at the end of the list; it is on the disk when this returns."""
        with self._database.transaction() as connection:
            last = connection.execute("SELECT coalesce(max(position), 0) FROM jobs").fetchone()[0]
            job = Job(
                id=job_id,
                request=request,
                position=int(last) + 1,
                clip_path=clip_path,
                waits=waits,
                note=note,
                created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
            _insert(connection, job)
        return job

    def save(self, *jobs: Job) -> None:
        """Write jobs that exist already, all or none."""
        with self._database.transaction() as connection:
            for job in jobs:
                connection.execute(
                    "UPDATE jobs SET position = ?, state = ?, crashes = ?, message = ?, waits = ?,"
                    " clip_path = ?, clip_sha256 = ?, clip_bytes = ?, seconds = ?, thumbnail = ?,"
                    " loras_at_fault = ? WHERE id = ?",
                    (
                        job.position,
                        job.state.value,
                        job.crashes,
                        job.message,
                        job.waits,
                        job.clip_path,
                        job.clip_sha256,
                        job.clip_bytes,
                        job.seconds,
                        job.thumbnail,
                        " ".join(job.loras_at_fault),
                        job.id,
                    ),
                )

    def set_order(self, job_ids: tuple[str, ...]) -> None:
        """Number the list anew; `job_ids` names every job."""
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE jobs SET position = ? WHERE id = ?",
                [(position, job_id) for position, job_id in enumerate(job_ids, start=1)],
            )

    def remove(self, *job_ids: str) -> None:
        """Forget jobs; their clips stay."""
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM jobs WHERE id = ?", [(i,) for i in job_ids])

    def pause(self) -> QueuePause:
        row = self._database.read("SELECT paused, pause_reason FROM queue")[0]
        return QueuePause(paused=bool(row["paused"]), reason=row["pause_reason"])

    def set_pause(self, pause: QueuePause) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE queue SET paused = ?, pause_reason = ?", (int(pause.paused), pause.reason)
            )


def _insert(connection: sqlite3.Connection, job: Job) -> None:
    request = job.request.to_json()
    connection.execute(
        "INSERT INTO jobs (id, position, state, request, request_crc32, crashes, message, waits,"
        " note, clip_path, clip_sha256, clip_bytes, seconds, thumbnail, created_at, loras_at_fault)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            job.id,
            job.position,
            job.state.value,
            request,
            zlib.crc32(request.encode()),
            job.crashes,
            job.message,
            job.waits,
            job.note,
            job.clip_path,
            job.clip_sha256,
            job.clip_bytes,
            job.seconds,
            job.thumbnail,
            job.created_at,
            " ".join(job.loras_at_fault),
        ),
    )


def _job(row: sqlite3.Row) -> Job:
    """The job in `row`; damage to its request or its state makes it a failed job."""
    text, state = str(row["request"]), row["state"]
    known = state in list(JobState)
    job = Job(
        id=row["id"],
        request=GenerationRequest.default(Variant.DEMO),
        position=row["position"],
        state=JobState(state) if known else JobState.FAILED,
        crashes=row["crashes"],
        message=row["message"],
        waits=row["waits"],
        note=row["note"],
        clip_path=row["clip_path"],
        clip_sha256=row["clip_sha256"],
        clip_bytes=row["clip_bytes"],
        seconds=row["seconds"],
        thumbnail=row["thumbnail"],
        created_at=row["created_at"],
        loras_at_fault=tuple(row["loras_at_fault"].split()),
    )
    if known and zlib.crc32(text.encode()) == row["request_crc32"]:
        try:
            return replace(job, request=GenerationRequest.from_json(text))
        except ValidationError:
            pass
    if job.state is JobState.DONE:
        return job
    return replace(
        job,
        state=JobState.FAILED,
        message="The stored settings of this job are damaged; add it to the queue again.",
    )
