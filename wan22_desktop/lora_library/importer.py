"""One file at a time into the library: known, new, or with a name that another one has."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.contents import Contents, Pair
from wan22_desktop.lora_library.domain.importing import ImportOutcome, ImportResult, OnConflict
from wan22_desktop.lora_library.domain.names import display_name, free_name, name_key
from wan22_desktop.lora_library.domain.records import FileState, LoraEntry
from wan22_desktop.lora_library.library import Library
from wan22_desktop.lora_library.outside_folders import shown_name
from wan22_desktop.lora_library.own_files import ImportCancelledError, OwnFiles
from wan22_desktop.lora_library.ports import WholeModelError
from wan22_desktop.lora_library.store import Change
from wan22_desktop.lora_library.upload_handler import LoRAUploadHandler, StagedLora


class Importer:
    """Takes in files from outside, each with a result. Any thread.

    The order of steps makes a crash harmless: first a proven copy is in its place, then the entry
    is stored. A copy without an entry is found by the next scan.
    """

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

    def take_in(
        self,
        file: Path,
        *,
        name: str | None = None,
        on_conflict: OnConflict = OnConflict.ASK,
        moved: Callable[[int], None] = lambda _bytes: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> ImportResult:
        """As `attempt`, but what goes wrong is told in the result."""
        try:
            return self.attempt(
                file,
                name=name,
                on_conflict=on_conflict,
                moved=moved,
                cancelled=cancelled,
            )
        except ImportCancelledError:
            return cancelled_result(file)
        except WholeModelError as error:
            return ImportResult(str(file), ImportOutcome.WHOLE_MODEL, error.message)
        except UserError as error:
            text = f"{error.message} {error.safe}".strip()
            return ImportResult(str(file), ImportOutcome.REFUSED, text)

    def attempt(
        self,
        file: Path,
        *,
        name: str | None = None,
        on_conflict: OnConflict = OnConflict.ASK,
        source: str | None = None,
        moved: Callable[[int], None] = lambda _bytes: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> ImportResult:
        """Take in one file under `name` or its own; `moved` hears how many bytes are copied.

        `source` is where it came from, if that is not its folder. Cards that have changed are told
        of with the next ones: see `Library.pass_on`. Raises UserError, ImportCancelledError; then
        nothing of it was kept.
        """
        wanted = display_name(name if name is not None else file.stem)
        if (known := self._known_bytes(file, cancelled)) is not None:
            return _result(file, ImportOutcome.ALREADY_THERE, known)
        staged = self._handler.process_upload(file, moved=moved, cancelled=cancelled)
        try:
            return self._shelve(file, staged, wanted, on_conflict, source)
        finally:
            self._handler.discard(staged.file)

    def _known_bytes(self, file: Path, cancelled: Callable[[], bool]) -> LoraEntry | None:
        """The entry with the same content, if it needs no copy; hashes only what may be one."""
        size_bytes, contents = self._handler.validate_file(file), self._library.contents
        if all(stamp.size_bytes != size_bytes for stamp in contents.stamps.values()):
            return None
        try:
            sha256, _ = self._own.proven(file, cancelled)
        except OSError:
            return None  # copying will say why
        return contents.entries[sha256] if self._own.is_whole(contents, sha256) else None

    def _shelve(
        self,
        file: Path,
        staged: StagedLora,
        wanted: str,
        on_conflict: OnConflict,
        source: str | None,
    ) -> ImportResult:
        contents, sha256 = self._library.contents, staged.sha256
        if self._own.is_whole(contents, sha256):
            return _result(file, ImportOutcome.ALREADY_THERE, contents.entries[sha256])
        if (
            sha256 not in contents.entries
            and contents.is_taken(wanted)
            and (result := self._name_exists(file, wanted, contents, on_conflict)) is not None
        ):
            return result
        self._own.make_room(sha256, staged.size_bytes)
        if sha256 in contents.entries:
            with self._library.change(tell=False) as change:
                return _result(file, ImportOutcome.RELINKED, self._relinked(change, staged))
        return self._added(file, staged, wanted, on_conflict, source)

    def _added(
        self,
        file: Path,
        staged: StagedLora,
        wanted: str,
        on_conflict: OnConflict,
        source: str | None,
    ) -> ImportResult:
        """A new entry, in the place of the one with its name where that is wished."""
        origin = plain_line(str(file.parent), 1000) if source is None else source
        entry = LoraEntry(
            sha256=staged.sha256,
            name=wanted,
            file_name=plain_line(file.name, 255),
            size_bytes=staged.size_bytes,
            facts=staged.facts,
            details=self._handler.extract_metadata(file, staged.facts, source=origin),
            added_at=self._now(),
        )
        picture = self._handler.generate_thumbnail(file)
        try:
            if on_conflict is OnConflict.REPLACE:
                self._clear_the_way(wanted)
            with self._library.change(tell=False) as change:
                if staged.sha256 in change.contents.entries:
                    # Somebody else was faster with the same file.
                    same = self._relinked(change, staged)
                    return _result(file, ImportOutcome.ALREADY_THERE, same)
                pair = None
                old = change.contents.names.get(name_key(wanted))
                if on_conflict is OnConflict.REPLACE and old is not None:
                    entry, pair = _in_place_of(change, old, entry)
                elif change.contents.is_taken(wanted):
                    entry = replace(entry, name=free_name(wanted, change.contents.is_taken))
                if picture is not None and entry.thumbnail is None:
                    entry = replace(entry, thumbnail=self._own.keep_picture(picture))
                self._put(change, entry, staged)
                if pair is not None:
                    change.pair(pair)
        finally:
            self._handler.discard(picture)
        return _result(file, ImportOutcome.ADDED, entry)

    def _name_exists(
        self, file: Path, wanted: str, contents: Contents, on_conflict: OnConflict
    ) -> ImportResult | None:
        """What is answered where the name is taken; None where it can be gone on."""
        if on_conflict is OnConflict.KEEP_BOTH:
            return None
        if name_key(wanted) in contents.names:
            if on_conflict is OnConflict.REPLACE:
                return None
            text = tr(
                "The library has another LoRA called {name}. Replace it, keep both, or give this "
                "one another name.",
                name=wanted,
            )
        else:
            text = tr(
                "The library has a pair called {name}. Give this LoRA another name.",
                name=wanted,
            )
        return ImportResult(
            str(file),
            ImportOutcome.NAME_EXISTS,
            text,
            contents.names.get(name_key(wanted)),
        )

    def _clear_the_way(self, name: str) -> None:
        """The file of the one that is replaced goes to the recycle bin; raises UserError.

        Its entry stays until the new one takes its place: a crash in between loses nothing.
        """
        contents = self._library.contents
        old = contents.names.get(name_key(name))
        if old is not None:
            self._own.remove(old, name, proven=contents.stamps[old], for_good=False)

    def _relinked(self, change: Change, staged: StagedLora) -> LoraEntry:
        entry = replace(
            change.contents.entries[staged.sha256],
            state=FileState.PRESENT,
            facts=staged.facts,
            size_bytes=staged.size_bytes,
        )
        self._put(change, entry, staged)
        return entry

    def _put(self, change: Change, entry: LoraEntry, staged: StagedLora) -> None:
        change.contents.outdated.discard(entry.sha256)
        change.put(entry, self._own.keep(staged.file, entry.sha256))


def cancelled_result(file: Path) -> ImportResult:
    text = tr("{name} was not taken in: it was cancelled.", name=shown_name(file))
    return ImportResult(str(file), ImportOutcome.CANCELLED, text)


def _in_place_of(change: Change, sha256: str, entry: LoraEntry) -> tuple[LoraEntry, Pair | None]:
    """The new entry with all that people have said of the old one, which is forgotten.

    And the pair in which it takes the old one's place.
    """
    old, high = change.contents.entries[sha256], change.contents.card_id(sha256)
    pair = change.unpair(high) if high in change.contents.pairs else None
    change.remove(sha256)
    entry = replace(
        entry,
        details=old.details,
        is_favourite=old.is_favourite,
        use_count=old.use_count,
        last_used=old.last_used,
        thumbnail=old.thumbnail,
    )
    if pair is not None and pair.high == sha256:
        pair = replace(pair, high=entry.sha256)
    elif pair is not None:
        pair = replace(pair, low=entry.sha256)
    return entry, pair


def _result(file: Path, outcome: ImportOutcome, entry: LoraEntry) -> ImportResult:
    texts = {
        ImportOutcome.ADDED: tr("{name} is in the library now.", name=entry.name),
        ImportOutcome.ALREADY_THERE: tr(
            "The library has this file already: {name}.", name=entry.name
        ),
        ImportOutcome.RELINKED: tr("The missing file of {name} is back.", name=entry.name),
    }
    return ImportResult(str(file), outcome, texts[outcome], entry.sha256)
