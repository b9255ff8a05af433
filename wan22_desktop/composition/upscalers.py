"""What is in `models/upscalers`, and how a file gets there."""

import os
import shutil
from pathlib import Path

from wan22_desktop.core.durable import publish
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.foreign_files import foreign_kind
from wan22_desktop.core.free_space import DiskRoom, room_text
from wan22_desktop.core.places import Places
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.upscalers import Upscaler

ENDING = ".safetensors"
MAX_FILE_BYTES = 2 * 1000**3
"""The largest upscalers of spandrel's architectures have about 0.2 GB."""
_PICKLES = (".pth", ".pt", ".ckpt", ".bin", ".pkl")
_NAME_CHARACTERS = 200


def upscalers_folder(places: Places) -> Path:
    """Where the engine looks for the file that a job names."""
    return places.models / "upscalers"


def installed_upscalers(places: Places) -> tuple[Upscaler, ...]:
    """The files there that can be used, by name; none where the folder cannot be read."""
    found: list[Upscaler] = []
    try:
        for file in upscalers_folder(places).iterdir():
            name = file.name
            if name.endswith(ENDING) and name == safe_name(name) and file.is_file():
                found.append(Upscaler(name, file.stat().st_size))
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda upscaler: upscaler.file_name.casefold()))


def add_upscaler(file: Path, places: Places) -> Upscaler:
    """Copy a file of weights into the folder; raises UserError for what is none.

    Whether spandrel knows its architecture shows when it is first used: only the engine reads
    weights.
    """
    shown = plain_line(file.name, _NAME_CHARACTERS)
    if file.suffix.lower() in _PICKLES:
        message = tr(
            "{name} is a pickle, which can run any program when it is opened: get the model as "
            "{ending}.",
            name=shown,
            ending=ENDING,
        )
        raise _refused(message)
    try:
        size_bytes = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(256)
    except OSError as error:
        message = tr("{name} cannot be read: {reason}.", name=shown, reason=error.strerror)
        raise _refused(message) from error
    if size_bytes > MAX_FILE_BYTES:
        most = f"{MAX_FILE_BYTES // 1000**3} GB"
        raise _refused(tr("{name} is too large: {most} is the most.", name=shown, most=most))
    if file.suffix.lower() != ENDING or damage_of(file) is not None:
        kind = foreign_kind(start) or tr("is damaged, or no safetensors file")
        raise _refused(f"{shown} {kind}.")
    name = safe_name(file.stem) + ENDING
    target = upscalers_folder(places) / name
    if target.exists() and file.samefile(target):
        return Upscaler(name, size_bytes)
    if target.exists():
        message = tr("There is an upscaler with the name {name} already.", name=name)
        raise _refused(message)
    if lacking := DiskRoom().lacking(target.parent, size_bytes):
        raise UserError(room_text(target.parent, lacking), category=ErrorCategory.DISK)
    try:
        _copy(file, target)
    except OSError as error:
        raise NotSavedError(tr("The upscaler"), error) from error
    return Upscaler(name, size_bytes)


def _copy(file: Path, target: Path) -> None:
    """Whole or not at all; raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with file.open("rb") as source, temporary.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        publish(temporary, target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _refused(message: str) -> UserError:
    return UserError(message, field="upscaler", safe=tr("Nothing was added."))
