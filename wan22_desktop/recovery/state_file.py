"""The file of a saved state: a zip with fixed names and a manifest, written and read with limits.

Whatever a file holds that claims to be one, reading it gives exactly the bytes that were saved or
a UserError; nothing is written outside the folder that is given, and never more than the limits.
Nothing is packed: nearly all of a state are pictures of jobs, which do not shrink, and what is not
packed cannot become more than it is.
"""

import errno
import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from wan22_desktop.core.durable import publish
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.recovery.domain.saved_state import (
    MANIFEST_NAME,
    MAX_MANIFEST_BYTES,
    MEMBERS,
    VERSION,
    MemberFacts,
    StateManifest,
)

_CHUNK_BYTES = 1 << 20
_MOST_ENTRIES = 16
_MAX_DIRECTORY_BYTES = 64 * 1024
_END_RECORD = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR_BYTES = 20
_BAD_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What zipfile raises of data that is not as it should be; they have no base class of their own."""
_SAFE = tr("Nothing was changed.")


def facts_of(file: Path) -> MemberFacts:
    """Size and digest of a file to be saved; raises OSError."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return MemberFacts(size_bytes=stream.tell(), sha256=digest)


def write_state(path: Path, manifest: StateManifest, sources: Mapping[str, Path]) -> None:
    """Write a state so that `path` is there whole or not at all; raises OSError.

    `sources` gives the file of each member, unchanged since the manifest was made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", allowZip64=False) as archive:
                archive.writestr(MANIFEST_NAME, manifest.to_json())
                for name, source in sources.items():
                    archive.write(source, name)
            stream.flush()
            os.fsync(stream.fileno())
        publish(temporary, path)
    except zipfile.LargeZipFile as error:
        temporary.unlink(missing_ok=True)
        raise OSError(tr("{name} would be too large", name=path.name)) from error
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def read_manifest(path: Path) -> StateManifest:
    """What a state says of itself; raises UserError for one that is damaged or too new."""
    with _opened(path) as archive:
        return _manifest_in(archive, path)


def extract_state(path: Path, folder: Path | None) -> StateManifest:
    """Check every byte of a state and put its files into `folder`, flat and flushed to the disk.

    Without a folder it is only checked. Raises UserError for a state that is damaged or too new,
    and OSError if the folder cannot be written; what was written by then is the caller's to remove.
    """
    with _opened(path) as archive:
        manifest = _manifest_in(archive, path)
        if sorted(archive.namelist()) != sorted((MANIFEST_NAME, *manifest.members)):
            raise _damaged(path, tr("its list of files does not agree with its contents"))
        for name, facts in manifest.members.items():
            info = archive.getinfo(name)
            if info.file_size != facts.size_bytes:
                raise _damaged(path, tr("{name} has another size than it should", name=name))
            with _target(folder, name) as target:
                _copy_member(archive, info, facts, target, path)
        return manifest


def _manifest_in(archive: zipfile.ZipFile, path: Path) -> StateManifest:
    try:
        with archive.open(MANIFEST_NAME) as stream:
            raw = stream.read(MAX_MANIFEST_BYTES + 1)
        if len(raw) > MAX_MANIFEST_BYTES:
            raise _damaged(path, tr("{file} is too large", file=MANIFEST_NAME))
        tree: object = json.loads(raw)
    except (KeyError, ValueError, RecursionError) as error:
        raise _damaged(path, tr("{file} cannot be read", file=MANIFEST_NAME)) from error
    version = tree.get("version") if isinstance(tree, dict) else None
    if type(version) is int and version > VERSION:
        raise UserError(
            tr(
                "{file} was saved by a newer version of this app: install that version to "
                "restore it.",
                file=path.name,
            ),
            category=ErrorCategory.BAD_REQUEST,
            safe=_SAFE,
        )
    try:
        manifest = StateManifest.from_json(raw)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])[:80]
        raise _damaged(
            path, tr("{file} is not as it should be ({key})", file=MANIFEST_NAME, key=f"{where!a}")
        ) from error
    unknown = {*manifest.members, *manifest.absent} - set(MEMBERS)
    if unknown:
        raise _damaged(
            path, tr("it names {name}, which is no part of a state", name=f"{min(unknown)!a}")
        )
    if set(manifest.members) & set(manifest.absent):
        raise _damaged(path, tr("{file} contradicts itself", file=MANIFEST_NAME))
    for name, facts in manifest.members.items():
        if facts.size_bytes > MEMBERS[name].max_bytes:
            raise _damaged(path, tr("{name} is larger than it may be", name=name))
    return manifest


def _copy_member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    facts: MemberFacts,
    target: BinaryIO | None,
    path: Path,
) -> None:
    """Never more than the manifest says."""
    digest = hashlib.sha256()
    left = facts.size_bytes
    with archive.open(info) as stream:
        while chunk := stream.read(min(_CHUNK_BYTES, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise _damaged(path, tr("{name} is longer than it should be", name=info.filename))
            digest.update(chunk)
            if target is not None:
                target.write(chunk)
    if left or digest.hexdigest() != facts.sha256:
        raise _damaged(path, tr("{name} is not as it was saved", name=info.filename))


@contextmanager
def _target(folder: Path | None, name: str) -> Iterator[BinaryIO | None]:
    if folder is None:
        yield None
        return
    with (folder / name).open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; raises UserError also for damage that shows while it is read."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UserError(
            tr("{file} cannot be read: {reason}.", file=path, reason=error.strerror or error),
            field="name",
            safe=_SAFE,
        ) from error
    with stream:
        _require_small_directory(stream, path)
        try:
            with zipfile.ZipFile(stream) as archive:
                if any(i.compress_type != zipfile.ZIP_STORED for i in archive.infolist()):
                    raise _damaged(path, tr("it is packed in a way that this app does not use"))
                yield archive
        except _BAD_ARCHIVE as error:
            raise _damaged(path, str(error) or type(error).__name__) from error
        except OSError as error:
            if error.errno != errno.EINVAL:  # a place before the beginning of the file
                raise
            raise _damaged(path, tr("it points outside itself")) from error


def _require_small_directory(stream: BinaryIO, path: Path) -> None:
    """Before the zip library reads it: a table of millions of entries would fill the memory."""
    size_bytes = stream.seek(0, os.SEEK_END)
    start = max(0, size_bytes - _END_RECORD.size - _ZIP64_LOCATOR_BYTES)
    stream.seek(start)
    tail = stream.read()
    if len(tail) < _END_RECORD.size:
        raise _damaged(path, tr("it is too short"))
    end = _END_RECORD.unpack(tail[-_END_RECORD.size :])
    if end[0] != b"PK\5\6" or end[7] != 0:
        raise _damaged(path, tr("it has no end, or was not written by this app"))
    if tail.startswith(b"PK\6\7") or end[4] > _MOST_ENTRIES or end[5] > _MAX_DIRECTORY_BYTES:
        raise _damaged(path, tr("it holds more files than a state has"))
    stream.seek(0)


def _damaged(path: Path, what: str) -> UserError:
    return UserError(
        tr(
            "{name} is damaged and was not restored: {reason}. Choose another state.",
            name=path.name,
            reason=what,
        ),
        category=ErrorCategory.DISK,
        safe=_SAFE,
    )
