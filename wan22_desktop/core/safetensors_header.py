"""What a safetensors file holds, and whether it is whole, by its header alone.

A file that was cut off would be noticed only in the middle of a load, or, where a library maps it,
kill the process (SIGBUS); so the size is compared first. The format: README of
huggingface/safetensors, "Format".

Files come from strangers, and the library's own reader can be kept busy for 19 s or made to read a
name twice (`RELIABILITY.md`, section 3). Two rules keep this one safe. What it accepts, the library
accepts with the same names, shapes and places; never the other way round. And it goes from left to
right, one expression for each tensor: nothing nests, and nothing is kept before its limit was
checked, so a hostile header costs no more than an honest one of the greatest size.
"""

import json
import os
import re
from pathlib import Path

from wan22_desktop.core.foreign_files import foreign_kind
from wan22_desktop.core.tensor_table import DamagedFileError, TensorEntry, TensorTable
from wan22_desktop.core.texts import tr

MAX_HEADER_BYTES = 8 * 1024 * 1024
"""Wan 2.2 A14B in one file has 0.2 MB, with two scales for each matrix 0.4 MB."""
MAX_TENSORS = 20_000
MAX_METADATA_ENTRIES = 512
MAX_TEXT_BYTES = 1024 * 1024
"""Of one metadata entry, as it stands in the file."""
MAX_NAME_CHARACTERS = 512
MAX_DIMENSIONS = 8
MAX_DIMENSION = 2**40

_LENGTH_BYTES = 8
_METADATA_NAME = "__metadata__"
_MAX_BITS = 2**63
"""The library multiplies in 64 bits, in the order of the shape, and refuses what does not fit."""
_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F4": 4,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16, "U32": 32, "I32": 32, "F32": 32,
    "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip

_GAP = r"[ \t\r\n]*"
_NUMBER = r"(?:0|[1-9][0-9]{0,15})"
_TEXT = rf'{_GAP}"(?P<%s>[^"\x00-\x1f]*)"{_GAP}'
_ENDING = r"(?P<ending>[,}])"
_OPENING = re.compile(rf"\{{{_GAP}(?P<ending>\}}?)".encode())
_KEY = re.compile(f"{_TEXT % 'key'}:{_GAP}".encode())
_TENSOR = re.compile(
    rf"""
    \{{ (?: {_GAP}
        (?: "dtype"        {_GAP}:{_GAP} "(?P<dtype>[A-Z0-9_]{{2,8}})"
          | "shape"        {_GAP}:{_GAP} \[{_GAP}
                (?P<shape> (?: {_NUMBER}{_GAP}
                (?: ,{_GAP}{_NUMBER}{_GAP} ){{0,{MAX_DIMENSIONS - 1}}} )? ) \]
          | "data_offsets" {_GAP}:{_GAP} \[{_GAP}
                (?P<begin>{_NUMBER}){_GAP},{_GAP}(?P<end>{_NUMBER}){_GAP} \]
        ) {_GAP} (?: ,(?!{_GAP}\}}) | (?=\}}) )
    ){{3}} \}} {_GAP}{_ENDING}
    """.encode(),
    re.VERBOSE,
)
"""Three fields in any order; one that stands twice leaves another without a value."""
_METADATA_ENTRY = re.compile(f"{_TEXT % 'key'}:{_TEXT % 'text'}{_ENDING}".encode())
_AFTER_METADATA = re.compile(f"{_GAP}{_ENDING}".encode())


def damage_of(path: Path) -> str | None:
    """What is wrong with the file, as the end of a sentence, or None; raises OSError."""
    try:
        read_safetensors_header(path)
    except DamagedFileError as error:
        return str(error)
    return None


def read_safetensors_header(path: Path) -> TensorTable:
    """The file's tensors; raises OSError, DamagedFileError unless it is whole."""
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        header_bytes = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        file.seek(0)
        start = file.read(_LENGTH_BYTES + min(header_bytes, MAX_HEADER_BYTES))
    return parse_safetensors_header(start, size_bytes, path)


def parse_safetensors_header(start: bytes, size_bytes: int, path: Path) -> TensorTable:
    """The tensors of a file of that size that begins with these bytes.

    `start` reaches at least to the end of the header, if that is not too large. Raises
    DamagedFileError unless the file is whole.
    """
    header_bytes = int.from_bytes(start[:_LENGTH_BYTES], "little")
    data_start = _LENGTH_BYTES + header_bytes
    if not start.startswith(b"{", _LENGTH_BYTES):
        is_possible = 0 < header_bytes <= MAX_HEADER_BYTES and data_start <= size_bytes
        reason = tr("has a damaged header") if is_possible else tr("is no safetensors file")
        raise DamagedFileError(foreign_kind(start) or reason)
    if header_bytes > MAX_HEADER_BYTES and data_start <= size_bytes:
        raise DamagedFileError(
            tr("has a header of more than {mib} MiB", mib=MAX_HEADER_BYTES >> 20)
        )
    if min(len(start), size_bytes) < data_start:
        raise DamagedFileError(foreign_kind(start) or tr("was cut off in its header"))
    try:
        entries, metadata = _Header(start[:data_start], path).read()
        end = _end_of_data(entries, data_start)
    except DamagedFileError:
        raise
    except ValueError as error:
        raise DamagedFileError(tr("has a damaged header")) from error
    if size_bytes != end:
        raise DamagedFileError(
            tr("should have {end} bytes but has {size_bytes}", end=end, size_bytes=size_bytes)
        )
    return TensorTable((path,), entries, metadata)


class _Header:
    """A file up to the end of its header, read from left to right."""

    def __init__(self, start: bytes, path: Path) -> None:
        self._text = start
        # Without escaped quotes and backslashes every quote that is left begins or ends a text.
        # What stands for them is nothing that any expression takes outside of texts.
        self._outline = start.replace(rb"\\", b"??").replace(rb"\"", b"??")
        self._position = _LENGTH_BYTES
        self._path = path

    def read(self) -> tuple[dict[str, TensorEntry], dict[str, str]]:
        """Tensors and metadata; raises ValueError."""
        entries: dict[str, TensorEntry] = {}
        metadata: dict[str, str] | None = None
        ending = self._next(_OPENING)["ending"]
        while ending != b"}":
            name = self._name(self._next(_KEY))
            if name == _METADATA_NAME:
                if metadata is not None:
                    raise ValueError("a name stands twice")
                metadata = self._metadata()
                ending = self._next(_AFTER_METADATA)["ending"]
                continue
            if name in entries:
                raise ValueError("a name stands twice")
            if len(entries) == MAX_TENSORS:
                raise DamagedFileError(
                    tr(
                        "holds too many tensors: at most {most} are read",
                        most=MAX_TENSORS,
                    )
                )
            tensor = self._next(_TENSOR)
            entries[name] = self._entry(tensor)
            ending = tensor["ending"]
        if self._text[self._position :].strip(b" "):
            raise ValueError("something follows")
        return entries, metadata or {}

    def _metadata(self) -> dict[str, str]:
        texts: dict[str, str] = {}
        ending = self._next(_OPENING)["ending"]
        while ending != b"}":
            if len(texts) == MAX_METADATA_ENTRIES:
                raise DamagedFileError(
                    tr(
                        "holds too many texts: at most {most} are read",
                        most=MAX_METADATA_ENTRIES,
                    )
                )
            found = self._next(_METADATA_ENTRY)
            key = self._name(found)
            if key in texts:
                raise ValueError("a name stands twice")
            texts[key] = self._string(found, "text", MAX_TEXT_BYTES)
            ending = found["ending"]
        return texts

    def _entry(self, found: re.Match[bytes]) -> TensorEntry:
        """One tensor; raises ValueError unless its bytes fit its shape."""
        dtype, shape, begin, end = found.group("dtype", "shape", "begin", "end")
        if dtype is None or shape is None or begin is None:
            raise ValueError("a field is missing")
        sizes = tuple(int(size) for size in shape.split(b",")) if shape else ()
        if any(size > MAX_DIMENSION for size in sizes):
            raise ValueError("the shape is impossible")
        kind = dtype.decode()
        bits = _BITS.get(kind, 0)
        # Sizes of zero count as one here, so that no part of the product is too large either.
        largest = bits
        for size in sizes:
            bits *= size
            largest *= size or 1
        size_bytes = int(end) - int(begin)
        if kind not in _BITS or largest >= _MAX_BITS or bits != size_bytes * 8:
            raise ValueError("the tensor has the wrong size")
        return TensorEntry(kind, sizes, self._path, len(self._text) + int(begin), size_bytes)

    def _name(self, found: re.Match[bytes]) -> str:
        name = self._string(found, "key", MAX_NAME_CHARACTERS * 6)  # as long as `\u0041` each
        # Not printable are control and bidi characters, and half a character written as `\ud800`.
        if len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
            raise DamagedFileError(tr("has unreadable names in it"))
        return name

    def _string(self, found: re.Match[bytes], group: str, max_bytes: int) -> str:
        begin, end = found.span(group)
        if end - begin > max_bytes:
            raise ValueError("a text is too long")
        text = self._text[begin:end].decode()
        if "\\" in text:
            text = json.loads(f'"{text}"')
            text.encode()  # raises ValueError for half a character
        return text

    def _next(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        found = pattern.match(self._outline, self._position)
        if found is None:
            raise ValueError("it is not written as headers are")
        self._position = found.end()
        return found


def _end_of_data(entries: dict[str, TensorEntry], data_start: int) -> int:
    """Where the last tensor ends; raises ValueError."""
    position = data_start
    for begin, size in sorted((entry.offset, entry.size_bytes) for entry in entries.values()):
        if begin != position:
            raise ValueError("tensors overlap or leave a hole")
        position += size
    return position
