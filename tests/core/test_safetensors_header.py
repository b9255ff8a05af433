"""The strict reader: what is hostile is refused, what is right is read as the library does."""

import pickle
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import SafetensorError, deserialize
from safetensors.torch import save

from fixtures.header_bombs import BOMBS, ODD_BUT_RIGHT, one, safetensors_file
from wan22_desktop.core.safetensors_header import (
    damage_of,
    parse_safetensors_header,
    read_safetensors_header,
)
from wan22_desktop.core.tensor_table import DamagedFileError

HERE = Path("file.safetensors")


def library_view(content: bytes) -> dict[str, tuple[str, tuple[int, ...], bytes]] | None:
    """What safetensors reads, or None where it refuses."""
    try:
        found = deserialize(content)
    except SafetensorError:
        return None
    return {
        name: (entry["dtype"], tuple(entry["shape"]), bytes(entry["data"])) for name, entry in found
    }


def our_view(content: bytes) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    table = parse_safetensors_header(content, len(content), HERE)
    return {
        name: (entry.dtype, entry.shape, content[entry.offset : entry.offset + entry.size_bytes])
        for name, entry in table.entries.items()
    }


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    """And the table says truly what the library makes of it."""
    content = BOMBS[name].content()
    with pytest.raises(DamagedFileError):
        parse_safetensors_header(content, len(content), HERE)
    if len(content) < 2**20:
        assert (library_view(content) is not None) == BOMBS[name].library_takes_it


@pytest.mark.parametrize("name", ODD_BUT_RIGHT)
def test_what_is_right_is_read_as_the_library_reads_it(name: str) -> None:
    content = ODD_BUT_RIGHT[name]()
    assert our_view(content) == library_view(content)


def test_texts_are_read_as_they_were_written() -> None:
    metadata = {'a"': "\\", "b\\": '\\"', "日本": "😀\n\t\u202e", "": '{"x": [1, 2]}'}
    content = save({"w": torch.ones(2)}, metadata)
    assert parse_safetensors_header(content, len(content), HERE).metadata == metadata
    escaped = safetensors_file({"__metadata__": metadata})
    assert parse_safetensors_header(escaped, len(escaped), HERE).metadata == metadata


PLAIN = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
NAMES = PLAIN.filter(lambda name: name.isprintable() and name != "__metadata__")
DTYPES = st.sampled_from([torch.float32, torch.bfloat16, torch.int8, torch.float8_e4m3fn])
TENSORS = st.builds(
    lambda shape, dtype: torch.zeros(shape, dtype=dtype),
    st.lists(st.integers(0, 3), max_size=5),
    DTYPES,
)


@given(st.dictionaries(NAMES, TENSORS, max_size=5), st.dictionaries(PLAIN, PLAIN, max_size=4))
def test_all_that_the_library_writes_is_read(
    tensors: dict[str, torch.Tensor], metadata: dict[str, str]
) -> None:
    readable = {key: text for key, text in metadata.items() if key.isprintable()}
    # safetensors 0.8 writes what it cannot read itself for no tensors and metadata of no entries.
    content = save(tensors, readable or None)
    assert our_view(content) == library_view(content)
    assert parse_safetensors_header(content, len(content), HERE).metadata == readable


@pytest.mark.parametrize("size", range(len(one())))
def test_any_cut_is_noticed(size: int) -> None:
    with pytest.raises(DamagedFileError):
        parse_safetensors_header(one()[:size], size, HERE)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (pickle.dumps({"a": [0.0] * 100}), "is a pickle, which can run any program"),
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "is a pickle"),
        (b"PK\x03\x04" + bytes(26) + b"archive/data.pkl" + bytes(500), "is a pickle"),
        (b"PK\x03\x04" + bytes(26) + b"lora.safetensors" + bytes(500), "is a ZIP archive"),
        (b"GGUF\x03\0\0\0" + bytes(100), "is a GGUF file"),
        (b"\n<!DOCTYPE html>\n<html><body>404</body></html>", "is a web page"),
        (b"\xef\xbb\xbf<HTML>" + b"x" * 99, "is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:", "a note of Git LFS"),
        (b"hello", "is no safetensors file"),
        (bytes(100), "is no safetensors file"),
        (safetensors_file(b"no json!"), "has a damaged header"),
        (one()[:40], "was cut off in its header"),
        (one()[:-1], f"should have {len(one())} bytes but has {len(one()) - 1}"),
        (one() + b"x", "should have"),
    ],
)
def test_the_reason_says_what_the_file_is(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)
    damage = damage_of(path)
    assert damage is not None
    assert says in damage


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("99 MB text", "has a header of more than 8 MiB"),
        ("20,001 tensors", "at most 20000"),
        ("513 texts", "at most 512"),
        ("NUL in a name", "has unreadable names"),
        ("duplicate name", "has a damaged header"),
    ],
)
def test_the_reason_says_which_limit_was_passed(name: str, says: str) -> None:
    content = BOMBS[name].content()
    with pytest.raises(DamagedFileError, match=says):
        parse_safetensors_header(content, len(content), HERE)


def test_a_size_that_looks_like_a_pickle_is_only_a_size() -> None:
    content = safetensors_file(b"{}".ljust(0x0280), declared=0x0280)
    assert content.startswith(b"\x80\x02")
    assert our_view(content) == library_view(content) == {}


def test_a_file_and_its_bytes_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(one())
    assert read_safetensors_header(path) == parse_safetensors_header(one(), len(one()), path)
