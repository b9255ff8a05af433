"""LoRA files: checked, copied into the library, named by their content."""

import contextlib
import hashlib
import os
import shutil
import stat
from pathlib import Path

from wan22_desktop.core.durable import publish
from wan22_desktop.core.errors import NotSavedError, Recovery, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.safetensors_header import damage_of

MAX_FILE_BYTES = 4 * 1000**3
_CHUNK_BYTES = 4 * 1024**2


def import_lora(source: Path, places: Places) -> LoraUse:
    """Check the file, keep a copy of it, and give its use at full strength.

    Only whole safetensors files are taken: other formats can carry code that runs when they are
    opened. Raises UserError on the field `loras`; then nothing is kept.
    """
    try:
        size_bytes = _checked_size(source)
        sha256 = _sha256_of(source)
    except FileNotFoundError as error:
        raise _refused(f"The LoRA {source} does not exist.") from error
    except OSError as error:
        raise _refused(f"The LoRA {source} cannot be read: {error.strerror or error}.") from error
    kept = places.lora(sha256)
    if not kept.is_file() or kept.stat().st_size != size_bytes:
        _keep(source, kept, sha256)
    return LoraUse(sha256=sha256, name=safe_name(source.stem))


def _keep(source: Path, kept: Path, sha256: str) -> None:
    """Put a copy of `source` at `kept`, whole or not at all."""
    temporary = kept.with_name(f".{kept.name}.{os.getpid()}.tmp")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file, temporary.open("wb") as copy:
            shutil.copyfileobj(file, copy, _CHUNK_BYTES)
            copy.flush()
            os.fsync(copy.fileno())
        # What was checked must be what is kept, also if somebody was still writing the file.
        if _sha256_of(temporary) != sha256:
            raise _refused(f"{source.name} changed while it was being copied: try again.")
        publish(temporary, kept)
    except OSError as error:
        raise NotSavedError("The LoRA", error) from error
    finally:
        with contextlib.suppress(OSError):  # it may never have come to be
            temporary.unlink()


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked_size(source: Path) -> int:
    """The size of a file that can be a LoRA; raises OSError, UserError."""
    info = source.stat()
    if not stat.S_ISREG(info.st_mode):
        raise _refused(f"{source.name} is not a file: choose a .safetensors file.")
    if info.st_size > MAX_FILE_BYTES:
        raise _refused(
            f"{source.name} has {info.st_size / 1000**3:.1f} GB; "
            f"{MAX_FILE_BYTES // 1000**3} GB is the most for a LoRA."
        )
    damage = damage_of(source)
    if damage is not None:
        raise _refused(
            f"{source.name} {damage}: only whole .safetensors files are taken, because others can "
            "carry code."
        )
    return info.st_size


def _refused(message: str) -> UserError:
    return UserError(
        message,
        field="loras",
        safe="Nothing was added to the queue.",
        recoveries=(Recovery.EDIT_REQUEST,),
    )
