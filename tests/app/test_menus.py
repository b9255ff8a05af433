"""Menus in every language: what the keyboard chooses by is never two things at once."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import LANGUAGE_VARIABLE, LANGUAGES

CHILD = Path(__file__).with_name("menus_child.py")
QT_SAYS = {"en": ("Cancel", "Ctrl+Del"), "de": ("Abbrechen", "Strg+Entf")}
"""Texts that come with Qt: a button of standard dialogs, and keys as menus show them."""


def window_in(language: str, places: Places) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, str(CHILD)],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "WAN22_HOME": str(places.home),
            LANGUAGE_VARIABLE: language,
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    facts: dict[str, Any] = json.loads(ran.stdout)
    return facts


def shared(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The keys that more than one text has."""
    often = Counter(key for key, _ in pairs)
    return {key: [text for own, text in pairs if own == key] for key in often if often[key] > 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_means_two_things(language: str, places: Places) -> None:
    window = window_in(language, places)
    assert window["language"] == language
    assert (window["cancel"], window["shown_key"]) == QT_SAYS[language]
    assert len(window["menus"]) >= 9
    assert {title: found for title, of in window["menus"].items() if (found := shared(of))} == {}
    assert len(window["keys"]) >= 20
    assert shared(window["keys"]) == {}


def test_shared_keys_are_seen() -> None:
    assert shared([("Alt+D", "&Datei"), ("Alt+B", "&Bild"), ("Alt+D", "&Da")]) == {
        "Alt+D": ["&Datei", "&Da"]
    }
