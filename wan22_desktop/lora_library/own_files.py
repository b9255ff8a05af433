"""The library's own files on the disk: the one place where they come, go and are judged."""

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.durable import publish, sync_folder
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.outside_files import is_link
from wan22_desktop.core.places import Places
from wan22_desktop.core.quarantine import Quarantine
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.contents import Contents, FileStamp
from wan22_desktop.lora_library.domain.records import FileState

LORA_ENDINGS = (".safetensors", ".sft")

_CHUNK_BYTES = 4 * 1024**2
_OWN_NAME = re.compile(r"([0-9a-f]{64})\.safetensors")
_PICTURE_NAME = re.compile(r"([0-9a-f]{64})\.jpg")


class ImportCancelledError(Exception):
    """Somebody wants it to end; nothing is left of what was begun."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One look at the library's folder."""

    own: dict[str, FileStamp | None]
    """By the hash that the name promises; None for a folder or a link."""
    strays: dict[Path, FileStamp]
    """Files that somebody has put there under other names."""


class OwnFiles:
    """Touches nothing outside of `Places.loras`, whatever names and links lie there.

    Every deed that takes a file away is in the audit log before it is done.
    """

    def __init__(self, places: Places, to_bin: Callable[[Path], None]) -> None:
        self._places = places
        self._to_bin = to_bin
        self._audit = AuditLog(places.audit_file)
        self._quarantine = Quarantine(places)

    # --- LoRAs ----------------------------------------------------------------------------------

    def stamp(self, sha256: str) -> FileStamp | None:
        """Of the regular file that lies under this hash; None if there is none."""
        return _stamp_of(self._own(sha256))

    def file(self, sha256: str) -> Path:
        """Where the file of this hash belongs."""
        return self._own(sha256)

    def is_whole(self, contents: Contents, sha256: str) -> bool:
        """Whether the library has this entry, and its file is as it was when it was proven."""
        entry = contents.entries.get(sha256)
        return (
            entry is not None
            and entry.state is FileState.PRESENT
            and self.stamp(sha256) == contents.stamps[sha256]
        )

    def make_room(self, sha256: str, size_bytes: int) -> None:
        """Move what has the name of this hash, and is not what it should be, to quarantine.

        Raises NotSavedError; then it is where it was. Reads the whole file.
        """
        file = self._own(sha256)
        if not _is_something(file):
            return
        stamp = self.stamp(sha256)
        if stamp is None or stamp.size_bytes != size_bytes or self.proven(file)[0] != sha256:
            self._set_aside(file, tr("was not the LoRA that it should be"))

    def keep(self, proven: Path, sha256: str) -> FileStamp:
        """Move a file with this content to its place; raises NotSavedError, and it is where it was.

        To be called after `make_room`: what lies there is replaced.
        """
        kept = self._own(sha256)
        try:
            publish(proven, kept)
            return FileStamp.of(kept)
        except OSError as error:
            raise NotSavedError(tr("The LoRA"), error) from error

    def remove(self, sha256: str, name: str, *, proven: FileStamp, for_good: bool) -> None:
        """Take the file away: to the recycle bin, or delete it for good.

        A file that is not as it was when it was `proven` may be somebody else's: it goes to
        quarantine. Raises UserError if that fails; then the file is where it was.
        """
        file = self._own(sha256)
        if not _is_something(file):
            return
        if self.stamp(sha256) != proven:
            self._set_aside(file, tr("was changed by another program before its LoRA was deleted"))
            return
        self._audit.note(
            "delete LoRA" if for_good else "move LoRA to the recycle bin",
            name=name,
            sha256=sha256,
            path=file,
        )
        try:
            if for_good:
                file.unlink()
                sync_folder(file.parent)
            else:
                self._to_bin(file)
        except OSError as error:
            raise _not_removed(name, error.strerror or str(error)) from error

    def proven(
        self, file: Path, cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[str, FileStamp]:
        """The SHA-256 of a file and its stamp from before it was read.

        Raises OSError, ImportCancelledError.
        """
        before, digest = FileStamp.of(file), hashlib.sha256()
        with file.open("rb", buffering=0) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                if cancelled():
                    raise ImportCancelledError
                digest.update(chunk)
        return digest.hexdigest(), before

    def listing(self) -> "Listing":
        """What lies directly in the folder and is or may be a LoRA; raises OSError."""
        listing = Listing({}, {})
        try:
            entries = os.scandir(self._places.loras)
        except FileNotFoundError:
            return listing
        with entries:
            for entry in entries:
                match = _OWN_NAME.fullmatch(entry.name)
                if match is not None:
                    listing.own[match[1]] = _stamp_in(entry.stat(follow_symlinks=False))
                elif entry.name.lower().endswith(LORA_ENDINGS) and not entry.name.startswith("."):
                    stamp = _stamp_in(entry.stat(follow_symlinks=False))
                    if stamp is not None:
                        listing.strays[Path(entry.path)] = stamp
        return listing

    # --- staging --------------------------------------------------------------------------------

    def clear_staging(self, *, own: str) -> None:
        """Delete what was left behind, but not the folders whose names begin with `own`."""
        staging = self._places.lora_staging
        if not _is_own_folder(staging):
            return
        for folder in staging.iterdir():
            if _is_own_folder(folder) and not folder.name.startswith(own):
                for file in _regular_files(folder):
                    _try_to_delete(file)
                with contextlib.suppress(OSError):  # somebody else has put something there
                    folder.rmdir()

    # --- pictures -------------------------------------------------------------------------------

    def picture(self, picture_sha256: str) -> Path:
        return self._places.lora_thumbnails / f"{picture_sha256}.jpg"

    def keep_picture(self, staged: Path) -> str:
        """Move a picture to its place, and the hash that names it; raises NotSavedError."""
        try:
            digest = hashlib.sha256(staged.read_bytes()).hexdigest()
            kept = self.picture(digest)
            kept.parent.mkdir(parents=True, exist_ok=True)
            publish(staged, kept)
        except OSError as error:
            raise NotSavedError(tr("The picture"), error) from error
        return digest

    def clear_pictures(self, used: Collection[str]) -> None:
        """Delete the pictures that nobody uses; files of other names are not the library's."""
        for file in _regular_files(self._places.lora_thumbnails):
            match = _PICTURE_NAME.fullmatch(file.name)
            if match is not None and match[1] not in used:
                _try_to_delete(file)

    def remove_picture(self, picture_sha256: str) -> None:
        _try_to_delete(self.picture(picture_sha256))

    # --- inside ---------------------------------------------------------------------------------

    def _own(self, sha256: str) -> Path:
        file = self._places.lora(sha256)
        if _OWN_NAME.fullmatch(file.name) is None:
            raise ValueError(f"{sha256!a} is no hash")
        return file

    def _set_aside(self, file: Path, reason: str) -> None:
        if self._quarantine.put(file, reason) is None:
            raise UserError(
                tr("{file} is not the LoRA that it should be: move it away yourself.", file=file),
                category=ErrorCategory.DISK,
                safe=tr("Nothing was changed."),
            )


def _is_something(file: Path) -> bool:
    """Whether anything has that name: also a folder, or a link to nowhere."""
    try:
        file.lstat()
    except FileNotFoundError:
        return False
    return True


def _stamp_of(file: Path) -> FileStamp | None:
    try:
        info = file.lstat()
    except OSError:
        return None
    return _stamp_in(info)


def _stamp_in(info: os.stat_result) -> FileStamp | None:
    """None for what is no regular file."""
    if not stat.S_ISREG(info.st_mode) or is_link(info):
        return None
    return FileStamp(info.st_size, info.st_mtime_ns)


def _regular_files(folder: Path) -> Iterator[Path]:
    """None where the folder is a link: what it leads to is somebody else's."""
    if _is_own_folder(folder):
        yield from (file for file in folder.iterdir() if _stamp_of(file) is not None)


def _is_own_folder(folder: Path) -> bool:
    """Whether a folder is there itself, and no link to one."""
    try:
        info = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(info.st_mode) and not is_link(info)


def _try_to_delete(file: Path) -> None:
    with contextlib.suppress(OSError):  # held by another program: the next look finds it again
        file.unlink(missing_ok=True)


def _not_removed(name: str, reason: str) -> UserError:
    return UserError(
        tr(
            "The file of {name} could not be removed: {reason}. Close programs that use it; if the "
            "recycle bin is the reason, delete it for good instead.",
            name=name,
            reason=reason,
        ),
        category=ErrorCategory.DISK,
        safe=tr("The file and its card are still there."),
        recoveries=(Recovery.RETRY,),
    )
