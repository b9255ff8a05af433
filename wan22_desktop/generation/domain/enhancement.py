"""Proposals for a better prompt: what changes, where, and why.

Whoever makes them leaves everything else as it was written: an `Enhancement` is the text before
with some spans replaced, each of which people can take or leave.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from wan22_desktop.core.wan import Variant


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"


class PieceKind(StrEnum):
    """Of a piece of text in a comparison."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """The characters from `start` to `end` of the text before become `text`."""

    start: int
    end: int
    text: str
    reason: str
    """For people: what was missing, or is said twice."""

    @property
    def kind(self) -> ChangeKind:
        if self.start == self.end:
            return ChangeKind.ADDED
        return ChangeKind.REPLACED if self.text else ChangeKind.REMOVED


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Enhancement:
    """A prompt, and what could be changed about it, in the order of the text."""

    before: str
    changes: tuple[Change, ...] = ()

    @property
    def after(self) -> str:
        """With every change."""
        return self.with_changes(range(len(self.changes)))

    def with_changes(self, chosen: Collection[int]) -> str:
        """The text with the changes of these numbers."""
        kept = (p.text for p in self.pieces(chosen) if p.kind is not PieceKind.REMOVED)
        return "".join(kept)

    def pieces(self, chosen: Collection[int]) -> tuple[Piece, ...]:
        """The comparison of the text before with the text that the chosen changes give."""
        found: list[Piece] = []
        at = 0
        for number, change in enumerate(self.changes):
            if number not in chosen:
                continue
            found += (
                Piece(PieceKind.KEPT, self.before[at : change.start]),
                Piece(PieceKind.REMOVED, self.before[change.start : change.end]),
                Piece(PieceKind.ADDED, change.text),
            )
            at = change.end
        found.append(Piece(PieceKind.KEPT, self.before[at:]))
        return tuple(piece for piece in found if piece.text)


class PromptEnhancer(Protocol):
    """Whoever can propose changes to a prompt; called away from the window, so it may take long."""

    @property
    def title(self) -> str:
        """For people."""
        ...

    def enhance(self, prompt: str, model: Variant, seed: int) -> Enhancement:
        """Proposals; the same seed gives the same ones. Raises UserError."""
        ...


def compared(before: str, after: str, reason: str) -> Enhancement:
    """The word-by-word difference of two texts, for enhancers that write a whole new text."""
    import difflib  # not needed by the rules

    old, new = _words(before), _words(after)
    ends = [0]
    for word in old:
        ends.append(ends[-1] + len(word))
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    return Enhancement(
        before,
        tuple(
            Change(ends[i1], ends[i2], "".join(new[j1:j2]), reason)
            for tag, i1, i2, j1, j2 in matcher.get_opcodes()
            if tag != "equal"
        ),
    )


def in_order(before: str, changes: Iterable[Change]) -> Enhancement:
    """An enhancement of changes that come in any order; of two that overlap the first is taken."""
    taken: list[Change] = []
    for change in changes:
        if all(change.end <= other.start or other.end <= change.start for other in taken):
            taken.append(change)
    return Enhancement(before, tuple(sorted(taken, key=lambda change: (change.start, change.end))))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)
