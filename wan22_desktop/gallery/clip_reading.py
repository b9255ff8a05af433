"""What a file says about the clip in it: its picture, its hash, and how it was made."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wan22_desktop.core.clip_metadata import (
    ClipMetadata,
    UnreadableMetadata,
    look_for_metadata,
)
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.outside_files import refusal_of
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.clip_decoder import ClipDecoder, ClipFacts
from wan22_desktop.gallery.domain.clip_record import ClipLora, ClipRecord, Origin

_BLOCK_BYTES = 1 << 20


class ReadingCancelledError(Exception):
    """Somebody has stopped the reading; the file is as it was."""


@dataclass(frozen=True, slots=True)
class ReadClip:
    """A file that holds a clip; `metadata` is None where it says nothing about its making."""

    facts: ClipFacts
    sha256: str
    size_bytes: int
    modified_at: float
    metadata: ClipMetadata | UnreadableMetadata | None

    @property
    def path(self) -> str:
        return str(self.facts.path)

    @property
    def remark(self) -> str:
        """What people should know about its settings; empty for a clip of ours."""
        match self.metadata:
            case UnreadableMetadata(app_version=version):
                return tr(
                    "It was made by version {version} of the app, whose settings this version "
                    "cannot read. It plays, and nothing of the file is changed: update the app and "
                    "add it again to see how it was made.",
                    version=version or "?",
                )
            case None:
                return tr("It does not say how it was made.")
            case _:
                return ""

    def record(self, clip_id: str, origin: Origin, added_at: float) -> ClipRecord:
        """The clip as the gallery keeps it, without what people add."""
        metadata = self.metadata if isinstance(self.metadata, ClipMetadata) else None
        request = None if metadata is None else metadata.request
        return ClipRecord(
            id=clip_id,
            path=self.path,
            sha256=self.sha256,
            size_bytes=self.size_bytes,
            added_at=added_at,
            created_at=_time_of(metadata, self.modified_at),
            prompt="" if request is None else request.prompt,
            model="" if request is None else request.model.value,
            request_json="" if request is None else request.to_json(),
            loras=()
            if request is None
            else tuple(ClipLora(use.sha256, use.name) for use in request.loras),
            width=self.facts.width,
            height=self.facts.height,
            num_frames=self.facts.num_frames,
            fps=self.facts.fps,
            origin=origin,
            work=metadata.work.kind.value if metadata is not None and metadata.work else "",
        )


def read_clip(
    path: Path, *, sha256: str = "", is_cancelled: Callable[[], bool] = lambda: False
) -> ReadClip:
    """Read all of `path`; a known `sha256` of its bytes saves the hashing.

    Raises UserError for what is no clip that the player could show, and ReadingCancelledError.
    """
    _require_ordinary(path)
    with ClipDecoder(path) as decoder:
        decoder.frame(0)
        facts = decoder.facts
    try:
        info = path.stat()
        return ReadClip(
            facts,
            sha256 or hash_of(path, is_cancelled),
            info.st_size,
            info.st_mtime,
            look_for_metadata(path),
        )
    except OSError as error:
        raise unreadable(path, error) from error


def hash_of(path: Path, is_cancelled: Callable[[], bool] = lambda: False) -> str:
    """The SHA-256 of a file's bytes; raises OSError and ReadingCancelledError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            if is_cancelled():
                raise ReadingCancelledError
            digest.update(block)
    return digest.hexdigest()


def unreadable(path: Path, error: OSError) -> UserError:
    """For a file that the system does not let us read."""
    return UserError(
        tr("{name} cannot be read: {reason}.", name=path.name, reason=error.strerror or str(error)),
        category=ErrorCategory.DISK,
        safe=tr("The file was not changed."),
    )


def _require_ordinary(path: Path) -> None:
    try:
        os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        raise UserError(
            tr(
                "The name of {name} is no valid text: rename it first.",
                name=ascii(path.name),
            ),
            safe=tr("The file was not changed."),
        ) from None
    try:
        refusal = refusal_of(path)
    except OSError as error:
        raise unreadable(path, error) from error
    if refusal is not None:
        raise UserError(
            tr("{name} was not opened. {reason}", name=path.name, reason=refusal),
            safe=tr("The file was not changed."),
        )


def _time_of(metadata: ClipMetadata | None, modified_at: float) -> float:
    """When it was made as it says itself, else when the file was written."""
    if metadata is None:
        return modified_at
    try:
        return datetime.fromisoformat(metadata.created_at).timestamp()
    except (ValueError, OverflowError, OSError):
        return modified_at
