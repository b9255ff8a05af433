"""The log: JSON lines in a few bounded files, and the newest records in memory for the window."""

import atexit
import contextlib
import copy
import json
import logging
import os
import queue
import re
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path

MAX_FILE_BYTES = 1_000_000
FILE_COUNT = 5
RING_ROWS = 5000
MAX_MESSAGE_CHARACTERS = 20_000

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One record as it is shown: `number` counts up from 1, `details` is a traceback or empty."""

    number: int
    time: str
    level: int
    source: str
    message: str
    details: str = ""

    @property
    def level_name(self) -> str:
        return logging.getLevelName(self.level).lower()

    def as_text(self) -> str:
        head = f"{self.time} {self.level_name} {self.source}: {self.message}"
        return f"{head}\n{self.details}" if self.details else head


def name_hider(home: Path, user: str) -> Callable[[str], str]:
    """A function that takes the user's home folder and name out of paths in a text."""
    folders = {str(home), home.as_posix(), str(home).replace("\\", "\\\\")} - {"", "/", "."}
    flags = re.IGNORECASE if sys.platform == "win32" else 0
    patterns = [
        (re.compile(re.escape(folder) + r"(?![\w.-])", flags), "~")
        for folder in sorted(folders, key=len, reverse=True)
    ]
    if user:
        patterns.append((re.compile(rf"(?<=[\\/]){re.escape(user)}(?=[\\/]|$)", flags), "<user>"))

    def hide(text: str) -> str:
        for pattern, replacement in patterns:
            text = pattern.sub(replacement, text)
        return text

    return hide


def hide_names(text: str) -> str:
    """The text without this user's home folder and name in paths."""
    return name_hider(Path.home(), _user_name())(text)


class LogRing(logging.Handler):
    """Keeps the newest records; readers ask for what came after the number they have seen."""

    def __init__(self, hide: Callable[[str], str], rows: int = RING_ROWS) -> None:
        super().__init__()
        self._hide = hide
        self._entries: deque[LogEntry] = deque(maxlen=rows)
        self._count = 0
        self._guard = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message, details = _texts(record, self._hide)
            stamp = datetime.fromtimestamp(record.created, UTC).astimezone()
            with self._guard:
                self._count += 1
                self._entries.append(
                    LogEntry(
                        self._count,
                        stamp.strftime("%H:%M:%S.%f")[:-3],
                        record.levelno,
                        record.name,
                        message,
                        details,
                    )
                )
        except Exception:  # noqa: BLE001 - a record that cannot be formatted must not end its author
            self.handleError(record)

    def after(self, number: int) -> list[LogEntry]:
        """The kept records newer than `number`, oldest first."""
        with self._guard:
            new = min(self._count - number, len(self._entries))
            return list(islice(self._entries, len(self._entries) - new, None)) if new > 0 else []


class _JsonLines(logging.Formatter):
    def __init__(self, hide: Callable[[str], str]) -> None:
        super().__init__()
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        message, details = _texts(record, self._hide)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "source": record.name,
            "process": record.process,
            "thread": record.threadName,
            "message": message,
        }
        if details:
            line["details"] = details
        return json.dumps(line)


class _ToWriter(QueueHandler):
    """Hands records to the thread that writes files: a busy disk must not stop their author."""

    listener: QueueListener

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        ready = copy.copy(record)
        ready.msg, ready.args = record.getMessage(), None
        if record.exc_info and record.exc_info[1] is not None:
            ready.exc_text = logging.Formatter().formatException(record.exc_info)
        ready.exc_info = None
        return ready


class _LogFiles(RotatingFileHandler):
    """Log files; a disk that refuses them silences this handler, never the program."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's name
        self.setLevel(logging.CRITICAL + 1)


def start_logging(
    folder: Path,
    level: str = "info",
    *,
    home: Path | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
) -> LogRing:
    """Send all records to `folder`/wan22.log and to the returned ring, for this whole process."""
    hide = name_hider(home or Path.home(), _user_name())
    ring = LogRing(hide)
    root = logging.getLogger()
    root.setLevel(_LEVELS.get(level, logging.INFO))
    root.addHandler(ring)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = _LogFiles(
            folder / "wan22.log",
            maxBytes=max_file_bytes,
            backupCount=FILE_COUNT - 1,
            encoding="utf-8",
            delay=True,
        )
    except OSError as error:
        root.warning("The log files cannot be written: %s", error)
        return ring
    files.setFormatter(_JsonLines(hide))
    writer = _ToWriter(queue.SimpleQueue())
    writer.listener = QueueListener(writer.queue, files, respect_handler_level=True)
    writer.listener.start()
    root.addHandler(writer)
    atexit.register(stop_logging)
    return ring


def stop_logging() -> None:
    """Take our handlers off again; what was logged until now is in the file then."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if not isinstance(handler, LogRing | _ToWriter):
            continue
        root.removeHandler(handler)
        if isinstance(handler, _ToWriter):
            handler.listener.stop()
            for file in handler.listener.handlers:
                with contextlib.suppress(OSError):  # a full disk refuses the last lines once more
                    file.close()
        handler.close()
    atexit.unregister(stop_logging)


def _texts(record: logging.LogRecord, hide: Callable[[str], str]) -> tuple[str, str]:
    details = record.exc_text or ""
    if record.exc_info and record.exc_info[1] is not None:
        details = logging.Formatter().formatException(record.exc_info)
    return (
        hide(record.getMessage()[:MAX_MESSAGE_CHARACTERS]),
        hide(details[-MAX_MESSAGE_CHARACTERS:]),
    )


def _user_name() -> str:
    return os.environ.get("USERNAME") or os.environ.get("USER") or ""
