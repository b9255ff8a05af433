"""Which of the files that are dragged or chosen may be pictures."""

import re
from pathlib import PurePath

from PySide6.QtCore import QMimeData

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
_FILE_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9_-]{0,15}")
"""A name that ends so is taken for a file's: the disk is not asked while something is dragged."""


def image_paths_in(mime: QMimeData) -> tuple[str, ...]:
    """The local pictures and folders that are dragged; nothing if anything else is among them."""
    urls = mime.urls()
    if not all(url.isLocalFile() for url in urls):
        return ()
    paths = tuple(url.toLocalFile() for url in urls)
    return paths if all(is_picture(path) or is_folder_like(path) for path in paths) else ()


def is_picture(path: str) -> bool:
    return PurePath(path).suffix.lower() in SUFFIXES


def is_folder_like(path: str) -> bool:
    """Whether the name has no ending that a file's would have."""
    return _FILE_ENDING.fullmatch(PurePath(path).suffix) is None


def single_picture(paths: tuple[str, ...]) -> str | None:
    """The one picture, where it is exactly one and no folder."""
    return paths[0] if len(paths) == 1 and is_picture(paths[0]) else None
