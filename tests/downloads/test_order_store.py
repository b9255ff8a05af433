"""Orders on the disk are read back as they were, or set aside."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wan22_desktop.core.downloading import DownloadOrder
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.downloads.order_store import (
    Failure,
    OrderStore,
    ProvenFile,
    StoredOrder,
    Wish,
)


def stored(package: str = "model", number: int = 1, **changes: object) -> StoredOrder:
    file = ManifestFile(
        path="vae/a.safetensors", size_bytes=40 * 1024**2, sha256="a" * 64,
        repository="someone/model", commit="0" * 40, source_path="a.safetensors",
    )  # fmt: skip
    known = Pieces.unknown(file.size_bytes).with_digest(1, "b" * 32)
    order = DownloadOrder(
        package=package, title="The model", folder=str(Path("folder").absolute()), priority=2,
        manifest=Manifest(package=package, files=(file,)), repairs={file.path: known},
    )  # fmt: skip
    made = StoredOrder(order=order, number=number, priority=2)
    return made.model_copy(update=changes)


def test_everything_is_read_back(tmp_path: Path) -> None:
    failure = Failure.of(
        UserError("It failed.", category=ErrorCategory.NETWORK, recoveries=(Recovery.RETRY,))
    )
    proof = ProvenFile(size_bytes=1, mtime_ns=2**62, pieces=Pieces.unknown(1))
    orders = [
        stored("b", 1, wish=Wish.PAUSE, seconds=1.5, received_bytes=7, retries=3),
        stored("a", 2, failure=failure, proven={"vae/a.safetensors": proof}),
        stored("c", 3, is_done=True),
    ]
    store = OrderStore(tmp_path / "downloads")
    for order in orders:
        store.save(order)
    assert OrderStore(tmp_path / "downloads").load() == orders
    store.remove("a")
    store.remove("a")
    assert store.load() == [orders[0], orders[2]]


def test_the_record_of_another_package_is_set_aside(tmp_path: Path) -> None:
    store = OrderStore(tmp_path)
    store.save(stored("model"))
    (tmp_path / "model.json").rename(tmp_path / "other.json")
    assert store.load() == []
    assert [path.name for path in tmp_path.iterdir()] == ["other.bad"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.integers(0, 10_000), st.binary(max_size=8), st.booleans())
def test_a_damaged_record_never_stops_the_others(
    tmp_path: Path, at: int, garbage: bytes, is_cut: bool
) -> None:
    store = OrderStore(tmp_path)
    store.save(stored("model"))
    store.save(stored("other", 2))
    file = tmp_path / "model.json"
    content = file.read_bytes()
    at %= len(content)
    file.write_bytes(content[:at] + garbage + (b"" if is_cut else content[at + len(garbage) :]))
    packages = [order.package for order in store.load()]
    assert packages in (["model", "other"], ["other"])
    assert file.exists() == ("model" in packages)


def test_a_proof_holds_until_the_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"1234")
    proof = ProvenFile.at(file, Pieces.unknown(4))
    assert proof.is_still(file)
    file.write_bytes(b"12345")
    assert not proof.is_still(file)
    file.write_bytes(b"4321")
    os.utime(file, ns=(0, proof.mtime_ns + 1))
    assert not proof.is_still(file)
    file.unlink()
    assert not proof.is_still(file)


def test_a_failed_save_keeps_the_older_state(tmp_path: Path) -> None:
    store = OrderStore(tmp_path / "downloads")
    store.save(stored())
    (tmp_path / "downloads" / f".model.json.{os.getpid()}.tmp").mkdir()  # where it would write
    with pytest.raises(OSError, match="directory"):
        store.save(stored(wish=Wish.PAUSE))
    (tmp_path / "downloads" / f".model.json.{os.getpid()}.tmp").rmdir()
    assert store.load() == [stored()]
