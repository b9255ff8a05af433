"""What is written down about a file that is not whole yet.

A journal only claims: whatever it says is read and compared before it is built upon.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import PieceDigest, Pieces, piece_count, piece_span
from wan22_desktop.core.values import Value

MAX_JOURNAL_BYTES = 4 << 20
"""The largest file of a manifest has 12 000 pieces of 35 bytes each."""


class Tail(Value):
    """The beginning of a piece that is not complete."""

    piece: Annotated[int, Field(ge=0)]
    size_bytes: Annotated[int, Field(gt=0)]
    digest: PieceDigest


@dataclass(frozen=True, slots=True)
class Proof:
    """The digests of a file's beginning."""

    digests: tuple[str, ...]
    """Of the whole pieces."""
    tail_bytes: int
    """What follows them."""
    tail_digest: str


class Validator(Value):
    """Which content a host has served: for `If-Range`, with that host alone."""

    host: Annotated[str, Field(max_length=300)]
    """Scheme, host and port."""
    etag: Annotated[str, Field(max_length=300, pattern=r"^[\x20-\x7e]+$")]

    @property
    def is_strong(self) -> bool:
        """Whether equal etags mean equal bytes; others are refused in `If-Range`."""
        return not self.etag.startswith("W/")


class Journal(Value):
    """Which pieces of a `.part` file were on the disk, by their digests."""

    schema_version: Literal[1] = 1
    content: str
    """The digest of the manifest's entry: a journal of other content is worth nothing."""
    pieces: Pieces
    tail: Tail | None = None
    validator: Validator | None = None

    @model_validator(mode="after")
    def _fits_its_size(self) -> Self:
        size_bytes = self.pieces.size_bytes
        if len(self.pieces.digests) != piece_count(size_bytes):
            raise ValueError("the number of pieces does not fit the size")
        if self.tail is not None:
            if self.tail.piece >= len(self.pieces.digests):
                raise ValueError("the tail lies outside of the file")
            start, end = piece_span(self.tail.piece, size_bytes)
            if self.tail.size_bytes >= end - start:
                raise ValueError("the tail is longer than a piece")
        return self

    @classmethod
    def empty(cls, file: ManifestFile) -> "Journal":
        return cls(content=file.digest, pieces=Pieces.unknown(file.size_bytes))

    @classmethod
    def read(cls, content: bytes, file: ManifestFile) -> "Journal":
        """The journal in `content`; an empty one if that is damaged or about another file."""
        try:
            journal = cls.from_json(content)
        except (ValidationError, RecursionError):
            return cls.empty(file)
        if journal.content != file.digest or journal.pieces.size_bytes != file.size_bytes:
            return cls.empty(file)
        return journal

    def with_known(self, known: Pieces) -> "Journal":
        """This journal's claims, and those of `known` where it has none."""
        if known.size_bytes != self.pieces.size_bytes or len(known.digests) != len(
            self.pieces.digests
        ):
            return self
        both = zip(self.pieces.digests, known.digests, strict=True)
        digests = tuple(mine or theirs for mine, theirs in both)
        pieces = Pieces(size_bytes=known.size_bytes, digests=digests)
        return self.model_copy(update={"pieces": pieces})
