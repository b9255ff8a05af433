"""A file that holds one JSON object, read so that it can be changed key by key.

Every member keeps its own text. What is not changed is written back as it was: a `1e-06` stays one,
and so do the order, the line ends and the indentation.
"""

import codecs
import json
import math
from dataclasses import dataclass, replace
from typing import NoReturn

from wan22_desktop.core.nesting import depth_of
from wan22_desktop.core.texts import tr

MAX_FILE_BYTES = 1024 * 1024
"""The greatest configuration of a published model is umt5's tokenizer_config.json, with 61 kB."""
MAX_DEPTH = 32
"""Of lists and objects within each other; published files have four."""
_MAX_DIGITS = 40
"""transformers writes 10**30 for "no limit"; Python refuses to read 4,301 digits."""
_SPACE = " \t\r\n"


class NotAnObjectError(ValueError):
    """The bytes are no JSON object; the text says why and goes on after "The file"."""


@dataclass(frozen=True, slots=True)
class Member:
    """One `"key": value`, with the text around it up to the next comma or bracket."""

    key: str
    value: object
    before: str
    """Space, key, colon."""
    value_text: str
    after: str = ""

    @property
    def text(self) -> str:
        return f"{self.before}{self.value_text}{self.after}"

    def with_value(self, value: object) -> "Member":
        return replace(self, value=value, value_text=json.dumps(value, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class JsonObject:
    """The members in order; `faults` are what strict readers refuse, each mended by `content`."""

    members: tuple[Member, ...]
    opening: str
    closing: str
    faults: tuple[str, ...] = ()
    repeated_inside: tuple[str, ...] = ()
    """Keys that an object within this one has twice."""

    @property
    def values(self) -> dict[str, object]:
        """As every reader sees it: of a key that is there twice, the last."""
        return {member.key: member.value for member in self.members}

    @property
    def repeated(self) -> tuple[str, ...]:
        keys = [member.key for member in self.members]
        return tuple(sorted({key for key in keys if keys.count(key) > 1}))

    def changed(self, values: dict[str, object], removed: frozenset[str]) -> "JsonObject":
        """With these values set and these keys gone; a repeated key is there once afterwards."""
        last = {member.key: number for number, member in enumerate(self.members)}
        kept = [
            member.with_value(values[member.key]) if member.key in values else member
            for number, member in enumerate(self.members)
            if member.key not in removed and last[member.key] == number
        ]
        lead = self.members[0].before if self.members else "\n  "
        space = lead[: len(lead) - len(lead.lstrip(_SPACE))]
        for key in values.keys() - last.keys():
            member = Member(key, None, f"{space}{json.dumps(key)}: ", "").with_value(values[key])
            kept.append(member)
        return replace(self, members=tuple(kept), faults=(), repeated_inside=())

    def content(self) -> bytes:
        """The file's bytes, in UTF-8."""
        inside = ",".join(member.text for member in self.members)
        return f"{self.opening}{inside}{self.closing}".encode()


def read_json_object(raw: bytes) -> JsonObject:
    """The object in these bytes; raises NotAnObjectError.

    A byte order mark, UTF-16, NULs at the end and a comma too many are read over, and named as
    faults. NaN and the infinities are there as floats, and so is a number too long to be read: NaN.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise NotAnObjectError(tr("has more than {size} KiB", size=MAX_FILE_BYTES // 1024))
    text, faults = _decoded(raw)
    reader = _Reader(text)
    try:
        members, opening, closing = reader.read_object()
    except RecursionError as error:
        raise NotAnObjectError(tr("nests too deeply")) from error
    if reader.has_extra_comma:
        faults.append(tr("has a comma before its last bracket"))
    return JsonObject(members, opening, closing, tuple(faults), tuple(reader.repeated))


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    faults: list[str] = []
    encoding = "utf-8"
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw.removeprefix(codecs.BOM_UTF8)
        faults.append(tr("begins with a byte order mark"))
    elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
        faults.append(tr("is in UTF-16 where UTF-8 is read"))
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotAnObjectError(tr("is no text in UTF-8")) from error
    whole = text.rstrip("\0")
    if not whole.strip(_SPACE):
        raise NotAnObjectError(tr("is empty") if whole == text else tr("holds nothing but zeros"))
    if whole != text:
        faults.append(tr("ends with zeros"))
    return whole, faults


class _Reader:
    """Walks over the members of the outer object; Python's own decoder reads the values."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=self._pairs, parse_int=_whole_number)
        self.repeated: list[str] = []
        self.has_extra_comma = False

    def read_object(self) -> tuple[tuple[Member, ...], str, str]:
        """Members, what stands before the first, what stands after the last."""
        self._skip_space()
        if self._next() != "{":
            raise NotAnObjectError(tr("does not hold a JSON object"))
        self._at += 1
        opening = self._text[: self._at]
        members: list[Member] = []
        while True:
            start = self._at
            self._skip_space()
            if self._next() == "}":
                break
            members.append(self._member(start))
            end = self._at
            self._skip_space()
            if self._next() == "}":
                start = end
                break
            if self._next() != ",":
                self._fail(tr("a comma is missing"))
            members[-1] = replace(members[-1], after=self._text[end : self._at])
            self._at += 1
        self.has_extra_comma = bool(members) and self._text[start - 1] == ","
        self._at += 1
        self._skip_space()
        if self._at != len(self._text):
            self._fail(tr("more follows after the object"))
        return tuple(members), opening, self._text[start:]

    def _member(self, start: int) -> Member:
        if self._next() != '"':
            self._fail(tr("a key in quotes is missing"))
        key = self._value()
        self._skip_space()
        if self._next() != ":":
            self._fail(tr("a colon is missing"))
        self._at += 1
        self._skip_space()
        value_at = self._at
        value = self._value()
        if depth_of(value) > MAX_DEPTH:
            raise NotAnObjectError(tr("nests too deeply"))
        before, value_text = self._text[start:value_at], self._text[value_at : self._at]
        return Member(str(key), value, before, value_text)

    def _value(self) -> object:
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            self._fail(tr("no value can be read"))
        return value

    def _skip_space(self) -> None:
        while self._next() in _SPACE and self._at < len(self._text):
            self._at += 1

    def _next(self) -> str:
        """The character to come, or a NUL at the end."""
        return self._text[self._at] if self._at < len(self._text) else "\0"

    def _fail(self, what: str) -> NoReturn:
        if self._at >= len(self._text):
            raise NotAnObjectError(tr("ends in the middle"))
        line = self._text.count("\n", 0, self._at) + 1
        raise NotAnObjectError(tr("is no JSON: {what} in line {line}", what=what, line=line))

    def _pairs(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            self.repeated += sorted({key for key in keys if keys.count(key) > 1})
        return found


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MAX_DIGITS else math.nan
