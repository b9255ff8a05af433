"""Prompts with choices, drawn by a seed or all combined; see `wildcard_syntax` for how to write.

Lines of a wildcard may hold choices and wildcards again. Everything that a text could reach is
judged before anything is drawn: whether a prompt is right does not depend on its seed.
"""

from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.wildcard_syntax import (
    MAX_DEPTH,
    Choice,
    Reference,
    Sequence,
    parsed_text,
    refused,
    too_deep,
)

MAX_TEMPLATE_CHARACTERS = 20_000
"""Of a prompt with all its choices; what comes out of it has the prompt's own limit."""
MAX_WORK = 40_000
"""Characters and choices that one drawn prompt may be put together from."""
MAX_COUNT = 10**12
"""Combinations are counted up to here; nobody renders more."""


@dataclass(frozen=True, slots=True)
class Combinations:
    """What "all combinations" of a prompt gives."""

    texts: tuple[str, ...]
    """Each once, at most as many as were asked for."""
    total: int
    """How many there are; `MAX_COUNT` stands for that many or more."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """How deep something leads and how many texts it gives."""

    height: int
    total: int
    ends: tuple[int, ...] = ()
    """Of a wildcard: the number of texts that its lines give up to each one."""


@dataclass(frozen=True)
class Wildcards:
    """The lines of each wildcard by its name, and why others cannot be used.

    Names in prompts are looked up here and nowhere else: none of them ever becomes a path. Upper
    and lower case are the same.
    """

    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unusable: Mapping[str, str] = field(default_factory=dict)
    """By name: the end of a sentence, such as `is not UTF-8 text`."""
    _folded: dict[str, str] = field(init=False, default_factory=dict, compare=False, repr=False)
    _parsed: dict[str, tuple[Sequence, ...]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    _judged: dict[str, _Judged] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._folded.update({name.casefold(): name for name in self.lines})

    @property
    def names(self) -> tuple[str, ...]:
        """All that can be used, in the order of the alphabet."""
        return tuple(sorted((n for n, lines in self.lines.items() if lines), key=str.casefold))

    def prepared(self) -> "Wildcards":
        """Itself with every line parsed and counted; one with broken braces goes to the unusable.

        Takes seconds for millions of lines; afterwards `count` is quick.
        """
        broken: dict[str, str] = {}
        for name in self.names:
            try:
                self.sequences(name)
            except UserError as error:
                reason = error.message.rstrip(".")
                broken[name] = tr("cannot be read: {reason}", reason=reason)
        if broken:
            good = {name: lines for name, lines in self.lines.items() if name not in broken}
            return Wildcards(good, {**self.unusable, **broken}).prepared()
        for name in self.names:
            with suppress(UserError):  # told to those who use it
                self.judged(name, (), "")
        return self

    def known(self, name: str) -> str | None:
        """The name as its file has it."""
        return self._folded.get(name.casefold())

    def sequences(self, name: str) -> tuple[Sequence, ...]:
        """The lines of a known wildcard, parsed; raises UserError for a line with broken braces."""
        name = self._folded[name.casefold()]
        if name not in self._parsed:
            parsed = []
            for number, line in enumerate(self.lines[name], start=1):
                try:
                    parsed.append(parsed_text(line))
                except UserError as error:
                    raise refused(
                        tr(
                            "entry {number} of __{name}__: {reason}",
                            number=number,
                            name=name,
                            reason=error.message,
                        )
                    ) from error
            self._parsed[name] = tuple(parsed)
        return self._parsed[name]

    def judged(self, name: str, above: tuple[str, ...], text: str) -> _Judged:
        """What a wildcard leads to; raises UserError where something there cannot be drawn.

        `above` are the wildcards through which the prompt `text` has led here.
        """
        known = self.known(name)
        if known is None or not self.lines[known]:
            raise self._missing(name, known, text)
        if known in above:
            way = " > ".join(f"__{n}__" for n in (*above[above.index(known) :], known))
            raise refused(
                tr(
                    "The wildcard __{name}__ leads back to itself ({way}) and would never end: "
                    "take one of these out of its file.",
                    name=known,
                    way=way,
                )
            )
        if len(above) >= MAX_DEPTH:
            raise too_deep()
        if known not in self._judged:
            height, total, ends = 0, 0, []
            for sequence in self.sequences(known):
                below = _judged(sequence, self, (*above, known), text)
                height, total = max(height, below.height), min(total + below.total, MAX_COUNT)
                ends.append(total)
            self._judged[known] = _Judged(height + 1, total, tuple(ends))
        found = self._judged[known]
        if len(above) + found.height > MAX_DEPTH:
            raise too_deep()
        return found

    def _missing(self, name: str, known: str | None, text: str) -> UserError:
        if known is not None:
            return refused(
                tr(
                    "The wildcard __{name}__ is empty: write one entry a line into its file "
                    "{name}.txt, or take it out of the prompt.",
                    name=known,
                )
            )
        reason = next((r for n, r in self.unusable.items() if n.casefold() == name.casefold()), "")
        if reason:
            return refused(
                tr(
                    "The wildcard __{name}__ {reason}. Mend its file {name}.txt, or take it out "
                    "of the prompt.",
                    name=name,
                    reason=reason,
                )
            )
        import difflib  # for this message only

        near = difflib.get_close_matches(name.casefold(), [n.casefold() for n in self.names], 1)
        suggestion = None
        if near:
            suggestion = text.replace(f"__{name}__", f"__{self._folded[near[0]]}__")
        return refused(
            tr(
                "There is no wildcard __{name}__: choose one from the list, or put a file "
                "{name}.txt into the wildcards folder. For the plain words write \\__{name}__.",
                name=name,
            ),
            suggestion=suggestion if suggestion != text else None,
        )


def drawn(text: str, wildcards: Wildcards, seed: int) -> str:
    """One prompt; the same seed draws the same words on every machine.

    Raises UserError on the field `prompt` for whatever cannot be drawn.
    """
    sequence = _checked(text, wildcards)
    return _Draw(wildcards, seed).text(sequence)


def combinations(text: str, wildcards: Wildcards, limit: int) -> Combinations:
    """All prompts that can be drawn, in order, the last choice changing first.

    Only the first `limit` are made; the total is worked out without making any. Raises UserError
    as `drawn` does.
    """
    sequence = _checked(text, wildcards)
    total = _judged(sequence, wildcards, (), text).total
    made = min(total, max(0, limit))
    texts = tuple(dict.fromkeys(_Nth(wildcards).text(sequence, n) for n in range(made)))
    return Combinations(texts, len(texts) if made == total else total)


def count(text: str, wildcards: Wildcards) -> int:
    """How many combinations there are, equal ones counted each; raises UserError as `drawn`."""
    return _judged(_checked(text, wildcards), wildcards, (), text).total


def _checked(text: str, wildcards: Wildcards) -> Sequence:
    if len(text) > MAX_TEMPLATE_CHARACTERS:
        raise refused(
            tr(
                "The prompt with its choices has {length} characters, {most} is the most: put "
                "long lists into a wildcard file.",
                length=len(text),
                most=MAX_TEMPLATE_CHARACTERS,
            )
        )
    sequence = parsed_text(text)
    _judged(sequence, wildcards, (), text)
    return sequence


def _judged(sequence: Sequence, wildcards: Wildcards, above: tuple[str, ...], text: str) -> _Judged:
    height, total = 0, 1
    for part in sequence:
        if isinstance(part, str):
            continue
        if isinstance(part, Reference):
            found = wildcards.judged(part.name, above, text)
            below, ways = found.height, found.total
        else:
            options = [_judged(option, wildcards, above, text) for option in part.options]
            below = max(option.height for option in options)
            ways = min(sum(option.total for option in options), MAX_COUNT)
        height, total = max(height, below), min(total * ways, MAX_COUNT)
    return _Judged(height, total)


class _Expansion:
    """Puts a prompt together and gives up on one that would not end soon."""

    def __init__(self, wildcards: Wildcards) -> None:
        self._wildcards = wildcards
        self._pieces: list[str] = []
        self._left = MAX_WORK

    def _put(self, text: str) -> None:
        """Add to the text; nothing at all where an empty option has been taken."""
        self._spend(len(text))
        self._pieces.append(text)

    def _spend(self, work: int = 1) -> None:
        self._left -= work
        if self._left < 0:
            raise refused(
                tr("The wildcards make the prompt far too long: name fewer of them in one line.")
            )

    def _options(self, part: Choice | Reference) -> tuple[Sequence, ...]:
        if isinstance(part, Choice):
            return part.options
        return self._wildcards.sequences(part.name)

    def _finished(self) -> str:
        """Without the second of two spaces between which nothing was drawn."""
        parts: list[str] = []
        is_gap, last = False, " "
        for piece in self._pieces:
            kept = piece[1:] if is_gap and last == " " and piece.startswith(" ") else piece
            is_gap = not piece
            if kept:
                last = kept[-1]
                parts.append(kept)
        return "".join(parts)


class _Draw(_Expansion):
    """Takes one option at each choice, as the seed says."""

    def __init__(self, wildcards: Wildcards, seed: int) -> None:
        super().__init__(wildcards)
        self._seed = seed
        self._drawn = 0

    def text(self, sequence: Sequence) -> str:
        self._add(sequence)
        return self._finished()

    def _add(self, sequence: Sequence) -> None:
        for part in sequence:
            if isinstance(part, str):
                self._put(part)
                continue
            self._spend()
            options = self._options(part)
            option = options[self._number(len(options))]
            if option:
                self._add(option)
            else:
                self._put("")

    def _number(self, below: int) -> int:
        """The next number from 0; a digest, for `random` promises no sequence to later versions."""
        digest = blake2b(f"{self._seed}/{self._drawn}".encode(), digest_size=8).digest()
        self._drawn += 1
        return int.from_bytes(digest, "big") % below


class _Nth(_Expansion):
    """Makes one combination by its number."""

    def text(self, sequence: Sequence, number: int) -> str:
        self._pieces, self._left = [], MAX_WORK
        self._add(sequence, number)
        return self._finished()

    def _add(self, sequence: Sequence, number: int) -> None:
        numbers: list[int] = []
        for part in reversed(sequence):
            number, own = divmod(number, _judged((part,), self._wildcards, (), "").total)
            numbers.append(own)
        for part, own in zip(sequence, reversed(numbers), strict=True):
            if isinstance(part, str):
                self._put(part)
                continue
            self._spend()
            ends = self._ends(part)
            at = bisect_right(ends, own)
            option = self._options(part)[at]
            if option:
                self._add(option, own - (ends[at - 1] if at else 0))
            else:
                self._put("")

    def _ends(self, part: Choice | Reference) -> tuple[int, ...]:
        """The number of texts that the options give up to each one."""
        if isinstance(part, Reference):
            return self._wildcards.judged(part.name, (), "").ends
        totals = (_judged(option, self._wildcards, (), "").total for option in part.options)
        return tuple(accumulate(totals))
