"""Tokens of source that may be broken, with offsets into the text."""

import builtins
import keyword
from collections.abc import Sequence
from dataclasses import dataclass

from parso.python.tokenize import tokenize
from parso.utils import parse_version_string

from wan22_desktop.doctor.domain.python_text import line_starts

_VERSION = parse_version_string()
_LAYOUT = {"INDENT", "DEDENT", "ERROR_DEDENT", "ENDMARKER"}
OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}
WELL_KNOWN = frozenset((*keyword.kwlist, *dir(builtins)))


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` and `end` are offsets of its characters."""

    kind: str
    """NAME, NUMBER, STRING, OP, NEWLINE, ERRORTOKEN or one of the parts of an f-string."""
    text: str
    start: int
    end: int
    line: int
    """Counts from 1."""
    gap: str
    """What separates it from the token before: nothing, one space, more, or a line's end."""


def tokens_of(text: str) -> list[Token]:
    """Every token but those of the layout; broken text gives ERRORTOKENs, never an error."""
    starts = line_starts(text)
    tokens: list[Token] = []
    for found in tokenize(text, version_info=_VERSION):
        if found.type.name in _LAYOUT or not found.string:
            continue
        line, column = found.start_pos
        start = starts[line - 1] + column
        end = start + len(found.string)
        tokens.append(Token(found.type.name, found.string, start, end, line, _gap(found.prefix)))
    return tokens


def _gap(prefix: str) -> str:
    return prefix[:2] if not prefix.strip(" ") else "\n"


def unmatched(tokens: Sequence[Token]) -> tuple[set[str], set[str]]:
    """The openers that nothing closes and the closers that nothing opened."""
    opened: list[str] = []
    closed: set[str] = set()
    unclosed: set[str] = set()
    for token in tokens:
        if token.kind != "OP":
            continue
        if token.text in OPENERS:
            opened.append(token.text)
        elif token.text in CLOSERS:
            wanted = CLOSERS[token.text]
            if opened and opened[-1] == wanted:
                opened.pop()
                continue
            closed.add(token.text)
            if wanted in opened:
                while (last := opened.pop()) != wanted:
                    unclosed.add(last)
    return unclosed | set(opened), closed
