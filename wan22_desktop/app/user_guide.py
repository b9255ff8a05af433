"""The pages of the user guide, which are the Markdown files of `docs/guide`."""

import re
from dataclasses import dataclass
from pathlib import Path

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


def slug(heading: str) -> str:
    """What a link to a heading is called, as Markdown's table of contents makes it."""
    return re.sub(r"[-\s]+", "-", _NOT_IN_SLUG.sub("", heading).strip().lower())


def slugs(text: str) -> frozenset[str]:
    """The links that a page can be entered at."""
    return frozenset(slug(heading.group(2)) for heading in _HEADING.finditer(text))


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
