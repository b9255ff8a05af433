"""Every failure, what was done about it and what became of that: JSON lines in a bounded file."""

import json
import logging
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.failures import Failure, FailureCause, RecoveryResult, RecoveryStep

MAX_FILE_BYTES = 1_000_000
"""A file that has grown beyond it keeps its newest half."""
KEPT_RECORDS = 500
"""In memory."""
MAX_TEXT_CHARACTERS = 1000
_MAX_LINE_BYTES = 64 * 1024
"""A line of ours has at most a quarter of it; what is longer is not read."""

_log = logging.getLogger("wan22.recovery")


@dataclass(frozen=True, slots=True)
class RecoveryRecord:
    """One failure with what was done; `recovered` is None while the outcome is not known."""

    number: int
    at: str
    """ISO 8601 in UTC, for display."""
    cause: FailureCause
    job_id: str
    model: str
    attempt: int
    message: str
    step: RecoveryStep
    explanation: str
    recovered: bool | None = None

    def as_json(self) -> dict[str, object]:
        """What a line of the file holds, and what reports print."""
        return {
            "at": self.at,
            "record": self.number,
            "cause": self.cause.value,
            "job": self.job_id,
            "model": self.model,
            "attempt": self.attempt,
            "message": self.message,
            "step": self.step.value,
            "explanation": self.explanation,
            "recovered": self.recovered,
        }


class RecoveryRecords:
    """Appends to a file that one process writes, and reads what earlier ones have written.

    No method raises: with a full or read-only disk the records of this process are kept in memory,
    and the log says once that they are not saved. Safe to use from several threads.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._records: OrderedDict[int, RecoveryRecord] | None = None
        self._last_number = 0
        self._is_failing = False

    def begin(self, failure: Failure, result: RecoveryResult) -> int:
        """Note what is done about a failure; the number that `finish` is told."""
        with self._lock:
            records = self._loaded()
            self._last_number += 1
            record = RecoveryRecord(
                number=self._last_number,
                at=_now(),
                cause=failure.cause,
                job_id=failure.job_id[:100],
                model=failure.model[:100],
                attempt=failure.attempt,
                message=failure.message[:MAX_TEXT_CHARACTERS],
                step=result.step,
                explanation=result.explanation[:MAX_TEXT_CHARACTERS],
            )
            records[record.number] = record
            while len(records) > KEPT_RECORDS:
                records.popitem(last=False)
            self._append(record.as_json())
            return record.number

    def finish(self, number: int, *, recovered: bool) -> None:
        """Note the outcome; a number that is not known is ignored."""
        with self._lock:
            records = self._loaded()
            if number in records:
                records[number] = replace(records[number], recovered=recovered)
                self._append({"at": _now(), "record": number, "recovered": recovered})

    def recent(self, most: int = 50) -> tuple[RecoveryRecord, ...]:
        """The newest records, oldest first, each with its outcome."""
        with self._lock:
            return tuple(self._loaded().values())[-most:]

    def _loaded(self) -> OrderedDict[int, RecoveryRecord]:
        if self._records is None:
            self._records = _read(self._file)
            self._last_number = max(self._records, default=0)
        return self._records

    def _append(self, tree: dict[str, object]) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as stream:
                # A line that an earlier process was killed in must not swallow this one.
                stream.write(b"\n" + _line(tree) if stream.tell() else _line(tree))
                stream.flush()
                os.fsync(stream.fileno())
                size_bytes = stream.tell()
            if size_bytes > MAX_FILE_BYTES:
                durable_write(self._file, _newest(self._loaded(), MAX_FILE_BYTES // 2))
            self._is_failing = False
        except OSError as error:
            if not self._is_failing:
                self._is_failing = True
                _log.warning("recoveries are not saved: %s", error)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _line(tree: dict[str, object]) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", errors="replace")


def _newest(records: OrderedDict[int, RecoveryRecord], most_bytes: int) -> bytes:
    """Lines of as many of the newest records as have room."""
    lines: list[bytes] = []
    for record in reversed(records.values()):
        line = _line(record.as_json())
        most_bytes -= len(line) + 1
        if most_bytes < 0:
            break
        lines.insert(0, line)
    return b"\n".join(lines)


def _read(file: Path) -> OrderedDict[int, RecoveryRecord]:
    """The newest records of a file, whatever it holds besides."""
    records: OrderedDict[int, RecoveryRecord] = OrderedDict()
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - 2 * MAX_FILE_BYTES))
            lines = stream.read(2 * MAX_FILE_BYTES).split(b"\n")
    except OSError:
        return records
    for line in lines:
        tree = _tree(line)
        record = _record(tree)
        if record is not None:
            records[record.number] = record
        elif (known := records.get(_int(tree.get("record")))) is not None:
            records[known.number] = replace(known, recovered=tree.get("recovered") is True)
    while len(records) > KEPT_RECORDS:
        records.popitem(last=False)
    return records


def _tree(line: bytes) -> dict[str, object]:
    if not line or len(line) > _MAX_LINE_BYTES:
        return {}
    try:
        tree: object = json.loads(line.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _record(tree: dict[str, object]) -> RecoveryRecord | None:
    """The record in a line, or None if it tells an outcome or nothing."""
    recovered = tree.get("recovered")
    try:
        return RecoveryRecord(
            number=_int(tree["record"]),
            at=str(tree["at"])[:40],
            cause=FailureCause(str(tree["cause"])),
            job_id=str(tree["job"])[:100],
            model=str(tree["model"])[:100],
            attempt=_int(tree["attempt"]),
            message=str(tree["message"])[:MAX_TEXT_CHARACTERS],
            step=RecoveryStep(str(tree["step"])),
            explanation=str(tree["explanation"])[:MAX_TEXT_CHARACTERS],
            recovered=recovered if isinstance(recovered, bool) else None,
        )
    except (KeyError, ValueError):
        return None


def _int(value: object) -> int:
    """A number that counts something; 0 for anything else."""
    return value if type(value) is int and 0 < value < 1 << 53 else 0
