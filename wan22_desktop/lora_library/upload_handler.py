"""A file from outside becomes a proven copy: copied and hashed in one pass, then inspected.

What is inspected is the copy, so that nobody can change it in between; see "Threat model", T1 and
T3, for what files from outside can try.
"""

import contextlib
import hashlib
import itertools
import os
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.free_space import room_text
from wan22_desktop.core.outside_files import refusal_of
from wan22_desktop.core.places import Places
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.settings import LoraSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.lora_library.domain.details import filled_details
from wan22_desktop.lora_library.domain.records import LoraDetails, LoraFacts
from wan22_desktop.lora_library.outside_folders import PICKLE_ENDINGS, shown_name
from wan22_desktop.lora_library.own_files import ImportCancelledError
from wan22_desktop.lora_library.ports import Inspector

NOT_KEPT = tr("Nothing of it was kept.")
SIDECAR_ENDINGS = (".civitai.info", ".metadata.json", ".json")
PICTURE_ENDINGS = (
    ".preview.png", ".preview.jpg", ".preview.jpeg", ".preview.webp",
    ".png", ".jpg", ".jpeg", ".webp",
)  # fmt: skip
"""What managers of LoRAs put beside a file: its name without `.safetensors`, and one of these."""

_CHUNK_BYTES = 4 * 1024**2
_LOOK_FIRST_BYTES = 64 * 1024**2
"""Of greater files the header is looked at before they are copied, to spare a copy in vain."""


@dataclass(frozen=True, slots=True)
class StagedLora:
    """A copy in staging with its content's hash and what its header says."""

    file: Path
    """In a folder of its own."""
    sha256: str
    size_bytes: int
    facts: LoraFacts


class LoRAUploadHandler:
    """Makes proven copies; keeps nothing of what fails. Any thread."""

    def __init__(
        self,
        places: Places,
        inspector: Inspector,
        settings: Callable[[], LoraSettings],
        lacking_bytes: Callable[[Path, int], int],
    ) -> None:
        self._places = places
        self._inspector = inspector
        self._settings = settings
        self._lacking_bytes = lacking_bytes
        self.prefix = f"{secrets.token_hex(8)}-"
        """What the names of this object's files in staging begin with."""
        self._numbers = itertools.count(1)

    def validate_file(self, file: Path) -> int:
        """The size in bytes of a file that may be looked into; raises UserError.

        Looks at its name, kind and size, and of great files at the header.
        """
        name = shown_name(file)
        try:
            reason = refusal_of(file)
            info = file.lstat()
        except (OSError, ValueError) as error:
            raise _unreadable(name, error) from error
        if reason is not None:
            raise _refused(tr("{name} was not taken in. {reason}", name=name, reason=reason))
        if not stat.S_ISREG(info.st_mode):
            raise _refused(tr("{name} is no file.", name=name))
        if file.name.lower().endswith(PICKLE_ENDINGS):
            raise _refused(
                tr(
                    "{name} was not opened: such files can carry program code that runs when they "
                    "are read. Get the LoRA as a .safetensors file.",
                    name=name,
                )
            )
        if info.st_size == 0:
            raise _refused(tr("{name} is empty. Download it again.", name=name))
        cap = self._settings().max_file_bytes
        if info.st_size > _LOOK_FIRST_BYTES:
            self._inspector.inspect(file)
        if info.st_size > cap:
            raise _refused(
                tr(
                    "{name} has {size}; {most} is the most for a LoRA. The limit is in the "
                    "settings.",
                    name=name,
                    size=size(info.st_size),
                    most=size(cap),
                )
            )
        return info.st_size

    def process_upload(
        self,
        file: Path,
        *,
        moved: Callable[[int], None] = lambda _bytes: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> StagedLora:
        """A proven copy of the file in staging; `moved` hears how many bytes have been copied.

        Raises UserError, ImportCancelledError; then nothing is left of it.
        """
        size_bytes = self.validate_file(file)
        lacking = self._lacking_bytes(self._places.loras, size_bytes)
        if lacking:
            raise UserError(
                tr(
                    "There is no room for {file}: {room} Free some space there and try again.",
                    file=shown_name(file),
                    room=room_text(self._places.loras, lacking),
                ),
                category=ErrorCategory.DISK,
                safe=NOT_KEPT,
                recoveries=(Recovery.FREE_DISK_SPACE, Recovery.RETRY),
            )
        # Under its own name: what the inspector says of it is for people.
        copy = self._staged(safe_name(file.name))
        try:
            sha256 = self._copy(file, copy, size_bytes, moved, cancelled)
            return StagedLora(copy, sha256, size_bytes, self._inspector.inspect(copy))
        except BaseException:
            self.discard(copy)
            raise

    def extract_metadata(self, file: Path, facts: LoraFacts, *, source: str) -> LoraDetails:
        """What the file and the texts beside it say; what cannot be read is left out.

        `source` is where it came from, if none of them tells an address.
        """
        said = [
            details
            for ending in SIDECAR_ENDINGS
            if (details := self._sidecar(file.with_name(_stem(file) + ending))) is not None
        ]
        return filled_details(facts, said, source=source)

    def generate_thumbnail(self, file: Path) -> Path | None:
        """A picture in staging, made of the one that lies beside the file; None if none does."""
        for ending in PICTURE_ENDINGS:
            picture = file.with_name(_stem(file) + ending)
            try:
                if refusal_of(picture) is None:
                    return self.thumbnail_of(picture)
            except (OSError, ValueError, UserError):
                continue
        return None

    def thumbnail_of(self, picture: Path) -> Path:
        """A picture in staging as the library keeps it; raises UserError."""
        target = self._staged("picture.jpg")
        try:
            self._inspector.thumbnail(picture, target)
        except BaseException:
            self.discard(target)
            raise
        return target

    def thumbnail_from(self, content: bytes) -> Path:
        """As `thumbnail_of`, from the bytes of a picture."""
        picture = self._staged("picture")
        try:
            picture.write_bytes(content)
            return self.thumbnail_of(picture)
        except OSError as error:
            raise NotSavedError(tr("The picture"), error) from error
        finally:
            self.discard(picture)

    def discard(self, *staged: Path | None) -> None:
        """Delete files in staging; what cannot be deleted now goes with the next scan."""
        for file in staged:
            if file is not None:
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)
                    file.parent.rmdir()

    def _staged(self, name: str) -> Path:
        """Where a new file can be, in a folder of its own."""
        folder = self._places.lora_staging / f"{self.prefix}{next(self._numbers)}"
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise NotSavedError(tr("The LoRA"), error) from error
        return folder / name

    def _copy(
        self,
        source: Path,
        target: Path,
        size_bytes: int,
        moved: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> str:
        """The SHA-256 of what was copied; the source is opened once."""
        name, digest, done = shown_name(source), hashlib.sha256(), 0
        try:
            handle = os.open(source, _OPEN_FLAGS)
        except OSError as error:
            raise _unreadable(name, error) from error
        with os.fdopen(handle, "rb", buffering=0) as reading:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _changed(name)
            try:
                with target.open("wb") as writing:
                    while chunk := _read(reading.read, name):
                        done += len(chunk)
                        if cancelled():
                            raise ImportCancelledError
                        if done > size_bytes:
                            raise _changed(name)
                        digest.update(chunk)
                        writing.write(chunk)
                        moved(done)
                    writing.flush()
                    os.fsync(writing.fileno())
            except OSError as error:
                raise NotSavedError(tr("The copy of {name}", name=name), error) from error
        if done != size_bytes:
            raise _changed(name)
        return digest.hexdigest()

    def _sidecar(self, file: Path) -> LoraDetails | None:
        try:
            if refusal_of(file) is not None:
                return None
            return self._inspector.sidecar(file)
        except (OSError, ValueError, UserError):
            return None


# On Windows `os.open` would translate line ends; elsewhere a pipe would wait for its other side.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


def _read(read: Callable[[int], bytes | None], name: str) -> bytes | None:
    try:
        return read(_CHUNK_BYTES)
    except OSError as error:
        raise _unreadable(name, error) from error


def _stem(file: Path) -> str:
    return file.name.removesuffix(file.suffix)


def _refused(message: str) -> UserError:
    return UserError(message, field="loras", safe=NOT_KEPT)


def _changed(name: str) -> UserError:
    return UserError(
        tr("{name} changed while it was being copied: try again when it is whole.", name=name),
        field="loras",
        safe=NOT_KEPT,
        recoveries=(Recovery.RETRY,),
    )


def _unreadable(name: str, error: OSError | ValueError) -> UserError:
    if isinstance(error, FileNotFoundError):
        return _refused(tr("{name} is not there (any more).", name=name))
    reason = error.strerror if isinstance(error, OSError) else None
    return _refused(
        tr(
            "{name} cannot be read: {reason}.",
            name=name,
            reason=reason or tr("its name cannot be used"),
        )
    )
