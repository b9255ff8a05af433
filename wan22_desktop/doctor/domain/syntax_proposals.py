"""Small edits that may mend a text at the place where the interpreter stopped."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from wan22_desktop.doctor.domain.python_text import Edit, Problem, line_starts
from wan22_desktop.doctor.domain.source_tokens import (
    CLOSERS,
    OPENERS,
    WELL_KNOWN,
    Token,
    tokens_of,
    unmatched,
)

_COMPOUND = {
    *("if", "elif", "else", "for", "while", "try", "except", "finally", "with"),
    *("def", "class", "async", "match", "case", "lambda"),
}
_EMPTY_BODY = re.compile(r"expected an indented block after .* on line (\d+)")
_MAX_LINES = 60
"""Of one statement that is searched; longer ones are data, and any of their lines could be it."""
_TAB_COLUMNS = 8
_MAX_NEIGHBOURS = 200
"""Lines above that show which depths there are."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One edit and what it does, in words for people."""

    edit: Edit
    words: str
    line: int
    cost: float = 1.0
    """In nats; what the habits of a file cannot tell."""


class BrokenText:
    """A text that does not compile, cut to the statements around its first problem."""

    def __init__(self, text: str, problem: Problem) -> None:
        self.text = text
        self.problem = problem
        self.starts = line_starts(text)
        self.tokens = tokens_of(text)
        self.first_line, self.last_line = self._window()
        self.window = [t for t in self.tokens if self.first_line <= t.line <= self.last_line]
        self.names = WELL_KNOWN | {t.text for t in self.tokens if t.kind == "NAME"}

    def line(self, number: int) -> str:
        """The line without its newline; numbers count from 1."""
        if not 1 <= number < len(self.starts):
            return ""
        return self.text[self.starts[number - 1] : self.starts[number]].rstrip("\r\n")

    def indent(self, number: int) -> str:
        """The white space that the line begins with."""
        line = self.line(number)
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def is_code(self, number: int) -> bool:
        """Whether something other than a comment stands there."""
        return not self.line(number).strip().startswith("#") and bool(self.line(number).strip())

    def _window(self) -> tuple[int, int]:
        """The logical lines to search: the one with the problem and the one before it."""
        at = self.problem.line
        first, before = 1, 1
        begins = True
        for token in self.tokens:
            if begins and token.kind != "NEWLINE":
                if token.line > at:
                    break
                before, first = first, token.line
            begins = token.kind == "NEWLINE"
        first = max(before if at - before < _MAX_LINES else first, at - _MAX_LINES)
        depth = len(self.indent(at))
        last = at
        for number in range(at + 1, min(at + _MAX_LINES, len(self.starts) - 1) + 1):
            stripped = self.line(number).strip()
            outside = len(self.indent(number)) <= depth
            if stripped and outside and stripped[0] not in ")]}#":
                break
            last = number
        return first, last


def proposals(broken: BrokenText) -> Iterator[Proposal]:
    """Every single edit worth trying, those that the message names first."""
    yield from _bodies(broken)
    message = broken.problem.message
    if "string literal" in message:
        yield from _quotes(broken)
    yield from _indentation(broken)
    yield from _colons(broken)
    yield from _closers(broken)
    yield from _openers(broken)
    if "'else'" in message:
        yield from _else_values(broken)


def _bodies(broken: BrokenText) -> Iterator[Proposal]:
    found = _EMPTY_BODY.search(broken.problem.message)
    if found is None:
        return
    header = int(found[1])
    ends = [t for t in broken.tokens if t.kind == "NEWLINE" and t.line >= header]
    end = ends[0].end if ends else len(broken.text)
    newline = ends[0].text if ends else "\n"
    lead = "" if ends else newline
    unit = _indent_unit(broken)
    text = f"{lead}{broken.indent(header)}{unit}pass{newline}"
    yield Proposal(Edit(end, end, text), "gave the empty block a `pass`", header)


def _indent_unit(broken: BrokenText) -> str:
    indents = [broken.indent(n) for n in range(1, len(broken.starts)) if broken.is_code(n)]
    if sum(i.startswith("\t") for i in indents) * 2 > sum(bool(i) for i in indents):
        return "\t"
    widths = [len(b) - len(a) for a, b in itertools.pairwise(indents)]
    steps = [w for w in widths if 1 < w <= 8]
    return " " * max(set(steps), key=steps.count, default=4)


def _quotes(broken: BrokenText) -> Iterator[Proposal]:
    at = broken.starts[broken.problem.line - 1] + broken.problem.column - 1
    quote = broken.text[at : at + 3]
    if quote in {'"""', "'''"}:
        return
    found = re.match(r"[a-zA-Z]{0,2}([\"'])", broken.text[at : at + 4])
    marks = (found[1],) if found else ("'", '"')
    line = broken.problem.line
    start = broken.starts[line - 1] + len(broken.indent(line))
    for mark in marks:
        for place in range(start, start + len(broken.line(line).strip()) + 1):
            yield Proposal(Edit(place, place, mark), f"added the missing {mark}", line)


def _colons(broken: BrokenText) -> Iterator[Proposal]:
    compound = False
    begins = True
    last: Token | None = None
    for token in broken.window:
        compound = compound or token.text in _COMPOUND
        if compound and last is not None and not begins:
            yield Proposal(Edit(last.end, last.end, ":"), "added the missing :", last.line)
        begins = token.kind == "NEWLINE"
        if begins:
            compound = False
        last = token


def _closers(broken: BrokenText) -> Iterator[Proposal]:
    unclosed, _closed = unmatched(broken.window)
    for opener in sorted(unclosed):
        closer = OPENERS[opener]
        seen = False
        for token in broken.window:
            seen = seen or token.text == opener
            if seen and token.kind != "NEWLINE":
                edit = Edit(token.end, token.end, closer)
                yield Proposal(edit, f"added the missing {closer}", token.line)


def _openers(broken: BrokenText) -> Iterator[Proposal]:
    _unclosed, closed = unmatched(broken.window)
    for closer in sorted(closed):
        opener = CLOSERS[closer]
        for token in broken.window:
            if token.kind == "NEWLINE":
                continue
            for place in (token.start, *_splits(token, broken.names)):
                yield Proposal(
                    Edit(place, place, opener), f"added the missing {opener}", token.line
                )


def _splits(token: Token, names: frozenset[str] | set[str]) -> Iterator[int]:
    """Inside a word that may be two: `lenvalues` was `len(values`."""
    if token.kind != "NAME":
        return
    for cut in range(1, len(token.text)):
        head, tail = token.text[:cut], token.text[cut:]
        if head in names or tail in names or tail.isdigit():
            yield token.start + cut


def _else_values(broken: BrokenText) -> Iterator[Proposal]:
    for token in broken.window:
        if token.kind != "NEWLINE":
            edit = Edit(token.end, token.end, " else None")
            yield Proposal(edit, "gave the `if` without `else` the value None", token.line)


def _indentation(broken: BrokenText) -> Iterator[Proposal]:
    """The line with the problem, or the one before it, at the depth of a line near it."""
    line = broken.problem.line
    before = next((n for n in range(line - 1, 0, -1) if broken.is_code(n)), None)
    unit = _indent_unit(broken)
    for number in (line, before):
        if number is None or not broken.is_code(number):
            continue
        now = broken.indent(number)
        above = [n for n in range(number - 1, 0, -1) if broken.is_code(n)]
        below = [n for n in range(number + 1, len(broken.starts)) if broken.is_code(n)]
        depths: list[str] = []
        if above:
            over = broken.indent(above[0])
            opens = broken.line(above[0]).split("#")[0].rstrip().endswith(":")
            depths += [over + unit, over] if opens else [over]
        depths += [broken.indent(n) for n in (*below[:1], *above[:_MAX_NEIGHBOURS])]
        start = broken.starts[number - 1]
        for rank, depth in enumerate(dict.fromkeys(depths)):
            if depth != now:
                edit = Edit(start, start + len(now), depth)
                cost = rank + 3 * _distance(now, depth, unit)
                words = "set the line back to the depth of its block"
                yield Proposal(edit, words, number, cost)


def _distance(now: str, then: str, unit: str) -> int:
    """In columns; a tab counts as eight or as one step of the file, whichever is nearer."""
    if "\t" in unit:
        return abs(len(now.expandtabs(_TAB_COLUMNS)) - len(then.expandtabs(_TAB_COLUMNS)))
    widths = (_TAB_COLUMNS, len(unit))
    return min(abs(len(now.expandtabs(w)) - len(then.expandtabs(w))) for w in widths)
