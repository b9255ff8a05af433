"""The record inside a clip, read from files that nobody vouches for."""

import io
import struct
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wan22_desktop.core.clip_metadata import (
    BOX_ID,
    MAX_JSON_BYTES,
    ClipMetadata,
    append_metadata_box,
    read_clip_metadata,
)
from wan22_desktop.core.request import GenerationRequest


def metadata(prompt: str = "a red circle", seed: int = 1) -> ClipMetadata:
    return ClipMetadata(
        request=GenerationRequest.default(prompt=prompt, seed=seed),
        app_version="0.1.0",
        versions={"torch": "2.13.0"},
        device="cpu",
        precision="fp32",
        created_at="2026-11-21T08:00:00+00:00",
    )


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def comment_tag(text: bytes, *, text_type: int = 1) -> bytes:
    data = box(b"data", struct.pack(">II", text_type, 0), text)
    ilst = box(b"ilst", box(b"\xa9too", b""), box(b"\xa9cmt", data))
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(25)), ilst)
    return box(b"moov", box(b"mvhd", bytes(100)), box(b"udta", meta))


def own_box(record: ClipMetadata) -> bytes:
    buffer = io.BytesIO()
    append_metadata_box(buffer, record)
    return buffer.getvalue()


START = box(b"ftyp", b"isom", bytes(4))
PIXELS = box(b"mdat", bytes(1000))
FILE = START + comment_tag(metadata().to_json().encode()) + PIXELS + own_box(metadata())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4"


def read(path: Path, content: bytes) -> ClipMetadata | None:
    path.write_bytes(content)
    return read_clip_metadata(path)


def test_own_box_is_asked_first(path: Path) -> None:
    newer = metadata(seed=2)
    assert read(path, FILE[: -len(own_box(metadata()))] + own_box(newer)) == newer


@given(prompt=st.text(), seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_either_place_holds_everything(path: Path, prompt: str, seed: int) -> None:
    record = metadata(prompt.encode("utf-8", "replace").decode(), seed)
    assert read(path, START + PIXELS + own_box(record)) == record
    assert read(path, START + comment_tag(record.to_json().encode()) + PIXELS) == record


def test_large_boxes_and_a_last_one_without_a_size(path: Path) -> None:
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 1000) + bytes(1000)
    assert read(path, START + large + own_box(metadata())) == metadata()
    endless = struct.pack(">I", 0) + own_box(metadata())[4:]
    assert read(path, START + PIXELS + endless) == metadata()


def test_foreign_uuid_boxes_and_comments(path: Path) -> None:
    foreign = box(b"uuid", bytes(16), b"{}")
    assert read(path, START + foreign + own_box(metadata())) == metadata()
    assert read(path, START + comment_tag(b"shot on my holiday") + PIXELS) is None
    text = metadata().to_json().encode()
    assert read(path, START + comment_tag(text, text_type=13)) is None


def test_files_that_are_no_clips(path: Path) -> None:
    for content in (b"", b"GIF89a", bytes(64), b"\xff" * 64, START, START + PIXELS, FILE[:30]):
        assert read(path, content) is None
    with pytest.raises(OSError):  # noqa: PT011 - the kind differs between systems
        read_clip_metadata(path.parent)
    with pytest.raises(FileNotFoundError):
        read_clip_metadata(path.parent / "gone.mp4")


def test_records_that_are_wrong(path: Path) -> None:
    good = metadata().to_json()
    for bad in (
        good.replace('"seed":1', '"seed":1.5'),
        good.replace('"seed":1', '"seed":1,"steps":5'),
        good.replace('"format_version":1', '"format_version":2'),
        good.replace('"flow_shift":5.0', '"flow_shift":1e999'),
        good.replace('"flow_shift":5.0', '"flow_shift":NaN'),
        good.replace('"seed":1', '"seed":' + "9" * 5000),
        good.replace("a red circle", "\\ud800"),
        "[" * 100_000,
        "null",
    ):
        assert bad != good
        assert read(path, START + comment_tag(bad.encode()) + PIXELS) is None, bad[:80]


def test_sizes_that_lie(path: Path) -> None:
    own = own_box(metadata())
    for size in (2, 7, 8, 20, 23, len(own) + 1, 2**31, 2**32 - 1):
        assert read(path, START + struct.pack(">I", size) + own[4:]) is None
    for size in (0, 15, 2**63, 2**64 - 1):
        lying = struct.pack(">I4sQ", 1, b"uuid", size) + own[8:]
        assert read(path, START + lying) is None


def test_reading_is_bounded(path: Path) -> None:
    long = metadata("x" * MAX_JSON_BYTES)
    with pytest.raises(ValueError, match="longer"):
        append_metadata_box(io.BytesIO(), long)
    content = BOX_ID.bytes + long.to_json().encode()
    started = time.perf_counter()
    assert read(path, START + box(b"uuid", content)) is None
    assert read(path, box(b"free") * 1_000_000 + own_box(metadata())) is None
    nest = b""
    for _ in range(5000):
        nest = box(b"moov", nest)
    assert read(path, nest) is None
    assert time.perf_counter() - started < 5


@given(content=st.binary(max_size=400))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_survived(path: Path, content: bytes) -> None:
    assert read(path, content) is None
    read(path, START + content + FILE)


@given(
    edits=st.lists(st.tuples(st.integers(0, len(FILE) - 1), st.integers(0, 255)), max_size=8),
    length=st.integers(0, len(FILE)),
)
@settings(
    deadline=None, max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_damage_is_survived(path: Path, edits: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(FILE)
    for position, value in edits:
        damaged[position] = value
    found = read(path, bytes(damaged[:length]))
    assert found is None or isinstance(found, ClipMetadata)
