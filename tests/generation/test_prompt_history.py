"""The history of prompts: the latest first, found quickly, bounded, and forgotten when asked."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wan22_desktop.composition.schema import UPGRADES
from wan22_desktop.core.database import Database
from wan22_desktop.generation.domain.prompt_history import MAX_ENTRIES, SHOWN_ENTRIES
from wan22_desktop.generation.prompt_store import PromptStore


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "x.sqlite3", upgrades=UPGRADES, backups=tmp_path / "backups")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> PromptStore:
    return PromptStore(database, Clock())


def _texts(store: PromptStore, query: str = "") -> list[str]:
    return [entry.text for entry in store.search(query).entries]


def _id(store: PromptStore, text: str) -> str:
    return next(entry.id for entry in store.search("").entries if entry.text == text)


def test_the_latest_comes_first_and_each_stands_once(store: PromptStore) -> None:
    for text in ("a fox", "a bear", "  a fox \n", "", "  "):
        store.note(text, "")
    assert _texts(store) == ["a fox", "a bear"]
    fox, bear = store.search("").entries
    assert (fox.uses, bear.uses) == (2, 1)
    assert fox.last_used > bear.last_used
    store.note("a fox", "blurry")
    assert [e.negative_prompt for e in store.search("fox").entries] == ["blurry", ""]


def test_favourites_stay_on_top_and_survive_a_clearing(store: PromptStore) -> None:
    for text in ("a fox", "a bear", "a hare"):
        store.note(text, "")
    store.set_favourite(_id(store, "a fox"), is_favourite=True)
    assert _texts(store) == ["a fox", "a hare", "a bear"]
    store.remove(_id(store, "a bear"))
    store.clear(favourites_too=False)
    assert _texts(store) == ["a fox"]
    store.set_favourite(_id(store, "a fox"), is_favourite=False)
    assert not store.search("").entries[0].is_favourite
    store.set_favourite(_id(store, "a fox"), is_favourite=True)
    store.clear(favourites_too=True)
    assert _texts(store) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("FOX", ["a Fox in the snow"]),
        ("snow fox", ["a Fox in the snow"]),
        ("schnee", ["Ein B\u00c4R im Schnee 100% _x_"]),
        ("b\u00e4r", ["Ein B\u00c4R im Schnee 100% _x_"]),
        ("100%", ["Ein B\u00c4R im Schnee 100% _x_"]),
        ("_x_", ["Ein B\u00c4R im Schnee 100% _x_"]),
        ("%", ["Ein B\u00c4R im Schnee 100% _x_"]),
        ("' OR 1=1 --", []),
        ("fox bear", []),
    ],
)
def test_every_word_is_looked_for_as_it_is(
    store: PromptStore, query: str, found: list[str]
) -> None:
    store.note("a Fox in the snow", "")
    store.note("Ein B\u00c4R im Schnee 100% _x_", "")
    assert _texts(store, query) == found


def _fill(database: Database, count: int) -> None:
    """As `note` does, in one transaction."""
    words = ["fox", "bear", "hare", "deer", "wolf", "owl", "snow", "forest", "river", "camera"]
    rows = [
        (text, text.casefold(), float(n))
        for n in range(count)
        for text in [" ".join(words[(n * k + k) % len(words)] for k in range(1, 40)) + f" {n}"]
    ]
    with database.transaction() as connection:
        connection.executemany(
            "INSERT INTO prompts (text, negative_prompt, folded, last_used, uses)"
            " VALUES (?, '', ?, ?, 1)",
            rows,
        )


def test_ten_thousand_are_searched_in_fifty_milliseconds(
    database: Database, store: PromptStore
) -> None:
    _fill(database, MAX_ENTRIES)
    for query in ("", "fox", "snow camera 77", "nowhere", "9999"):
        times, found = [], store.search(query)
        for _ in range(5):
            started = time.perf_counter()
            assert store.search(query) == found
            times.append(time.perf_counter() - started)
        print(f"{query!r}: {found.total} of {MAX_ENTRIES}, {min(times) * 1000:.1f} ms")
        assert min(times) <= 0.05
        assert len(found.entries) == min(found.total, SHOWN_ENTRIES)
    assert store.search("").total == MAX_ENTRIES


def test_the_oldest_are_forgotten_but_no_favourite(database: Database, store: PromptStore) -> None:
    _fill(database, MAX_ENTRIES)
    oldest = database.read("SELECT id, text FROM prompts ORDER BY last_used LIMIT 2")
    store.set_favourite(str(oldest[0]["id"]), is_favourite=True)
    store = PromptStore(database, lambda: 1e6)
    store.note("the newest", "")
    assert store.search("").total == MAX_ENTRIES
    left = {entry.text for entry in store.search("").entries}
    assert {"the newest", oldest[0]["text"]} <= left
    assert database.read("SELECT 1 FROM prompts WHERE id = ?", (oldest[1]["id"],)) == []
