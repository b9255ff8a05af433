"""The audit log: one JSON line for every deed that destroys, replaces or moves files of models."""

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.errors import NotSavedError

_ONE_AT_A_TIME = threading.Lock()


class AuditLog:
    """Appends to a file; what it has returned from is on the disk."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def note(self, deed: str, **details: object) -> None:
        """Write a line; raises NotSavedError, and then the deed should not be done."""
        entry = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "deed": deed}
        line = json.dumps(entry | details, ensure_ascii=False, default=str) + "\n"
        try:
            with _ONE_AT_A_TIME:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open("ab") as stream:
                    stream.write(line.encode("utf-8", errors="replace"))
                    stream.flush()
                    os.fsync(stream.fileno())
        except OSError as error:
            raise NotSavedError("The audit log", error) from error

    def entries(self) -> list[dict[str, object]]:
        """Every line that can be read, oldest first."""
        try:
            lines = self._file.read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        found: list[dict[str, object]] = []
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                found.append(entry)
        return found
