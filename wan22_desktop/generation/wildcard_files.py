"""The wildcards of the user: text files in one folder and folders within it."""

import os
from pathlib import Path

from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.wildcard_syntax import NAME
from wan22_desktop.generation.domain.wildcards import Wildcards

MAX_FILES = 2000
MAX_FOLDER_DEPTH = 4
MAX_FILE_BYTES = 1 << 20
MAX_TOTAL_BYTES = 8 << 20
MAX_LINES = 20_000
MAX_LINE_CHARACTERS = 4000

_SUFFIX = ".txt"


def read_wildcards(folder: Path) -> Wildcards:
    """What the folder holds; a file that cannot be used is named with the reason.

    Links are not followed, so nothing outside the folder is ever read. A folder that is missing
    holds nothing.
    """
    lines: dict[str, tuple[str, ...]] = {}
    unusable: dict[str, str] = {}
    total_bytes = 0
    for path in _files_in(folder):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if NAME.fullmatch(name) is None:
            unusable[name] = tr(
                "has a name that no prompt can hold: use letters, digits, - and single _"
            )
            continue
        if name.casefold() in {known.casefold() for known in lines}:
            unusable[name] = tr("differs from another one only in upper and lower case")
            continue
        try:
            with path.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            unusable[name] = tr("cannot be read: {reason}", reason=error.strerror or str(error))
            continue
        total_bytes += len(content)
        if len(content) > MAX_FILE_BYTES or total_bytes > MAX_TOTAL_BYTES:
            unusable[name] = tr("is too large")
            continue
        try:
            lines[name] = _entries(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            unusable[name] = tr("is not UTF-8 text")
    # Every line is parsed here, away from the window, where counting would wait for it.
    return Wildcards(lines, unusable).prepared()


def make_wildcards_folder(folder: Path) -> None:
    """Have the folder there to be shown; raises NotSavedError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotSavedError(tr("The wildcards folder"), error) from error


def _files_in(folder: Path) -> list[Path]:
    """Text files by name, the first of too many, without anything that a link leads to."""
    found: list[Path] = []
    waiting = [(folder, 0)]
    while waiting and len(found) < MAX_FILES:
        place, depth = waiting.pop()
        try:
            with os.scandir(place) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in inside:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False) and depth < MAX_FOLDER_DEPTH:
                waiting.append((Path(entry.path), depth + 1))
            elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(_SUFFIX):
                found.append(Path(entry.path))
    return sorted(found)[:MAX_FILES]


def _entries(text: str) -> tuple[str, ...]:
    """The lines that say something; `#` begins a comment."""
    lines = (line.strip() for line in text.splitlines()[:MAX_LINES])
    return tuple(
        line
        if line.isprintable() and len(line) <= MAX_LINE_CHARACTERS
        else plain_line(line, MAX_LINE_CHARACTERS)
        for line in lines
        if line and not line.startswith("#")
    )
