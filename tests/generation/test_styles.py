"""Styles put their words around the user's, once, where people see them."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from wan22_desktop.core.errors import UserError
from wan22_desktop.generation.domain.styles import Style, styled, styled_negative
from wan22_desktop.generation.style_files import StyleStore, built_in_styles

NOIR = Style(
    name="Noir", prompt="Film noir, {prompt}, hard light", negative_prompt="bright colors, text"
)


def test_a_dozen_styles_ship_and_each_can_be_used() -> None:
    styles = built_in_styles()
    assert len(styles) >= 12
    assert len({style.key for style in styles}) == len(styles)
    for style in styles:
        once = styled("a fox", style)
        assert "a fox" in once
        assert "{" not in once
        assert styled(once, style) == once
        assert styled_negative(styled_negative("", style), style) == style.negative_prompt


@pytest.mark.parametrize(
    ("prompt", "after"),
    [
        ("a fox", "Film noir, a fox, hard light"),
        ("A fox.", "Film noir, A fox, hard light"),
        ("  ", "Film noir, hard light"),
        ("Film noir, a fox, hard light", "Film noir, a fox, hard light"),
        ("a {red|blue} fox", "Film noir, a {red|blue} fox, hard light"),
    ],
)
def test_a_style_goes_around_the_words(prompt: str, after: str) -> None:
    assert styled(prompt, NOIR) == after


@pytest.mark.parametrize(
    ("negative", "after"),
    [
        ("", "bright colors, text"),
        ("blurry", "blurry, bright colors, text"),
        ("Text, blurry, ", "Text, blurry, bright colors"),
        ("text\uff0cbright colors", "text\uff0cbright colors"),
    ],
)
def test_negative_words_are_added_once(negative: str, after: str) -> None:
    assert styled_negative(negative, NOIR) == after


@pytest.mark.parametrize("prompt", ["no place", "{prompt} and {prompt}", ""])
def test_a_style_needs_one_place(prompt: str) -> None:
    with pytest.raises(ValidationError, match="prompt"):
        Style(name="x", prompt=prompt)


def test_own_styles_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "styles.json"
    store = StyleStore(file, built_in_styles())
    assert store.load().own == ()
    store.save(NOIR)
    store.save(NOIR.model_copy(update={"name": "another"}))
    store.save(NOIR.model_copy(update={"name": "NOIR", "negative_prompt": ""}))
    again = StyleStore(file, built_in_styles()).load()
    assert [style.name for style in again.own] == ["another", "NOIR"]
    assert again.own[1].negative_prompt == ""
    store.remove("noir")
    assert [style.name for style in store.load().own] == ["another"]
    with pytest.raises(UserError, match="style of the app"):
        store.save(NOIR.model_copy(update={"name": "cinematic"}))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (json.dumps({"format_version": 2, "styles": [{"look": 1}]}).encode(), "newer version"),
        (b"{", "damaged"),
        (b"\xff\xff", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"styles": [{"name": "x", "prompt": "no place"}]}', "damaged"),
        (b" " * ((1 << 20) + 1), "too large"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_kept(
    tmp_path: Path, content: bytes, word: str
) -> None:
    file = tmp_path / "styles.json"
    file.write_bytes(content)
    store = StyleStore(file, built_in_styles())
    loaded = store.load()
    assert loaded.built_in == built_in_styles()
    assert word in loaded.note
    assert "unchanged" in loaded.note
    for deed in (lambda: store.save(NOIR), lambda: store.remove("x")):
        with pytest.raises(UserError, match=word):
            deed()
    assert file.read_bytes() == content
