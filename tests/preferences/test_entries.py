"""The preferences name every setting once, and take values only as the settings do."""

from typing import get_args

import pytest
from pydantic import BaseModel

from wan22_desktop.core.settings import Settings, Theme
from wan22_desktop.preferences.domain.entries import (
    Entry,
    Kind,
    default_of,
    limits_of,
    matches,
    value_of,
    with_value,
)
from wan22_desktop.preferences.domain.pages import PAGES
from wan22_desktop.preferences.domain.shortcuts import Shortcut, changed, chosen, conflicts

ENTRIES = [entry for page in PAGES for entry in page.entries]
ELSEWHERE = {
    "version",
    "window.guide_done",  # said by the guide itself
    "shortcuts",  # has a page of its own
    "hardware.shown_series",  # chosen at the charts
    "models.keep",  # chosen in the models panel
}


def keys_of(model: type[BaseModel], above: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= keys_of(kind, f"{above}{name}.")
        else:
            found.add(above + name)
    return found


def test_every_setting_stands_on_exactly_one_page() -> None:
    shown = [entry.key for entry in ENTRIES]
    assert len(shown) == len(set(shown))
    assert set(shown) | ELSEWHERE == keys_of(Settings)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_choices_and_none_are_what_the_settings_take(entry: Entry) -> None:
    for choice in entry.choices:
        settings = with_value(Settings(), entry.key, choice.value)
        assert str(value_of(settings, entry.key)) == choice.value
    if entry.none_text:
        assert value_of(with_value(Settings(), entry.key, None), entry.key) is None
    if entry.kind is Kind.CHOICE:
        assert str(default_of(entry.key)) in {choice.value for choice in entry.choices}


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.kind is Kind.NUMBER], ids=lambda e: e.key
)
def test_limits_are_those_of_the_settings(entry: Entry) -> None:
    low, high = limits_of(entry.key)
    kind = float if isinstance(default_of(entry.key), float) else int
    for good in {low or 1, high if high != float("inf") else low + 1}:
        assert value_of(with_value(Settings(), entry.key, kind(good)), entry.key) == kind(good)
    with pytest.raises(ValueError):  # noqa: PT011 - the words are pydantic's
        with_value(Settings(), entry.key, kind(low - 1))
    if high != float("inf"):
        with pytest.raises(ValueError):  # noqa: PT011
            with_value(Settings(), entry.key, kind(high + 1))


def test_one_value_changes_and_the_rest_stays() -> None:
    settings = with_value(Settings(), "appearance.theme", "dark")
    assert settings.appearance.theme is Theme.DARK
    assert with_value(settings, "appearance.theme", "system") == Settings()
    folders = with_value(Settings(), "loras.watched_folders", ("a", "b"))
    assert folders.loras.watched_folders == ("a", "b")


def test_search_finds_by_title_help_choice_and_page() -> None:
    page = PAGES[0]
    theme = next(entry for entry in page.entries if entry.key == "appearance.theme")
    assert matches(theme, page, "DARK theme")
    assert matches(theme, page, page.title)
    assert not matches(theme, page, "dark download")


def test_two_actions_do_not_keep_the_same_keys() -> None:
    defaults = {"open": "Ctrl+O", "quit": "Ctrl+Q", "help": "F1"}
    assert chosen(defaults, {}) == defaults
    assert chosen(defaults, {"quit": "Ctrl+O"}) == {"open": "", "quit": "Ctrl+O", "help": "F1"}
    assert chosen(defaults, {"open": "F2", "quit": "F2"})["quit"] == ""
    assert chosen(defaults, {"unknown": "F9"}) == defaults


def test_only_other_keys_are_kept() -> None:
    usual = Shortcut("open", "Open", "Ctrl+O", "Ctrl+O")
    other = Shortcut("quit", "Quit", "", "Ctrl+Q")
    assert changed((usual, other)) == {"quit": ""}
    assert conflicts((usual, other), "quit", "Ctrl+O") == (usual,)
    assert conflicts((usual, other), "quit", "") == ()


def test_keys_of_settings_are_found_whatever_their_type() -> None:
    """The helper of the first test sees optional sections, too."""
    assert "queue.only_between" in keys_of(Settings)
    assert get_args(Settings.model_fields["version"].annotation) == (2,)
