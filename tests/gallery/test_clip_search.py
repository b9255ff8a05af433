"""Clips are found by words and by what was said of them, in the order that is asked for."""

import random
from dataclasses import replace
from typing import Any

import pytest

from wan22_desktop.gallery.domain.clip_record import ClipLora, ClipRecord, ClipState, Origin
from wan22_desktop.gallery.domain.search import (
    ClipIndex,
    ClipOrder,
    ClipQuery,
    choices_of,
)


def clip(number: int, prompt: str = "", **facts: Any) -> ClipRecord:  # noqa: ANN401 - any field
    made = ClipRecord(
        id=f"{number:012x}",
        path=f"/clips/clip {number}.mp4",
        sha256=f"{number:064x}",
        size_bytes=1000 + number,
        added_at=float(number),
        created_at=float(number),
        prompt=prompt,
    )
    return replace(made, **facts)


CLIPS = (
    clip(1, "Un Café à Paris, la nuit", model="demo", rating=3, tags=("neon",)),
    clip(2, "a red circle", model="ti2v-5B", rating=5, albums=("Best",), size_bytes=9),
    clip(10, "a red square", loras=(ClipLora("a" * 64, "Film Grain"),), label="Keeper"),
    clip(11, origin=Origin.IMPORTED, state=ClipState.MISSING, tags=("Neon", "neon")),
)


def found(query: ClipQuery, clips: tuple[ClipRecord, ...] = CLIPS) -> list[int]:
    index = ClipIndex()
    index.set_clips(clips)
    return [int(clip.id, 16) for clip in index.find(query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ClipQuery(), [11, 10, 2, 1]),
        (ClipQuery("RED"), [10, 2]),
        (ClipQuery("square red"), [10]),
        (ClipQuery("red nobody"), []),
        (ClipQuery("cafe NUIT"), [1]),
        (ClipQuery("café"), [1]),
        (ClipQuery("grain"), [10]),
        (ClipQuery("keeper"), [10]),
        (ClipQuery("clip 2"), [2]),
        (ClipQuery("neon"), [11, 1]),
        (ClipQuery(model="demo"), [1]),
        (ClipQuery(lora="Film Grain"), [10]),
        (ClipQuery(min_rating=4), [2]),
        (ClipQuery(album="Best"), [2]),
        (ClipQuery(tag="neon"), [11, 1]),
        (ClipQuery(origin=Origin.IMPORTED), [11]),
        (ClipQuery(missing_only=True), [11]),
        (ClipQuery(since=2.0, until=11.0), [10, 2]),
        (ClipQuery("red", min_rating=1), [2]),
        (ClipQuery(order=ClipOrder.OLDEST), [1, 2, 10, 11]),
        (ClipQuery(order=ClipOrder.RATING), [2, 1, 11, 10]),
        (ClipQuery(order=ClipOrder.NAME), [2, 11, 10, 1]),
        (ClipQuery(order=ClipOrder.SIZE), [11, 10, 1, 2]),
    ],
)
def test_a_query_finds(query: ClipQuery, expected: list[int]) -> None:
    assert found(query) == expected


def test_names_are_sorted_as_people_count() -> None:
    clips = tuple(clip(n) for n in (10, 2, 1))
    assert found(ClipQuery(order=ClipOrder.NAME), clips) == [1, 2, 10]


@pytest.mark.parametrize("order", list(ClipOrder))
def test_what_changes_is_where_a_new_search_would_find_it(order: ClipOrder) -> None:
    random_ = random.Random(order.value)
    index = ClipIndex()
    held: dict[str, ClipRecord] = {}
    for _ in range(300):
        new = [
            clip(
                random_.randrange(40),
                random_.choice(("a red circle", "night")),
                rating=random_.randrange(6),
                size_bytes=random_.randrange(5),
            )
            for _ in range(random_.randrange(3))
        ]
        gone = random_.sample(sorted(held), k=min(len(held), random_.randrange(2)))
        gone = [clip_id for clip_id in gone if clip_id not in {one.id for one in new}]
        held.update({one.id: one for one in new})
        for clip_id in gone:
            del held[clip_id]
        index.change(new, gone)
        fresh = ClipIndex()
        fresh.set_clips(held.values())
        for query in (ClipQuery(order=order), ClipQuery("red", min_rating=2, order=order)):
            assert index.find(query) == fresh.find(query)
    assert len(index) == len(held)


def test_what_can_be_filtered_by_is_sorted_by_name() -> None:
    choices = choices_of(CLIPS)
    assert choices.models == ("demo", "ti2v-5B")
    assert choices.tags == ("Neon", "neon")
    assert choices.albums == ("Best",)
    assert choices.loras == ("Film Grain",)


def test_filters_are_counted() -> None:
    assert ClipQuery("words", order=ClipOrder.SIZE).num_filters == 0
    assert ClipQuery(model="demo", since=1.0, until=2.0, min_rating=1).num_filters == 3
