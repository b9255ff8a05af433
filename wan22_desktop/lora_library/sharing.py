"""What people have said about their LoRAs as one file, and back: names, details, pairs, pictures.

The file holds no LoRA. Read strictly: a list is taken as a whole or not at all.
"""

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import Sha256
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.lora_library.contents import FileStamp, Pair
from wan22_desktop.lora_library.domain.codec import (
    details_from_json,
    details_to_json,
    facts_from_json,
    facts_to_json,
)
from wan22_desktop.lora_library.domain.details import clean_details, restored_details
from wan22_desktop.lora_library.domain.names import display_name, free_name
from wan22_desktop.lora_library.domain.records import FileState, LoraEntry
from wan22_desktop.lora_library.library import Library
from wan22_desktop.lora_library.outside_folders import shown_name
from wan22_desktop.lora_library.own_files import OwnFiles
from wan22_desktop.lora_library.store import Change
from wan22_desktop.lora_library.upload_handler import LoRAUploadHandler

MAX_LIST_BYTES = 128 * 1024**2
MAX_PICTURE_BYTES = 256 * 1024
"""A JPEG of 512 pixels a side has about 60 kB."""
MAX_PICTURES_BYTES = 64 * 1024**2
"""Of all together; the others are left out, and can be made again from the files' neighbours."""
MAX_LORAS = 100_000

_MAX_BYTES = 2**53
_log = logging.getLogger("wan22.loras")


class ListedLora(Value):
    """One file, as the list has it."""

    sha256: Sha256
    name: Annotated[str, Field(min_length=1, max_length=1000)]
    file_name: Annotated[str, Field(max_length=1000)]
    size_bytes: Annotated[int, Field(ge=0, le=_MAX_BYTES)]
    facts: dict[str, object]
    details: dict[str, object]
    is_favourite: bool
    use_count: Annotated[int, Field(ge=0, le=_MAX_BYTES)]
    last_used: float | None
    added_at: float
    picture: Annotated[str, Field(max_length=MAX_PICTURE_BYTES * 4 // 3 + 4)] | None = None
    """A JPEG in base64."""


class ListedPair(Value):
    high: Sha256
    low: Sha256
    name: Annotated[str, Field(min_length=1, max_length=1000)]
    is_automatic: bool


class LoraList(Value):
    """The whole file."""

    kind: Literal["wan22-loras"] = "wan22-loras"
    version: Literal[1] = 1
    loras: Annotated[tuple[ListedLora, ...], Field(max_length=MAX_LORAS, strict=False)]
    pairs: Annotated[tuple[ListedPair, ...], Field(max_length=MAX_LORAS, strict=False)]


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """How many LoRAs, by what became of them."""

    updated: int
    """They were in the library and have got something that they lacked."""
    unchanged: int
    missing: int
    """They are new; their files have to be taken in again."""
    pairs: int


class Sharing:
    """Any thread."""

    def __init__(
        self,
        library: Library,
        own_files: OwnFiles,
        handler: LoRAUploadHandler,
        now: Callable[[], float],
    ) -> None:
        self._library = library
        self._own = own_files
        self._handler = handler
        self._now = now

    def export(self, target: Path) -> None:
        """Write the list, replacing what is there; raises NotSavedError."""
        contents, room = self._library.contents, MAX_PICTURES_BYTES
        loras: list[ListedLora] = []
        for entry in contents.entries.values():
            picture = self._picture(entry)
            if picture is not None and len(picture) > room:
                picture = None
            room -= len(picture or "")
            loras.append(_listed(entry, picture))
        pairs = tuple(
            ListedPair(high=pair.high, low=pair.low, name=pair.name, is_automatic=pair.is_automatic)
            for pair in contents.pairs.values()
        )
        content = LoraList(loras=tuple(loras), pairs=pairs).to_json().encode()
        try:
            durable_write(target, content)
        except OSError as error:
            raise NotSavedError(tr("The list of LoRAs"), error) from error

    def restore(self, source: Path, *, overwrite: bool = False) -> RestoreResult:
        """Add what a list says; what people have said here wins unless `overwrite`.

        LoRAs whose files are not here become missing ones, which come back with their files.
        Raises UserError; then nothing was changed.
        """
        entries, pairs, pictures = self._read(source)
        counts = {"updated": 0, "unchanged": 0, "missing": 0}
        staged = self._staged_pictures(pictures, overwrite=overwrite)
        try:
            with self._library.change() as change:
                for entry in entries:
                    known = change.contents.entries.get(entry.sha256)
                    picture = staged.get(entry.sha256)
                    kept = self._own.keep_picture(picture) if picture is not None else None
                    merged = _merged(
                        change, known, replace(entry, thumbnail=kept), overwrite=overwrite
                    )
                    if known is None:
                        change.put(merged, FileStamp(merged.size_bytes, 0))
                        counts["missing"] += 1
                    elif merged != known:
                        change.put(merged)
                        counts["updated"] += 1
                    else:
                        counts["unchanged"] += 1
                num_pairs = sum(_paired(change, pair) for pair in pairs)
        finally:
            self._handler.discard(*staged.values())
        return RestoreResult(pairs=num_pairs, **counts)

    def _read(
        self, source: Path
    ) -> tuple[list[LoraEntry], tuple[ListedPair, ...], dict[str, bytes]]:
        """Everything in a list, checked; raises UserError."""
        name = shown_name(source)
        try:
            with source.open("rb") as file:
                content = file.read(MAX_LIST_BYTES + 1)
            if len(content) > MAX_LIST_BYTES:
                raise _no_list(tr("{name} is too large for a list of LoRAs.", name=name))
            listed = LoraList.model_validate_json(content)
            entries = [self._entry(lora) for lora in listed.loras]
            pictures = {
                lora.sha256: base64.b64decode(lora.picture, validate=True)
                for lora in listed.loras
                if lora.picture is not None
            }
        except OSError as error:
            raise _no_list(
                tr("{name} cannot be read: {reason}.", name=name, reason=error.strerror or error)
            ) from error
        except (ValidationError, ValueError, RecursionError) as error:
            _log.info("a list of LoRAs was refused: %s", ascii(str(error))[:1000])
            raise _no_list(tr("{name} is no list of LoRAs, or is damaged.", name=name)) from error
        if len({entry.sha256 for entry in entries}) != len(entries):
            raise _no_list(tr("{name} is no list of LoRAs: one stands in it twice.", name=name))
        return entries, listed.pairs, pictures

    def _entry(self, lora: ListedLora) -> LoraEntry:
        """As if its file were missing; raises ValueError."""
        return LoraEntry(
            sha256=lora.sha256,
            name=display_name(lora.name),
            file_name=plain_line(lora.file_name, 255),
            size_bytes=lora.size_bytes,
            facts=facts_from_json(lora.facts),
            details=clean_details(details_from_json(lora.details)),
            state=FileState.MISSING,
            is_favourite=lora.is_favourite,
            use_count=lora.use_count,
            last_used=lora.last_used,
            added_at=min(lora.added_at, self._now()),
        )

    def _staged_pictures(self, pictures: dict[str, bytes], *, overwrite: bool) -> dict[str, Path]:
        """Made anew where they are wanted: a list comes from outside like any file."""
        staged: dict[str, Path] = {}
        for sha256, content in pictures.items():
            known = self._library.contents.entries.get(sha256)
            if known is None or known.thumbnail is None or overwrite:
                try:
                    staged[sha256] = self._handler.thumbnail_from(content)
                except NotSavedError:
                    self._handler.discard(*staged.values())
                    raise
                except UserError as error:
                    _log.info("a picture in a list was left out: %s", error.message)
        return staged

    def _picture(self, entry: LoraEntry) -> str | None:
        if entry.thumbnail is None:
            return None
        try:
            content = self._own.picture(entry.thumbnail).read_bytes()
        except OSError:
            return None
        return base64.b64encode(content).decode() if len(content) <= MAX_PICTURE_BYTES else None


def _listed(entry: LoraEntry, picture: str | None) -> ListedLora:
    return ListedLora(
        sha256=entry.sha256,
        name=entry.name,
        file_name=entry.file_name,
        size_bytes=entry.size_bytes,
        facts=facts_to_json(entry.facts),
        details=details_to_json(entry.details),
        is_favourite=entry.is_favourite,
        use_count=entry.use_count,
        last_used=entry.last_used,
        added_at=entry.added_at,
        picture=picture,
    )


def _merged(
    change: Change, known: LoraEntry | None, listed: LoraEntry, *, overwrite: bool
) -> LoraEntry:
    """The entry with what the list adds; its file and its facts stay what they are."""
    own = (listed.sha256,)
    name = listed.name if known is None or overwrite else known.name
    name = free_name(name, lambda wish: change.contents.is_taken(wish, by_others_than=own))
    if known is None:
        return replace(listed, name=name)
    return replace(
        known,
        name=name,
        details=restored_details(known.details, listed.details, overwrite=overwrite),
        is_favourite=listed.is_favourite if overwrite else known.is_favourite | listed.is_favourite,
        use_count=max(known.use_count, listed.use_count),
        last_used=max(
            (at for at in (known.last_used, listed.last_used) if at is not None), default=None
        ),
        thumbnail=(listed.thumbnail or known.thumbnail)
        if overwrite
        else (known.thumbnail or listed.thumbnail),
    )


def _paired(change: Change, listed: ListedPair) -> bool:
    """Pair the two if both are here and in no pair; whether that was done."""
    contents, halves = change.contents, (listed.high, listed.low)
    if listed.high == listed.low or any(
        half not in contents.entries or half in contents.pairs or half in contents.low_halves
        for half in halves
    ):
        return False
    name = free_name(
        display_name(listed.name), lambda wish: contents.is_taken(wish, by_others_than=halves)
    )
    change.pair(Pair(*halves, name, is_automatic=listed.is_automatic))
    return True


def _no_list(message: str) -> UserError:
    return UserError(message, field="source", safe=tr("Nothing was changed."))
