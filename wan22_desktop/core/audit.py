"""The audit log: one JSON line for every deed that destroys, replaces or moves files of models."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.line_file import LineFile
from wan22_desktop.core.texts import tr

MAX_FILE_BYTES = 2_000_000
"""Some 10,000 deeds; four times as many are kept in the file's predecessors."""
_GENERATIONS = 4
_ALL = 1 << 30
_ONE_AT_A_TIME = threading.Lock()


class AuditLog:
    """Appends to a file; what it has returned from is on the disk."""

    def __init__(self, file: Path, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._lines = LineFile(
            file, max_bytes=max_file_bytes, generations=_GENERATIONS, is_durable=True
        )

    def note(self, deed: str, **details: object) -> None:
        """Write a line; raises NotSavedError, and then the deed should not be done."""
        entry = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "deed": deed}
        line = json.dumps(entry | details, ensure_ascii=False, default=str) + "\n"
        try:
            with _ONE_AT_A_TIME:
                self._lines.append(line.encode("utf-8", errors="replace"))
        except OSError as error:
            raise NotSavedError(tr("The audit log"), error) from error

    def entries(self) -> list[dict[str, object]]:
        """Every line that can be read, oldest first."""
        found: list[dict[str, object]] = []
        for line in self._lines.newest(_ALL):
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                found.append(entry)
        return found
