"""Jobs and their groups in SQLite."""

import sqlite3
import threading
import zlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.database import Database
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.groups import GroupKind, JobGroup
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
ADD_GROUPS_AND_WORK = """
ALTER TABLE jobs ADD COLUMN group_id TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN work TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN work_crc32 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN is_skipped INTEGER NOT NULL DEFAULT 0;
CREATE TABLE job_groups (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  spec TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
"""
# Upgrade scripts for `Database`, put in order by `composition/schema.py`; a released one is never
# edited.

_STATE_COLUMNS = (
    "state",
    "crashes",
    "message",
    "waits",
    "clip_path",
    "clip_sha256",
    "clip_bytes",
    "seconds",
    "thumbnail",
    "loras_at_fault",
    "is_skipped",
)
"""What becomes of a job. Its place is not among them: whoever saves may have read it long ago."""
_CONTENT_COLUMNS = ("request", "request_crc32", "work", "work_crc32")
"""What is made; written only when it changes, so that damage to it is never written over."""
_BIRTH_COLUMNS = ("position", "note", "created_at", "group_id", "label")
_COLUMNS = (*_STATE_COLUMNS, *_CONTENT_COLUMNS, *_BIRTH_COLUMNS, "id")
_CONTENT = slice(len(_STATE_COLUMNS), len(_STATE_COLUMNS) + len(_CONTENT_COLUMNS))
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM jobs"  # noqa: S608 - names that stand above
_INSERT = (
    f"INSERT INTO jobs ({', '.join(_COLUMNS)})"  # noqa: S608 - names that stand above
    f" VALUES ({', '.join('?' * len(_COLUMNS))})"
)


def _update(columns: tuple[str, ...]) -> str:
    return f"UPDATE jobs SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?"  # noqa: S608 - names that stand above


class _Content(NamedTuple):
    request: GenerationRequest
    work: ClipWork | None


class _Known(NamedTuple):
    """A row as it was read last, and what it was taken for."""

    values: tuple[object, ...]
    content: _Content | None
    job: Job


class JobStore:
    """Reads and writes jobs; every method is one transaction and raises NotSavedError.

    A list that has not changed since it was read is not read again, and of one that has changed
    only the rows that did are taken apart.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = threading.Lock()
        self._version: tuple[object, ...] = ()
        self._listed: tuple[Job, ...] = ()
        self._known: dict[str, _Known] = {}

    def all(self) -> tuple[Job, ...]:
        """Every job in the order of the list."""
        with self._reading:
            # Asked first: a change that comes in between is read twice, never missed.
            version = tuple(
                self._database.read(
                    "SELECT total_changes(), data_version FROM pragma_data_version"
                )[0]
            )
            if version != self._version:
                rows = self._database.read(f"{_SELECT} ORDER BY position, id")
                known = self._known
                self._known = {}
                for row in rows:
                    self._known[row["id"]] = _known(row, known.get(row["id"]))
                self._listed = tuple(each.job for each in self._known.values())
                self._version = version
            return self._listed

    def get(self, job_id: str) -> Job | None:
        rows = self._database.read(f"{_SELECT} WHERE id = ?", (job_id,))
        return _job(rows[0], _content(rows[0])) if rows else None

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
        job = Job(job_id, request, 0, clip_path=clip_path, waits=waits, note=note)
        return self.append((job,))[0]

    def append(self, jobs: Sequence[Job], group: JobGroup | None = None) -> tuple[Job, ...]:
        """New jobs at the end of the list, with the group they make; all or none."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.transaction() as connection:
            last = connection.execute("SELECT coalesce(max(position), 0) FROM jobs").fetchone()[0]
            added = tuple(
                replace(job, position=position, created_at=now)
                for position, job in enumerate(jobs, start=int(last) + 1)
            )
            if group is not None:
                connection.execute(
                    "INSERT INTO job_groups VALUES (?, ?, ?, ?, ?)",
                    (group.id, group.kind.value, group.title, group.spec, group.created_at or now),
                )
            _insert(connection, added)
        return added

    def save(self, *jobs: Job, content: bool = False) -> None:
        """Write what became of jobs that exist already, all or none.

        With `content`, also what they make. Their places in the list stay.
        """
        with self._database.transaction() as connection:
            _save(connection, jobs, content=content)

    def insert_behind(self, copies: Sequence[tuple[str, Job]]) -> tuple[Job, ...]:
        """New jobs, each right behind the one whose id stands before it; all or none."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.transaction() as connection:
            ids = [
                row[0] for row in connection.execute("SELECT id FROM jobs ORDER BY position, id")
            ]
            for original, copy in reversed(copies):
                ids.insert(ids.index(original) + 1, copy.id)
            positions = {job_id: position for position, job_id in enumerate(ids, start=1)}
            _number(connection, ids)
            added = tuple(
                replace(copy, position=positions[copy.id], created_at=now) for _, copy in copies
            )
            _insert(connection, added)
        return added

    def set_order(self, job_ids: Sequence[str]) -> None:
        """Number the list anew; `job_ids` names every job."""
        with self._database.transaction() as connection:
            _number(connection, job_ids)

    def remove(self, *job_ids: str, changed: Collection[Job] = ()) -> tuple[str, ...]:
        """Forget jobs, and the groups whose last they were; their clips stay.

        `changed` are jobs that are saved with it. Gives the ids of those groups.
        """
        with self._database.transaction() as connection:
            _save(connection, changed, content=True)
            connection.executemany("DELETE FROM jobs WHERE id = ?", [(i,) for i in job_ids])
            gone = connection.execute(
                "DELETE FROM job_groups WHERE id NOT IN (SELECT group_id FROM jobs) RETURNING id"
            ).fetchall()
        return tuple(row[0] for row in gone)

    def groups(self) -> tuple[JobGroup, ...]:
        """Every group, the oldest first."""
        rows = self._database.read("SELECT * FROM job_groups ORDER BY rowid")
        return tuple(
            JobGroup(
                row["id"],
                GroupKind(row["kind"]) if row["kind"] in list(GroupKind) else GroupKind.BATCH,
                row["title"],
                row["spec"],
                row["created_at"],
            )
            for row in rows
        )

    def pause(self) -> QueuePause:
        row = self._database.read("SELECT paused, pause_reason FROM queue")[0]
        return QueuePause(paused=bool(row["paused"]), reason=row["pause_reason"])

    def set_pause(self, pause: QueuePause) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE queue SET paused = ?, pause_reason = ?", (int(pause.paused), pause.reason)
            )


def _number(connection: sqlite3.Connection, job_ids: Sequence[str]) -> None:
    """Write the positions that differ from those on the disk."""
    connection.executemany(
        "UPDATE jobs SET position = ?1 WHERE id = ?2 AND position != ?1",
        list(enumerate(job_ids, start=1)),
    )


def _save(connection: sqlite3.Connection, jobs: Collection[Job], *, content: bool) -> None:
    connection.executemany(_update(_STATE_COLUMNS), [(*_state_values(job), job.id) for job in jobs])
    if content:
        connection.executemany(
            _update(_CONTENT_COLUMNS), [(*_content_values(job), job.id) for job in jobs]
        )


def _insert(connection: sqlite3.Connection, jobs: Collection[Job]) -> None:
    connection.executemany(
        _INSERT,
        [
            (
                *_state_values(job),
                *_content_values(job),
                *(job.position, job.note, job.created_at, job.group_id, job.label, job.id),
            )
            for job in jobs
        ],
    )


def _state_values(job: Job) -> tuple[object, ...]:
    """In the order of `_STATE_COLUMNS`."""
    return (
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
        int(job.is_skipped),
    )


def _content_values(job: Job) -> tuple[object, ...]:
    """In the order of `_CONTENT_COLUMNS`."""
    request = job.request.to_json()
    work = "" if job.work is None else job.work.to_json()
    return request, zlib.crc32(request.encode()), work, zlib.crc32(work.encode())


def _known(row: sqlite3.Row, before: _Known | None) -> _Known:
    """What `row` says, taken apart as far as it differs from before."""
    values = tuple(row)
    if before is not None and before.values == values:
        return before
    same = before is not None and before.values[_CONTENT] == values[_CONTENT]
    content = before.content if before is not None and same else _content(row)
    return _Known(values, content, _job(row, content))


def _content(row: sqlite3.Row) -> _Content | None:
    """What the job in `row` makes; None if that is damaged."""
    try:
        request = GenerationRequest.from_json(_sound(row["request"], row["request_crc32"]))
        work = _sound(row["work"], row["work_crc32"])
        return _Content(request, ClipWork.from_json(work) if work else None)
    except ValueError:
        return None


def _job(row: sqlite3.Row, content: _Content | None) -> Job:
    """The job in `row`; damage to what it makes or to its state makes it a failed job."""
    known = row["state"] in list(JobState)
    state = JobState(row["state"]) if known else JobState.FAILED
    message = row["message"]
    if content is None or not known:
        content = _Content(GenerationRequest.default(Variant.DEMO), None)
        if state is not JobState.DONE:
            state = JobState.FAILED
            message = tr("The stored settings of this job are damaged; add it to the queue again.")
    return Job(
        id=row["id"],
        request=content.request,
        position=row["position"],
        state=state,
        crashes=row["crashes"],
        message=message,
        waits=row["waits"],
        note=row["note"],
        clip_path=row["clip_path"],
        clip_sha256=row["clip_sha256"],
        clip_bytes=row["clip_bytes"],
        seconds=row["seconds"],
        thumbnail=row["thumbnail"],
        created_at=row["created_at"],
        loras_at_fault=tuple(row["loras_at_fault"].split()),
        group_id=row["group_id"],
        label=row["label"],
        work=content.work,
        is_skipped=bool(row["is_skipped"]),
    )


def _sound(text: str, crc32: int) -> str:
    """`text` itself; raises ValueError if it is not what was stored."""
    if zlib.crc32(text.encode()) != crc32:
        raise ValueError("damaged")
    return text
