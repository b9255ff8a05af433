"""Cards: what people do with them, and what is stored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from lora_library.libraries import LibraryAtWork, lora_file
from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.records import LoraDetails
from wan22_desktop.lora_library.events import CardsChanged, LorasListed

SHA = "0" * 64


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


def test_everything_is_still_there_after_a_restart(
    opened: Callable[..., LibraryAtWork], shelf: Path
) -> None:
    with opened() as library:
        card = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
        high = library.take_in(lora_file(shelf / "One.safetensors", 2))
        low = library.take_in(lora_file(shelf / "Two.safetensors", 3))
        manager = library.manager
        manager.edit(card.id, LoraDetails(description="wet\n\nstreets", notes="<b>bold</b>"))
        manager.change_tags(card.id, add=("Rain", "rain", "night"))
        manager.set_favourite(card.id, True)
        manager.pair(high.id, low.id, "Both")
        manager.note_render((LoraUse(sha256=card.id, name="x"),), 1000.0)
        before = manager.cards()
    with opened() as library:
        assert library.manager.cards() == before
        again = library.manager.find("rain")
    assert again.lead.details.tags == ("Rain", "night")
    assert again.lead.details.description == "wet\n\nstreets"
    assert (again.lead.is_favourite, again.lead.use_count, again.lead.last_used) == (True, 1, 1000)


def test_a_name_is_there_once_whatever_its_case(library: LibraryAtWork, shelf: Path) -> None:
    one = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    two = library.take_in(lora_file(shelf / "Snow.safetensors", 2))
    with pytest.raises(UserError, match="another LoRA called RAIN") as refused:
        library.manager.rename_lora_file(two.id, "RAIN")
    assert refused.value.suggestion == "RAIN (2)"
    assert library.manager.rename_lora_file(one.id, "RAIN").name == "RAIN"
    with pytest.raises(UserError, match="needs a name"):
        library.manager.rename_lora_file(one.id, "  ")


def test_renaming_touches_no_file(library: LibraryAtWork, shelf: Path) -> None:
    card = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
    before = library.manager.card(card.id), library.files(), stamps(library)
    library.manager.rename_lora_file(card.id, "../../Snow: best/of")
    assert library.manager.card(card.id).name == "_.._Snow_ best_of"
    assert (library.files(), stamps(library)) == before[1:]


def test_a_card_is_found_by_name_half_and_id(library: LibraryAtWork, shelf: Path) -> None:
    high = library.take_in(lora_file(shelf / "First.safetensors", 1))
    low = library.take_in(lora_file(shelf / "Second.safetensors", 2))
    pair = library.manager.pair(high.id, low.id, "Third")
    for text in ("third", "FIRST", "second", pair.id[:6], low.id[:10].upper(), low.id):
        assert library.manager.find(text) == pair
    assert library.manager.card_of(low.id) == pair
    assert library.manager.card_of(SHA) is None
    with pytest.raises(UserError, match="Did you mean Third") as missing:
        library.manager.find("thrid")
    assert missing.value.suggestion == "Third"
    with pytest.raises(UserError, match="half of the pair Third"):
        library.manager.card(low.id)
    with pytest.raises(UserError, match="not in the library"):
        library.manager.card(SHA)


def test_files_that_belong_together_become_a_pair(library: LibraryAtWork, shelf: Path) -> None:
    lora_file(shelf / "Rain_low_noise.safetensors", 1)
    lora_file(shelf / "Rain_high_noise.safetensors", 2)
    lora_file(shelf / "Snow.safetensors", 3)
    results = library.manager.upload_lora_files([shelf])
    assert library.names() == ["Rain", "Snow"]
    pair = library.manager.find("Rain")
    assert pair.is_automatic
    assert [e.name for e in pair.entries] == ["Rain_high_noise", "Rain_low_noise"]
    # The results name the cards as they are in the end.
    assert {r.card_id for r in results} == {pair.id, library.manager.find("Snow").id}


def test_what_people_have_split_stays_apart(
    opened: Callable[..., LibraryAtWork], shelf: Path
) -> None:
    with opened() as library:
        lora_file(shelf / "Rain_low_noise.safetensors", 1)
        lora_file(shelf / "Rain_high_noise.safetensors", 2)
        library.manager.upload_lora_files([shelf])
        high, low = library.manager.split(library.manager.find("Rain").id)
        assert (high.name, low.name) == ("Rain_high_noise", "Rain_low_noise")
    with opened() as library:
        library.manager.scan()
        library.take_in(lora_file(shelf / "Snow.safetensors", 3))
        assert not any(card.is_pair for card in library.manager.cards())
        assert library.manager.pair(high.id, low.id).name == "Rain"


def test_swapped_halves_keep_what_was_said_of_the_pair(library: LibraryAtWork, shelf: Path) -> None:
    high = library.take_in(lora_file(shelf / "One.safetensors", 1))
    low = library.take_in(lora_file(shelf / "Two.safetensors", 2))
    manager = library.manager
    manager.pair(high.id, low.id, "Both")
    manager.edit(high.id, LoraDetails(notes="of both"))
    manager.set_favourite(high.id, True)
    library.events.clear()
    swapped = manager.swap(high.id)
    assert [entry.sha256 for entry in swapped.entries] == [low.id, high.id]
    assert (swapped.name, swapped.lead.details.notes, swapped.lead.is_favourite) == (
        "Both",
        "of both",
        True,
    )
    assert library.events == [CardsChanged((swapped,), (high.id,))]
    with pytest.raises(UserError, match="no pair"):
        manager.split(library.take_in(lora_file(shelf / "Three.safetensors", 3)).id)


def test_a_pair_is_not_paired_again(library: LibraryAtWork, shelf: Path) -> None:
    cards = [library.take_in(lora_file(shelf / f"n{i}.safetensors", i)) for i in range(4)]
    library.manager.pair(cards[0].id, cards[1].id, "Both")
    for ids, reason in (
        ((cards[0].id, cards[2].id), "is a pair already"),
        ((cards[2].id, cards[1].id), "half of the pair Both"),
        ((cards[2].id, cards[2].id), "own other half"),
    ):
        with pytest.raises(UserError, match=reason):
            library.manager.pair(*ids)
    with pytest.raises(UserError, match="another LoRA called both"):
        library.manager.pair(cards[2].id, cards[3].id, "both")
    # A name of its own halves is free for a pair.
    assert library.manager.pair(cards[2].id, cards[3].id, "n2").name == "n2"


def test_deleting_takes_exactly_the_card_s_files(library: LibraryAtWork, shelf: Path) -> None:
    high = library.take_in(lora_file(shelf / "One.safetensors", 1))
    low = library.take_in(lora_file(shelf / "Two.safetensors", 2))
    kept = library.take_in(lora_file(shelf / "Three.safetensors", 3))
    library.manager.pair(high.id, low.id, "Both")
    library.events.clear()
    library.manager.delete_lora_file(high.id)
    assert library.files() == [f"{kept.id}.safetensors"]
    assert sorted(path.name[2:] for path in library.bin.folder.iterdir()) == sorted(
        f"{sha256}.safetensors" for sha256 in (high.id, low.id)
    )
    deeds = [entry for entry in AuditLog(library.places.audit_file).entries() if "sha256" in entry]
    assert [(deed["deed"], deed["sha256"]) for deed in deeds] == [
        ("move LoRA to the recycle bin", high.id),
        ("move LoRA to the recycle bin", low.id),
    ]
    assert library.names() == ["Three"]
    library.manager.delete_lora_file(kept.id, for_good=True)
    assert library.files() == []
    assert len(list(library.bin.folder.iterdir())) == 2
    assert (shelf / "One.safetensors").is_file()


def test_a_recycle_bin_that_does_not_work_keeps_the_card(
    library: LibraryAtWork, shelf: Path
) -> None:
    card = library.take_in(lora_file(shelf / "One.safetensors", 1))
    library.bin.is_broken = True
    with pytest.raises(UserError, match="out of order") as refused:
        library.manager.delete_lora_file(card.id)
    assert refused.value.safe
    assert library.manager.cards() == (card,)
    assert library.files() == [f"{card.id}.safetensors"]


def test_a_pair_that_is_deleted_by_half_is_a_card_still(
    library: LibraryAtWork, shelf: Path
) -> None:
    high = library.take_in(lora_file(shelf / "One.safetensors", 1))
    low = library.take_in(lora_file(shelf / "Two.safetensors", 2))
    library.manager.pair(high.id, low.id, "Both")
    library.bin.breaks_after = 1
    with pytest.raises(UserError, match="file of Two could not be removed"):
        library.manager.delete_lora_file(high.id)
    assert library.names() == ["Two"]
    assert library.files() == [f"{low.id}.safetensors"]


def test_a_file_of_somebody_else_in_its_place_goes_to_quarantine(
    library: LibraryAtWork, shelf: Path
) -> None:
    card = library.take_in(lora_file(shelf / "One.safetensors", 1))
    library.places.lora(card.id).write_bytes(b"my diary")
    library.manager.delete_lora_file(card.id, for_good=True)
    assert library.manager.cards() == ()
    assert library.files() == []
    kept = [f for f in library.places.quarantine.iterdir() if f.suffix == ".safetensors"]
    assert [file.read_bytes() for file in kept] == [b"my diary"]


def test_a_link_in_its_place_is_not_followed(library: LibraryAtWork, tmp_path: Path) -> None:
    card = library.take_in(lora_file(tmp_path / "shelf" / "One.safetensors", 1))
    precious = tmp_path / "precious.safetensors"
    precious.write_bytes(b"precious")
    library.places.lora(card.id).unlink()
    library.places.lora(card.id).symlink_to(precious)
    library.manager.delete_lora_file(card.id, for_good=True)
    assert precious.read_bytes() == b"precious"
    assert library.files() == []


def test_uses_are_counted_once_a_card(library: LibraryAtWork, shelf: Path) -> None:
    high = library.take_in(lora_file(shelf / "One.safetensors", 1))
    low = library.take_in(lora_file(shelf / "Two.safetensors", 2))
    pair = library.manager.pair(high.id, low.id)
    library.manager.note_render((*pair.uses(1.0, 0.5), LoraUse(sha256=SHA, name="gone")), 50.0)
    library.manager.note_render(pair.uses(1.0, 0.5), 20.0)
    lead = library.manager.card(pair.id).lead
    assert (lead.use_count, lead.last_used) == (2, 50.0)


def test_what_was_measured_is_what_is_expected(library: LibraryAtWork, shelf: Path) -> None:
    small = library.take_in(lora_file(shelf / "One.safetensors", 1))
    great = library.take_in(lora_file(shelf / "Two.safetensors", 2, rank=3))
    uses = (*small.uses(1.0, 1.0), *great.uses(1.0, 1.0))
    guessed = library.manager.estimate_memory_impact(uses, Variant.T2V_A14B)
    assert not guessed.is_measured
    assert guessed.resident_bytes > 0
    library.manager.note_measured(uses, Variant.T2V_A14B, 8.0, 8_000_000)
    measured = library.manager.estimate_memory_impact(uses, Variant.T2V_A14B)
    assert measured.is_measured
    assert measured.resident_bytes == 8_000_000
    assert measured.load_seconds_low == pytest.approx(8.0)
    # One alone has its share by size: a quarter, but for the headers.
    alone = library.manager.estimate_memory_impact(small.uses(1.0, 1.0), Variant.T2V_A14B)
    assert alone.load_seconds_low == pytest.approx(2.0, rel=0.02)
    assert not library.manager.estimate_memory_impact(uses, Variant.I2V_A14B).is_measured


def test_metadata_can_be_said_in_json(library: LibraryAtWork, shelf: Path) -> None:
    card = library.take_in(lora_file(shelf / "One.safetensors", 1))
    known = library.manager.get_lora_metadata(card.id)
    assert (known["id"], known["name"], known["state"]) == (card.id, "One", "present")
    shown = library.manager.get_ui_display_data()
    assert shown == {"loras": [known], "size_bytes": card.size_bytes}
    report = library.manager.validate_lora_compatibility(card.id, Variant.TI2V_5B)
    assert report.fit.value == "blocked"


def test_a_listener_that_fails_harms_nobody(library: LibraryAtWork, shelf: Path) -> None:
    def fail(_event: object) -> None:
        raise RuntimeError("deaf")

    library.manager._library._listener = fail
    library.take_in(lora_file(shelf / "One.safetensors", 1))
    assert library.names() == ["One"]


def test_a_damaged_row_costs_only_itself(opened: Callable[..., LibraryAtWork], shelf: Path) -> None:
    with opened() as library:
        rain = library.take_in(lora_file(shelf / "Rain.safetensors", 1))
        snow = library.take_in(lora_file(shelf / "Snow.safetensors", 2))
        with library.manager._library.store._database.transaction() as connection:
            connection.execute(
                "UPDATE loras SET facts = '{', details = '1],[2', state = 'odd' WHERE sha256 = ?",
                (rain.id,),
            )
    with opened() as library:
        assert library.manager.card(snow.id) == snow
        assert library.manager.card(rain.id).name == "Rain"
        library.manager.scan()
        back = library.manager.card(rain.id)
        assert (back.lead.facts, back.state) == (rain.lead.facts, rain.state)


# --- pictures and lists ---------------------------------------------------------------------------


def picture(path: Path, colour: str = "red") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), colour).save(path)
    return path


def test_pictures_are_kept_as_long_as_somebody_uses_them(
    library: LibraryAtWork, shelf: Path
) -> None:
    manager = library.manager
    one = library.take_in(lora_file(shelf / "One.safetensors", 1))
    two = library.take_in(lora_file(shelf / "Two.safetensors", 2))
    red = picture(shelf / "a.png")
    for card in (one, two):
        manager.set_thumbnail(card.id, red)
    files = [manager.thumbnail_file(manager.card(card.id)) for card in (one, two)]
    assert files[0] == files[1]
    assert files[0] is not None
    with Image.open(files[0]) as shown:
        assert (shown.format, shown.size) == ("JPEG", (64, 48))
    manager.clear_thumbnail(one.id)
    assert files[0].is_file()
    manager.set_thumbnail(two.id, picture(shelf / "b.png", "blue"))
    assert not files[0].exists()
    manager.delete_lora_file(two.id)
    assert library.files() == [f"{one.id}.safetensors"]
    with pytest.raises(UserError):
        manager.set_thumbnail(one.id, shelf / "One.safetensors")
    assert library.files() == [f"{one.id}.safetensors"]


def test_a_list_brings_everything_back(
    opened: Callable[..., LibraryAtWork], shelf: Path, tmp_path: Path
) -> None:
    target = tmp_path / "mine.json"
    one_file = lora_file(shelf / "One.safetensors", 1)
    with opened() as library:
        manager = library.manager
        one = library.take_in(one_file)
        two = library.take_in(lora_file(shelf / "Two.safetensors", 2))
        manager.edit(one.id, LoraDetails(notes="mine", tags=("a",)))
        manager.set_thumbnail(one.id, picture(shelf / "a.png"))
        manager.pair(one.id, two.id, "Both")
        manager.export(target)
        before = manager.find("Both")
        manager.delete_lora_file(one.id)
        result = manager.restore(target)
        assert (result.missing, result.updated, result.pairs) == (2, 0, 1)
        assert isinstance(library.events[-1], LorasListed)
        back = manager.find("Both")
        assert back.state.value == "missing"
        assert back.lead.details == before.lead.details
        assert manager.thumbnail_file(back) is not None
        [relinked] = manager.upload_lora_files([one_file])
        assert relinked.outcome.value == "relinked"
        assert manager.find("Both").lead.details.notes == "mine"
        # What people say now wins over what they have said then.
        manager.edit(one.id, LoraDetails(notes="newer"))
        manager.restore(target)
        assert manager.find("Both").lead.details.notes == "newer"
        assert manager.find("Both").lead.details.tags == ("a",)
        manager.restore(target, overwrite=True)
        assert manager.find("Both").lead.details.notes == "mine"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-5],
        lambda text: text.replace('"version":1', '"version":2'),
        lambda text: text.replace('"sha256":"', '"sha256":"../'),
        lambda text: text.replace('"use_count":0', '"use_count":-1'),
        lambda text: text.replace('"use_count":0', '"use_count":true'),
        lambda text: text.replace('"family":', '"faculty":'),
        lambda text: text.replace('"loras":[', '"more":1,"loras":['),
        lambda text: "[" * len(text),
        lambda text: text[:0],
    ],
)
def test_a_damaged_list_changes_nothing(
    library: LibraryAtWork, shelf: Path, tmp_path: Path, change: Callable[[str], str]
) -> None:
    library.take_in(lora_file(shelf / "One.safetensors", 1))
    target = tmp_path / "mine.json"
    library.manager.export(target)
    text = target.read_text("utf-8")
    assert change(text) != text
    target.write_text(change(text), "utf-8")
    before = library.manager.cards()
    with pytest.raises(UserError, match=r"mine\.json is no list of LoRAs"):
        library.manager.restore(target)
    assert library.manager.cards() == before


def stamps(library: LibraryAtWork) -> list[tuple[int, int]]:
    return [(f.stat().st_size, f.stat().st_mtime_ns) for f in library.places.loras.glob("*.s*")]
