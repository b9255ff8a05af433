"""Reads the files of a model and compares them with their digests, as fast as the digest allows.

While one buffer is hashed the next one is read and its pieces are digested, so that a check costs
what SHA-256 costs, and the disk and the pieces come free.
"""

import os
import stat
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from wan22_desktop.core.manifest import ContentHash, ManifestFile
from wan22_desktop.core.pieces import PIECE_BYTES, PieceHash, Pieces, piece_count, piece_span

BUFFER_BYTES = 1024**2
"""Stays in a core's cache on its way from the read to the hash; a slow disk of 20 MB/s fills it in
50 ms, and so soon a check can be stopped."""


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What changes when a file is written in the usual ways; a full check does not rely on it."""

    size_bytes: int
    mtime_ns: int
    device: int
    inode: int
    links: int
    """How many names the file has."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What reading a whole file has shown."""

    identity: FileIdentity
    """As it was before the first byte was read."""
    digest: str | None
    """Of the bytes that should be there, as `ManifestFile.digest`; None if some are not."""
    pieces: Pieces
    """As found; None where the file ends too early or cannot be read."""
    read_bytes: int


class Pace:
    """Keeps reading below a speed; a pause is not made up for afterwards."""

    def __init__(self, bytes_per_second: int | None) -> None:
        self._seconds_per_byte = 1 / bytes_per_second if bytes_per_second else 0.0
        self._free_at = 0.0

    def wait(self, size_bytes: int, stop: threading.Event) -> None:
        """Return when `size_bytes` more may have been read, or when `stop` is set."""
        if not self._seconds_per_byte:
            return
        now = time.monotonic()
        self._free_at = max(self._free_at, now) + size_bytes * self._seconds_per_byte
        stop.wait(self._free_at - now)


def identify(path: Path) -> FileIdentity | None:
    """None if there is nothing, or nothing that is a regular file; links are not followed."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _identity(found) if stat.S_ISREG(found.st_mode) else None


def read_file(
    path: Path,
    file: ManifestFile,
    *,
    stop: threading.Event,
    on_bytes: Callable[[int], None] = lambda _: None,
    pace: Pace | None = None,
    in_background: bool = False,
) -> FileReading | None:
    """Read `path` as far as the manifest says; None if it was stopped.

    `in_background` leaves nothing of it in the system's cache: other programs are at work then.
    Where the disk cannot read a piece, its digest is None, and so are the later ones'. Raises
    OSError if the file cannot be opened.
    """
    with open(path, "rb", buffering=0, opener=_open_regular) as stream:
        identity = _identity(os.fstat(stream.fileno()))
        content = _Content(stream, file.size_bytes, leave_no_trace=in_background)
        whole = ContentHash(file)
        buffers = [memoryview(bytearray(BUFFER_BYTES)) for _ in range(2)]
        with ThreadPoolExecutor(1, thread_name_prefix="model-read") as ahead:
            following = ahead.submit(content.fill, buffers[0])
            while count := following.result():
                filled = buffers[0][:count]
                buffers.reverse()
                following = ahead.submit(content.fill, buffers[0])
                whole.update(filled)
                on_bytes(count)
                if pace is not None:
                    pace.wait(count, stop)
                if stop.is_set():
                    return None
        return FileReading(
            identity=identity,
            digest=whole.digest if content.read_bytes == file.size_bytes else None,
            pieces=content.pieces(),
            read_bytes=content.read_bytes,
        )


def right_pieces(file: ManifestFile, reading: FileReading, known: Pieces | None) -> Pieces:
    """The digests of those pieces that are as they should be, None for the others."""
    if reading.digest == file.digest:
        return reading.pieces
    unknown = Pieces.unknown(file.size_bytes)
    if known is None or known.size_bytes != file.size_bytes:
        return unknown
    if len(known.digests) != len(reading.pieces.digests):
        return unknown
    right = tuple(
        found if found == should else None
        for found, should in zip(reading.pieces.digests, known.digests, strict=True)
    )
    # All right, but the whole is wrong: then it is the known digests that are not to be trusted.
    return unknown if None not in right else Pieces(size_bytes=file.size_bytes, digests=right)


def piece_bytes(pieces: Pieces, *, right: bool) -> int:
    """How many bytes the pieces with a digest have, or those without."""
    return sum(
        end - start
        for number, digest in enumerate(pieces.digests)
        if (digest is not None) is right
        for start, end in [piece_span(number, pieces.size_bytes)]
    )


class _Content:
    """A file's bytes in order, and the digests of the pieces that went by."""

    def __init__(self, stream: FileIO, size_bytes: int, *, leave_no_trace: bool) -> None:
        self._stream = stream
        self._size_bytes = size_bytes
        self._leave_no_trace = leave_no_trace and hasattr(os, "posix_fadvise")
        self._hash = PieceHash()
        self._digests: list[str] = []
        self.read_bytes = 0

    def fill(self, buffer: memoryview) -> int:
        """How many bytes it has put into `buffer`; 0 at the end, or where reading fails."""
        room = buffer[: min(len(buffer), self._size_bytes - self.read_bytes)]
        try:
            count = self._stream.readinto(room) or 0
        except OSError:  # a bad sector: damage like any other
            return 0
        self._digests += self._hash.update(room[:count])
        if self._leave_no_trace:
            os.posix_fadvise(self._stream.fileno(), self.read_bytes, count, os.POSIX_FADV_DONTNEED)
        self.read_bytes += count
        return count

    def pieces(self) -> Pieces:
        """To be asked when `fill` has returned 0."""
        digests: list[str | None] = [*self._digests]
        if self.read_bytes == self._size_bytes and self.read_bytes % PIECE_BYTES:
            digests.append(self._hash.finish())
        digests += [None] * (piece_count(self._size_bytes) - len(digests))
        return Pieces(size_bytes=self._size_bytes, digests=tuple(digests))


def _open_regular(path: str, flags: int) -> int:
    """Not through a link, and not a device that never ends."""
    handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(f"{path} is no regular file")
    return handle


def _identity(found: os.stat_result) -> FileIdentity:
    return FileIdentity(
        size_bytes=found.st_size,
        mtime_ns=found.st_mtime_ns,
        device=found.st_dev,
        inode=found.st_ino,
        links=found.st_nlink,
    )
