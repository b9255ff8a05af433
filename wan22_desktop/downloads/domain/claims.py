"""What is said to be there of a file, until it has been read and compared."""

from wan22_desktop.core.pieces import PIECE_BYTES, Pieces, piece_span
from wan22_desktop.downloads.domain.journal import Journal, Proof, Tail, Validator


class Claims:
    """Digests of pieces that lie behind the position up to which a file is proven."""

    def __init__(self, size_bytes: int, digests: tuple[str | None, ...], tail: Tail | None) -> None:
        self._size_bytes = size_bytes
        self._digests = list(digests)
        self._tail = tail

    @classmethod
    def of(cls, journal: Journal) -> "Claims":
        return cls(journal.pieces.size_bytes, journal.pieces.digests, journal.tail)

    def copy(self) -> "Claims":
        return Claims(self._size_bytes, tuple(self._digests), self._tail)

    @property
    def total_bytes(self) -> int:
        tail_bytes = 0 if self._tail is None else self._tail.size_bytes
        spans = (piece_span(number, self._size_bytes) for number in self._numbers())
        return tail_bytes + sum(end - start for start, end in spans)

    def take(self, position: int) -> tuple[int, str] | None:
        """What is claimed from `position` on, as its end (exclusive) and its digest; from now on
        nothing is claimed of that piece."""
        number = position // PIECE_BYTES
        start, end = piece_span(number, self._size_bytes)
        digest, self._digests[number] = self._digests[number], None
        tail = None
        if self._tail is not None and self._tail.piece == number:
            tail, self._tail = self._tail, None
        if position > start:
            return None
        if digest is not None:
            return end, digest
        return None if tail is None else (start + tail.size_bytes, tail.digest)

    def end_of_gap(self, position: int) -> int:
        """Where, behind `position`, something is claimed again."""
        for number in range(position // PIECE_BYTES + 1, len(self._digests)):
            has_tail = self._tail is not None and self._tail.piece == number
            if self._digests[number] is not None or has_tail:
                return number * PIECE_BYTES
        return self._size_bytes

    def drop_beyond(self, there_bytes: int) -> int:
        """Forget what cannot be, because the file ends before; the end of what is left."""
        claimed_end = 0
        for number in self._numbers():
            end = piece_span(number, self._size_bytes)[1]
            if end > there_bytes:
                self._digests[number] = None
            else:
                claimed_end = end
        if self._tail is not None:
            end = self._tail.piece * PIECE_BYTES + self._tail.size_bytes
            if end > there_bytes:
                self._tail = None
            else:
                claimed_end = max(claimed_end, end)
        return claimed_end

    def journal(self, content: str, proof: Proof, validator: Validator | None) -> Journal:
        """The journal of what is proven, and behind that of what is claimed still."""
        number, digests, tail = len(proof.digests), tuple(self._digests), self._tail
        if proof.tail_bytes:
            start, end = piece_span(number, self._size_bytes)
            if proof.tail_bytes == end - start:  # the last piece of a file is a short one
                digests = (*digests[:number], proof.tail_digest)
            else:
                tail = Tail(piece=number, size_bytes=proof.tail_bytes, digest=proof.tail_digest)
        pieces = Pieces(size_bytes=self._size_bytes, digests=(*proof.digests, *digests[number:]))
        return Journal(content=content, pieces=pieces, tail=tail, validator=validator)

    def _numbers(self) -> list[int]:
        return [number for number, digest in enumerate(self._digests) if digest is not None]
