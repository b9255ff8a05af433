"""The bytes of a Python file as text, and what keeps the text from compiling. Nothing runs."""

import ast
import codecs
import io
import re
import tokenize
import warnings
from dataclasses import dataclass

from wan22_desktop.core.texts import tr

MAX_SIZE_BYTES = 5 * 1024 * 1024
"""Larger files are no source that people write; the parser would need much memory for them."""

_NEWLINE = re.compile(r"\r\n|\r|\n")


class UnreadableSourceError(ValueError):
    """The bytes are no text that Python would read; says why in a whole sentence."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Where the text stops being Python; both count from 1."""

    line: int
    column: int
    message: str
    """As the interpreter words it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` takes the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str

    def applied_to(self, source: str) -> str:
        """The source with this one change."""
        return source[: self.start] + self.text + source[self.end :]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One edit and what it does, in words for people."""

    edit: Edit
    words: str
    line: int
    cost: float = 1.0
    """In nats; what the habits of a file cannot tell."""


@dataclass(frozen=True, slots=True)
class PythonText:
    """The text of a file, and how it is written back: newlines are kept as they are."""

    text: str
    encoding: str
    has_mark: bool
    """Whether the file begins with the byte order mark of UTF-8."""

    def encoded(self, text: str) -> bytes:
        """`text` as this file would hold it; raises UnicodeEncodeError."""
        return (codecs.BOM_UTF8 if self.has_mark else b"") + text.encode(self.encoding)


def read_python(data: bytes) -> PythonText:
    """Decode as the interpreter does: by mark, by declaration, else UTF-8.

    Raises UnreadableSourceError.
    """
    if len(data) > MAX_SIZE_BYTES:
        raise UnreadableSourceError(
            tr(
                "The file is larger than {megabytes} MB; source is never that long.",
                megabytes=MAX_SIZE_BYTES // 2**20,
            )
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableSourceError(tr("The file is stored as UTF-16; Python reads UTF-8."))
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise UnreadableSourceError(
            tr("Line {line} holds a NUL byte: the file is damaged.", line=line)
        )
    try:
        declared, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
        has_mark = declared == "utf-8-sig"
        encoding = "utf-8" if has_mark else declared
        text = data[len(codecs.BOM_UTF8) if has_mark else 0 :].decode(encoding)
        python = PythonText(text, encoding, has_mark)
        is_kept = python.encoded(text) == data
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableSourceError(
            tr(
                "Line {line} holds bytes that are no {encoding} text.",
                line=line,
                encoding=error.encoding,
            )
        ) from error
    except (SyntaxError, LookupError, ValueError) as error:
        raise UnreadableSourceError(
            tr("The encoding that the file declares is none of text, or its bytes are not of it.")
        ) from error
    if not is_kept:
        raise UnreadableSourceError(
            tr("The file cannot be written back as {encoding} unchanged.", encoding=encoding)
        )
    return python


def first_problem(source: str | bytes, *, tree_only: bool = False) -> Problem | None:
    """What the compiler says about `source`; None if it compiles.

    With `tree_only` only the grammar is checked: faster, but `return` may stand outside of a
    function.
    Call it in one thread at a time: the filters of `warnings` belong to the whole process.
    """
    flags = ast.PyCF_ONLY_AST if tree_only else 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd escapes; they keep nothing from running
        try:
            compile(source, "<source>", "exec", flags=flags, dont_inherit=True)
        except SyntaxError as error:
            return Problem(max(error.lineno or 1, 1), max(error.offset or 1, 1), error.msg)
        except (ValueError, OverflowError) as error:
            return Problem(1, 1, str(error))
        except (MemoryError, RecursionError):
            return Problem(1, 1, tr("the code is nested too deeply"))
    return None


def tree_of(source: str) -> ast.Module:
    """The syntax tree; raises SyntaxError, ValueError, MemoryError or RecursionError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def line_starts(text: str) -> list[int]:
    """The offset of every line, as the interpreter counts lines, and that of the end."""
    return [0, *(found.end() for found in _NEWLINE.finditer(text)), len(text)]


def has_mixed_newlines(text: str) -> bool:
    """Whether lines end in more than one way."""
    return len(set(_NEWLINE.findall(text))) > 1
