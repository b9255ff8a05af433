"""Choices in prompts: repeatable, bounded, and never a path."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.generation.domain.wildcard_syntax import MAX_DEPTH, escaped, has_choices
from wan22_desktop.generation.domain.wildcards import (
    MAX_COUNT,
    Wildcards,
    combinations,
    count,
    drawn,
)
from wan22_desktop.generation.wildcard_files import (
    MAX_FILE_BYTES,
    make_wildcards_folder,
    read_wildcards,
)

WILDCARDS = Wildcards(
    {
        "colour": ("red", "green", "blue"),
        "animals/cat": ("tabby", "{big|small} __colour__ cat"),
        "two": ("__colour__ and __colour__",),
        "empty": (),
        "a": ("x", "__b__"),
        "b": ("y", "__a__"),
    },
    {"bad": "is not UTF-8 text"},
)


def _refusal(text: str, wildcards: Wildcards = WILDCARDS) -> UserError:
    """The same, whether it is drawn, counted or combined."""
    with pytest.raises(UserError) as drawing:
        drawn(text, wildcards, 1)
    with pytest.raises(UserError) as counting:
        count(text, wildcards)
    with pytest.raises(UserError) as combining:
        combinations(text, wildcards, 3)
    assert drawing.value.message == counting.value.message == combining.value.message
    assert drawing.value.field == "prompt"
    assert drawing.value.recoveries == (Recovery.EDIT_REQUEST,)
    return drawing.value


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a fox", ("a fox",)),
        ("a {red|blue} fox", ("a red fox", "a blue fox")),
        ("a {red|{dark|light} blue} fox", ("a red fox", "a dark blue fox", "a light blue fox")),
        ("{a|b} {c|d}", ("a c", "a d", "b c", "b d")),
        ("a {|big} fox", ("a fox", "a big fox")),
        ("{|big }fox", ("fox", "big fox")),
        ("__COLOUR__", ("red", "green", "blue")),
        (
            "__animals/cat__",
            (
                "tabby",
                *(f"{s} {c} cat" for s in ("big", "small") for c in ("red", "green", "blue")),
            ),
        ),
        (r"\{a\|b\} \__colour__ \\", ("{a|b} __colour__ \\",)),
        ("a | b", ("a | b",)),
        ("snake_case and ____", ("snake_case and ____",)),
        ("{a|a|b}", ("a", "b")),
        ("two  spaces {x|y}", ("two  spaces x", "two  spaces y")),
        (r"C:\new", (r"C:\new",)),
    ],
)
def test_choices_are_combined_in_order(text: str, texts: tuple[str, ...]) -> None:
    found = combinations(text, WILDCARDS, 100)
    assert found.texts == texts
    assert found.total == len(texts)
    assert {drawn(text, WILDCARDS, seed) for seed in range(200)} == set(texts)


def test_the_same_seed_draws_the_same_words_for_ever() -> None:
    """The words themselves, not only that they repeat: clips of earlier versions depend on it."""
    text = "a {red|green|blue|gold} fox in __colour__ light, {day|night}"
    assert [drawn(text, WILDCARDS, seed) for seed in (0, 1, 2**32 - 1)] == GOLDEN


GOLDEN = [
    "a green fox in green light, night",
    "a gold fox in red light, night",
    "a red fox in red light, day",
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a {red|blue", ("never closed", "\\{")),
        ("a red} fox", ("never opened", "\\}")),
        ("a {} fox", ("nothing between", "{red|blue}")),
        ("a __nope__", ("no wildcard __nope__", "nope.txt")),
        ("a __empty__", ("is empty", "empty.txt")),
        ("a __bad__", ("is not UTF-8 text", "bad.txt")),
        ("a __a__", ("leads back to itself", "__a__ > __b__ > __a__")),
        ("{" * (MAX_DEPTH + 1) + "x" + "}" * (MAX_DEPTH + 1), ("nested more than",)),
        ("x" * 20_001, ("20001 characters",)),
    ],
)
def test_what_cannot_be_drawn_says_why_and_what_to_do(text: str, words: tuple[str, ...]) -> None:
    message = _refusal(text).message
    for word in words:
        assert word in message


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    assert _refusal("a __color__ fox").suggestion == "a __colour__ fox"
    assert _refusal("a __zzzzzz__ fox").suggestion is None


def test_wildcards_that_name_many_wildcards_are_given_up_at_once() -> None:
    files = {f"w{n}": (f"__w{n + 1}__ " * 40,) for n in range(10)} | {"w10": ("x",)}
    started = time.monotonic()
    assert count("__w0__", Wildcards(files)) == 1
    with pytest.raises(UserError, match="far too long"):
        drawn("__w0__", Wildcards(files), 1)
    assert time.monotonic() - started < 5


def test_a_chain_of_wildcards_that_is_too_long_is_refused() -> None:
    files = {f"w{n}": (f"__w{n + 1}__",) for n in range(3000)} | {"w3000": ("x",)}
    assert "nested more than" in _refusal("__w0__", Wildcards(files)).message
    assert drawn("__w2995__", Wildcards(files), 1) == "x"
    # What was found out on the way to one prompt must not let a deeper one pass.
    wildcards = Wildcards(files)
    assert drawn(f"__w{3000 - MAX_DEPTH + 1}__", wildcards, 1) == "x"
    assert "nested more than" in _refusal(f"__w{3000 - MAX_DEPTH}__", wildcards).message


def test_millions_of_combinations_are_counted_and_never_made() -> None:
    wildcards = Wildcards({"many": tuple(f"word {n}" for n in range(20_000))})
    started = time.monotonic()
    found = combinations("__many__ {a|b|c} __many__", wildcards, 12)
    assert found.total == 3 * 20_000**2
    assert len(found.texts) == 12
    assert found.texts[:2] == ("word 0 a word 0", "word 0 a word 1")
    assert combinations("{a|b}" * 3000, wildcards, 2).total == MAX_COUNT
    assert time.monotonic() - started < 5


PIECES = st.sampled_from(
    [
        "a",
        " ",
        "{",
        "}",
        "|",
        "\\",
        "__colour__",
        "__animals/cat__",
        "__two__",
        "__",
        "_",
        "__a__",
        "__nope__",
        "__empty__",
        ",",
        "\N{SNOWMAN}",
        "\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@settings(deadline=timedelta(seconds=2))
@given(text=TEXTS, seed=st.integers(0, 2**32 - 1))
def test_any_text_is_drawn_repeatably_or_refused(text: str, seed: int) -> None:
    try:
        once = drawn(text, WILDCARDS, seed)
    except UserError:
        _refusal(text)
        return
    assert drawn(text, Wildcards(WILDCARDS.lines, WILDCARDS.unusable), seed) == once
    found = combinations(text, WILDCARDS, 300)
    assert count(text, WILDCARDS) >= found.total >= len(found.texts)
    if found.total == len(found.texts):
        assert once in found.texts
    if not has_choices(text):
        assert once == text


NAMES = st.sampled_from("abcde")
LINES = st.lists(
    st.one_of(NAMES.map("__{}__".format), st.sampled_from(["x", "{y|", "}", "|", " "])), max_size=6
).map("".join)


@settings(deadline=timedelta(seconds=2))
@given(
    files=st.dictionaries(NAMES, st.lists(LINES, max_size=4).map(tuple)),
    text=LINES,
    seed=st.integers(0, 99),
)
def test_any_set_of_wildcards_comes_to_an_end(
    files: dict[str, tuple[str, ...]], text: str, seed: int
) -> None:
    wildcards = Wildcards(files).prepared()
    try:
        once = drawn(text, wildcards, seed)
    except UserError:
        _refusal(text, wildcards)
        return
    found = combinations(text, wildcards, 300)
    assert found.total > len(found.texts) or once in found.texts


@given(text=st.text(alphabet="ab {}|\\_\n\N{SNOWMAN}", max_size=30), seed=st.integers(0, 9))
def test_an_escaped_text_gives_itself(text: str, seed: int) -> None:
    assert drawn(escaped(text), Wildcards(), seed) == text
    assert combinations(escaped(text), Wildcards(), 5).texts == (text,)


# --- files ---------------------------------------------------------------------------------------


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_files_become_wildcards(tmp_path: Path) -> None:
    _write(tmp_path, "colour.txt", b"\xef\xbb\xbfred\r\n\r\n# a comment\n  blue  \n")
    _write(tmp_path, "animals/cat.txt", b"tabby\n{big|small} cat\n")
    _write(tmp_path, "nothing.txt", b"# only a comment\n")
    _write(tmp_path, "notes.md", b"no wildcard")
    wildcards = read_wildcards(tmp_path)
    assert wildcards.lines["colour"] == ("red", "blue")
    assert wildcards.names == ("animals/cat", "colour")
    assert not wildcards.unusable
    assert combinations("__animals/cat__", wildcards, 9).texts == ("tabby", "big cat", "small cat")
    assert "is empty" in _refusal("__nothing__", wildcards).message


def test_files_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    _write(tmp_path, "latin.txt", "gr\u00fcn".encode("latin-1"))
    _write(tmp_path, "great.txt", b"x" * (MAX_FILE_BYTES + 1))
    _write(tmp_path, "two words.txt", b"x")
    _write(tmp_path, "broken.txt", b"fine\n{never closed\n")
    _write(tmp_path, "good.txt", b"x")
    (tmp_path / "folder.txt").mkdir()
    wildcards = read_wildcards(tmp_path)
    assert wildcards.names == ("good",)
    assert set(wildcards.unusable) == {"latin", "great", "two words", "broken"}
    assert "UTF-8" in wildcards.unusable["latin"]
    assert "too large" in wildcards.unusable["great"]
    assert "entry 2" in wildcards.unusable["broken"]
    assert "entry 2" in _refusal("__broken__", wildcards).message


def test_invisible_characters_of_a_file_do_not_reach_the_prompt(tmp_path: Path) -> None:
    _write(tmp_path, "trick.txt", "red\u202e fox\x07\n".encode())
    assert read_wildcards(tmp_path).lines["trick"] == ("red fox",)


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "secret.txt", b"secret")
    folder = tmp_path / "wildcards"
    _write(folder, "colour.txt", b"red")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path, target_is_directory=True)
    assert (folder / "link.txt").read_bytes() == (folder / "linked/secret.txt").read_bytes()
    wildcards = read_wildcards(folder)
    assert wildcards.names == ("colour",)
    for name in ("../secret", "/secret", "linked/secret", "link", str(tmp_path / "secret")):
        text = f"__{name}__"
        if has_choices(text):
            assert "no wildcard" in _refusal(text, wildcards).message
        else:
            assert drawn(text, wildcards, 1) == text


def test_a_folder_that_is_missing_holds_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "wildcards"
    assert read_wildcards(folder).names == ()
    make_wildcards_folder(folder)
    assert folder.is_dir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="wildcards folder"):
        make_wildcards_folder(tmp_path / "file" / "below")
