"""The request inside a clip: what a finished MP4 says about how it was made.

The record lies in the file twice, because tools that copy a clip keep one place or the other:
in a `uuid` box of our own at the end of the file, and in the `comment` tag
(`moov/udta/meta/ilst/©cmt/data`, which players show). Box layout: ISO/IEC 14496-12, section 4.2;
the tag: QuickTime File Format, "Metadata". Clips come from strangers too, so reading is bounded
and believes no size.
"""

import json
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import UUID

from pydantic import Field, JsonValue, ValidationError

from wan22_desktop.core.clip_work import ClipWork
from wan22_desktop.core.lora_report import KeyMatchReport
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.values import Value

BOX_ID = UUID("5d1f86a2-3a0c-4b8e-9d53-77616e323200")
"""The `usertype` of our box."""

MAX_JSON_BYTES = 256 * 1024
_MAX_BOXES = 4096
"""Boxes looked at in one file; a fragmented film has more, our clips have five."""

_TAG_PATH = (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")
_UTF8_TEXT = 1


class ClipMetadata(Value):
    """How a clip was made; `created_at` is ISO 8601 in UTC."""

    format_version: Literal[1] = 1
    request: GenerationRequest
    app_version: str
    versions: dict[str, str]
    device: str
    precision: str
    created_at: str
    arithmetic: dict[str, JsonValue] = Field(default_factory=dict)
    """The part of the plan that shaped the pixels: quantization, step cache and the like."""
    notes: tuple[str, ...] = ()
    """What was done otherwise than planned."""
    loras: tuple[KeyMatchReport, ...] = ()
    """What was applied: one for each LoRA and expert on which it was on, without examples."""
    work: ClipWork | None = None
    """What was done to finished clips to make this one; `request` is the first one's then."""


def append_metadata_box(file: BinaryIO, metadata: ClipMetadata) -> None:
    """Add our box at the end of an MP4 opened for writing; raises OSError.

    Raises ValueError if the record is longer than readers accept.
    """
    content = metadata.to_json().encode()
    if len(content) > MAX_JSON_BYTES:
        raise ValueError(f"clip metadata of {len(content)} bytes is longer than {MAX_JSON_BYTES}")
    file.seek(0, os.SEEK_END)
    file.write(struct.pack(">I4s16s", 24 + len(content), b"uuid", BOX_ID.bytes) + content)


@dataclass(frozen=True, slots=True)
class UnreadableMetadata:
    """A record of ours that this version cannot read: most likely a newer one has written it."""

    app_version: str


def read_clip_metadata(path: Path) -> ClipMetadata | None:
    """What `path` says about itself; None for any file that says nothing we can read.

    Raises OSError if the file cannot be read at all.
    """
    found = look_for_metadata(path)
    return found if isinstance(found, ClipMetadata) else None


def look_for_metadata(path: Path) -> ClipMetadata | UnreadableMetadata | None:
    """As `read_clip_metadata`, but a record of another version is told from none."""
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        boxes = tuple(_boxes(file, 0, size_bytes, _Budget(_MAX_BOXES)))
        contents = (*_uuid_contents(file, boxes), _comment_text(file, boxes))
    for content in contents:
        found = _parse(content)
        if found is not None:
            return found
    return next((found for content in contents if (found := _other_version(content))), None)


@dataclass(frozen=True, slots=True)
class _Box:
    """One box: its four-character type and where its content lies in the file."""

    kind: bytes
    start: int
    end: int


@dataclass(slots=True)
class _Budget:
    """How many more boxes may be looked at."""

    boxes: int


def _boxes(file: BinaryIO, start: int, end: int, budget: _Budget) -> Iterator[_Box]:
    """The boxes that lie whole between two offsets; stops at the first that does not."""
    while start + 8 <= end and budget.boxes > 0:
        budget.boxes -= 1
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            return
        size, kind = struct.unpack_from(">I4s", header)
        header_size = 8
        if size == 1:
            if len(header) < 16:
                return
            (size,) = struct.unpack_from(">Q", header, 8)
            header_size = 16
        elif size == 0:
            size = end - start  # the last box may run to the end of the file
        if size < header_size or start + size > end:
            return
        yield _Box(kind, start + header_size, start + size)
        start += size


def _uuid_contents(file: BinaryIO, boxes: tuple[_Box, ...]) -> Iterator[bytes]:
    for box in boxes:
        if box.kind == b"uuid" and _read(file, box.start, box.start + 16) == BOX_ID.bytes:
            yield _read(file, box.start + 16, box.end)


def _comment_text(file: BinaryIO, boxes: tuple[_Box, ...]) -> bytes:
    """Empty if there is none."""
    budget = _Budget(_MAX_BOXES)
    inner = boxes
    for depth, kind in enumerate(_TAG_PATH):
        box = next((box for box in inner if box.kind == kind), None)
        if box is None:
            return b""
        if depth == len(_TAG_PATH) - 1:
            # A type and a locale, four bytes each, stand before the text.
            if _read(file, box.start, box.start + 4) != struct.pack(">I", _UTF8_TEXT):
                return b""
            return _read(file, box.start + 8, box.end)
        # `meta` is a full box: version and flags stand before its children.
        start = box.start + 4 if kind == b"meta" else box.start
        inner = tuple(_boxes(file, start, box.end, budget))
    return b""


def _read(file: BinaryIO, start: int, end: int) -> bytes:
    """The bytes between two offsets, none if that is more than we read."""
    if not 0 <= end - start <= MAX_JSON_BYTES:
        return b""
    file.seek(start)
    return file.read(end - start)


def _parse(content: bytes) -> ClipMetadata | None:
    try:
        return ClipMetadata.from_json(content)
    except ValidationError:
        return None


def _other_version(content: bytes) -> UnreadableMetadata | None:
    """What tells our records from the comments of others is the request with its version."""
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("request"), dict):
        return None
    version = record.get("app_version")
    return UnreadableMetadata(version[:40]) if isinstance(version, str) else None
