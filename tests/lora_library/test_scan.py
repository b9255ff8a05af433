"""What scans find: files that came, went or changed, in the library's folder and watched ones."""

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.lora_bytes import lora_bytes
from lora_library.libraries import LibraryAtWork, lora_file, outcomes
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.settings import LoraSettings
from wan22_desktop.lora_library.domain.importing import ImportOutcome
from wan22_desktop.lora_library.domain.records import FileState, LoraDetails
from wan22_desktop.lora_library.events import CardsChanged, LoraNote

PATIENCE_S = 20.0


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


def sha256_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_file_that_goes_is_missing_and_comes_back_by_its_content(
    library: LibraryAtWork, shelf: Path
) -> None:
    file = lora_file(shelf / "Rain.safetensors", 1)
    card = library.take_in(file)
    library.manager.edit(card.id, LoraDetails(notes="mine"))
    kept = library.places.lora(card.id)
    kept.unlink()
    library.manager.scan()
    assert library.manager.card(card.id).state is FileState.MISSING
    renamed = lora_file(shelf / "elsewhere" / "x.safetensors", 1)
    assert outcomes(library.manager.upload_lora_files([renamed])) == [ImportOutcome.RELINKED]
    back = library.manager.card(card.id)
    assert (back.state, back.name, back.lead.details.notes) == (FileState.PRESENT, "Rain", "mine")
    assert sha256_of(kept) == card.id


def test_a_missing_file_comes_back_by_a_stray_copy(library: LibraryAtWork, shelf: Path) -> None:
    card = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    library.places.lora(card.id).rename(library.places.loras / "by hand.safetensors")
    library.manager.scan()
    assert library.manager.cards() == (library.manager.card(card.id),)
    assert library.manager.card(card.id).state is FileState.PRESENT
    assert library.files() == [f"{card.id}.safetensors"]


def test_a_changed_file_is_seen_and_goes_to_quarantine_when_the_right_one_comes(
    library: LibraryAtWork, shelf: Path
) -> None:
    file = lora_file(shelf / "Rain.safetensors", 1)
    card = library.take_in(file)
    kept = library.places.lora(card.id)
    kept.write_bytes(lora_bytes(2))
    library.manager.scan()
    assert library.manager.card(card.id).state is FileState.CHANGED
    assert outcomes(library.manager.upload_lora_files([file])) == [ImportOutcome.RELINKED]
    assert library.manager.card(card.id).state is FileState.PRESENT
    assert sha256_of(kept) == card.id
    aside = [f for f in library.places.quarantine.iterdir() if f.suffix == ".safetensors"]
    assert [f.read_bytes() for f in aside] == [lora_bytes(2)]


def test_a_new_date_alone_is_no_change(library: LibraryAtWork, shelf: Path) -> None:
    card = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    os.utime(library.places.lora(card.id), (1000, 1000))
    library.events.clear()
    library.manager.scan()
    assert library.manager.card(card.id) == card
    # It is read once: afterwards the new date is known.
    stamp = library.manager._library.contents.stamps[card.id]
    assert stamp.mtime_ns == 1000 * 10**9


def test_a_file_that_is_right_again_is_seen(library: LibraryAtWork, shelf: Path) -> None:
    card = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    kept = library.places.lora(card.id)
    shutil.copy2(kept, shelf / "copy")
    kept.write_bytes(b"x" * kept.stat().st_size)
    library.manager.scan()
    assert library.manager.card(card.id).state is FileState.CHANGED
    shutil.copy2(shelf / "copy", kept)
    library.manager.scan()
    assert library.manager.card(card.id).state is FileState.PRESENT


def test_files_in_the_library_s_folder_are_taken_in(
    opened: Callable[..., LibraryAtWork],
) -> None:
    known = lora_bytes(1)
    titled = lora_bytes(2, metadata={"modelspec.title": "A title"})
    plain = lora_bytes(3)
    names = {hashlib.sha256(known).hexdigest(): "Lightning"}
    library = opened(known_name=names.get)
    for content in (known, titled, plain):
        name = f"{hashlib.sha256(content).hexdigest()}.safetensors"
        (library.places.loras / name).parent.mkdir(exist_ok=True)
        (library.places.loras / name).write_bytes(content)
    stray = lora_file(library.places.loras / "By hand.safetensors", 4)
    strangers = library.places.loras / "notes.txt", library.places.loras / "sub" / "a.safetensors"
    strangers[0].write_text("mine")
    lora_file(strangers[1], 5)
    library.manager.scan()
    short = hashlib.sha256(plain).hexdigest()[:8]
    assert library.names() == ["A title", "By hand", "Lightning", f"LoRA {short}"]
    assert not stray.exists()
    assert sha256_of(library.places.lora(library.manager.find("By hand").id))
    assert all(file.is_file() for file in strangers)


def test_damaged_files_are_left_alone_and_told_once(library: LibraryAtWork) -> None:
    library.places.loras.mkdir()
    lying = library.places.loras / f"{'0' * 64}.safetensors"
    lying.write_bytes(lora_bytes(1))
    (library.places.loras / "bad.safetensors").write_bytes(b"no lora")
    library.manager.scan()
    [note] = library.told(LoraNote)
    assert isinstance(note, LoraNote)
    assert "damaged" in note.text
    assert "1 more" in note.text
    library.manager.scan()
    assert len(library.told(LoraNote)) == 1
    assert library.manager.cards() == ()
    assert lying.read_bytes() == lora_bytes(1)


def test_watched_folders_are_read_once_and_again_after_a_change(
    opened: Callable[..., LibraryAtWork], shelf: Path
) -> None:
    def settings() -> LoraSettings:
        return LoraSettings(watched_folders=(str(shelf),))

    lora_file(shelf / "deep" / "Rain.safetensors", 1)
    (shelf / "bad.safetensors").write_bytes(b"no lora")
    (shelf / "old.ckpt").write_bytes(b"")
    with opened(settings=settings) as library:
        library.manager.scan()
        card = library.manager.find("Rain")
        assert (shelf / "deep" / "Rain.safetensors").is_file()
        assert len(library.told(LoraNote)) == 1
    with opened(settings=settings) as library:
        library.manager.scan()
        assert library.told(LoraNote) == []
        # What people have deleted does not come back by itself.
        library.manager.delete_lora_file(card.id)
        library.manager.scan()
        assert library.manager.cards() == ()
        lora_file(shelf / "Snow.safetensors", 2)
        library.manager.scan()
        assert library.names() == ["Snow"]
        # What has got lost does.
        library.places.lora(library.manager.find("Snow").id).unlink()
        library.manager.scan()
        library.manager.scan()
        assert library.manager.find("Snow").state is FileState.PRESENT


def test_a_file_that_is_being_written_is_left_until_it_rests(
    opened: Callable[..., LibraryAtWork], shelf: Path
) -> None:
    library = opened(settings=lambda: LoraSettings(watched_folders=(str(shelf),)), settle_s=3600.0)
    file = lora_file(shelf / "Rain.safetensors", 1)
    library.manager.scan()
    assert library.manager.cards() == ()
    os.utime(file, (1000, 1000))
    library.manager.scan()
    assert library.names() == ["Rain"]


def test_a_watched_folder_that_is_gone_is_told_once_and_taken_up_when_it_is_back(
    opened: Callable[..., LibraryAtWork], shelf: Path
) -> None:
    drive = shelf / "drive"
    library = opened(settings=lambda: LoraSettings(watched_folders=(str(drive), str(shelf))))
    lora_file(shelf / "Rain.safetensors", 1)
    library.manager.scan()
    library.manager.scan()
    (note,) = library.told(LoraNote)
    assert isinstance(note, LoraNote)
    assert str(drive) in note.text
    assert library.names() == ["Rain"], "the other one is looked through"
    lora_file(drive / "Snow.safetensors", 2)
    library.manager.scan()
    assert library.names() == ["Rain", "Snow"]


def test_the_watch_takes_in_by_itself(opened: Callable[..., LibraryAtWork], shelf: Path) -> None:
    library = opened(settings=lambda: LoraSettings(watched_folders=(str(shelf),)))
    lora_file(shelf / "Rain.safetensors", 1)
    library.manager.start()
    deadline = time.monotonic() + PATIENCE_S
    while not library.told(CardsChanged) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert library.names() == ["Rain"]
    library.manager.close()
    assert all(thread.name != "lora-watch" for thread in threading.enumerate())


def test_the_app_s_own_lora_is_there(opened: Callable[..., LibraryAtWork], shelf: Path) -> None:
    own = lora_file(shelf / "assets" / "loras" / "demo" / "Demo.safetensors", 1)
    library = opened(assets=shelf / "assets")
    library.manager.scan()
    card = library.manager.find("Demo")
    assert card.lead.details.source == "Comes with the app"
    assert own.is_file()
    library.manager.delete_lora_file(card.id)
    library.manager.scan()
    assert library.manager.cards() == ()


def test_facts_of_an_older_recognition_are_looked_up_again(
    opened: Callable[..., LibraryAtWork], shelf: Path
) -> None:
    with opened() as library:
        card = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
        with library.manager._library.store._database.transaction() as connection:
            connection.execute("UPDATE loras SET probe_version = 0, facts = '{}'")
    with opened() as library:
        assert library.manager.card(card.id).lead.facts.num_tensors == 0
        library.manager.scan()
        assert library.manager.card(card.id) == card
    with opened() as library:
        assert library.manager.card(card.id) == card


def test_what_comes_while_a_scan_is_at_work_is_not_taken_for_missing(
    library: LibraryAtWork, shelf: Path
) -> None:
    """The scan has listed the folder; then a file is taken in, and another is deleted."""
    gone = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    scan = library.manager._watch._scan
    contents, listing = library.manager._library.contents, library.manager._own.listing()
    come = library.take_in(lora_file(shelf / "Snow.safetensors", 2))
    library.manager.delete_lora_file(gone.id)
    scan._check_entries(contents, listing, lambda: False)
    scan._take_in_strangers(listing, lambda: False)
    assert library.manager.cards() == (come,)


def test_leftovers_are_cleared_and_nothing_else(library: LibraryAtWork, shelf: Path) -> None:
    staging = library.places.lora_staging
    (staging / "old-1").mkdir(parents=True)
    (staging / "old-1" / "half.safetensors").write_bytes(b"x")
    (staging / "link").symlink_to(shelf)
    library.places.lora_thumbnails.mkdir()
    (library.places.lora_thumbnails / f"{'a' * 64}.jpg").write_bytes(b"x")
    (library.places.lora_thumbnails / "holiday.jpg").write_bytes(b"x")
    precious = lora_file(shelf / "precious.safetensors", 1)
    library.manager.scan()
    assert precious.is_file()
    assert library.files() == ["thumbnails/holiday.jpg"]


def test_a_library_that_cannot_be_written_says_so_and_loses_nothing(
    library: LibraryAtWork, shelf: Path
) -> None:
    card = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    snow = lora_file(shelf / "Snow.safetensors", 2)
    database = library.manager._library.store._database
    database._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(UserError, match="could not be saved"):
        library.manager.rename_lora_file(card.id, "Snow")
    assert outcomes(library.manager.upload_lora_files([snow])) == [ImportOutcome.REFUSED]
    database._connection.execute("PRAGMA query_only = OFF")
    assert library.manager.cards() == (card,)
    library.take_in(snow)
