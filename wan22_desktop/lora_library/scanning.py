"""What lies in the library's folder, compared with what is stored about it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.contents import Contents, FileStamp
from wan22_desktop.lora_library.domain.names import display_name, free_name
from wan22_desktop.lora_library.domain.records import FileState, LoraEntry, LoraFacts
from wan22_desktop.lora_library.library import Library
from wan22_desktop.lora_library.outside_folders import shown_name
from wan22_desktop.lora_library.own_files import ImportCancelledError, Listing, OwnFiles
from wan22_desktop.lora_library.ports import Inspector
from wan22_desktop.lora_library.seen_files import SeenFiles
from wan22_desktop.lora_library.store import Change
from wan22_desktop.lora_library.upload_handler import LoRAUploadHandler

_STORE_EVERY = 200
_STORE_EVERY_S = 1.0
"""Storing waits for the disk, so found files are stored many at a time; cards appear as often."""

_log = logging.getLogger("wan22.loras")


@dataclass(frozen=True, slots=True)
class _Found:
    """A file in the folder that no entry tells of; `file` may have any name."""

    file: Path
    entry: LoraEntry
    stamp: FileStamp
    has_own_name: bool
    """Whether it is named by its hash already."""


class FolderScan:
    """Looks through `Places.loras`. One scan at a time, on any thread."""

    def __init__(
        self,
        library: Library,
        own_files: OwnFiles,
        handler: LoRAUploadHandler,
        inspector: Inspector,
        seen: SeenFiles,
        known_name: Callable[[str], str | None],
        now: Callable[[], float],
    ) -> None:
        self._library = library
        self._own = own_files
        self._handler = handler
        self._inspector = inspector
        self._seen = seen
        self._known_name = known_name
        self._now = now
        self._judged: dict[str, FileStamp] = {}
        """Changed files that were read already: not again while they stay as they are."""
        self._not_recognized: set[str] = set()

    def run(self, cancelled: Callable[[], bool]) -> None:
        """Bring states and entries up to date; raises ImportCancelledError, UserError."""
        self._own.clear_staging(own=self._handler.prefix)
        # In this order: a file is in its place before its entry is stored.
        contents = self._library.contents
        try:
            listing = self._own.listing()
        except OSError as error:
            raise _unreadable(error) from error
        self._check_entries(contents, listing, cancelled)
        self._take_in_strangers(listing, cancelled)
        self._renew_facts(cancelled)
        with self._library.change() as change:
            entries = change.contents.entries.values()
            self._own.clear_pictures({e.thumbnail for e in entries if e.thumbnail is not None})

    # --- entries --------------------------------------------------------------------------------

    def _check_entries(
        self, contents: Contents, listing: Listing, cancelled: Callable[[], bool]
    ) -> None:
        found: dict[str, tuple[FileState, FileStamp | None]] = {}
        for sha256, entry in contents.entries.items():
            proven = contents.stamps[sha256]
            stamp = listing.own.get(sha256)
            if stamp == proven and entry.state is FileState.PRESENT:
                continue
            state, stamp = self._state_of(entry, stamp, sha256 in listing.own, cancelled)
            if state is not entry.state or stamp not in (None, proven):
                found[sha256] = (state, stamp)
        if not found:
            return
        with self._library.change() as change:
            for sha256, (state, stamp) in found.items():
                entry = change.contents.entries.get(sha256)
                # What has changed meanwhile is looked at next time.
                if entry is not None and entry is contents.entries[sha256]:
                    change.put(replace(entry, state=state), stamp)

    def _state_of(
        self,
        entry: LoraEntry,
        stamp: FileStamp | None,
        is_something_there: bool,  # noqa: FBT001 - one of two facts about the place
        cancelled: Callable[[], bool],
    ) -> tuple[FileState, FileStamp | None]:
        """What became of the file, and its stamp if its content was proven."""
        sha256 = entry.sha256
        if stamp is None:
            # A folder or a link in its place is not what was taken in either.
            return (FileState.CHANGED if is_something_there else FileState.MISSING), None
        if self._judged.get(sha256) == stamp:
            return entry.state, None
        try:
            digest, stamp = self._own.proven(self._own.file(sha256), cancelled)
        except OSError as error:
            _log.warning("the LoRA %s cannot be read: %s", sha256, error)
            return entry.state, None
        if digest == sha256:
            return FileState.PRESENT, stamp
        self._judged[sha256] = stamp
        return FileState.CHANGED, None

    def _renew_facts(self, cancelled: Callable[[], bool]) -> None:
        """Look up again what an older version of the app has recognized."""
        contents = self._library.contents
        renewed: dict[str, LoraFacts] = {}
        for sha256 in contents.outdated - self._not_recognized:
            if cancelled():
                raise ImportCancelledError
            if contents.entries[sha256].state is FileState.PRESENT:
                try:
                    renewed[sha256] = self._inspector.inspect(self._own.file(sha256))
                except UserError as error:
                    self._not_recognized.add(sha256)
                    _log.warning("%s", error.message)
        if renewed:
            with self._library.change() as change:
                for sha256, facts in renewed.items():
                    if sha256 in change.contents.entries:
                        change.contents.outdated.discard(sha256)
                        change.put(replace(change.contents.entries[sha256], facts=facts))

    # --- files without an entry -----------------------------------------------------------------

    def _take_in_strangers(self, listing: Listing, cancelled: Callable[[], bool]) -> None:
        found: list[_Found] = []
        stored_at = time.monotonic()
        entries = self._library.contents.entries
        strangers = [
            (self._own.file(sha256), sha256, stamp)
            for sha256, stamp in sorted(listing.own.items())
            if stamp is not None and sha256 not in entries
        ]
        strays = [(file, None, stamp) for file, stamp in sorted(listing.strays.items())]
        for file, promised, stamp in (*strangers, *strays):
            if not self._seen.is_wanted(file, stamp):
                continue
            stranger = self._look_into(file, promised, stamp, cancelled)
            if stranger is not None:
                found.append(stranger)
            if len(found) >= _STORE_EVERY or time.monotonic() - stored_at >= _STORE_EVERY_S:
                self._store(found)
                found, stored_at = [], time.monotonic()
        self._store(found)

    def _look_into(
        self, file: Path, promised: str | None, stamp: FileStamp, cancelled: Callable[[], bool]
    ) -> _Found | None:
        """The entry to be; None for what is damaged, no LoRA, or here already."""
        try:
            sha256, stamp = self._own.proven(file, cancelled)
            if promised not in (None, sha256):
                self._seen.refuse(
                    file, stamp, tr("{short} in the library is damaged.", short=_short(file))
                )
                return None
            known = self._library.contents.entries.get(sha256)
            if known is not None and known.state is FileState.PRESENT:
                self._seen.note(file, stamp, sha256)
                return None
            if known is not None:
                self._own.make_room(sha256, stamp.size_bytes)
            facts = self._inspector.inspect(file)
        except OSError as error:
            _log.warning("%s cannot be read: %s", file.name, error)
            return None
        except UserError as error:
            if error.category is not ErrorCategory.BAD_REQUEST:
                raise
            self._seen.refuse(file, stamp, error.message)
            return None
        if promised is None:
            name, source = file.stem, plain_line(str(file.parent), 1000)
        else:
            name, source = self._known_name(sha256) or facts.title or _short(file), ""
        entry = LoraEntry(
            sha256=sha256,
            name=display_name(name),
            file_name=plain_line(file.name, 255),
            size_bytes=stamp.size_bytes,
            facts=facts,
            details=self._handler.extract_metadata(file, facts, source=source),
            added_at=self._now(),
        )
        return _Found(file, entry, stamp, has_own_name=promised is not None)

    def _store(self, strangers: list[_Found]) -> None:
        if strangers:
            with self._library.change() as change:
                for stranger in strangers:
                    self._store_one(change, stranger)

    def _store_one(self, change: Change, stranger: _Found) -> None:
        entry, stamp = stranger.entry, stranger.stamp
        known = change.contents.entries.get(entry.sha256)
        if known is not None:
            if known.state is FileState.PRESENT:
                return  # an import was faster
            entry = replace(known, state=FileState.PRESENT, facts=entry.facts)
        elif change.contents.is_taken(entry.name):
            entry = replace(entry, name=free_name(entry.name, change.contents.is_taken))
        if not stranger.has_own_name:
            try:
                stamp = self._own.keep(stranger.file, entry.sha256)
            except UserError as error:
                self._seen.refuse(stranger.file, stamp, error.message)
                return
        change.contents.outdated.discard(entry.sha256)
        change.put(entry, stamp)


def _unreadable(error: OSError) -> UserError:
    return UserError(
        tr("The folder of the LoRAs cannot be read: {reason}.", reason=error.strerror or error),
        category=ErrorCategory.DISK,
        safe=tr("The library is unchanged."),
        recoveries=(Recovery.RETRY,),
    )


def _short(file: Path) -> str:
    return f"LoRA {file.stem[:8]}" if len(file.stem) == 64 else shown_name(file)
