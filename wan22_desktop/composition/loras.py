"""Brings together what the LoRA library needs: the database, the inspector, settings, the bin."""

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wan22_desktop.composition.catalog_loras import CatalogLoras
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.free_space import DiskRoom
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.recycle_bin import to_recycle_bin
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import LoraSettings, load_settings, save_settings
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.events import LorasMeasured, RenderEnded, RenderOutcome
from wan22_desktop.lora_library.domain.compatibility import fit_of
from wan22_desktop.lora_library.domain.names import display_name
from wan22_desktop.lora_library.domain.records import LoraCard, LoraEntry
from wan22_desktop.lora_library.domain.refusal import warnings_of
from wan22_desktop.lora_library.events import LoraEvent
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector
from wan22_desktop.lora_library.lora_commands import LoraCommands, card_message
from wan22_desktop.lora_library.manager import LoRAManager
from wan22_desktop.lora_library.upload_handler import LoRAUploadHandler

_log = logging.getLogger("wan22.loras")


def sha256_of(file: Path) -> str:
    """What names a file in the library; raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def look_at_file(file: Path, places: Places, model: Variant | None = None) -> Message:
    """What a file is, as `loras.show` says it of a card; raises UserError for what is no LoRA.

    It stays where it is, and the library does not change.
    """
    inspector = FileInspector()
    try:
        handler = LoRAUploadHandler(
            places, inspector, lambda: _settings_of(places), DiskRoom().lacking
        )
        size_bytes = handler.validate_file(file)
        facts = inspector.inspect(file)
        entry = LoraEntry(
            sha256=sha256_of(file),
            name=display_name(file.stem),
            file_name=plain_line(file.name, 255),
            size_bytes=size_bytes,
            facts=facts,
            details=handler.extract_metadata(
                file, facts, source=plain_line(str(file.parent), 1000)
            ),
        )
    finally:
        inspector.close()
    card = LoraCard(entry)
    return card_message(card, None if model is None else fit_of(card, model))


class Loras:
    """The LoRA library with its inspector and its commands, for the owner of a home."""

    def __init__(
        self,
        places: Places,
        database: SharedDatabase,
        *,
        listener: Callable[[LoraEvent], None] = lambda _event: None,
        save_watched: Callable[[tuple[str, ...]], None] | None = None,
        watches: bool = True,
        to_bin: Callable[[Path], None] = to_recycle_bin,
    ) -> None:
        """`save_watched` keeps the watched folders where somebody else holds the settings.

        Without `watches` nothing is taken in from them by itself.
        """
        self._watches = watches
        self._places = places
        self._listener = listener
        self._database = database
        self._inspector = FileInspector()
        self.manager = LoRAManager(
            places,
            database.acquire(),
            self._inspector,
            listener=self._hear,
            settings=self._settings,
            known_name=CatalogLoras(places).name_of,
            to_bin=to_bin,
            lacking_bytes=DiskRoom().lacking,
        )
        self.commands = LoraCommands(
            self.manager,
            judge=fit_of,
            watched=lambda: _settings_of(places).watched_folders,
            watch=save_watched or self._write_watched,
        )

    def _settings(self) -> LoraSettings:
        # Read each time: the window may change them meanwhile.
        settings = _settings_of(self._places)
        return settings if self._watches else settings.model_copy(update={"watched_folders": ()})

    def start(self) -> None:
        """Look through the folders, and again when one of them has changed."""
        self.manager.start()

    def close(self) -> None:
        """Give up what is being taken in, which leaves nothing; returns when all has ended."""
        self.commands.give_up()
        self.manager.close()
        self.commands.close()
        self._inspector.close()
        self._database.release()

    # --- what people ask for ----------------------------------------------------------------------

    def take_picture_from(self, card_id: str, clip: Path, number: int | None = None) -> None:
        """The card's picture becomes this frame of a clip, or the middle one; raises UserError."""
        # Not before it is needed: it brings the decoder along.
        from wan22_desktop.composition.clip_pictures import save_frame

        try:
            with tempfile.TemporaryDirectory(dir=self._places.cache) as folder:
                picture = Path(folder) / "frame.png"
                save_frame(clip, picture, number)
                self.manager.set_thumbnail(card_id, picture)
        except OSError as error:
            raise NotSavedError(tr("The picture"), error) from error

    # --- what the queue asks and tells ------------------------------------------------------------

    def require_fit(self, request: GenerationRequest) -> None:
        """Raises UserError on `loras` if the model cannot use one of them; opens no file.

        What the library knows nothing of is left to whoever loads it.
        """
        cards = {use.sha256: self.manager.card_of(use.sha256) for use in request.loras}
        uses = tuple(use for use in request.loras if cards[use.sha256] is not None)
        known = {card.id: card for card in cards.values() if card is not None}
        warnings_of(uses, known.values(), request.model, fit_of)

    def note_render(self, event: RenderEnded) -> None:
        """Count a use of what a finished clip was rendered with."""
        if event.outcome is RenderOutcome.DONE and event.request.loras:
            with _costs_no_render():
                self.manager.note_render(event.request.loras, time.time())

    def note_measured(self, event: LorasMeasured) -> None:
        """Remember what files took that were put on the model for this render."""
        uses = {use.sha256: use for use in event.uses}
        for lora in event.loras:
            if lora.load_seconds is not None and lora.sha256 in uses:
                with _costs_no_render():
                    self.manager.note_measured(
                        (uses[lora.sha256],), event.model, lora.load_seconds, lora.resident_bytes
                    )

    # --- what the manager asks and tells ----------------------------------------------------------

    def _hear(self, event: LoraEvent) -> None:
        self.commands.hear(event)
        self._listener(event)

    def _write_watched(self, folders: tuple[str, ...]) -> None:
        file = self._places.settings_file
        save_settings(file, load_settings(file).settings.with_watched_folders(folders))


@contextmanager
def _costs_no_render() -> Iterator[None]:
    """What cannot be recorded is logged."""
    try:
        yield
    except UserError as error:
        _log.warning("a render with LoRAs is not recorded: %s", error)


def _settings_of(places: Places) -> LoraSettings:
    # Read each time: the window may change it meanwhile.
    return load_settings(places.settings_file).settings.loras
