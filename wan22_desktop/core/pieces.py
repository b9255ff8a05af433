"""Digests of a file's pieces: they say *where* a file is damaged.

Whether a file is right is decided by the digest of its manifest alone. These only limit what has
to be fetched again, so a fast digest that is not cryptographic will do.
"""

from collections.abc import Iterator
from typing import Annotated

import xxhash
from pydantic import Field

from wan22_desktop.core.values import Value

PIECE_BYTES = 16 * 1024**2

PieceDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Pieces(Value):
    """The digests of a file's pieces, None where a piece is not known or not there."""

    size_bytes: Annotated[int, Field(ge=0)]
    digests: tuple[PieceDigest | None, ...]

    @classmethod
    def unknown(cls, size_bytes: int) -> "Pieces":
        """Of a file of which nothing is there yet."""
        return cls(size_bytes=size_bytes, digests=(None,) * piece_count(size_bytes))

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the pieces without a digest."""
        return tuple(number for number, digest in enumerate(self.digests) if digest is None)

    def with_digest(self, number: int, digest: str | None) -> "Pieces":
        digests = (*self.digests[:number], digest, *self.digests[number + 1 :])
        return Pieces(size_bytes=self.size_bytes, digests=digests)


def piece_count(size_bytes: int) -> int:
    return -(-size_bytes // PIECE_BYTES)


def piece_span(number: int, size_bytes: int) -> tuple[int, int]:
    """Where a piece begins, and where it ends (exclusive), in bytes."""
    return number * PIECE_BYTES, min((number + 1) * PIECE_BYTES, size_bytes)


class PieceHash:
    """Digests content that is fed in order; `finished` gives each piece as it is complete."""

    def __init__(self) -> None:
        self._hash = xxhash.xxh3_128()
        self._filled_bytes = 0

    def update(self, data: bytes | bytearray | memoryview) -> Iterator[str]:
        """Take `data` in; yields the digest of each piece that it completes.

        The iterator has to be used up before the next call.
        """
        view = memoryview(data)
        while view:
            room = PIECE_BYTES - self._filled_bytes
            self._hash.update(view[:room])
            self._filled_bytes += len(view[:room])
            view = view[room:]
            if self._filled_bytes == PIECE_BYTES:
                yield self.finish()

    @property
    def unfinished(self) -> tuple[int, str]:
        """How many bytes of a piece that is not complete have been fed, and their digest."""
        return self._filled_bytes, self._hash.hexdigest()

    def finish(self) -> str:
        """The digest of what has been fed since the last piece was complete."""
        digest = self._hash.hexdigest()
        self._hash = xxhash.xxh3_128()
        self._filled_bytes = 0
        return digest
