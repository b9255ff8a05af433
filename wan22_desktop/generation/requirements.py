"""What a new job needs beside its request: room, a name for its clip, its LoRAs."""

import shutil
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.ids import new_job_id
from wan22_desktop.core.texts import tr

MIN_FREE_BYTES = 64 * 1000**2
"""Below this a clip, its checkpoint and the database have no room: nothing new is started."""


def require_room(folder: Path) -> None:
    """Raises UserError unless the output folder exists, takes files, and the disk is not full."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{new_job_id()}.tmp"
        probe.write_bytes(b"wan22")
        probe.unlink(missing_ok=True)
        free_bytes = shutil.disk_usage(folder).free
    except OSError as error:
        raise UserError(
            tr(
                "The output folder {folder} cannot be written: {reason}.",
                folder=folder,
                reason=error.strerror or error,
            ),
            category=ErrorCategory.DISK,
            field="out",
            safe=tr("Nothing was added to the queue."),
            recoveries=(Recovery.CHOOSE_OUTPUT_FOLDER,),
        ) from error
    if free_bytes < MIN_FREE_BYTES:
        raise UserError(
            disk_full(folder, free_bytes),
            category=ErrorCategory.DISK,
            field="out",
            safe=tr("Nothing was added to the queue."),
            recoveries=(Recovery.FREE_DISK_SPACE, Recovery.CHOOSE_OUTPUT_FOLDER),
        )


def require_lora(file: Path, name: str) -> None:
    """Raises UserError unless the LoRA is in the library."""
    if not file.is_file():
        raise UserError(
            tr(
                "The LoRA {name} is not in the library any more: {file} is missing.",
                name=name,
                file=file.name,
            ),
            field="loras",
            safe=tr("Nothing was added to the queue."),
            recoveries=(Recovery.EDIT_REQUEST,),
        )


def require_free_name(clip: Path) -> None:
    """Raises UserError unless a file can have this name and none has it."""
    try:
        str(clip).encode()  # the database keeps it as text
        clip.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or tr("it holds bytes that are no text")
        raise UserError(
            tr(
                "The clip cannot have the name {name}: {reason}.",
                name=ascii(str(clip))[:200],
                reason=reason,
            ),
            field="out",
            safe=tr("Nothing was added to the queue."),
        ) from error
    raise UserError(
        tr("{file} exists already: choose another name.", file=clip),
        field="out",
        safe=tr("The file is unchanged."),
    )


def disk_full(folder: Path, free_bytes: int) -> str:
    """What people are told when a disk has too little room."""
    return tr(
        "The disk of {folder} has {free} MB left; {needed} MB are needed.",
        folder=folder,
        free=free_bytes // 1000**2,
        needed=MIN_FREE_BYTES // 1000**2,
    )


def lack_of_room(*folders: Path) -> str:
    """Why the first of these folders takes no files at present; empty if all of them do."""
    for folder in folders:
        try:
            require_room(folder)
        except UserError as error:
            return tr("Waits for the disk: {reason}", reason=error.message)
    return ""
