"""Whose file it was that could not be read or written, and how much room its disk has."""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.engine.memory.limits import windows_code
from wan22_desktop.engine_protocol.messages import JobCommand, Render, Stage

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_WINDOWS_FULL = frozenset({39, 112})
"""Handle-disk-full and disk-full."""
_OF_DISKS = _FULL | {
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.EFBIG,
    errno.ENXIO,
    errno.ENODEV,
}
"""What disks and file systems say; anything else without a known file is a mistake of ours."""
_RUST_ERROR = re.compile(r"\(os error (\d+)\)")
"""safetensors and tokenizers are written in Rust and pass a system's error on as text."""


class _Owner(Enum):
    MODEL = auto()
    LORA = auto()
    PICTURE = auto()
    CLIP = auto()
    STEPS = auto()
    CACHE = auto()


class _Place(NamedTuple):
    path: Path
    owner: _Owner
    name: str
    """A model's part, a LoRA's name, a picture's field."""
    sha256: str = ""


_SAVED = {
    _Owner.CLIP: (tr("The clip"), tr("output folder")),
    _Owner.STEPS: (tr("What was sampled"), tr("folder of checkpoints")),
    _Owner.CACHE: (tr("What can be computed again"), tr("cache")),
}


def system_error_in(error: Exception) -> OSError | None:
    """The system's error behind an exception: itself, what it was raised from, or in its text."""
    for behind in (error, error.__cause__):
        if isinstance(behind, OSError):
            return behind
    found = _RUST_ERROR.search(str(error))
    if found is None or isinstance(error, UserError):
        return None
    return OSError(int(found[1]), os.strerror(int(found[1])))


def file_failure_of(error: OSError, job: JobCommand, stage: Stage | None) -> UserError | None:
    """What to say of a file that could not be read or written; None if it was no file of a render.

    The text names what the file is for and measures the room on its disk, not the user's paths.
    """
    place = _place_of(error, job)
    reason = error.strerror or str(error) or type(error).__name__
    match None if place is None else place.owner:
        case _Owner.MODEL if place is not None:
            return model_error(
                tr(
                    "The model's file {name} could not be read: {reason}.",
                    name=place.name,
                    reason=reason,
                )
            )
        case _Owner.LORA if place is not None:
            return UserError(
                tr("The LoRA {name} could not be read: {reason}.", name=place.name, reason=reason),
                field="loras",
                recoveries=(Recovery.RENDER_WITHOUT_LORA, Recovery.EDIT_REQUEST),
                loras=(place.sha256,),
            )
        case _Owner.PICTURE if place is not None:
            return UserError(
                tr("The picture could not be read: {reason}.", reason=reason),
                field=place.name,
                recoveries=(Recovery.CHOOSE_IMAGE,),
            )
        case owner:
            if place is None and stage is not Stage.WRITING and error.errno not in _OF_DISKS:
                return None
            return _not_saved(error, owner or _Owner.CLIP, job, reason)


def not_saved(error: OSError, job: JobCommand) -> UserError:
    """For the clip, whatever path the error names."""
    reason = error.strerror or str(error) or type(error).__name__
    place = _place_of(error, job)
    owner = _Owner.CLIP if place is None or place.owner not in _SAVED else place.owner
    return _not_saved(error, owner, job, reason)


def _not_saved(error: OSError, owner: _Owner, job: JobCommand, reason: str) -> UserError:
    full = error.errno in _FULL or windows_code(error) in _WINDOWS_FULL
    what, where = _SAVED[owner]
    folder = Path(job.clip_path).parent
    if isinstance(job, Render) and owner is _Owner.STEPS:
        folder = Path(job.checkpoint_path).parent
    elif isinstance(job, Render) and owner is _Owner.CACHE:
        folder = Path(job.cache_path)
    message = tr("{what} could not be saved: {reason}.", what=what, reason=reason)
    return UserError(
        f"{message} {_room(folder, where)}",
        category=ErrorCategory.DISK,
        safe=tr("What was saved before is unchanged."),
        recoveries=(Recovery.FREE_DISK_SPACE if full else Recovery.CHOOSE_OUTPUT_FOLDER,),
    )


def _room(folder: Path, where: str) -> str:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return tr("The disk of the {where} cannot be asked for its room.", where=where)
    return tr(
        "The disk of the {where} has {free} of {total} free.",
        where=where,
        free=size(usage.free),
        total=size(usage.total),
    )


def _place_of(error: OSError, job: JobCommand) -> _Place | None:
    name = error.filename
    if not isinstance(name, str | bytes) or not name:
        return None
    file = Path(os.fsdecode(name))
    for place in _places(job):
        if file == place.path:
            return place
        if file.is_relative_to(place.path):
            inside = file.relative_to(place.path).as_posix()
            return place._replace(name=f"{place.name}/{inside}" if place.name else inside)
    return None


def _places(job: JobCommand) -> Iterator[_Place]:
    if not isinstance(job, Render):
        yield _Place(Path(job.clip_path).parent, _Owner.CLIP, "")
        return
    for part in job.parts.paths:
        yield _Place(part, _Owner.MODEL, part.name)
    for use, path in zip(job.request.loras, job.lora_paths, strict=False):
        yield _Place(Path(path), _Owner.LORA, use.name, use.sha256)
    for field, path in (("image_sha256", job.image_path), ("end_image_sha256", job.end_image_path)):
        if path is not None:
            yield _Place(Path(path), _Owner.PICTURE, field)
    yield _Place(Path(job.clip_path), _Owner.CLIP, "")
    yield _Place(Path(job.checkpoint_path).parent, _Owner.STEPS, "")
    yield _Place(Path(job.cache_path), _Owner.CACHE, "")
    yield _Place(Path(job.clip_path).parent, _Owner.CLIP, "")
