"""The one way files are written: whole or not at all, and on the disk before anyone is told."""

import os
import sys
import time
from pathlib import Path

_HELD_BY_ANOTHER = {5, 32, 33}
"""WinError codes of a file that a virus scanner, an indexer or a sync client holds briefly."""


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power loss (Windows journals them by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish(temporary: Path, final: Path) -> None:
    """Rename a written and flushed file into place, replacing what is there; raises OSError."""
    for attempt in range(8):
        try:
            temporary.replace(final)
            break
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD_BY_ANOTHER or attempt == 7:
                raise
            time.sleep(0.02 * 2**attempt)
    sync_folder(final.parent)


def durable_write(path: Path, content: bytes) -> None:
    """Write `content` so that a crash at any instant leaves the old file or the new one.

    Raises OSError; then the old file is untouched and no temporary file stays behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        publish(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
