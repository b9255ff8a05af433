"""Manifests, safe paths, pieces and the records of packages."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from wan22_desktop.core.manifest import ContentHash, Manifest, ManifestFile
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.pieces import PIECE_BYTES, PieceHash, Pieces, piece_count, piece_span
from wan22_desktop.core.places import Places
from wan22_desktop.core.safe_names import safe_relative_path
from wan22_desktop.core.wan import Variant

COMMIT = "0123456789abcdef0123456789abcdef01234567"

HOSTILE_PATHS = (
    "", ".", "..", "/etc/passwd", "../x.json", "a/../b.json", "a//b.json", "a/./b.json", "a/",
    "C:/x.json", "C:x.json", "\\\\server\\share\\x.json", "a\\b.json", "con", "nul.safetensors",
    "a/COM¹.json", "x.json.", "x.json ", " x.json", "file:stream.json", "a\0b.json", "a\nb.json",
    "a*.json", "desktop.ini", ".git/config", "a\u202egnp.json", "x" * 300, "\ud800.json", "~/..",
    "lpt1/model.safetensors", "a/thumbs.db",
)  # fmt: skip


def entry(path: str = "vae/config.json", content: bytes = b"{}", **changes: object) -> ManifestFile:
    fields: dict[str, object] = {
        "path": path,
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "repository": "someone/model",
        "commit": COMMIT,
        "source_path": path,
    }
    return ManifestFile.model_validate(fields | changes)


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_a_path_from_outside_never_leaves_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match=r"safe path|too long"):
        safe_relative_path(path)


@pytest.mark.parametrize(
    "path", ["config.json", "vae/diffusion_pytorch_model.safetensors", "a/b c"]
)
def test_a_plain_path_is_taken_as_it_is(path: str) -> None:
    assert safe_relative_path(path) == path


@given(st.text(max_size=60))
def test_what_passes_lies_inside_the_folder(text: str) -> None:
    try:
        path = safe_relative_path(text)
    except ValueError:
        return
    root = Path("/root-of-all").resolve()
    assert (root / path).resolve().is_relative_to(root)
    assert (root / path).resolve() != root


@pytest.mark.parametrize(
    "paths", [("a.json", "a.json"), ("a.json", "A.JSON"), ("a", "a/b.json"), ("vae", "VAE/b.json")]
)
def test_files_that_would_overwrite_each_other_are_refused(paths: tuple[str, str]) -> None:
    with pytest.raises(ValidationError):
        Manifest(package="p", files=tuple(map(entry, paths)))


def test_a_file_without_a_digest_is_refused() -> None:
    with pytest.raises(ValidationError, match="digest"):
        entry(sha256=None)


def test_the_version_says_what_is_in_the_files_and_not_where_they_are_from() -> None:
    first = Manifest(package="p", files=(entry("a.json"), entry("b.json")))
    moved = Manifest(package="p", files=(entry("b.json", commit="f" * 40), entry("a.json")))
    other = Manifest(package="p", files=(entry("a.json", b"[]"), entry("b.json")))
    assert first.version == moved.version
    assert first.version != other.version


def test_small_files_have_the_digest_of_git() -> None:
    # `printf 'hello\n' | git hash-object --stdin`
    file = entry(
        content=b"hello\n", sha256=None, git_sha1="ce013625030ba8dba906f756967f9e9ca394464a"
    )
    digest = ContentHash(file)
    digest.update(b"hel")
    digest.update(b"lo\n")
    assert digest.digest == file.digest


@pytest.mark.parametrize(
    "size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 40 * 1024**2]
)
def test_pieces_are_the_same_however_the_content_arrives(size: int) -> None:
    content = hashlib.shake_128(b"x").digest(size)
    digests = [
        [*pieces(content, chunk)] for chunk in (max(size, 1), PIECE_BYTES, 1_000_003, 3 * 1024**2)
    ]
    assert all(found == digests[0] for found in digests)
    assert len(digests[0]) == piece_count(size)
    spans = [piece_span(number, size) for number in range(piece_count(size))]
    assert sum(end - start for start, end in spans) == size


def pieces(content: bytes, chunk: int) -> list[str]:
    digest = PieceHash()
    found: list[str] = []
    for start in range(0, len(content), chunk):
        found += digest.update(content[start : start + chunk])
    if len(content) % PIECE_BYTES:
        found.append(digest.finish())
    return found


def test_pieces_know_what_is_missing() -> None:
    known = Pieces.unknown(3 * PIECE_BYTES).with_digest(1, "0" * 32)
    assert known.missing == (0, 2)
    assert Pieces.from_json(known.to_json()) == known


def test_the_chosen_package_is_where_a_model_is_found(tmp_path: Path) -> None:
    places = Places(tmp_path)
    store = ModelStore(places.models)
    bundled = places.model_folder(Variant.DEMO)
    manifest = Manifest(package="demo", files=(entry("model_index.json"),))
    folder = store.version_folder("demo", manifest.version)
    folder.mkdir(parents=True)
    store.write_manifest(manifest)
    record = PackageRecord(package="demo", variant=Variant.DEMO, current=manifest.version)
    store.write_record(record)
    assert places.model_folder(Variant.DEMO) == bundled  # installed, but not chosen
    store.set_active(Variant.DEMO, "demo")
    assert places.model_folder(Variant.DEMO) == folder
    assert store.manifest("demo", manifest.version) == manifest
    assert list(store.packages()) == [record]
    store.set_active(Variant.DEMO, None)
    assert places.model_folder(Variant.DEMO) == bundled


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\0" * 300, b'{"packages":{"demo":"../x"}}']
)
def test_a_damaged_choice_falls_back_to_what_ships(tmp_path: Path, content: bytes) -> None:
    places = Places(tmp_path)
    places.models.mkdir()
    (places.models / "active.json").write_bytes(content)
    (places.models / "demo").mkdir()
    (places.models / "demo" / "package.json").write_bytes(content)
    assert places.model_folder(Variant.DEMO) == places.assets / "models" / "demo"
    assert list(ModelStore(places.models).packages()) == []
