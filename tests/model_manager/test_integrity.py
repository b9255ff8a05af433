"""Reading files and comparing them: what is found, how it is paced, how it ends."""

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import PIECE_BYTES, PieceHash, Pieces, piece_count
from wan22_desktop.model_manager.health.integrity import (
    BUFFER_BYTES,
    Pace,
    identify,
    piece_bytes,
    read_file,
    right_pieces,
)

NEVER = threading.Event()


def entry(content: bytes) -> ManifestFile:
    return ManifestFile(
        path="model.safetensors",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        repository="someone/model",
        commit="0" * 40,
        source_path="model.safetensors",
    )


def pieces_of(content: bytes) -> Pieces:
    """Digested one by one, without the code that is tested."""
    digests: list[str] = []
    for start in range(0, len(content), PIECE_BYTES):
        digest = PieceHash()
        whole = [*digest.update(content[start : start + PIECE_BYTES])]
        digests += whole or [digest.finish()]
    return Pieces(size_bytes=len(content), digests=tuple(digests))


@pytest.mark.parametrize(
    "size",
    [0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, PIECE_BYTES, 2 * PIECE_BYTES + 5],
)
def test_whole_digest_and_pieces_come_from_one_reading(tmp_path: Path, size: int) -> None:
    content = hashlib.shake_128(b"weights").digest(size)
    file = tmp_path / "model.safetensors"
    file.write_bytes(content)
    counted: list[int] = []
    for in_background in (False, True):
        reading = read_file(
            file, entry(content), stop=NEVER, on_bytes=counted.append, in_background=in_background
        )
        assert reading is not None
        assert reading.digest == entry(content).digest
        assert reading.pieces == pieces_of(content)
        assert reading.read_bytes == size
        assert reading.identity == identify(file)
    assert sum(counted) == 2 * size


@pytest.mark.parametrize("cut", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES])
def test_a_short_file_keeps_the_pieces_that_are_there(tmp_path: Path, cut: int) -> None:
    content = hashlib.shake_128(b"weights").digest(2 * PIECE_BYTES + 5)
    file = tmp_path / "model.safetensors"
    file.write_bytes(content[:cut])
    reading = read_file(file, entry(content), stop=NEVER)
    assert reading is not None
    assert reading.digest is None
    right = right_pieces(entry(content), reading, pieces_of(content))
    assert right.missing == tuple(range(cut // PIECE_BYTES, 3))
    assert piece_bytes(right, right=True) == cut // PIECE_BYTES * PIECE_BYTES
    assert piece_bytes(right, right=False) == len(content) - cut // PIECE_BYTES * PIECE_BYTES


def test_a_file_with_a_tail_has_the_right_content(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"content and more")
    reading = read_file(file, entry(b"content"), stop=NEVER)
    assert reading is not None
    assert reading.digest == entry(b"content").digest
    assert reading.identity.size_bytes == 16


@given(st.sets(st.integers(0, 3), min_size=1))
def test_known_pieces_say_where_the_damage_is(
    tmp_path_factory: pytest.TempPathFactory, bad: set[int]
) -> None:
    size = 3 * PIECE_BYTES + 7
    known = Pieces(
        size_bytes=size, digests=tuple(f"{number:032x}" for number in range(piece_count(size)))
    )
    file = tmp_path_factory.mktemp("model") / "model.safetensors"
    file.write_bytes(b"")
    reading = read_file(file, entry(b"x" * 9), stop=NEVER)
    assert reading is not None
    found = known
    for number in bad:
        found = found.with_digest(number, "f" * 32)
    wrong = type(reading)(reading.identity, "sha256:wrong", found, size)
    should = entry(b"x").model_copy(update={"size_bytes": size})
    assert set(right_pieces(should, wrong, known).missing) == bad
    # Unknown, of another size, or all right although the whole is wrong: nothing is to be trusted.
    for useless in (None, Pieces.unknown(3), found):
        assert len(right_pieces(should, wrong, useless).missing) == piece_count(size)


def test_a_check_ends_soon_after_it_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(bytes(64 * BUFFER_BYTES))
    stop = threading.Event()
    began = threading.Event()
    ended: list[float] = []

    def check() -> None:
        reading = read_file(
            file,
            entry(bytes(64 * BUFFER_BYTES)),
            stop=stop,
            on_bytes=lambda _: began.set(),
            pace=Pace(BUFFER_BYTES),  # a minute for all of it
        )
        assert reading is None
        ended.append(time.monotonic())

    thread = threading.Thread(target=check)
    thread.start()
    assert began.wait(10)
    stopped = time.monotonic()
    stop.set()
    thread.join(10)
    assert ended[0] - stopped < 0.3


def test_a_limit_is_kept(tmp_path: Path) -> None:
    content = bytes(8 * BUFFER_BYTES)
    file = tmp_path / "model.safetensors"
    file.write_bytes(content)
    started = time.monotonic()
    read_file(file, entry(content), stop=threading.Event(), pace=Pace(16 * BUFFER_BYTES))
    assert time.monotonic() - started >= 0.5
    started = time.monotonic()
    read_file(file, entry(content), stop=threading.Event(), pace=Pace(None))
    assert time.monotonic() - started < 0.5  # it was the limit that took the time


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    (tmp_path / "elsewhere").write_bytes(b"content")
    file.symlink_to(tmp_path / "elsewhere")
    assert identify(file) is None
    with pytest.raises(OSError, match=r".+"):
        read_file(file, entry(b"content"), stop=NEVER)
    file.unlink()
    os.mkfifo(file)
    assert identify(file) is None
    with pytest.raises(OSError, match="no regular file"):
        read_file(file, entry(b"content"), stop=NEVER)
    file.unlink()
    assert identify(file) is None
    assert identify(file / "below") is None
    assert identify(tmp_path / "elsewhere" / "below") is None
