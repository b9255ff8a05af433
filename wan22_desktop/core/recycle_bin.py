"""The system's recycle bin: moving files there, and bringing them back."""

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

MAX_RECORDS = 20_000
"""Looked through in one bin to find a file again."""
_MAX_RECORD_BYTES = 64 * 1024
_WINDOWS_RECORD = struct.Struct("<qqqi")
"""Of `$I...` files since Windows 10: version 2, size, time, characters of the path that follows."""


def to_recycle_bin(path: Path) -> None:
    """Move a file or a folder there; raises OSError."""
    from send2trash import send2trash

    send2trash(path)


def from_recycle_bin(path: Path) -> bool:
    """Bring back what lay at `path` and was moved to the bin last; whether it was found there.

    Nothing is replaced: where something lies at `path` again, nothing happens. Raises OSError.
    """
    if os.path.lexists(path):
        return False
    found = _windows_records(path) if sys.platform == "win32" else desktop_records(path)
    latest = max(found, default=None)
    if latest is None:
        return False
    _, kept, record = latest
    path.parent.mkdir(parents=True, exist_ok=True)
    kept.rename(path)
    record.unlink(missing_ok=True)
    return True


_Found = tuple[float, Path, Path]
"""When it was moved, where it is now, and the bin's record of it."""


def desktop_records(path: Path) -> Iterator[_Found]:
    """What a bin of freedesktop.org's specification (Trash 1.0) holds from `path`."""
    wanted = os.fsencode(path)
    for bin_folder, base in _desktop_bins(path):
        for record in _some(bin_folder / "info", "*.trashinfo"):
            lines = _content(record).splitlines()
            named = next((line[5:] for line in lines if line.startswith(b"Path=")), b"")
            kept = bin_folder / "files" / record.name.removesuffix(".trashinfo")
            # A path that is not absolute is relative to the folder of the bin's disk.
            if os.path.join(base, unquote_to_bytes(named)) == wanted and os.path.lexists(kept):  # noqa: PTH118 - of bytes
                yield record.stat().st_mtime, kept, record


def _desktop_bins(path: Path) -> Iterator[tuple[Path, bytes]]:
    data = os.environ.get("XDG_DATA_HOME", "") or str(Path.home() / ".local" / "share")
    yield Path(data) / "Trash", b"/"
    top = path.parent
    while not os.path.ismount(top) and top != top.parent:
        top = top.parent
    if hasattr(os, "getuid"):
        for name in (f".Trash/{os.getuid()}", f".Trash-{os.getuid()}"):
            yield top / name, os.fsencode(top)


def _windows_records(path: Path) -> Iterator[_Found]:
    for user in _some(Path(path.anchor) / "$Recycle.Bin", "S-*"):
        yield from windows_records(user, path)


def windows_records(user_bin: Path, path: Path) -> Iterator[_Found]:
    """What one user's folder of a bin of Windows 10 and later holds from `path`."""
    for record in _some(user_bin, "$I*"):
        content = _content(record)
        if len(content) < _WINDOWS_RECORD.size:
            continue
        version, _, moved_at, characters = _WINDOWS_RECORD.unpack_from(content)
        end = _WINDOWS_RECORD.size + 2 * max(0, characters)
        named = content[_WINDOWS_RECORD.size : end].decode("utf-16-le", "replace").rstrip("\0")
        kept = record.with_name(record.name.replace("$I", "$R", 1))
        if version == 2 and named.casefold() == str(path).casefold() and kept.exists():
            yield float(moved_at), kept, record


def _some(folder: Path, pattern: str) -> Iterator[Path]:
    try:
        for number, file in enumerate(folder.glob(pattern)):
            if number == MAX_RECORDS:
                return
            yield file
    except OSError:
        return


def _content(record: Path) -> bytes:
    try:
        with record.open("rb") as file:
            return file.read(_MAX_RECORD_BYTES)
    except OSError:
        return b""
