"""Files and folders that are taken in: what becomes of each, and what is left behind."""

import errno
import hashlib
import os
import pickle
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from fixtures.lora_bytes import lora_bytes
from lora_library.libraries import LibraryAtWork, lora_file, outcomes
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.settings import LoraSettings
from wan22_desktop.lora_library.domain.importing import ImportOutcome, OnConflict
from wan22_desktop.lora_library.domain.records import LoraDetails
from wan22_desktop.lora_library.events import CardsChanged, ImportEnded, ImportMoved
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector
from wan22_desktop.lora_library.outside_folders import MAX_FILES, find_files
from wan22_desktop.lora_library.own_files import ImportCancelledError
from wan22_desktop.lora_library.upload_handler import LoRAUploadHandler


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


def test_a_file_is_copied_and_named_by_its_content(library: LibraryAtWork, shelf: Path) -> None:
    file = lora_file(shelf / "Rain streets.safetensors", 1)
    card = library.take_in(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (card.id, card.name) == (digest, "Rain streets")
    assert library.files() == [f"{digest}.safetensors"]
    assert library.places.lora(digest).read_bytes() == file.read_bytes()
    assert card.lead.details.source == str(shelf)
    assert isinstance(library.events[-1], ImportEnded)


def bad_files(folder: Path) -> dict[str, str]:
    """Files that are no LoRA, and a word of what is said about each."""
    whole = lora_bytes(1)
    (folder / "truncated.safetensors").write_bytes(whole[:-1])
    (folder / "long.safetensors").write_bytes(whole + b"x")
    (folder / "empty.safetensors").write_bytes(b"")
    (folder / "pickle.safetensors").write_bytes(pickle.dumps({"a": 1}))
    with zipfile.ZipFile(folder / "zip.safetensors", "w") as archive:
        archive.writestr("archive/data.pkl", b"x")
    (folder / "page.safetensors").write_bytes(b"<!DOCTYPE html><html></html>")
    (folder / "old.ckpt").write_bytes(pickle.dumps({"a": 1}))
    (folder / "Old.PT").write_bytes(pickle.dumps({"a": 1}))
    header = b'{"hello":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    no_keys = len(header).to_bytes(8, "little") + header + bytes(8)
    (folder / "nokeys.safetensors").write_bytes(no_keys)
    return {
        "truncated": "should have",
        "long": "should have",
        "empty": "is empty",
        "pickle": "pickle",
        "zip": "pickle",
        "page": "web page",
        "old": "program code",
        "Old": "program code",
        "nokeys": "LoRA",
    }


def test_each_bad_file_has_its_reason_and_the_good_ones_are_taken(
    library: LibraryAtWork, shelf: Path
) -> None:
    reasons = bad_files(shelf)
    lora_file(shelf / "good.safetensors", 2)
    lora_file(shelf / "sub" / "deeper" / "Also good.SAFETENSORS", 3)
    results = {
        Path(r.source).name.split(".")[0]: r for r in library.manager.upload_lora_files([shelf])
    }
    assert results.pop("good").outcome is ImportOutcome.ADDED
    assert results.pop("Also good").outcome is ImportOutcome.ADDED
    assert results.keys() == reasons.keys()
    for name, reason in reasons.items():
        assert results[name].outcome is ImportOutcome.REFUSED
        assert results[name].text.startswith(f"{name}.")
        assert reason in results[name].text
    assert len(library.files()) == 2
    assert library.names() == ["Also good", "good"]


def test_links_shares_pipes_and_vanished_files_are_not_opened(
    library: LibraryAtWork, shelf: Path
) -> None:
    good = lora_file(shelf / "good.safetensors", 2)
    link, pipe = shelf / "link.safetensors", shelf / "pipe.safetensors"
    link.symlink_to(good)
    os.mkfifo(pipe)
    folder_link = shelf / "folder"
    folder_link.symlink_to(shelf, target_is_directory=True)
    results = library.manager.upload_lora_files(
        [link, pipe, folder_link, Path("//server/share/x.safetensors"), shelf / "gone.safetensors"]
    )
    assert set(outcomes(results)) == {ImportOutcome.REFUSED}
    words = ("link", "regular", "link", "network", "any more")
    for result, word in zip(results, words, strict=True):
        assert word in result.text
    assert library.files() == []
    # In a folder they are passed over.
    assert outcomes(library.manager.upload_lora_files([shelf])) == [ImportOutcome.ADDED]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_says_so(library: LibraryAtWork, shelf: Path) -> None:
    file = lora_file(shelf / "secret.safetensors", 1)
    file.chmod(0)
    [result] = library.manager.upload_lora_files([file])
    assert "cannot be read" in result.text


def test_a_folder_without_loras_says_so(library: LibraryAtWork, shelf: Path) -> None:
    (shelf / "readme.txt").write_text("x")
    (shelf / ".hidden").mkdir()
    lora_file(shelf / ".hidden" / "a.safetensors", 1)
    [result] = library.manager.upload_lora_files([shelf])
    assert (result.outcome, result.text) == (
        ImportOutcome.REFUSED,
        "shelf holds no LoRA (.safetensors).",
    )


def test_a_huge_folder_is_cut_off_and_says_so(shelf: Path) -> None:
    for number in range(31):
        (shelf / f"{number}.safetensors").touch()
    found = find_files([shelf], max_files=30)
    assert len(found.files) == 30
    assert "than are taken in at once (30)" in found.refused[shelf]
    assert find_files([shelf], max_files=31).refused == {}
    assert MAX_FILES == 10_000


def test_folders_in_folders_end_somewhere(shelf: Path) -> None:
    deep = shelf
    for _ in range(40):
        deep = deep / "d"
    lora_file(deep / "too deep.safetensors")
    lora_file(shelf / "d" / "fine.safetensors")
    assert [file.name for file in find_files([shelf]).files] == ["fine.safetensors"]


def test_the_same_bytes_are_known_under_any_name(library: LibraryAtWork, shelf: Path) -> None:
    one = lora_file(shelf / "Rain.safetensors", 1)
    card = library.take_in(one)
    before = library.places.lora(card.id).stat()
    again = lora_file(shelf / "Other name.safetensors", 1)
    results = library.manager.upload_lora_files([one, again])
    assert outcomes(results) == [ImportOutcome.ALREADY_THERE] * 2
    assert {r.card_id for r in results} == {card.id}
    assert "Rain" in results[1].text
    assert library.places.lora(card.id).stat() == before


def test_a_name_that_exists_asks_and_can_be_answered(library: LibraryAtWork, shelf: Path) -> None:
    manager = library.manager
    old = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    manager.edit(old.id, LoraDetails(notes="mine"))
    new = lora_file(shelf / "new" / "RAIN.safetensors", 2)
    [asked] = manager.upload_lora_files([new])
    assert (asked.outcome, asked.card_id) == (ImportOutcome.NAME_EXISTS, old.id)
    assert library.files() == [f"{old.id}.safetensors"]

    [renamed] = manager.upload_lora_files([new], names={str(new): "Snow"})
    assert manager.card(str(renamed.card_id)).name == "Snow"
    manager.delete_lora_file(str(renamed.card_id))

    [kept] = manager.upload_lora_files([new], on_conflict=OnConflict.KEEP_BOTH)
    assert manager.card(str(kept.card_id)).name == "RAIN (2)"
    manager.delete_lora_file(str(kept.card_id))

    [replaced] = manager.upload_lora_files([new], on_conflict=OnConflict.REPLACE)
    card = manager.card(str(replaced.card_id))
    assert (card.name, card.lead.details.notes) == ("RAIN", "mine")
    assert library.files() == [f"{card.id}.safetensors"]
    assert any(old.id in path.name for path in library.bin.folder.iterdir())


def test_several_threads_may_take_in_the_same_files(library: LibraryAtWork, shelf: Path) -> None:
    for number in range(8):
        lora_file(shelf / f"{number}.safetensors", number)
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(library.manager.upload_lora_files, [shelf]) for _ in range(4)]
        pool.submit(library.manager.scan).result()
        results = [result for run in runs for result in run.result()]
    assert all(result.is_in_library for result in results)
    added = [r.card_id for r in results if r.outcome is ImportOutcome.ADDED]
    assert len(added) == len(set(added))
    assert len(library.manager.cards()) == len(library.files()) == 8
    told = {card.id for e in library.events if isinstance(e, CardsChanged) for card in e.changed}
    assert told == {card.id for card in library.manager.cards()}


def test_a_half_is_replaced_in_its_pair(library: LibraryAtWork, shelf: Path) -> None:
    high = library.take_in(lora_file(shelf / "One.safetensors", 1))
    low = library.take_in(lora_file(shelf / "Two.safetensors", 2))
    library.manager.pair(high.id, low.id, "Both")
    better = lora_file(shelf / "better" / "Two.safetensors", 3)
    [result] = library.manager.upload_lora_files([better], on_conflict=OnConflict.REPLACE)
    pair = library.manager.find("Both")
    assert pair.low_noise is not None
    assert pair.low_noise.sha256 == hashlib.sha256(better.read_bytes()).hexdigest()
    assert result.card_id == pair.id == high.id
    # The name of a pair is nobody's to replace.
    both = lora_file(shelf / "Both.safetensors", 4)
    [result] = library.manager.upload_lora_files([both], on_conflict=OnConflict.REPLACE)
    assert result.outcome is ImportOutcome.NAME_EXISTS
    assert "pair called Both" in result.text


def test_replacing_without_a_recycle_bin_changes_nothing(
    library: LibraryAtWork, shelf: Path
) -> None:
    old = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    library.bin.is_broken = True
    new = lora_file(shelf / "new" / "Rain.safetensors", 2)
    [result] = library.manager.upload_lora_files([new], on_conflict=OnConflict.REPLACE)
    assert result.outcome is ImportOutcome.REFUSED
    assert library.manager.cards() == (old,)
    assert library.files() == [f"{old.id}.safetensors"]


def test_texts_and_pictures_beside_a_file_come_along(library: LibraryAtWork, shelf: Path) -> None:
    file = lora_file(shelf / "Rain.safetensors", 1, metadata={"modelspec.author": "me"})
    (shelf / "Rain.json").write_text('{"description": "wet", "activation text": "r41n"}')
    (shelf / "Rain.civitai.info").write_text("{broken")
    Image.new("RGB", (900, 600), "green").save(shelf / "Rain.preview.png")
    card = library.take_in(file)
    details = card.lead.details
    assert (details.description, details.author, details.trigger_words) == ("wet", "me", ("r41n",))
    shown = library.manager.thumbnail_file(card)
    assert shown is not None
    with Image.open(shown) as small:
        assert max(small.size) == 512


def test_bad_neighbours_do_not_stop_an_import(library: LibraryAtWork, shelf: Path) -> None:
    file = lora_file(shelf / "Rain.safetensors", 1)
    (shelf / "Rain.json").write_bytes(b"\xff" * 1000)
    (shelf / "Rain.civitai.info").symlink_to("/etc/passwd")
    (shelf / "Rain.metadata.json").mkdir()
    (shelf / "Rain.png").write_bytes(b"no picture")
    (shelf / "Rain.jpg").symlink_to("/dev/zero")
    card = library.take_in(file)
    assert card.lead.details == LoraDetails(source=str(shelf))
    assert library.files() == [f"{card.id}.safetensors"]


def test_a_whole_model_is_told_apart(library: LibraryAtWork, demo_part: Path) -> None:
    [result] = library.manager.upload_lora_files([demo_part])
    assert result.outcome is ImportOutcome.WHOLE_MODEL
    assert library.files() == []


@pytest.fixture
def demo_part() -> Path:
    from wan22_desktop.core.places import PROGRAM_FOLDER

    return next((PROGRAM_FOLDER / "models" / "demo" / "transformer").glob("*.safetensors"))


def test_the_cap_comes_from_the_settings(opened: Callable[..., LibraryAtWork], shelf: Path) -> None:
    library = opened(settings=lambda: LoraSettings(max_file_bytes=1_000_000))
    big, small = (lora_file(shelf / f"{r}.safetensors", 1, rank=r) for r in (60, 1))
    results = library.manager.upload_lora_files([big, small])
    assert outcomes(results) == [ImportOutcome.REFUSED, ImportOutcome.ADDED]
    assert "1.2 MB; 1.0 MB is the most" in results[0].text


def test_a_full_disk_is_told_with_the_amount(
    opened: Callable[..., LibraryAtWork], shelf: Path
) -> None:
    library = opened(lacking_bytes=lambda _folder, size: 1_500_000_000 if size > 30_000 else 0)
    big, small = (lora_file(shelf / f"{r}.safetensors", 1, rank=r) for r in (2, 1))
    results = library.manager.upload_lora_files([big, small])
    assert outcomes(results) == [ImportOutcome.REFUSED, ImportOutcome.ADDED]
    assert "1.5 GB more are needed on drive" in results[0].text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_is_full_in_the_middle_leaves_nothing(
    library: LibraryAtWork, shelf: Path, inspector: FileInspector
) -> None:
    handler = LoRAUploadHandler(library.places, inspector, LoraSettings, lambda _f, _s: 0)
    with pytest.raises(UserError) as full:
        handler._copy(
            lora_file(shelf / "a.safetensors"),
            Path("/dev/full"),
            1_000_000,
            lambda _bytes: None,
            lambda: False,
        )
    assert os.strerror(errno.ENOSPC) in full.value.message


def test_cancelling_leaves_nothing_of_the_file_at_work(library: LibraryAtWork, shelf: Path) -> None:
    first = lora_file(shelf / "a.safetensors", 1)
    second = lora_file(shelf / "b.safetensors", 2, rank=500)  # 10 MB: several chunks
    third = lora_file(shelf / "c.safetensors", 3)
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return len(library.files()) >= 2 and asked > 4

    results = library.manager.upload_lora_files([first, second, third], cancelled=cancelled)
    assert outcomes(results) == [
        ImportOutcome.ADDED,
        ImportOutcome.CANCELLED,
        ImportOutcome.CANCELLED,
    ]
    assert library.files() == [f"{results[0].card_id}.safetensors"]
    assert list(library.places.lora_staging.iterdir()) == []


def test_progress_counts_bytes_and_is_not_told_too_often(
    library: LibraryAtWork, shelf: Path
) -> None:
    for number in range(12):
        lora_file(shelf / f"{number}.safetensors", number, rank=50)
    began = time.monotonic()
    library.manager.upload_lora_files([shelf])
    took_s = time.monotonic() - began
    moved = [event.progress for event in library.events if isinstance(event, ImportMoved)]
    total = sum(f.stat().st_size for f in shelf.iterdir())
    assert {p.total_bytes for p in moved} == {total}
    assert [p.done_bytes for p in moved] == sorted(p.done_bytes for p in moved)
    assert all(p.num_files == 12 and p.done_bytes <= total for p in moved)
    # A copy has a chunk or two, and each would tell.
    assert len(moved) <= 1 + took_s / 0.1


def test_a_file_that_grows_while_it_is_copied_is_refused(
    library: LibraryAtWork, shelf: Path, inspector: FileInspector
) -> None:
    handler = LoRAUploadHandler(library.places, inspector, LoraSettings, lambda _f, _s: 0)
    file = lora_file(shelf / "a.safetensors", 1, rank=500)

    def grow(_done: int) -> None:
        with file.open("ab") as stream:
            stream.write(b"x")

    with pytest.raises(UserError, match="changed while it was being copied"):
        handler.process_upload(file, moved=grow)
    assert list(library.places.lora_staging.iterdir()) == []


def test_what_is_inspected_is_the_copy(
    library: LibraryAtWork, shelf: Path, inspector: FileInspector
) -> None:
    """Swapping the file after it was read changes nothing: what was proven is what is kept."""
    file = lora_file(shelf / "a.safetensors", 1)
    content = file.read_bytes()
    handler = LoRAUploadHandler(library.places, inspector, LoraSettings, lambda _f, _s: 0)
    staged = handler.process_upload(file, moved=lambda _done: file.unlink(missing_ok=True))
    assert staged.sha256 == hashlib.sha256(content).hexdigest()
    assert staged.file.read_bytes() == content
    handler.discard(staged.file)


def test_a_cancelled_copy_raises_its_own_error(
    library: LibraryAtWork, shelf: Path, inspector: FileInspector
) -> None:
    handler = LoRAUploadHandler(library.places, inspector, LoraSettings, lambda _f, _s: 0)
    with pytest.raises(ImportCancelledError):
        handler.process_upload(lora_file(shelf / "a.safetensors"), cancelled=lambda: True)
    assert list(library.places.lora_staging.iterdir()) == []
