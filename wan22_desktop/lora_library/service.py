"""The LoRA library as a Qt service: slots for wishes, signals for what became of them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.importing import OnConflict
from wan22_desktop.lora_library.domain.records import LoraDetails
from wan22_desktop.lora_library.events import (
    CardsChanged,
    ImportEnded,
    ImportMoved,
    LoraEvent,
    LoraNote,
    LoraRefused,
    LorasListed,
)

if TYPE_CHECKING:  # imported with what `make` builds, away from the window's thread
    from wan22_desktop.lora_library.lora_commands import LoraCommands
    from wan22_desktop.lora_library.manager import LoRAManager

QueueNews = Any
"""An event of the queue, which is another capability: only passed on here."""


class LoraWork(Protocol):
    """What the service runs: `composition/loras.py` has it."""

    manager: "LoRAManager"
    commands: "LoraCommands"

    def start(self) -> None: ...

    def close(self) -> None: ...

    def take_picture_from(self, card_id: str, clip: Path, number: int | None) -> None:
        """The card's picture becomes this frame of a clip, or the middle one; raises UserError."""
        ...

    def require_fit(self, request: GenerationRequest) -> None:
        """Raises UserError if the model cannot use one of the request's LoRAs."""
        ...

    def note_render(self, event: QueueNews) -> None:
        """A render has ended."""
        ...

    def note_measured(self, event: QueueNews) -> None:
        """The engine has put LoRAs on a model."""
        ...


class LoraService(QObject):
    """Lives on a thread of its own; what reads whole files runs on a second one, in its order.

    Signals carry frozen values: `loras_listed` everything once after `start` and after a restore,
    then one signal a change.
    """

    loras_listed = Signal(object)  # tuple[LoraCard, ...]
    cards_changed = Signal(object)  # CardsChanged
    import_moved = Signal(object)  # ImportProgress
    import_ended = Signal(object)  # tuple[ImportResult, ...]
    refused = Signal(object)  # LoraRefused
    noted = Signal(object)  # LoraNote
    costs_known = Signal(object)  # dict[str, MeasuredCost], by SHA-256
    stopped = Signal()

    def __init__(self, make: Callable[[Callable[[LoraEvent], None]], LoraWork]) -> None:
        """`make` is called on the service's thread."""
        super().__init__()
        self._make = make
        self.work: LoraWork | None = None
        self._variant: Variant | None = None
        self._importing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lora-import")
        self._cancelled = threading.Event()

    @Slot()
    def start(self) -> None:
        """Open everything and list it; then folders are looked through."""
        try:
            self.work = self._make(self._tell)
        except UserError as error:
            self.refused.emit(LoraRefused(error))
            return
        self.loras_listed.emit(self.work.manager.cards())
        self.work.start()

    @Slot()
    def stop(self) -> None:
        """What is being taken in is given up and leaves nothing. Emits `stopped`."""
        self._cancelled.set()
        self._importing.shutdown(cancel_futures=True)
        if self.work is not None:
            self.work.close()
            self.work = None
        self.stopped.emit()

    # --- files ----------------------------------------------------------------------------------

    @Slot(object)
    def upload(self, paths: list[str]) -> None:
        """Take in files and folders; `import_ended` has a result for each."""
        self._upload(paths, OnConflict.ASK, {})

    @Slot(str)
    def upload_folder(self, folder: str) -> None:
        """Take in what lies in it, also deeper."""
        self.upload([folder])

    @Slot(object)
    def answer(self, answers: dict[str, OnConflict | str]) -> None:
        """What to do with files whose names exist: a choice, or another name, by their paths."""
        choices: dict[OnConflict, list[str]] = {}
        names: dict[str, str] = {}
        for path, answer in answers.items():
            if isinstance(answer, OnConflict):
                choices.setdefault(answer, []).append(path)
            else:
                names[path] = answer
        for on_conflict, paths in choices.items():
            self._upload(paths, on_conflict, {})
        if names:
            self._upload(list(names), OnConflict.ASK, names)

    @Slot()
    def cancel_upload(self) -> None:
        """Files that are in stay; the one at work is given up."""
        self._cancelled.set()

    @Slot()
    def scan(self) -> None:
        """Look through the library's own folder and the watched ones."""
        self._read_files(lambda work: work.manager.scan())

    @Slot(str)
    def export(self, path: str) -> None:
        """Write names, details, pairs and pictures of all cards into one file."""
        self._read_files(lambda work: work.manager.export(Path(path)))

    @Slot(str)
    def restore(self, path: str) -> None:
        self._read_files(lambda work: work.manager.restore(Path(path)))

    # --- cards ----------------------------------------------------------------------------------

    @Slot(str, str)
    def rename(self, card_id: str, name: str) -> None:
        self._grant(lambda work: work.manager.rename_lora_file(card_id, name), card_id)

    @Slot(str, object)
    def edit(self, card_id: str, details: LoraDetails) -> None:
        self._grant(lambda work: work.manager.edit(card_id, details), card_id)

    @Slot(str, bool)
    def set_favourite(self, card_id: str, is_favourite: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._grant(lambda work: work.manager.set_favourite(card_id, is_favourite), card_id)

    @Slot(str, str, str)
    def pair(self, high_id: str, low_id: str, name: str) -> None:
        self._grant(lambda work: work.manager.pair(high_id, low_id, name), high_id)

    @Slot(str)
    def split(self, card_id: str) -> None:
        self._grant(lambda work: work.manager.split(card_id), card_id)

    @Slot(str)
    def swap(self, card_id: str) -> None:
        self._grant(lambda work: work.manager.swap(card_id), card_id)

    @Slot(str, bool)
    def delete(self, card_id: str, for_good: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._grant(lambda work: work.manager.delete_lora_file(card_id, for_good=for_good), card_id)

    @Slot(str, str)
    def set_picture(self, card_id: str, path: str) -> None:
        self._grant(lambda work: work.manager.set_thumbnail(card_id, Path(path)), card_id)

    @Slot(str)
    def clear_picture(self, card_id: str) -> None:
        self._grant(lambda work: work.manager.clear_thumbnail(card_id), card_id)

    @Slot(str, str, object)
    def take_picture_from(self, card_id: str, clip: str, number: int | None) -> None:
        """The card's picture becomes this frame of a clip, or the middle one."""
        self._grant(lambda work: work.take_picture_from(card_id, Path(clip), number), card_id)

    # --- what others tell -----------------------------------------------------------------------

    @Slot(object)
    def note_render(self, event: QueueNews) -> None:
        """A render has ended."""
        self._grant(lambda work: work.note_render(event))

    @Slot(object)
    def note_measured(self, event: QueueNews) -> None:
        """The engine has put LoRAs on a model."""
        self._grant(lambda work: work.note_measured(event))
        self._tell_costs()

    @Slot(object)
    def look_up_costs(self, variant: Variant) -> None:
        """`costs_known` says what LoRAs cost on this model, now and whenever one was measured."""
        self._variant = variant
        self._tell_costs()

    def _tell_costs(self) -> None:
        variant = self._variant
        if variant is not None:
            self._grant(lambda work: self.costs_known.emit(work.manager.measured_costs(variant)))

    # --- inside ---------------------------------------------------------------------------------

    def _upload(self, paths: list[str], on_conflict: OnConflict, names: dict[str, str]) -> None:
        self._cancelled.clear()
        self._read_files(
            lambda work: work.manager.upload_lora_files(
                [Path(path) for path in paths],
                on_conflict=on_conflict,
                names=names,
                cancelled=self._cancelled.is_set,
            )
        )

    def _read_files(self, wish: Callable[[LoraWork], object]) -> None:
        """Grant a wish that takes long, after those before it."""
        self._importing.submit(self._grant, wish)

    def _grant(self, wish: Callable[[LoraWork], object], card_id: str | None = None) -> None:
        work = self.work
        if work is None:
            return
        try:
            wish(work)
        except UserError as error:
            self.refused.emit(LoraRefused(error, card_id))

    def _tell(self, event: LoraEvent) -> None:
        """Turn an event into its signal; called on whatever thread has the news."""
        match event:
            case LorasListed():
                self.loras_listed.emit(event.cards)
            case CardsChanged():
                self.cards_changed.emit(event)
            case ImportMoved():
                self.import_moved.emit(event.progress)
            case ImportEnded():
                self.import_ended.emit(event.results)
            case LoraRefused():
                self.refused.emit(event)
            case LoraNote():
                self.noted.emit(event)
