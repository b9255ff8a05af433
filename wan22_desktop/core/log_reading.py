"""The engine's log: records as JSON lines, and between them what libraries print as plain text."""

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from wan22_desktop.core.log_entry import ENGINE, MAX_MESSAGE_CHARACTERS, LogEntry
from wan22_desktop.core.redaction import redactor

LOOK_EVERY_S = 0.5
MAX_READ_BYTES = 1 << 20
"""At a time, and of what was there before: the end of the file counts."""

_TRACEBACK = "Traceback (most recent call last):"
_NATIVE_CRASH = re.compile(r"(Fatal Python error|Windows fatal exception): .*")
_FRAME = '  File "'
_WARNING = re.compile(r"\w*Warning: |\bwarning\b", re.IGNORECASE)


def read_entries(text: str, began: float = 0.0, ended: float = 0.0) -> list[LogEntry]:
    """The entries of a log, oldest first; plain lines get the time of the record before them.

    `began` is the time of plain lines before the first record, `ended` that of those after the last
    one. A traceback, Python's or that of a native crash, is one entry with the sentence of the
    error as its message.
    """
    entries: list[LogEntry] = []
    plain: list[str] = []
    for line in text.splitlines():
        record = _record(line)
        if record is None:
            plain.append(line)
            continue
        entries += _plain_entries(plain, began)
        plain.clear()
        entries.append(record)
        began = record.created
    return [*entries, *_plain_entries(plain, max(began, ended))]


def last_error(text: str) -> str:
    """The sentence of the last error in a log: of a traceback the line that names the error.

    Empty if nothing went wrong; the last plain line if that is all there is.
    """
    entries = read_entries(text)
    for entry in reversed(entries):
        if entry.level >= logging.ERROR and entry.details:
            return _sentence(entry.details.splitlines())
        if entry.level >= logging.WARNING:
            return entry.message
    # A program that gives up says why without calling it an error.
    return entries[-1].message if entries and not entries[-1].process else ""


class LogFollower:
    """Hands what is added to a log to `deliver`, on a thread of its own, while it is asked to.

    Of what was there before only entries since `since` count (wall time, seconds since 1970).
    """

    def __init__(
        self,
        file: Path,
        deliver: Callable[[list[LogEntry]], None],
        *,
        since: float = 0.0,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._file = file
        self._deliver = deliver
        self._since = since
        self._look_every_s = look_every_s
        self._redact = redactor()
        self._guard = threading.Lock()
        self._wake = threading.Event()
        self._wanted = False
        self._thread: threading.Thread | None = None
        self._identity: tuple[int, int] | None = None
        self._position = 0
        self._last_created = 0.0

    def start(self) -> None:
        """Look from now on."""
        with self._guard:
            self._wanted = True
            self._wake.clear()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="engine-log", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Let the thread end, without waiting for the disk that it reads from."""
        with self._guard:
            self._wanted = False
            self._wake.set()

    def read_new(self) -> list[LogEntry]:
        """The entries since the last call; those of whole lines only."""
        try:
            with self._file.open("rb") as stream:
                facts = os.fstat(stream.fileno())
                identity = (facts.st_dev, facts.st_ino)
                if identity != self._identity or facts.st_size < self._position:
                    self._identity, self._position = identity, 0
                skipped = facts.st_size - self._position > MAX_READ_BYTES
                if skipped:
                    self._position = facts.st_size - MAX_READ_BYTES
                stream.seek(self._position)
                content = stream.read(MAX_READ_BYTES)
        except OSError:
            return []
        whole = content[: content.rfind(b"\n") + 1]
        self._position += len(whole)
        if skipped:
            whole = whole[whole.find(b"\n") + 1 :]
        text = whole.decode("utf-8", errors="replace")
        entries = read_entries(text, self._last_created, facts.st_mtime)
        if entries:
            self._last_created = entries[-1].created
        return [_redacted(entry, self._redact) for entry in entries if entry.created >= self._since]

    def _run(self) -> None:
        while True:
            with self._guard:
                if not self._wanted:
                    self._thread = None
                    return
            entries = self.read_new()
            if entries:
                self._deliver(entries)
            self._wake.wait(self._look_every_s)


def _record(line: str) -> LogEntry | None:
    if not line.startswith("{"):
        return None
    try:
        return LogEntry.from_json(line)
    except (ValueError, RecursionError):
        return None


def _plain_entries(lines: list[str], created: float) -> Iterator[LogEntry]:
    """Each line for itself; from a traceback on, all lines are one."""
    for number, line in enumerate(lines):
        if line.startswith(_TRACEBACK) or _NATIVE_CRASH.match(line):
            block = lines[number:]
            text = "\n".join(block)[-MAX_MESSAGE_CHARACTERS:]
            yield _plain(_sentence(block), created, logging.ERROR, text)
            return
        if line.strip():
            level = logging.WARNING if _WARNING.search(line) else logging.INFO
            yield _plain(line.rstrip(), created, level)


def _plain(message: str, created: float, level: int, details: str = "") -> LogEntry:
    return LogEntry(
        created=created,
        level=level,
        component=ENGINE,
        message=message[:MAX_MESSAGE_CHARACTERS],
        details=details,
    )


def _sentence(lines: list[str]) -> str:
    """What a traceback says in the end: at the margin, after the last of its frames."""
    for line in lines:
        if _NATIVE_CRASH.match(line):
            return line.strip()
    frames = [number for number, line in enumerate(lines) if line.startswith(_FRAME)]
    after = lines[frames[-1] + 1 :] if frames else lines
    return next((line for line in after if line.strip() and not line[0].isspace()), "").strip()


def _redacted(entry: LogEntry, redact: Callable[[str], str]) -> LogEntry:
    """What the engine has logged is redacted already; what libraries print is not."""
    if entry.process:
        return entry
    return _plain(redact(entry.message), entry.created, entry.level, redact(entry.details))
