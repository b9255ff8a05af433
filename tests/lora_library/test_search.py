"""Finding cards: words, filters, orders."""

import random
from dataclasses import replace

from fixtures.lora_cards import card, facts, few, many, pair
from wan22_desktop.lora_library.domain.records import (
    LoraCard,
    LoraDetails,
    LoraFamily,
    LoraMode,
    TrainedExpert,
)
from wan22_desktop.lora_library.domain.search import (
    CardExpert,
    LoraIndex,
    LoraOrder,
    LoraQuery,
    expert_of,
    folded,
)


def index_of(*cards: LoraCard) -> LoraIndex:
    index = LoraIndex()
    index.set_cards(cards)
    return index


def names(index: LoraIndex, query: LoraQuery) -> list[str]:
    return [found.name for found in index.find(query)]


def test_every_word_must_be_found_somewhere_on_the_card() -> None:
    index = index_of(*few())
    assert names(index, LoraQuery("EIGHT coarse")) == ["Super eight film"]
    assert names(index, LoraQuery("brandt")) == ["Super eight film"]
    assert names(index, LoraQuery("eight orbit")) == []
    assert names(index, LoraQuery("low_noise.safetensors")) == ["Super eight film"]
    assert len(names(index, LoraQuery("  "))) == 3


def test_case_and_accents_do_not_matter() -> None:
    index = index_of(card("Café Ölfarbe"), card("straße"), card("ﬁlm"))
    assert names(index, LoraQuery("cafe olfarbe")) == ["Café Ölfarbe"]
    assert names(index, LoraQuery("STRASSE")) == ["straße"]
    assert names(index, LoraQuery("film")) == ["ﬁlm"]


def test_filters_leave_out_what_they_say() -> None:
    pairs, five_b, demo = few()
    index = index_of(pairs, five_b, demo)
    assert names(index, LoraQuery(family=LoraFamily.TI2V_5B)) == ["Slow orbit 5B"]
    assert names(index, LoraQuery(expert=CardExpert.PAIR)) == ["Super eight film"]
    assert names(index, LoraQuery(tag="FILM")) == ["Super eight film"]
    assert names(index, LoraQuery(favourites_only=True)) == ["Super eight film"]
    # What does both does each of them.
    assert names(index, LoraQuery(mode=LoraMode.IMAGE_TO_VIDEO)) == ["Red shapes", "Slow orbit 5B"]
    usable = index.find(LoraQuery(usable_only=True), lambda found: found is demo)
    assert usable == (demo,)
    assert LoraQuery(text="x", tag="film", usable_only=True).num_filters == 2


def test_a_card_says_for_which_expert_it_is() -> None:
    for trained, expected in (
        (TrainedExpert.HIGH_NOISE, CardExpert.HIGH_NOISE),
        (TrainedExpert.BOTH, CardExpert.BOTH),
        (TrainedExpert.UNKNOWN, CardExpert.UNKNOWN),
    ):
        assert expert_of(card("x", facts(expert=trained))) is expected
    assert expert_of(pair("x")) is CardExpert.PAIR


def test_names_are_sorted_as_people_do() -> None:
    index = index_of(
        card("grain 10"), card("Grain 2"), card("grain 2b"), card("Anna"), card("élan")
    )
    assert names(index, LoraQuery()) == ["Anna", "élan", "Grain 2", "grain 2b", "grain 10"]
    # A name may hold a number that Python would refuse to read.
    long = card("9" * 5000)
    assert names(index_of(long, card("8")), LoraQuery()) == ["8", long.name]


def test_orders() -> None:
    old = card("old", facts(rank=64), added_at=1.0, use_count=9, last_used=5.0)
    new = card("new", facts(rank=16), added_at=9.0, is_favourite=True)
    used = card("used", facts(rank=32), added_at=5.0, use_count=1, last_used=8.0)
    index = index_of(old, new, used)
    for order, expected in (
        (LoraOrder.NAME, ["new", "old", "used"]),
        (LoraOrder.NEWEST, ["new", "used", "old"]),
        (LoraOrder.LAST_USED, ["used", "old", "new"]),
        (LoraOrder.MOST_USED, ["old", "used", "new"]),
        (LoraOrder.SIZE, ["old", "used", "new"]),
        (LoraOrder.AT_HAND, ["new", "used", "old"]),
    ):
        assert names(index, LoraQuery(order=order)) == expected, order


def test_changes_are_found_at_once() -> None:
    first = card("first")
    index = index_of(first, card("second"))
    assert names(index, LoraQuery("first")) == ["first"]
    renamed = replace(first, lead=replace(first.lead, name="third"))
    index.change([renamed], [card("second").id])
    assert names(index, LoraQuery()) == ["third"]
    assert index.card(first.id) is renamed
    assert index.card("no such") is None


def test_changes_leave_every_order_as_a_new_index_has_it() -> None:
    cards = many(120)
    draw = random.Random(7)
    index = index_of(*cards[:80])
    known = {one.id: one for one in cards[:80]}
    for _ in range(60):
        for order in LoraOrder:
            query = LoraQuery(order=order)
            assert index.find(query) == index_of(*known.values()).find(query)
        removed = draw.sample(sorted(known), draw.randrange(3))
        changed = [
            replace(one, lead=replace(one.lead, name=f"{draw.randrange(99)}", use_count=3))
            for one in draw.sample(cards, draw.randrange(4))
        ]
        index.change(changed, removed)
        for card_id in removed:
            known.pop(card_id, None)
        for one in changed:
            known.pop(one.id, None)
            known[one.id] = one


def test_tags_are_listed_once_whatever_their_case() -> None:
    index = index_of(
        card("a", details=LoraDetails(tags=("Film", "neon"))),
        card("b", details=LoraDetails(tags=("film", "Élan"))),
    )
    assert index.tags == ("Élan", "Film", "neon")


def test_only_a_change_of_the_key_moves_a_card() -> None:
    before = card("a", use_count=1)
    after = replace(before, lead=replace(before.lead, use_count=2))
    assert LoraIndex.places_alike(before, after, LoraQuery())
    assert not LoraIndex.places_alike(before, after, LoraQuery(order=LoraOrder.MOST_USED))
    assert not LoraIndex.places_alike(before, after, LoraQuery("a"))


def test_the_answer_is_that_of_a_plain_search() -> None:
    """Against every card looked at one by one, for queries drawn at random."""
    cards = many(300)
    index = index_of(*cards)
    draw = random.Random(5)
    hits = 0
    for _ in range(100):
        word = draw.choice(("film", "rain 1", "author 7", "ink", "take 12", "zz"))
        family = draw.choice((None, *LoraFamily))
        only = draw.random() < 0.3
        found = index.find(LoraQuery(word, family=family, favourites_only=only))
        expected = {
            one.id
            for one in cards
            if all(part in folded(_all_text(one)) for part in word.split())
            and family in (None, one.lead.facts.family)
            and (one.lead.is_favourite or not only)
        }
        assert {one.id for one in found} == expected
        hits += bool(found)
    assert hits > 30


def _all_text(one: LoraCard) -> str:
    details = one.lead.details
    parts = [one.name, details.author, details.description, details.notes, details.source]
    for entry in one.entries:
        parts += [entry.name, entry.file_name]
    return "\n".join((*parts, *details.tags, *details.trigger_words))
