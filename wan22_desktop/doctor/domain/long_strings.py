"""Where a string in three quotes may have lost one end.

All text after it is turned inside out, and the interpreter only names the last such string of the
file. So every one is looked at: nearly all wrong guesses leave prose where code should be.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.python_text import Edit, Proposal, line_starts

_CODE = re.compile(
    r"(def|class|return|if|for|while|try|with|import|from|raise|self\.\w+|\w+ =|@|pass\b|[)\]}])"
)
_MAX_STRINGS = 200
_MAX_ENDS = 6
_LIKELIER = 1000.0
"""In nats: what is written around the first problem tells nothing about an end far above it."""
_MAX_LINES = 200
"""Of one string that is searched for its end."""


def long_strings(text: str, last_line: int) -> Iterator[Proposal]:
    """Edits up to that line that give a long string its end, or the third of its quotes, back.

    None where every such string has both ends.
    """
    starts = line_starts(text)
    for mark in ('"""', "'''"):
        if text.count(mark) % 2 == 0:
            continue
        one = mark[0]
        words = tr("added the missing {mark}", mark=mark)
        for found in re.finditer(rf"(?<!{one}){one}{one}(?!{one})", text):
            line = text.count("\n", 0, found.start()) + 1
            yield Proposal(Edit(found.end(), found.end(), one), words, line, -_LIKELIER)
        end = starts[min(last_line, len(starts) - 1)]
        for found in list(re.finditer(mark, text[:end]))[-_MAX_STRINGS:]:
            for rank, (place, line) in enumerate(_ends(text, starts, found.end())):
                yield Proposal(Edit(place, place, mark), words, line, rank * _LIKELIER)


def _ends(text: str, starts: list[int], opened: int) -> Iterator[tuple[int, int]]:
    """The end of the string's own line, and those before a line that looks like code."""
    number = bisect_right(starts, opened, hi=len(starts) - 1)
    own = text[starts[number - 1] : starts[number]]
    depth = len(own) - len(own.lstrip())
    yield starts[number - 1] + len(own.rstrip()), number
    ends = 0
    before, blank = number, ""
    for line in range(number + 1, min(number + _MAX_LINES, len(starts) - 1) + 1):
        content = text[starts[line - 1] : starts[line]].rstrip("\r\n")
        code = content.lstrip()
        if code and len(content) - len(code) <= depth and _CODE.match(code):
            last = text[starts[before - 1] : starts[before]]
            # A line of blanks is what is left where the quotes stood alone.
            yield starts[before - 1] + len(last.rstrip("\r\n" if blank else None)), before
            ends += 1
        if ends == _MAX_ENDS:
            return
        if code or content:
            before, blank = line, content if not code else ""
