"""Names of LoRAs: safe to show and to type, and each of them once."""

import unicodedata
from collections.abc import Callable

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.safe_names import MAX_CHARACTERS, safe_name

_FALLBACK = "LoRA"


def display_name(text: str) -> str:
    """What a LoRA can be called, as close to `text` as can be; never empty.

    No separators of folders or of strengths (`:`), nothing invisible, at most `MAX_CHARACTERS`.
    """
    return safe_name(plain_line(text, 2 * MAX_CHARACTERS)) if text.strip() else _FALLBACK


def name_key(name: str) -> str:
    """Equal for names that people take for the same."""
    return unicodedata.normalize("NFC", name.casefold())


def free_name(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """`wanted`, or with a number if that is taken: `name (2)`."""
    name, number = wanted, 1
    while is_taken(name):
        number += 1
        suffix = f" ({number})"
        name = wanted[: MAX_CHARACTERS - len(suffix)].rstrip() + suffix
    return name
