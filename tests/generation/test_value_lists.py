"""Lists of values as people type them."""

import time

import pytest

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.wan import MAX_SEED
from wan22_desktop.generation.domain.value_lists import ValueList, numbers, one_of, words


def read(text: str, *, whole: bool = True, scatter: int | None = None) -> list[object]:
    return list(numbers(text, "seed", whole=whole, scatter=scatter))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("7", [7]),
        ("1-5", [1, 2, 3, 4, 5]),
        ("3-1", [3, 2, 1]),
        ("1, 2,8,", [1, 2, 8]),
        ("10:50:20", [10, 30, 50]),
        ("1-2, 9, 5:1:-2", [1, 2, 9, 5, 3, 1]),
    ],
)
def test_whole_numbers(text: str, values: list[object]) -> None:
    assert read(text) == values
    assert numbers(text, "seed", whole=True).count == len(values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.5:1.0:0.25", [0.5, 0.75, 1.0]),
        ("-1:1:1", [-1.0, 0.0, 1.0]),
        ("0:0.3:0.1", [0.0, 0.1, 0.2, 0.3]),
        ("1.5, .5, 2", [1.5, 0.5, 2.0]),
        ("1-3", [1.0, 2.0, 3.0]),
    ],
)
def test_real_numbers(text: str, values: list[object]) -> None:
    found = read(text, whole=False)
    assert found == values
    assert all(isinstance(value, float) for value in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "a",
        "1.5",
        "1:2",
        "1:5:0",
        "5:1:1",
        "1e99",
        "0x10",
        "random 4",
        "1-2-3",
        "9" * 5000,
    ],
)
def test_what_is_no_list_is_refused_on_its_field(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read(text)
    assert caught.value.field == "seed"


def test_endless_lists_are_counted_and_not_written_out() -> None:
    began = time.process_time()
    found = numbers("1-100000000, 0:999999999999:1", "seed", whole=True)
    assert found.count == 100_000_000 + 10**12
    assert found.at(99_999_999) == 100_000_000
    assert list(found.first(3)) == [1, 2, 3]
    assert list(found.ends()) == [1, 100_000_000, 0, 999_999_999_999]
    assert time.process_time() - began < 1


def test_random_seeds_are_different_and_stay() -> None:
    found = numbers("random 4000", "seed", whole=True, scatter=11)
    seeds = list(found)
    assert len(set(seeds)) == 4000
    assert all(isinstance(seed, int) and 0 <= seed <= MAX_SEED for seed in seeds)
    assert list(numbers("random 4000", "seed", whole=True, scatter=11)) == seeds
    assert list(numbers("random 4000", "seed", whole=True, scatter=12)) != seeds


@pytest.mark.parametrize("text", ["random 0", "random 5000000000"])
def test_impossible_numbers_of_seeds_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        numbers(text, "seed", whole=True, scatter=0)


def test_words_may_hold_commas_in_quotes() -> None:
    assert list(words('red circle, "a big, blue square" , x', "words")) == [
        "red circle",
        "a big, blue square",
        "x",
    ]
    with pytest.raises(UserError, match="quotation mark"):
        words('"never closed', "words")


def test_only_known_words_where_there_are_few() -> None:
    assert list(one_of("Euler, unipc", "scheduler", ("unipc", "euler"))) == ["euler", "unipc"]
    with pytest.raises(UserError, match="unipc, euler"):
        one_of("ddim", "scheduler", ("unipc", "euler"))


def test_the_first_values_of_several_stretches() -> None:
    found: ValueList = numbers("1-3, 7-9", "seed", whole=True)
    assert list(found.first(4)) == [1, 2, 3, 7]
    assert list(found.first(0)) == []
    with pytest.raises(IndexError):
        found.at(6)
