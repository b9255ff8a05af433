"""The pages of the user guide, which are the Markdown files of `docs/guide`."""

import re
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.preferences.domain.shortcuts import Shortcut

_HEADING = re.compile(r"^(#{1,3}) (.+)$", re.MULTILINE)
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class GuidePage:
    """`name` is the file's, without suffix; `text` is Markdown."""

    name: str
    title: str
    text: str


class UserGuide:
    """The guide as it lies in a folder; a page that is missing or unreadable is left out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = tuple(page for name in _NAMES if (page := _read(folder, name)) is not None)

    def page(self, name: str) -> GuidePage | None:
        """The page with this name."""
        return next((page for page in self.pages if page.name == name), None)

    def found(self, words: str) -> tuple[GuidePage, ...]:
        """The pages with all of these words, those with one in the title first."""
        wanted = words.casefold().split()
        hits = [page for page in self.pages if all(word in page.text.casefold() for word in wanted)]
        in_title = [p for p in hits if any(word in p.title.casefold() for word in wanted)]
        return (*in_title, *(page for page in hits if page not in in_title))


def shortcuts_page(shortcuts: tuple[Shortcut, ...]) -> str:
    """The page that lists the usual keys, as Markdown."""
    rows = [
        f"| {shortcut.title.removesuffix('…')} | {shortcut.default} |"
        for shortcut in shortcuts
        if shortcut.default
    ]
    return "\n".join((_KEYS_BEFORE, *rows, _KEYS_AFTER))


def slug(heading: str) -> str:
    """What a link to a heading is called, as Markdown's table of contents makes it."""
    return re.sub(r"[-\s]+", "-", _NOT_IN_SLUG.sub("", heading).strip().lower())


def slugs(text: str) -> frozenset[str]:
    """The links that a page can be entered at."""
    return frozenset(slug(heading.group(2)) for heading in _HEADING.finditer(text))


_KEYS_BEFORE = """# Keyboard

Everything can be done without a mouse. These keys work in the whole window;
*Preferences > Shortcuts* changes them.

| action | keys |
|---|---|"""
_KEYS_AFTER = """
## In the queue

| action | keys |
|---|---|
| Show the clip or the group | Enter |
| Fold and unfold a group | Left, Right |
| Edit | F2 |
| Duplicate with a new seed | Ctrl+D |
| Move up, down, to the top, to the end | Alt+Up, Alt+Down, Alt+Home, Alt+End |
| Remove, undo | Del, Ctrl+Z |

## In the gallery

| action | keys |
|---|---|
| Show the clip | Enter |
| Rate | 0 to 5 |
| Name | F2 |
| Move to the recycle bin | Del |

## In the player

| action | keys |
|---|---|
| Play, stop | Space |
| Step, jump to the ends | Left, Right, Home, End |
| Slower, stop, play or faster | J, K, L |
| Set the points to loop between, clear them | I, O, Shift+I, Shift+O |
| Loop | Ctrl+L |
| Zoom in, out, fit, original size | +, -, 0, 1 |
| Copy, save the frame | Ctrl+C, Ctrl+S |
| Continue from this frame | Ctrl+Shift+Return |
| Export | Ctrl+E |

## When clips are compared

| action | keys |
|---|---|
| Side by side, wipe, difference | B, W, D |
| Move the divider | Shift+Left, Shift+Right |
"""

_NAMES = (
    "index",
    "prompt",
    "queue",
    "sweeps",
    "gallery",
    "player",
    "models",
    "loras",
    "hardware",
    "preferences",
    "log",
    "what-happened",
    "shortcuts",
)
"""In the order of the table of contents."""


def _read(folder: Path, name: str) -> GuidePage | None:
    try:
        text = (folder / f"{name}.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    heading = _HEADING.search(text)
    return GuidePage(name, heading.group(2) if heading else name, text)
