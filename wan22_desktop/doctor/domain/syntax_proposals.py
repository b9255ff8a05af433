"""Small edits that may mend a text at the place where the interpreter stopped."""

import itertools
import re
from collections.abc import Iterator

from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.long_strings import long_strings
from wan22_desktop.doctor.domain.python_text import Edit, Problem, Proposal, line_starts
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


class BrokenText:
    """A text that does not compile, cut to the statements around its first problem."""

    def __init__(self, text: str, problem: Problem) -> None:
        self.text = text
        self.problem = problem
        self.starts = line_starts(text)
        self.tokens = tokens_of(text)
        self.begins = self._beginnings()
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

    def _beginnings(self) -> list[int]:
        """The lines in which a logical line begins."""
        lines: list[int] = []
        begins = True
        for token in self.tokens:
            if begins and token.kind != "NEWLINE":
                lines.append(token.line)
            begins = token.kind == "NEWLINE"
        return lines

    def _window(self) -> tuple[int, int]:
        """The logical lines to search: the one with the problem and those that lead to it.

        A bracket that closed too early leaves lines that are too deep; their first is before them.
        """
        at = self.problem.line
        upward = [line for line in self.begins if at - _MAX_LINES < line <= at][::-1]
        first = upward[0] if upward else at
        for number, line in enumerate(upward[1:]):
            is_deeper = len(self.indent(upward[number])) > len(self.indent(line))
            if number and (not is_deeper or self.opens_block(line)):
                break
            first = line
        depth = len(self.indent(at))
        last = at
        for number in range(at + 1, min(at + _MAX_LINES, len(self.starts) - 1) + 1):
            stripped = self.line(number).strip()
            outside = len(self.indent(number)) <= depth
            if stripped and outside and stripped[0] not in ")]}#":
                break
            last = number
        return first, last

    def opens_block(self, number: int) -> bool:
        """Whether the line ends in a colon."""
        return self.line(number).split("#")[0].rstrip().endswith(":")


def proposals(broken: BrokenText) -> Iterator[Proposal]:
    """Every single edit worth trying, those that the message names first."""
    yield from _bodies(broken)
    message = broken.problem.message
    yield from long_strings(broken.text, broken.problem.line)
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
    yield Proposal(Edit(end, end, text), tr("gave the empty block a `pass`"), header)


def _indent_unit(broken: BrokenText) -> str:
    indents = [broken.indent(n) for n in broken.begins]
    if sum(i.startswith("\t") for i in indents) * 2 > sum(bool(i) for i in indents):
        return "\t"
    widths = [len(b) - len(a) for a, b in itertools.pairwise(indents)]
    steps = [w for w in widths if 1 < w <= 8]
    return " " * max(set(steps), key=steps.count, default=4)


def _quotes(broken: BrokenText) -> Iterator[Proposal]:
    line = broken.problem.line
    text = broken.line(line)
    is_open = "string literal" in broken.problem.message
    start = broken.starts[line - 1]
    for mark in ("'", '"'):
        if text.count(mark) % 2 or (is_open and mark in text):
            for place in range(len(broken.indent(line)), len(text) + 1):
                edit = Edit(start + place, start + place, mark)
                yield Proposal(edit, tr("added the missing {mark}", mark=mark), line)


def _colons(broken: BrokenText) -> Iterator[Proposal]:
    compound = False
    begins = True
    last: Token | None = None
    for token in broken.window:
        compound = compound or token.text in _COMPOUND
        if compound and last is not None and not begins:
            yield Proposal(Edit(last.end, last.end, ":"), tr("added the missing :"), last.line)
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
                yield Proposal(edit, tr("added the missing {mark}", mark=closer), token.line)


def _openers(broken: BrokenText) -> Iterator[Proposal]:
    _unclosed, closed = unmatched(broken.window)
    for closer in sorted(closed):
        opener = CLOSERS[closer]
        for token in broken.window:
            if token.kind == "NEWLINE":
                continue
            for place in (token.start, *_splits(token, broken.names)):
                yield Proposal(
                    Edit(place, place, opener),
                    tr("added the missing {mark}", mark=opener),
                    token.line,
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
            yield Proposal(edit, tr("gave the `if` without `else` the value None"), token.line)


def _indentation(broken: BrokenText) -> Iterator[Proposal]:
    """The line with the problem, or one that opened its blocks, at the depth of a line near it."""
    unit = _indent_unit(broken)
    for number in _suspects(broken):
        now = broken.indent(number)
        start = broken.starts[number - 1]
        for rank, depth in enumerate(_depths(broken, number, unit)):
            if depth != now:
                edit = Edit(start, start + len(now), depth)
                cost = 2 * rank + 6 * _distance(now, depth, unit)
                words = tr("set the line back to the depth of its block")
                yield Proposal(edit, words, number, cost)


def _suspects(broken: BrokenText) -> list[int]:
    """The line itself, the one before it, and those above that opened the blocks around it."""
    upward = [line for line in broken.begins if line <= broken.problem.line][::-1]
    if _EMPTY_BODY.search(broken.problem.message):
        return upward[:1]
    suspects = upward[:2]
    depth = len(broken.indent(upward[1])) if len(upward) > 1 else 0
    for line in upward[2:]:
        if len(broken.indent(line)) < depth:
            suspects.append(line)
            depth = len(broken.indent(line))
    return suspects


def _depths(broken: BrokenText, number: int, unit: str) -> list[str]:
    """Where the line may begin, the likeliest first."""
    above = [line for line in broken.begins if line < number][-_MAX_NEIGHBOURS:][::-1]
    below = [line for line in broken.begins if line > number][:1]
    depths: list[str] = []
    if above:
        over = broken.indent(above[0])
        depths += [over + unit, over] if broken.opens_block(above[0]) else [over]
    depths += [broken.indent(line) for line in (*below, broken.problem.line, *above)]
    return list(dict.fromkeys(depths))


def _distance(now: str, then: str, unit: str) -> int:
    """In columns; a tab counts as eight or as one step of the file, whichever is nearer."""
    if "\t" in unit:
        return abs(len(now.expandtabs(_TAB_COLUMNS)) - len(then.expandtabs(_TAB_COLUMNS)))
    widths = (_TAB_COLUMNS, len(unit))
    return min(abs(len(now.expandtabs(w)) - len(then.expandtabs(w))) for w in widths)
