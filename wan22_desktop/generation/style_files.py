"""Styles: those that ship, and the user's own in one file."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.nesting import depth_of
from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.styles import FORMAT_VERSION, MAX_STYLES, Style, StyleFile

BUILT_IN_FILE = PROGRAM_FOLDER / "resources" / "styles.json"
MAX_FILE_BYTES = 1 << 20

_NAMES = {
    "Cinematic": tr("Cinematic"),
    "Documentary": tr("Documentary"),
    "Anime": tr("Anime"),
    "Stop motion": tr("Stop motion"),
    "Film noir": tr("Film noir"),
    "Watercolor": tr("Watercolor"),
    "3D cartoon": tr("3D cartoon"),
    "Pixel art": tr("Pixel art"),
    "Vintage film": tr("Vintage film"),
    "Cyberpunk": tr("Cyberpunk"),
    "Nature close-up": tr("Nature close-up"),
    "Aerial": tr("Aerial"),
    "Product shot": tr("Product shot"),
    "Time-lapse": tr("Time-lapse"),
}


@dataclass(frozen=True, slots=True)
class LoadedStyles:
    """All styles, and what people should know about the file of their own."""

    built_in: tuple[Style, ...]
    own: tuple[Style, ...] = ()
    note: str = ""


def built_in_styles() -> tuple[Style, ...]:
    """Those that ship."""
    return tuple(
        style.model_copy(update={"name": _NAMES[style.name]})
        for style in read_styles(BUILT_IN_FILE).styles
    )


def read_styles(file: Path) -> StyleFile:
    """What a file of styles holds; raises UserError that says what is wrong, FileNotFoundError."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from error
    if len(raw) > MAX_FILE_BYTES:
        raise _unusable(file, tr("it is too large"))
    try:
        tree: object = json.loads(raw.decode("utf-8-sig"))
        version = tree.get("format_version") if isinstance(tree, dict) else None
        if type(version) is int and version > FORMAT_VERSION:
            raise _unusable(file, tr("it was made by a newer version of the app"))
        if depth_of(tree) <= 6:
            return StyleFile.model_validate_json(json.dumps(tree, ensure_ascii=False).encode())
    except (ValidationError, ValueError, RecursionError) as error:
        raise _unusable(file, tr("it is damaged, or holds something else")) from error
    raise _unusable(file, tr("it is damaged, or holds something else"))


class StyleStore:
    """The styles that people see; every method may block on the disk."""

    def __init__(self, file: Path, built_in: tuple[Style, ...]) -> None:
        self._file = file
        self._built_in = built_in

    def load(self) -> LoadedStyles:
        """Never fails: a file that cannot be used stays as it is and is told in the note."""
        try:
            return LoadedStyles(self._built_in, self._own())
        except UserError as error:
            return LoadedStyles(self._built_in, (), f"{error.message} {error.safe}")

    def save(self, style: Style) -> None:
        """Add an own style, or replace the one of that name; raises UserError."""
        if any(built_in.key == style.key for built_in in self._built_in):
            raise UserError(
                tr(
                    "“{name}” is a style of the app and stays as it is: choose another name.",
                    name=style.name,
                ),
                safe=tr("Nothing was changed."),
            )
        others = tuple(own for own in self._own() if own.key != style.key)
        if len(others) >= MAX_STYLES:
            raise UserError(
                tr("There are {count} own styles already: remove one first.", count=MAX_STYLES),
                safe=tr("Nothing was changed."),
            )
        self._write((*others, style))

    def remove(self, name: str) -> None:
        """Forget an own style; raises UserError."""
        key = name.casefold()
        self._write(tuple(own for own in self._own() if own.key != key))

    def _own(self) -> tuple[Style, ...]:
        """Raises UserError: a file that cannot be read is not written over either."""
        try:
            styles = read_styles(self._file).styles
        except FileNotFoundError:
            return ()
        return tuple(sorted(styles, key=lambda style: style.key))

    def _write(self, styles: tuple[Style, ...]) -> None:
        try:
            content = json.dumps(
                StyleFile(styles=styles).model_dump(mode="json"), indent=1, ensure_ascii=False
            )
            durable_write(self._file, f"{content}\n".encode())
        except OSError as error:
            raise NotSavedError(tr("The styles"), error) from error


def _unusable(file: Path, reason: str) -> UserError:
    return UserError(
        tr("The styles in {file} cannot be used: {reason}.", file=file.name, reason=reason),
        category=ErrorCategory.DISK,
        safe=tr("The file is unchanged."),
    )
