"""LoRA files: whole safetensors files are kept by content, everything else is refused in words."""

import hashlib
import json
import os
import pickle
from pathlib import Path

import pytest

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import LoraUse
from wan22_desktop.generation.lora_files import MAX_FILE_BYTES, _keep, import_lora


def safetensors_bytes(values: bytes = b"\0" * 8) -> bytes:
    entry = {"dtype": "F32", "shape": [len(values) // 4], "data_offsets": [0, len(values)]}
    header = json.dumps({"lora_A.weight": entry}).encode()
    return len(header).to_bytes(8, "little") + header + values


@pytest.fixture
def lora(tmp_path: Path) -> Path:
    file = tmp_path / "film grain.safetensors"
    file.write_bytes(safetensors_bytes())
    return file


def test_a_lora_is_kept_by_content_under_its_name(lora: Path, places: Places) -> None:
    sha256 = hashlib.sha256(lora.read_bytes()).hexdigest()
    assert import_lora(lora, places) == LoraUse(sha256=sha256, name="film grain")
    assert places.lora(sha256).read_bytes() == lora.read_bytes()
    other = lora.rename(lora.with_name("renamed.safetensors"))
    assert import_lora(other, places) == LoraUse(sha256=sha256, name="renamed")
    assert [kept.name for kept in places.loras.iterdir()] == [f"{sha256}.safetensors"]


def test_what_is_kept_is_not_written_again(lora: Path, places: Places) -> None:
    kept = places.lora(import_lora(lora, places).sha256)
    before = kept.stat()
    import_lora(lora, places)
    after = kept.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_kept_file_that_was_cut_off_is_mended(lora: Path, places: Places) -> None:
    kept = places.lora(import_lora(lora, places).sha256)
    kept.write_bytes(kept.read_bytes()[:-1])
    import_lora(lora, places)
    assert kept.read_bytes() == lora.read_bytes()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no safetensors file"),
        (pickle.dumps({"lora_A.weight": [0.0] * 100}), "can carry code"),
        (b"PK\x03\x04" + b"\0" * 100, "can carry code"),
        (safetensors_bytes()[:-1], "should have"),
        (safetensors_bytes() + b"\0", "should have"),
        (b"\x08\0\0\0\0\0\0\0no json!", "damaged header"),
    ],
    ids=["empty", "pickle", "zip", "cut off", "too long", "no header"],
)
def test_what_is_no_whole_safetensors_file_is_refused(
    lora: Path, places: Places, content: bytes, says: str
) -> None:
    lora.write_bytes(content)
    with pytest.raises(UserError, match=says) as caught:
        import_lora(lora, places)
    assert caught.value.field == "loras"
    assert not places.loras.exists()


def test_missing_folders_pipes_and_huge_files_are_refused(lora: Path, places: Places) -> None:
    with pytest.raises(UserError, match="does not exist"):
        import_lora(lora.with_name("none"), places)
    with pytest.raises(UserError, match="not a file"):
        import_lora(lora.parent, places)
    huge = lora.with_name("huge.safetensors")
    with huge.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(UserError, match=r"4\.0 GB; 4 GB is the most"):
        import_lora(huge, places)
    huge.unlink()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_is_refused_without_waiting_for_it(lora: Path, places: Places) -> None:
    pipe = lora.with_name("pipe.safetensors")
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="not a file"):
        import_lora(pipe, places)


def test_a_file_that_changes_while_it_is_copied_is_not_kept(lora: Path, places: Places) -> None:
    kept = places.lora("0" * 64)
    with pytest.raises(UserError, match="changed while it was being copied"):
        _keep(lora, kept, "0" * 64)
    assert list(places.loras.iterdir()) == []


def test_a_library_that_cannot_be_written_is_named(lora: Path, places: Places) -> None:
    places.loras.write_bytes(b"a file where the folder belongs")
    with pytest.raises(UserError, match="could not be saved"):
        import_lora(lora, places)
