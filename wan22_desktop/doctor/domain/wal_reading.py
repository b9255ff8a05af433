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


@dataclass(frozen=True, slots=True)
class WalState:
    """Frames that SQLite would read, and those that it would not though they belong here."""

    readable_commits: int
    lost_commits: int
    """Behind a broken frame: at least so many transactions are lost."""
    has_readable_header: bool = True


def wal_state(content: bytes) -> WalState:
    """What is in the log; an empty one is whole."""
    if not content:
        return WalState(0, 0)
    if len(content) < _HEADER_BYTES:
        return WalState(0, 0, has_readable_header=False)
    magic, _, page_bytes = struct.unpack_from(">III", content)
    endian = ">" if magic & 1 else "<"
    checksum = _checksum(content[:24], endian, (0, 0))
    good_header = magic & ~1 == _MAGIC and checksum == struct.unpack_from(">II", content, 24)
    if not good_header or page_bytes not in (1 << bit for bit in range(9, 17)):
        return WalState(0, 0, has_readable_header=False)
    salts = content[16:24]
    frame_bytes = _FRAME_HEADER_BYTES + page_bytes
    readable, lost, broken = 0, 0, False
    for at in range(_HEADER_BYTES, len(content) - frame_bytes + 1, frame_bytes):
        is_of_this_log = content[at + 8 : at + 16] == salts
        if not broken:
            checksum = _checksum(content[at : at + 8], endian, checksum)
            page = content[at + _FRAME_HEADER_BYTES : at + frame_bytes]
            checksum = _checksum(page, endian, checksum)
            broken = not is_of_this_log or checksum != struct.unpack_from(">II", content, at + 16)
            if broken and is_of_this_log and _commits(content, at):
                lost += 1
            readable += not broken and _commits(content, at)
        elif is_of_this_log and _commits(content, at):
            lost += 1
    return WalState(readable, lost)


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
