"""Writing past the system's cache: what lands where, and what is left to the usual way."""

import hashlib
import random
import sys
from contextlib import closing
from pathlib import Path

import pytest

from wan22_desktop.downloads.direct_file import BLOCK_BYTES, DirectFile, aligned_buffer

needs_direct = pytest.mark.skipif(sys.platform != "linux", reason="offered by Linux")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weights.part"
    path.write_bytes(b"")
    return path


def buffer_with(content: bytes) -> memoryview:
    buffer = memoryview(aligned_buffer(len(content)))
    buffer[:] = content
    return buffer


@needs_direct
def test_whole_blocks_are_written_and_the_rest_is_not(file: Path) -> None:
    content = random.Random(1).randbytes(3 * BLOCK_BYTES + 100)
    with closing(DirectFile(file)) as direct:
        assert direct.write(buffer_with(content), 2 * BLOCK_BYTES) == 3 * BLOCK_BYTES
    assert file.read_bytes() == bytes(2 * BLOCK_BYTES) + content[: 3 * BLOCK_BYTES]


@pytest.mark.parametrize(
    ("size", "position"), [(100, 0), (BLOCK_BYTES - 1, 0), (BLOCK_BYTES, 1), (BLOCK_BYTES, 512)]
)
def test_what_is_no_whole_block_is_left_alone(file: Path, size: int, position: int) -> None:
    with closing(DirectFile(file)) as direct:
        assert direct.write(buffer_with(bytes(size)), position) == 0
    assert file.read_bytes() == b""


def test_nothing_is_taken_where_it_is_not_offered(file: Path) -> None:
    direct = DirectFile(file)
    direct.close()
    assert direct.write(buffer_with(bytes(BLOCK_BYTES)), 0) == 0
    direct.close()


@needs_direct
def test_memory_that_does_not_fit_is_left_to_the_usual_way(file: Path) -> None:
    with closing(DirectFile(file)) as direct:
        crooked = buffer_with(bytes(2 * BLOCK_BYTES))[1 : BLOCK_BYTES + 1]
        taken = direct.write(crooked, 0)  # some disks' formats do not mind
        assert taken in (0, BLOCK_BYTES)
        assert file.stat().st_size == taken


@needs_direct
def test_both_ways_of_writing_see_each_other(file: Path) -> None:
    """In turn, in pieces of any length, as a slow network hands them over."""
    generator = random.Random(2)
    content = generator.randbytes(40 * BLOCK_BYTES + 7)
    position = 0
    with closing(DirectFile(file)) as direct, file.open("r+b", buffering=0) as stream:
        while position < len(content):
            to_block = -position % BLOCK_BYTES or generator.randrange(1, 5 * BLOCK_BYTES)
            piece = buffer_with(content[position : position + to_block])
            written = direct.write(piece, position)
            stream.seek(position + written)
            stream.write(piece[written:])
            position += len(piece)
            stream.seek(0)
            assert stream.read() == content[:position]
    digest = hashlib.sha256(file.read_bytes()).digest()
    assert digest == hashlib.sha256(content).digest()
