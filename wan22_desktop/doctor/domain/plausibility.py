"""How usual a piece of code is in the file that it stands in.

Of several repairs that compile, the one that is written and built like the rest of the file is most
likely what its author meant: `len(a) > 3` rather than `len(a > 3)`.
"""

import ast
import keyword
import math
from collections import Counter
from collections.abc import Iterator, Sequence

from wan22_desktop.doctor.domain.source_tokens import CLOSERS, OPENERS, WELL_KNOWN, Token, tokens_of

_Shape = tuple[str, ...]


_USUAL = """
from pathlib import Path
import os, sys

LIMIT = 10
NAMES = ["one", "two", "three"]
SIZES = {"small": 1, "large": 2}

class Reader(Base):
    def __init__(self, path, size=1):
        super().__init__()
        self.path = path
        self.size = size or LIMIT

    def read(self, count, *args, **kwargs):
        values = [int(value) for value in self.lines(count) if value]
        if not isinstance(count, int) or count < 0:
            raise ValueError("no such count: %r" % (count,))
        elif len(values) > 3 and self.path.is_file():
            print("done", file=sys.stderr)
        for name, value in sorted(SIZES.items()):
            values.append(value.strip().split(",")[0])
            self._seen[name] = value[1:]
        while True:
            try:
                with open(self.path, "rb") as file:
                    data = file.read()
            except (OSError, ValueError) as error:
                return None
            else:
                break
        text = ", ".join(str(value) for value in values) + "."
        return self.format(text, key=lambda item: item[1]), (values[0], values[-1])
"""
"""What is usual in general, so that a short file has habits too."""


class Habits:
    """What is usual in one file: its words, what follows what, and what holds what."""

    def __init__(self, tokens: Sequence[Token], trees: Sequence[ast.AST]) -> None:
        self._words = Counter(t.text for t in tokens if t.kind == "NAME")
        self._spellings: Counter[_Shape] = Counter()
        self._contexts: Counter[_Shape] = Counter()
        for context, shape in (*_spelling(tokens), *_spelling(tokens_of(_USUAL))):
            self._spellings[(*context, shape)] += 1
            self._contexts[context] += 1
        self._children: Counter[_Shape] = Counter()
        self._parents: Counter[_Shape] = Counter()
        for tree in (*trees, ast.parse(_USUAL)):
            for context, shape in _structure(tree):
                self._children[(*context, shape)] += 1
                self._parents[context] += 1

    def oddity(self, tokens: Sequence[Token], trees: Sequence[ast.AST]) -> float:
        """In nats, the less the more usual; only comparable for repairs of one place."""
        total = sum(self._cost(token) for token in tokens)
        total += _NEEDLESS_PAIR * _needless_parentheses(tokens)
        total += _STRANGE_STRING * _strange_strings(tokens)
        for context, shape in _spelling(tokens):
            total += _surprise(self._spellings[(*context, shape)], self._contexts[context])
        for tree in trees:
            for context, shape in _structure(tree):
                total += _surprise(self._children[(*context, shape)], self._parents[context])
        return total

    def _cost(self, token: Token) -> float:
        """Of the word or the text itself: words that stand nowhere else are unlikely."""
        if token.kind in {"STRING", "FSTRING_STRING"}:
            return sum(_character_cost(character) for character in token.text)
        if token.kind != "NAME" or token.text in WELL_KNOWN:
            return 0.0
        seen = self._words[token.text]
        return math.log(1000 / seen) if seen else _UNKNOWN_WORD


# In nats. Chosen so that planted mistakes, drawn with other seeds than that of
# benchmarks/syntax_repair.py, are mended with the meaning they had.
_UNKNOWN_WORD = 30.0
_NEEDLESS_PAIR = 10.0
_STRANGE_STRING = 12.0
_BEFORE_VALUES = {"=", "return", "if", "elif", "while", "in", "assert", "yield"}


def _character_cost(character: str) -> float:
    if character.isalnum() or character in "_-":
        return 1.5
    return 2.5 if character in " .%/" else 4.5


def _surprise(seen: int, of: int) -> float:
    return -math.log((seen + 0.2) / (of + 4))


def _kind(token: Token) -> str:
    if token.kind == "NAME":
        return token.text if token.text in WELL_KNOWN else "NAME"
    if token.kind == "STRING" and token.text.endswith(('"""', "'''")):
        return "TEXT"
    return token.text if token.kind == "OP" else token.kind


def _spelling(tokens: Sequence[Token]) -> Iterator[tuple[_Shape, str]]:
    """Each token after the two before it, with the white space between them."""
    one = two = "NEWLINE"
    for token in tokens:
        shape = _kind(token)
        spaced = shape if one == "NEWLINE" else token.gap + shape
        yield (two, one), spaced
        two, one = one, spaced


def _structure(tree: ast.AST) -> Iterator[tuple[_Shape, str]]:
    """Each node in the field of its parent, each list's length, and the arguments of calls."""
    for parent in ast.walk(tree):
        name = type(parent).__name__
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield (name, field), _node_kind(value)
            elif isinstance(value, list):
                yield (name, field, "len"), str(min(len(value), 5))
                for child in value:
                    yield (name, field), _node_kind(child)
        if isinstance(parent, ast.Call):
            called = parent.func
            callee = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            kinds = " ".join(_node_kind(argument) for argument in parent.args[:3])
            yield ("Call", callee), kinds
            yield ("Call", callee, "count"), str(len(parent.args))


def _node_kind(node: object) -> str:
    if isinstance(node, ast.Constant):
        return f"Constant {type(node.value).__name__}"
    return type(node).__name__


def _strange_strings(tokens: Sequence[Token]) -> int:
    """Strings that are statements, that touch another string, or that begin with a comma."""
    before = "NEWLINE"
    strange = 0
    for token in tokens:
        kind = _kind(token)
        if kind in {"STRING", "FSTRING_START"}:
            touches = before == "STRING" and not token.gap
            begins_odd = token.text[1:2] in {",", ")"} and token.text[2:3] == " "
            strange += 3 * (before == "NEWLINE") + (touches or begins_odd)
        before = kind
    return strange


def _needless_parentheses(tokens: Sequence[Token]) -> int:
    """Pairs around one name, call or literal, and around the whole of a value on one line."""
    opened: list[int] = []
    needless = 0
    for place, token in enumerate(tokens):
        if token.text == "(" and token.kind == "OP":
            opened.append(place)
        elif token.text == ")" and token.kind == "OP" and opened:
            first = opened.pop()
            needless += _is_needless(tokens, first, place)
    return needless


def _is_needless(tokens: Sequence[Token], first: int, last: int) -> bool:
    before = tokens[first - 1] if first else None
    is_call = before is not None and (
        before.text in {")", "]", "}"}
        or (before.kind == "NAME" and not keyword.iskeyword(before.text))
        or before.kind in {"STRING", "FSTRING_END"}
    )
    if is_call or tokens[first].line != tokens[last].line:
        return False
    depth = 0
    is_chain = last > first + 1
    for token in tokens[first + 1 : last]:
        opens, closes = token.text in OPENERS, token.text in CLOSERS
        depth += opens - closes
        part = token.kind in {"STRING", "NUMBER"} or opens or closes or token.text == "."
        word = token.kind == "NAME" and not keyword.iskeyword(token.text)
        if token.text == "," and not depth:
            return False
        if not depth and not part and not word:
            is_chain = False
    after = tokens[last + 1].text.strip() if last + 1 < len(tokens) else ""
    is_whole = (before is None or before.text in _BEFORE_VALUES) and after in {"", ":"}
    return is_chain or is_whole
