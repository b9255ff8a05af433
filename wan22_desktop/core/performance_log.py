"""What work took: one line of JSON for each render, load, download, install and check.

These are for people and reports. What calibrates the planner is `optimizer/records.py`: factors
against its formulas, of which only the newest count.
"""

import hashlib
import logging
import threading
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from wan22_desktop.core.line_file import LineFile
from wan22_desktop.core.values import Value

FILE_NAME = "performance.jsonl"
MAX_FILE_BYTES = 1_000_000
"""About 1000 renders; as many again are kept in the file's predecessor."""

Seconds = Annotated[float, Field(ge=0.0)]
Bytes = Annotated[int, Field(ge=0)]

_log = logging.getLogger(__name__)


class Work(StrEnum):
    RENDER = "render"
    LOAD = "load"
    DOWNLOAD = "download"
    INSTALL = "install"
    HEALTH_CHECK = "health-check"


class PerformanceRecord(Value):
    """One piece of work; None and empty where something does not apply or was not measured."""

    work: Work
    seconds: Seconds
    """Of wall time, all in all."""
    time: str = ""
    """When it was added: UTC in ISO 8601; `PerformanceLog.add` fills it in."""
    outcome: str = "done"
    category: str | None = None
    """The `ErrorCategory` where it failed."""
    job: str | None = None
    model: str | None = None
    package: str | None = None
    """Which package of the model, and below which version of it."""
    package_version: str | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    steps: int | None = None
    steps_done: int | None = None
    """Fewer than `steps` where a checkpoint was gone on with."""
    loras: int = 0
    plan: str | None = None
    """What tells plans apart: `plan_digest`."""
    stage_seconds: dict[str, Seconds] = Field(default_factory=dict)
    seconds_per_step: Seconds | None = None
    peak_device_bytes: dict[str, Bytes] = Field(default_factory=dict)
    """Most device memory in use, by stage."""
    peak_resident_bytes: Bytes | None = None
    """Most memory of the engine's process."""
    size_bytes: Bytes | None = None
    """What was fetched, installed or read."""
    versions: dict[str, str] = Field(default_factory=dict)
    """Of the app and the libraries, by name."""


class PerformanceLog:
    """Adds to `folder`/performance.jsonl, from any thread; two bounded files in all."""

    def __init__(self, folder: Path, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._lines = LineFile(folder / FILE_NAME, max_bytes=max_file_bytes)
        self._guard = threading.Lock()

    def add(self, record: PerformanceRecord) -> None:
        """Write a line; what cannot be written costs the line and is logged."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = record.model_copy(update={"time": now}).model_dump_json(exclude_defaults=True)
        try:
            with self._guard:
                self._lines.append(f"{line}\n".encode())
        except OSError as error:
            _log.warning("what a %s took is not kept: %s", record.work, error)

    def recent(self, count: int) -> list[PerformanceRecord]:
        """The last `count` records that can be read, oldest first."""
        try:
            with self._guard:
                lines = self._lines.newest(count)
        except OSError as error:
            _log.warning("the performance records cannot be read: %s", error)
            return []
        records: list[PerformanceRecord] = []
        for line in lines:
            try:
                records.append(PerformanceRecord.from_json(line))
            except ValidationError:
                continue  # cut by a power loss, or of another version of the app
        return records


def plan_digest(plan: Value) -> str:
    """Twelve hexadecimal digits that are the same for the same plan."""
    return hashlib.sha256(plan.to_json().encode()).hexdigest()[:12]
