"""The LoRA library: cards, what changes them, and files that come and go.

Every method may be called from any thread. Files are copied, hashed and inspected without a lock;
only what is stored in the end is one writer's at a time.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.free_space import DiskRoom
from wan22_desktop.core.places import Places
from wan22_desktop.core.recycle_bin import to_recycle_bin
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.settings import LoraSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.card_json import card_to_json
from wan22_desktop.lora_library.domain.compatibility import fit_of
from wan22_desktop.lora_library.domain.costs import MeasuredCost, SelectionCost, selection_cost
from wan22_desktop.lora_library.domain.details import clean_details, with_tags
from wan22_desktop.lora_library.domain.fit import FitReport
from wan22_desktop.lora_library.domain.importing import ImportResult, OnConflict
from wan22_desktop.lora_library.domain.names import display_name
from wan22_desktop.lora_library.domain.records import LoraCard, LoraDetails, LoraEntry
from wan22_desktop.lora_library.events import LoraEvent, LorasListed
from wan22_desktop.lora_library.folder_watch import FolderWatch
from wan22_desktop.lora_library.import_run import ImportRun
from wan22_desktop.lora_library.importer import Importer
from wan22_desktop.lora_library.library import Library, card_in, require_free_name
from wan22_desktop.lora_library.own_files import OwnFiles
from wan22_desktop.lora_library.pairing_desk import PairingDesk
from wan22_desktop.lora_library.ports import Inspector
from wan22_desktop.lora_library.scanning import FolderScan
from wan22_desktop.lora_library.seen_files import SeenFiles
from wan22_desktop.lora_library.sharing import RestoreResult, Sharing
from wan22_desktop.lora_library.store import LoraStore
from wan22_desktop.lora_library.upload_handler import LoRAUploadHandler


class LoRAManager:
    """For the owner of a home. Errors are UserError; then nothing was changed."""

    def __init__(
        self,
        places: Places,
        database: Database,
        inspector: Inspector,
        *,
        listener: Callable[[LoraEvent], None],
        settings: Callable[[], LoraSettings],
        known_name: Callable[[str], str | None] = lambda _sha256: None,
        to_bin: Callable[[Path], None] = to_recycle_bin,
        lacking_bytes: Callable[[Path, int], int] | None = None,
        now: Callable[[], float] = time.time,
        settle_s: float = 2.0,
    ) -> None:
        """`known_name` gives the name of a file that came with a model, by its SHA-256.

        Files in watched folders that have changed within `settle_s` are left until they are older.
        """
        self._library = Library(LoraStore(database), listener)
        self._own = OwnFiles(places, to_bin)
        self._handler = LoRAUploadHandler(
            places, inspector, settings, lacking_bytes or DiskRoom().lacking
        )
        self._importer = Importer(self._library, self._own, self._handler, now)
        self._pairing = PairingDesk(self._library)
        self._sharing = Sharing(self._library, self._own, self._handler, now)
        self._closed = threading.Event()
        seen = SeenFiles(self._library, self._own, settle_s=settle_s, now=now)
        self._watch = FolderWatch(
            places,
            self._library,
            FolderScan(self._library, self._own, self._handler, inspector, seen, known_name, now),
            self._importer,
            self._pairing,
            seen,
            lambda: settings().watched_folders,
        )

    def start(self) -> None:
        """Look through the library's folder and the watched ones, now and again and again."""
        self._watch.start()

    def close(self) -> None:
        """Give up what is being read; returns when the thread has ended."""
        self._closed.set()
        self._watch.close()

    # --- what is there --------------------------------------------------------------------------

    def cards(self) -> tuple[LoraCard, ...]:
        return self._library.contents.cards()

    def card(self, card_id: str) -> LoraCard:
        """Raises UserError if there is no such card (any more)."""
        return self._library.card(card_id)

    def card_of(self, sha256: str) -> LoraCard | None:
        """The card that has this file."""
        contents = self._library.contents
        return contents.card(contents.card_id(sha256))

    def find(self, text: str) -> LoraCard:
        """By name, or by the first digits of the id of one of its files; raises UserError."""
        return self._library.find(text)

    def thumbnail_file(self, card: LoraCard) -> Path | None:
        """The picture of a card, a JPEG; None if it has none."""
        file = self._own.picture(card.lead.thumbnail) if card.lead.thumbnail else None
        return file if file is not None and file.is_file() else None

    def validate_lora_compatibility(self, card_id: str, variant: Variant) -> FitReport:
        return fit_of(self.card(card_id), variant)

    def estimate_memory_impact(self, uses: Iterable[LoraUse], variant: Variant) -> SelectionCost:
        """What these uses cost on the model; files that the library does not have are left out."""
        entries = self._library.contents.entries
        known = [(use, entries[use.sha256].facts) for use in uses if use.sha256 in entries]
        return selection_cost(known, variant, self._library.store.measures(variant))

    def measured_costs(self, variant: Variant) -> dict[str, MeasuredCost]:
        """What LoRAs cost on the model in renders on this machine, by their SHA-256."""
        return self._library.store.measures(variant)

    # --- files ----------------------------------------------------------------------------------

    def upload_lora_files(
        self,
        paths: Iterable[Path],
        *,
        on_conflict: OnConflict = OnConflict.ASK,
        names: Mapping[str, str] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[ImportResult, ...]:
        """Take in files, and what may be LoRAs in folders; what became of each, in order.

        `names` gives files other names, by their paths. Tells ImportMoved, CardsChanged and, at
        the end, ImportEnded. One file's problem never stops the others.
        """
        run = ImportRun(
            self._library,
            self._importer,
            self._pairing,
            on_conflict=on_conflict,
            names=names or {},
            cancelled=lambda: cancelled() or self._closed.is_set(),
        )
        return run.take_in(tuple(paths))

    def scan(self) -> None:
        """Look through the library's folder and the watched ones; raises UserError."""
        self._watch.look()

    def delete_lora_file(self, card_id: str, *, for_good: bool = False) -> None:
        """Take a card and exactly its files away, to the recycle bin unless `for_good`.

        Raises UserError if a file cannot be removed; what is left then is still a card.
        """
        for entry in self.card(card_id).entries:
            stamp = self._library.contents.stamps.get(entry.sha256)
            if stamp is not None:
                self._own.remove(entry.sha256, entry.name, proven=stamp, for_good=for_good)
                with self._library.change() as change:
                    if entry.sha256 in change.contents.entries:
                        change.remove(entry.sha256)
                self._drop_picture(entry.thumbnail)

    # --- what people say ------------------------------------------------------------------------

    def rename_lora_file(self, card_id: str, new_name: str) -> LoraCard:
        """Another name for a card; touches no file. Raises UserError if it is empty or taken."""
        if not new_name.strip():
            raise UserError(
                tr("A LoRA needs a name."), field="name", safe=tr("Nothing was changed.")
            )
        name = display_name(new_name)
        with self._library.change() as change:
            card = card_in(change.contents, card_id)
            require_free_name(change.contents, name, but=[entry.sha256 for entry in card.entries])
            if card.is_pair:
                change.pair(replace(change.unpair(card_id), name=name))
            else:
                change.put(replace(card.lead, name=name))
            return card_in(change.contents, card_id)

    def edit(self, card_id: str, details: LoraDetails) -> LoraCard:
        """Replace what is said about a card."""
        return self._change_lead(card_id, lambda e: replace(e, details=clean_details(details)))

    def change_tags(
        self, card_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> LoraCard:
        """Capitals make no difference; a tag that is there is not added again."""
        add, remove = tuple(add), tuple(remove)
        return self._change_lead(
            card_id,
            lambda entry: replace(entry, details=with_tags(entry.details, add=add, remove=remove)),
        )

    def set_favourite(self, card_id: str, is_favourite: bool) -> LoraCard:  # noqa: FBT001 - a value
        return self._change_lead(card_id, lambda e: replace(e, is_favourite=is_favourite))

    def set_thumbnail(self, card_id: str, picture: Path) -> LoraCard:
        """Make a picture file the card's picture; raises UserError for what is none."""
        self.card(card_id)
        staged = self._handler.thumbnail_of(picture)
        try:
            return self._change_picture(card_id, lambda: self._own.keep_picture(staged))
        finally:
            self._handler.discard(staged)

    def clear_thumbnail(self, card_id: str) -> LoraCard:
        return self._change_picture(card_id, lambda: None)

    # --- everything -----------------------------------------------------------------------------

    def export(self, target: Path) -> None:
        """Write names, details, pairs, uses and pictures into one file; raises NotSavedError."""
        self._sharing.export(target)

    def restore(self, source: Path, *, overwrite: bool = False) -> RestoreResult:
        """Read what `export` wrote; what people have said here wins unless `overwrite`.

        LoRAs whose files are not here are listed as missing until their files come. Tells
        LorasListed. Raises UserError; then nothing was changed.
        """
        result = self._sharing.restore(source, overwrite=overwrite)
        self._library.tell(LorasListed(self.cards()))
        return result

    def get_lora_metadata(self, card_id: str) -> dict[str, object]:
        """All that is known of a card, as what JSON can hold."""
        return card_to_json(self.card(card_id))

    def get_ui_display_data(self) -> dict[str, object]:
        """Every card, as what JSON can hold."""
        cards = [card_to_json(card) for card in self.cards()]
        return {"loras": cards, "size_bytes": sum(card.size_bytes for card in self.cards())}

    # --- pairs ----------------------------------------------------------------------------------

    def pair(self, high_id: str, low_id: str, name: str = "") -> LoraCard:
        """One card of two; raises UserError if one of them is a pair or the name is taken."""
        return self._pairing.pair(high_id, low_id, name)

    def split(self, card_id: str) -> tuple[LoraCard, LoraCard]:
        """The two cards, which the app does not pair again; raises UserError if it is no pair."""
        return self._pairing.split(card_id)

    def swap(self, card_id: str) -> LoraCard:
        """The halves change places; the card has another id then."""
        return self._pairing.swap(card_id)

    # --- what renders tell ----------------------------------------------------------------------

    def note_render(self, uses: Iterable[LoraUse], at: float) -> None:
        """Count one use of each card; `at` in seconds since 1970."""
        with self._library.change() as change:
            contents = change.contents
            for card_id in dict.fromkeys(contents.card_id(use.sha256) for use in uses):
                entry = contents.entries.get(card_id)
                if entry is not None:
                    last = max(at, entry.last_used or at)
                    change.put(replace(entry, use_count=entry.use_count + 1, last_used=last))

    def note_measured(
        self, uses: Iterable[LoraUse], variant: Variant, load_seconds: float, resident_bytes: int
    ) -> None:
        """What putting these on the model cost together: each file gets its share by size."""
        entries = self._library.contents.entries
        files = {use.sha256: entries[use.sha256] for use in uses if use.sha256 in entries}
        total = sum(entry.size_bytes for entry in files.values())
        if not total:
            return
        with self._library.change() as change:
            for sha256, entry in files.items():
                share = entry.size_bytes / total
                change.measure(
                    sha256,
                    variant,
                    MeasuredCost(load_seconds * share, round(resident_bytes * share)),
                )

    # --- inside ---------------------------------------------------------------------------------

    def _change_lead(self, card_id: str, changed: Callable[[LoraEntry], LoraEntry]) -> LoraCard:
        with self._library.change() as change:
            change.put(changed(card_in(change.contents, card_id).lead))
            return card_in(change.contents, card_id)

    def _change_picture(self, card_id: str, keep: Callable[[], str | None]) -> LoraCard:
        old = self.card(card_id).lead.thumbnail
        card = self._change_lead(card_id, lambda entry: replace(entry, thumbnail=keep()))
        self._drop_picture(old)
        return card

    def _drop_picture(self, picture_sha256: str | None) -> None:
        """Delete a picture unless another LoRA has the same."""
        if picture_sha256 is not None:
            with self._library.change() as change:
                if all(e.thumbnail != picture_sha256 for e in change.contents.entries.values()):
                    self._own.remove_picture(picture_sha256)
