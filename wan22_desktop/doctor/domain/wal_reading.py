"""Reads a SQLite write-ahead log as far as it says whether commits in it are lost.

SQLite itself stops at the first frame whose checksum is wrong, and takes everything behind it for
never written. After a crash that is right; where a bit has flipped, it loses commits in silence.
The format: https://sqlite.org/fileformat2.html#the_write_ahead_log
"""

import struct
from dataclasses import dataclass

_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24
_MAGIC = 0x377F0682
"""With the lowest bit set, checksums are over big-endian words."""


_INDEX_BYTES = 136
"""Of the index's two headers and what it knows of checkpoints."""


@dataclass(frozen=True, slots=True)
class WalState:
    """Commits that SQLite would read, and those that it would not though they were finished."""

    readable_commits: int = 0
    lost_commits: int = 0
    """At least so many."""


def wal_state(content: bytes, index: bytes = b"") -> WalState:
    """What is in the log; `index` is the shared memory file (`-shm`) that was beside it.

    A log that ends too early looks like one whose last commit was never finished. Only the index
    knows better: it counts the frames of finished commits, as long as the system has kept it.
    """
    if not content:
        return WalState(0, int(_has_more(index, None, 0)))
    readable_header = _has_good_header(content)
    if not readable_header:
        # Where everything had been moved into the database the header is of no account.
        is_moved = _counts(index) is not None and not _has_more(index, None, 0)
        return WalState(0, 0 if is_moved else 1)
    return _walked(content, index)


def _has_good_header(content: bytes) -> bool:
    if len(content) < _HEADER_BYTES:
        return False
    magic, _, page_bytes = struct.unpack_from(">III", content)
    checksum = _checksum(content[:24], _endian(magic), (0, 0))
    return (
        magic & ~1 == _MAGIC
        and checksum == struct.unpack_from(">II", content, 24)
        and page_bytes in (1 << bit for bit in range(9, 17))
    )


def _walked(content: bytes, index: bytes) -> WalState:
    magic, _, page_bytes = struct.unpack_from(">III", content)
    endian = _endian(magic)
    checksum = _checksum(content[:24], endian, (0, 0))
    salts = content[16:24]
    frame_bytes = _FRAME_HEADER_BYTES + page_bytes
    readable, lost, frames, broken = 0, 0, 0, False
    for at in range(_HEADER_BYTES, len(content) - frame_bytes + 1, frame_bytes):
        is_of_this_log = content[at + 8 : at + 16] == salts
        if not broken:
            checksum = _checksum(content[at : at + 8], endian, checksum)
            page = content[at + _FRAME_HEADER_BYTES : at + frame_bytes]
            checksum = _checksum(page, endian, checksum)
            broken = not is_of_this_log or checksum != struct.unpack_from(">II", content, at + 16)
            if broken and is_of_this_log and _commits(content, at):
                lost += 1
            frames += not broken
            readable += not broken and _commits(content, at)
        elif is_of_this_log and _commits(content, at):
            lost += 1
    return WalState(readable, lost or int(_has_more(index, salts, frames)))


def _endian(magic: int) -> str:
    return ">" if magic & 1 else "<"


def _counts(index: bytes) -> tuple[bytes, int, int] | None:
    """Salts of the log, frames of finished commits and those moved into the database.

    From the first header of the index (`WalIndexHdr`, `WalCkptInfo`); None if it is not whole.
    """
    if len(index) < _INDEX_BYTES or index[:48] != index[48:96] or not index[12]:
        return None
    (frames,) = struct.unpack_from("=I", index, 16)
    (moved,) = struct.unpack_from("=I", index, 96)
    return index[32:40], frames, moved


def _has_more(index: bytes, salts: bytes | None, frames: int) -> bool:
    """Whether the index knows of frames that are neither readable nor in the database."""
    counts = _counts(index)
    if counts is None:
        return False
    of_log, finished, moved = counts
    return (salts is None or of_log == salts) and finished > frames and moved < finished


def _commits(content: bytes, at: int) -> bool:
    """The last frame of a transaction says how many pages the database has then."""
    return struct.unpack_from(">I", content, at + 4)[0] != 0


def _checksum(content: bytes, endian: str, seed: tuple[int, int]) -> tuple[int, int]:
    first, second = seed
    words = struct.unpack(f"{endian}{len(content) // 4}I", content)
    for x0, x1 in zip(words[::2], words[1::2], strict=True):
        first = (first + x0 + second) & 0xFFFFFFFF
        second = (second + x1 + first) & 0xFFFFFFFF
    return first, second
