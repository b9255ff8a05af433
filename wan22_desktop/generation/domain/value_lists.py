"""Lists of values as people type them: `1-5`, `1, 2, 8`, `0.5:1.0:0.25`, `random 4`.

A list is counted, not written out: `1-100000000` costs no more than `1-2`.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import MAX_SEED

MAX_TEXT_CHARACTERS = 4000
"""Of one list."""

Typed = int | float | str

_NUMBER = r"[+-]?(?:\d{1,12}(?:\.\d{0,6})?|\.\d{1,6})"
_SINGLE = re.compile(_NUMBER)
_SPAN = re.compile(r"(\d{1,12})\s*(?:-|\N{EN DASH})\s*(\d{1,12})")
_STEPPED = re.compile(rf"({_NUMBER})\s*:\s*({_NUMBER})\s*:\s*({_NUMBER})")
_RANDOM = re.compile(r"random\s*(\d{1,12})", re.IGNORECASE)
_SCATTER = 0x9E3779B1
"""Odd, so that its multiples modulo 2**32 are all different, and near the golden ratio of it, so
that they look drawn (Knuth, The Art of Computer Programming, 6.4)."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """`count` values: the nth, from 0, is `value(n)`."""

    count: int
    value: Callable[[int], Typed]


@dataclass(frozen=True, slots=True)
class ValueList:
    """Values in order; never all of them in memory."""

    pieces: tuple[_Piece, ...]

    @property
    def count(self) -> int:
        return sum(piece.count for piece in self.pieces)

    def at(self, index: int) -> Typed:
        """The value at `index`, counted from 0; raises IndexError."""
        for piece in self.pieces:
            if index < piece.count:
                return piece.value(index)
            index -= piece.count
        raise IndexError(index)

    def ends(self) -> Iterator[Typed]:
        """The first and the last of each stretch: if a range allows these, it allows all."""
        for piece in self.pieces:
            yield piece.value(0)
            if piece.count > 1:
                yield piece.value(piece.count - 1)

    def first(self, count: int) -> "ValueList":
        """The list without what comes after its first `count` values."""
        pieces: list[_Piece] = []
        for piece in self.pieces:
            kept = min(piece.count, count)
            if kept:
                pieces.append(_Piece(kept, piece.value))
            count -= kept
        return ValueList(tuple(pieces))

    def __iter__(self) -> Iterator[Typed]:
        for piece in self.pieces:
            for index in range(piece.count):
                yield piece.value(index)


def numbers(text: str, field: str, *, whole: bool, scatter: int | None = None) -> ValueList:
    """The numbers that `text` lists; raises UserError on `field` for what is no list of them.

    With `scatter`, `random 4` is allowed as well: so many different seeds that follow from it.
    """
    pieces = [
        _numeric(part.strip(), field, whole=whole, scatter=scatter)
        for part in _checked(text, field).split(",")
        if part.strip()
    ]
    return _not_empty(pieces, field)


def words(text: str, field: str) -> ValueList:
    """Texts between commas; one with a comma stands in double quotes. Raises UserError."""
    try:
        line = re.sub(r'"\s+,', '",', _checked(text, field))
        parts = next(csv.reader([line], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        message = tr("A quotation mark is not closed, or text follows it without a comma.")
        raise UserError(message, field=field) from error
    return _not_empty([_single(part.strip()) for part in parts if part.strip()], field)


def one_of(text: str, field: str, known: tuple[str, ...]) -> ValueList:
    """As `words`, each of them one of `known`, whatever its case."""
    by_folded = {word.casefold(): word for word in known}
    pieces: list[_Piece] = []
    for word in words(text, field):
        found = by_folded.get(str(word).casefold())
        if found is None:
            message = tr(
                "{word} is not known here; there are: {known}.",
                word=str(word)[:80],
                known=", ".join(known),
            )
            raise UserError(message, field=field)
        pieces.append(_single(found))
    return _not_empty(pieces, field)


def _checked(text: str, field: str) -> str:
    if len(text) > MAX_TEXT_CHARACTERS:
        message = tr(
            "The list has {length} characters, {most} is the most.",
            length=len(text),
            most=MAX_TEXT_CHARACTERS,
        )
        raise UserError(message, field=field)
    return text.replace("\n", ",")


def _not_empty(pieces: list[_Piece], field: str) -> ValueList:
    if not pieces:
        message = tr("The list is empty: type values such as 1, 2, 8.")
        raise UserError(message, field=field)
    return ValueList(tuple(pieces))


def _single(value: Typed) -> _Piece:
    return _Piece(1, lambda _index: value)


def _numeric(part: str, field: str, *, whole: bool, scatter: int | None) -> _Piece:
    drawn = _RANDOM.fullmatch(part)
    if drawn and scatter is not None:
        count = int(drawn[1])
        if not 1 <= count <= MAX_SEED + 1:
            raise UserError(tr("{value} gives no seeds.", value=part), field=field)
        return _Piece(count, lambda index: (scatter + index * _SCATTER) % (MAX_SEED + 1))
    span = _SPAN.fullmatch(part)
    if span:
        first, last = int(span[1]), int(span[2])
        step = Decimal(1 if first <= last else -1)
        return _progression(Decimal(first), Decimal(last), step, whole=whole)
    stepped = _STEPPED.fullmatch(part)
    if stepped:
        first, last, step = (Decimal(text) for text in stepped.groups())
        if whole and any(number % 1 for number in (first, last, step)):
            raise UserError(tr("{value}: only whole numbers go here.", value=part), field=field)
        if not step or (last - first) * step < 0:
            message = tr("{value} never ends: the step must lead to the last value.", value=part)
            raise UserError(message, field=field)
        return _progression(first, last, step, whole=whole)
    if not _SINGLE.fullmatch(part):
        message = tr(
            "{value} is no number: type values such as 1-5, 1, 2, 8 or 0.5:1.0:0.25.",
            value=part[:80],
        )
        raise UserError(message, field=field)
    number = Decimal(part)
    if whole and number % 1:
        raise UserError(tr("{value}: only whole numbers go here.", value=part), field=field)
    return _single(_plain(number, whole=whole))


def _progression(first: Decimal, last: Decimal, step: Decimal, *, whole: bool) -> _Piece:
    count = int((last - first) / step) + 1
    return _Piece(count, lambda index: _plain(first + index * step, whole=whole))


def _plain(number: Decimal, *, whole: bool) -> int | float:
    return int(number) if whole else float(number)
