"""Which files are meant when files and folders are dropped or watched."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wan22_desktop.core.outside_files import is_link, refusal_of
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.own_files import LORA_ENDINGS

MAX_FILES = 10_000
MAX_DEPTH = 32
PICKLE_ENDINGS = (".ckpt", ".pt", ".pth", ".bin", ".pkl")

_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2) | getattr(stat, "FILE_ATTRIBUTE_SYSTEM", 4)
_SYSTEM_FOLDERS = ("$recycle.bin", "system volume information", "__pycache__", "node_modules")


@dataclass(slots=True)
class FoundFiles:
    """Files to look into, each once, and what is refused without a look, with the reason."""

    max_files: int
    files: dict[Path, None] = field(default_factory=dict)
    refused: dict[Path, str] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return len(self.files) + len(self.refused) >= self.max_files


def shown_name(path: Path) -> str:
    """A file's or folder's name, fit to stand in a sentence."""
    return plain_line(path.name, 120) or plain_line(str(path), 120) or tr("This file")


def find_files(paths: Iterable[Path], *, max_files: int = MAX_FILES) -> FoundFiles:
    """Every file that is named, and those in folders that may be LoRAs; links are not followed."""
    found = FoundFiles(max_files)
    for path in paths:
        try:
            # Without `resolve`, which would follow links; `..` and a bare drive are made plain.
            _add(Path(os.path.abspath(path)), found)  # noqa: PTH100
        except (OSError, ValueError) as error:
            found.refused[path] = _unreadable(path, error)
    return found


def _add(path: Path, found: FoundFiles) -> None:
    reason = refusal_of(path)
    if reason is not None:
        found.refused[path] = tr(
            "{name} was not taken in. {reason}", name=shown_name(path), reason=reason
        )
    elif not stat.S_ISDIR(path.lstat().st_mode):
        found.files[path] = None
    else:
        before = len(found.files) + len(found.refused)
        for file in _files_in(path, MAX_DEPTH, found):
            if found.is_full:
                found.refused[path] = tr(
                    "{name} holds more LoRAs than are taken in at once ({max_files}): take its "
                    "folders in one by one for the others.",
                    name=shown_name(path),
                    max_files=found.max_files,
                )
                return
            found.files[file] = None
        if before == len(found.files) + len(found.refused):
            found.refused[path] = tr("{name} holds no LoRA (.safetensors).", name=shown_name(path))


def _files_in(folder: Path, depth: int, found: FoundFiles) -> Iterator[Path]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        found.refused[folder] = _unreadable(folder, error)
        return
    for entry in entries:
        if _is_left_out(entry):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth:
                yield from _files_in(Path(entry.path), depth - 1, found)
        elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(
            (*LORA_ENDINGS, *PICKLE_ENDINGS)
        ):
            yield Path(entry.path)


def _is_left_out(entry: os.DirEntry[str]) -> bool:
    """Hidden, of the system, or a link."""
    if entry.name.startswith(".") or entry.name.lower() in _SYSTEM_FOLDERS:
        return True
    try:
        info = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return is_link(info) or bool(getattr(info, "st_file_attributes", 0) & _HIDDEN)


def _unreadable(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return tr("{name} is not there (any more).", name=shown_name(path))
    reason = error.strerror if isinstance(error, OSError) else None
    return tr(
        "{name} cannot be read: {reason}.",
        name=shown_name(path),
        reason=reason or tr("its name cannot be used"),
    )
