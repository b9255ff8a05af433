"""One record of the log: made from Python's, written as a line of JSON, read again."""

import json
import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.ids import is_job_id

MAX_MESSAGE_CHARACTERS = 20_000
ENGINE = "engine"
LIBRARIES = "libraries"
"""Whatever others than this app have logged."""

COMPONENTS = (
    "app",
    "queue",
    ENGINE,
    "downloads",
    "models",
    "loras",
    "hardware",
    "optimizer",
    "recovery",
    "doctor",
    LIBRARIES,
)
_OURS = ("wan22", "wan22_desktop")
_COMPONENT_OF_FOLDER = {
    **{name: name for name in COMPONENTS},
    "generation": "queue",
    "engine_protocol": ENGINE,
    "model_manager": "models",
    "lora_library": "loras",
}
_JOB_WORD = "job "
_LEVELS = {
    name: getattr(logging, name.upper())
    for name in ("debug", "info", "warning", "error", "critical")
}
_job: ContextVar[str] = ContextVar("job", default="")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A record as it is kept and shown; texts are redacted, empty where there is nothing to say."""

    created: float
    """Wall time in seconds since 1970."""
    level: int
    component: str
    """One of `COMPONENTS`."""
    message: str
    job: str = ""
    """The id of the job that it belongs to."""
    category: str = ""
    """An `ErrorCategory` or a `FailureCause`, where it is about an error."""
    duration_s: float | None = None
    memory_bytes: int | None = None
    process: int = 0
    thread: str = ""
    source: str = ""
    """The logger's name: finer than the component."""
    details: str = ""
    """A traceback."""

    @property
    def level_name(self) -> str:
        return logging.getLevelName(self.level).lower()

    def time_of_day(self) -> str:
        """In this machine's time zone, with milliseconds."""
        clock = time.strftime("%H:%M:%S", time.localtime(self.created))
        return f"{clock}.{int(self.created * 1000) % 1000:03}"

    def as_text(self) -> str:
        """For people: one line, and the details below it."""
        where = f"{self.component} [{self.job}]" if self.job else self.component
        head = f"{self.time_of_day()} {self.level_name} {where}: {self.message}"
        return f"{head}\n{self.details}" if self.details else head

    def to_json(self) -> str:
        """One line of ASCII; fields that say nothing are left out."""
        written = datetime.fromtimestamp(self.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": written,
            "level": self.level_name,
            "component": self.component,
            "message": self.message,
        }
        for name in ("job", "category", "duration_s", "memory_bytes"):
            value = getattr(self, name)
            if value not in ("", None):
                line[name] = value
        line |= {"process": self.process, "thread": self.thread}
        for name in ("source", "details"):
            if value := getattr(self, name):
                line[name] = value
        return json.dumps(line)

    @classmethod
    def from_json(cls, text: str | bytes) -> "LogEntry":
        """What `to_json` wrote; raises ValueError on anything else."""
        line = json.loads(text)
        if not isinstance(line, dict):
            raise ValueError("no record of a log")  # noqa: TRY004 - one error for whatever is wrong
        try:
            return cls(
                created=datetime.fromisoformat(line["time"]).timestamp(),
                level=_LEVELS[line["level"]],
                component=_text(line, "component"),
                message=_text(line, "message"),
                job=_text(line, "job"),
                category=_text(line, "category"),
                duration_s=_number(line.get("duration_s")),
                memory_bytes=_whole(line.get("memory_bytes")),
                process=_whole(line.get("process")) or 0,
                thread=_text(line, "thread"),
                source=_text(line, "source"),
                details=_text(line, "details"),
            )
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError("no record of a log") from error


@contextmanager
def job_log(job_id: str) -> Iterator[None]:
    """What this thread logs in here belongs to the job.

    A single record says so with `extra={"job": job_id}`; `category`, `duration_s` and
    `memory_bytes` are given in the same way.
    """
    before = _job.set(job_id)
    try:
        yield
    finally:
        _job.reset(before)


def entry_of(
    record: logging.LogRecord, redact: Callable[[str], str], component: str = ""
) -> LogEntry:
    """The record, redacted; to be called by its author, because jobs are known by thread.

    Raises whatever formatting the message raises.
    """
    message, given, error = record.getMessage(), record.__dict__, None
    details = record.exc_text or ""
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        details = logging.Formatter().formatException(record.exc_info)
    category = given.get("category") or (error.category if isinstance(error, UserError) else "")
    return LogEntry(
        created=record.created,
        level=record.levelno,
        component=component or component_of(record.name),
        message=_redacted(message, redact)[:MAX_MESSAGE_CHARACTERS],
        job=_job_of(message, given.get("job") or _job.get()),
        category=str(category),
        duration_s=_number(given.get("duration_s")),
        memory_bytes=_whole(given.get("memory_bytes")),
        process=record.process or 0,
        thread=record.threadName or "",
        source=record.name,
        details=_redacted(details, redact)[-MAX_MESSAGE_CHARACTERS:],
    )


def component_of(logger: str) -> str:
    """Which part of the app a logger of this name speaks for."""
    root, *folders = logger.split(".", 3)
    if root not in _OURS:
        return "app" if root == "root" else LIBRARIES
    known = (_COMPONENT_OF_FOLDER.get(folder) for folder in folders)
    return next((component for component in known if component), "app")


def _redacted(text: str, redact: Callable[[str], str]) -> str:
    """Of long texts both ends: a secret at a cut would lose the sign it is known by."""
    if len(text) > 4 * MAX_MESSAGE_CHARACTERS:
        text = f"{text[: 2 * MAX_MESSAGE_CHARACTERS]}\n{text[-2 * MAX_MESSAGE_CHARACTERS :]}"
    return redact(text) if text else ""


def _job_of(message: str, given: object) -> str:
    """The job that was named with the record, or that the message begins with: "job <id>"."""
    if not given and message.startswith(_JOB_WORD):
        given = message[len(_JOB_WORD) : len(_JOB_WORD) + 12]
    return given if isinstance(given, str) and is_job_id(given) else ""


def _text(line: dict[str, object], name: str) -> str:
    value = line.get(name, "")
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _whole(value: object) -> int | None:
    return cast("int", value) if type(value) is int else None
