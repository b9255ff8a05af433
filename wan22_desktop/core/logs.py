"""The log: JSON lines in a few bounded files, and the newest records in memory for the window."""

import atexit
import contextlib
import faulthandler
import logging
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from wan22_desktop.core.line_file import LineFile
from wan22_desktop.core.log_entry import ENGINE, LogEntry, entry_of
from wan22_desktop.core.redaction import redactor

MAX_FILE_BYTES = 1_000_000
FILE_COUNT = 5
RING_ROWS = 5000
MAX_WAITING = 10_000
"""Records that wait for a slow disk; more of them are not written, which the log says then."""
_MAX_BATCH = 256
_STDERR = 2
_CLOSE_LIMIT_S = 2.0
"""A disk that takes longer for the last lines does not keep the program from ending."""

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}


class LogRing:
    """The newest records; readers ask for what came after the number they have seen.

    Records are numbered from 1 as they arrive.
    """

    def __init__(self, rows: int = RING_ROWS) -> None:
        self.began = time.time()
        """Wall time in seconds since 1970."""
        self._entries: deque[LogEntry] = deque(maxlen=rows)
        self._count = 0
        self._guard = threading.Lock()

    def add(self, *entries: LogEntry) -> None:
        with self._guard:
            self._count += len(entries)
            self._entries.extend(entries)

    @property
    def count(self) -> int:
        """Of all records that have arrived."""
        return self._count

    def after(self, number: int) -> tuple[int, list[LogEntry]]:
        """The number of the newest record, and the kept ones newer than `number`, oldest first."""
        with self._guard:
            new = min(self._count - number, len(self._entries))
            first = len(self._entries) - new
            return self._count, list(islice(self._entries, first, None)) if new > 0 else []


class LogHandler(logging.Handler):
    """Makes an entry of each record on its author's thread, and hands it to `sinks`."""

    def __init__(
        self,
        redact: Callable[[str], str],
        sinks: Iterable[Callable[[LogEntry], None]],
        component: str = "",
    ) -> None:
        super().__init__()
        self._redact = redact
        self._sinks = tuple(sinks)
        self._component = component

    def emit(self, record: logging.LogRecord) -> None:
        try:
            entry = entry_of(record, self._redact, self._component)
            for sink in self._sinks:
                sink(entry)
        except Exception:  # noqa: BLE001 - a record that cannot be formatted must not end its author
            self.handleError(record)


class LogWriter:
    """A thread that writes entries: neither a busy nor a full disk stops their author."""

    def __init__(self, lines: LineFile) -> None:
        self._lines = lines
        self._waiting: queue.SimpleQueue[LogEntry | None] = queue.SimpleQueue()
        self._missed = 0
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def add(self, entry: LogEntry) -> None:
        """Have the entry written; it is left out where too many wait already."""
        if self._waiting.qsize() >= MAX_WAITING:
            self._missed += 1
        else:
            self._waiting.put(entry)

    def close(self) -> bool:
        """Write what waits; whether the disk took it in time."""
        self._waiting.put(None)
        self._thread.join(_CLOSE_LIMIT_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        is_open = True
        while is_open:
            batch = [self._waiting.get()]
            while len(batch) < _MAX_BATCH and batch[-1] is not None:
                try:
                    batch.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            is_open = batch[-1] is not None
            entries = [entry for entry in batch if entry is not None]
            if self._missed and entries:
                entries.append(self._note_of_missed(entries[-1]))
            text = "".join(f"{entry.to_json()}\n" for entry in entries)
            # A disk that refuses silences the files; the window's ring goes on.
            with contextlib.suppress(OSError):
                if text:
                    self._lines.append(text.encode())

    def _note_of_missed(self, last: LogEntry) -> LogEntry:
        missed, self._missed = self._missed, 0
        return LogEntry(
            created=last.created,
            level=logging.WARNING,
            component="app",
            message=f"{missed} records were not written: the disk was too slow",
            process=last.process,
            thread=threading.current_thread().name,
        )


_started: list[tuple[LogHandler, LogWriter | None]] = []


def start_logging(
    folder: Path,
    level: str = "info",
    *,
    home: Path | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
) -> LogRing:
    """Send all records to `folder`/wan22.log and to the returned ring, for this whole process."""
    ring = LogRing()
    root = logging.getLogger()
    root.setLevel(_LEVELS.get(level, logging.INFO))
    sinks: list[Callable[[LogEntry], None]] = [ring.add]
    writer = refusal = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refusal = error
    else:
        lines = LineFile(folder / "wan22.log", max_bytes=max_file_bytes, generations=FILE_COUNT - 1)
        writer = LogWriter(lines)
        sinks.append(writer.add)
    handler = LogHandler(redactor(home), sinks)
    root.addHandler(handler)
    _started.append((handler, writer))
    atexit.register(stop_logging)
    if refusal is not None:
        root.warning("The log files cannot be written: %s", refusal)
    return ring


def stop_logging() -> None:
    """Take our handlers off again; what was logged until now is in the file then.

    A disk that hangs is waited for only briefly.
    """
    while _started:
        handler, writer = _started.pop()
        logging.getLogger().removeHandler(handler)
        handler.close()
        if writer is not None:
            writer.close()
    atexit.unregister(stop_logging)


def start_engine_logging() -> None:
    """Send all records of an engine process to its standard error, as lines of JSON.

    They are written at once and by their author: an engine may die at any time, and its last words
    are what counts. What brings it down in a library's own code is written there too, as plain
    text (`core/log_reading.py` reads both).
    """
    if not faulthandler.is_enabled():
        faulthandler.enable(_STDERR)
    root = logging.getLogger()
    if not root.handlers:
        root.setLevel(logging.INFO)
        root.addHandler(LogHandler(redactor(), (_write_to_stderr,), ENGINE))


def _write_to_stderr(entry: LogEntry) -> None:
    # In one piece: what libraries print must not come in between. A full disk costs the line.
    with contextlib.suppress(OSError):
        os.write(_STDERR, f"{entry.to_json()}\n".encode())
