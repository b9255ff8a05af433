"""Which files of other programs may be opened, and what some of them say about themselves."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.weight_files import read_json, weight_file_names


def is_component(folder: Path, names: list[str]) -> bool:
    """Whether a folder is one part, with its configuration beside its weights."""
    if "config.json" not in names:
        return False
    try:
        return bool(weight_file_names(folder))
    except (DamagedFileError, OSError):
        return False


def vocabulary_of(file: Path) -> int:
    """How many tokens a tokenizer has; raises OSError, DamagedFileError."""
    model = read_json(file).get("model")
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    if not isinstance(vocabulary, list | dict):
        raise DamagedFileError(tr("holds no tokens"), file.name)
    return len(vocabulary)


def refusal_of(path: Path, blobs: Path | None) -> str | None:
    """Why a file must not be opened, as the end of a sentence; None if it may.

    `blobs` is the one folder that links may lead into.
    """
    try:
        found = path.lstat()
        if is_link(found):
            if blobs is None or not _leads_into(path, blobs):
                return tr("is a link or lies in the cloud only, and links are not followed")
            found = path.stat()
    except OSError as error:
        return tr("cannot be read: {reason}", reason=error.strerror or error)
    return None if stat.S_ISREG(found.st_mode) else tr("is no plain file")


def is_link(found: os.stat_result) -> bool:
    """Links, and on Windows junctions and files that a sync client has not fetched."""
    reparse = getattr(found, "st_file_attributes", 0) & getattr(
        stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0
    )
    return stat.S_ISLNK(found.st_mode) or bool(reparse)


def _leads_into(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def is_small(folder: Path, most: int) -> bool:
    """Whether a folder and the folders in it have at most so many entries, none a linked folder."""
    for count, path in enumerate(_two_levels(folder), start=1):
        if count > most or (path.is_symlink() and path.is_dir()):
            return False
    return True


def _two_levels(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from path.iterdir()
