"""Folders whose LoRAs are taken into the library, now and whenever something new lies there."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.contents import FileStamp
from wan22_desktop.lora_library.domain.importing import OnConflict
from wan22_desktop.lora_library.events import LoraNote, LoraRefused
from wan22_desktop.lora_library.importer import Importer
from wan22_desktop.lora_library.library import Library
from wan22_desktop.lora_library.outside_folders import find_files
from wan22_desktop.lora_library.own_files import LORA_ENDINGS, ImportCancelledError
from wan22_desktop.lora_library.pairing_desk import PairingDesk
from wan22_desktop.lora_library.scanning import FolderScan
from wan22_desktop.lora_library.seen_files import SeenFiles

LOOK_EVERY_S = 10.0
"""Looking costs 0.1 s for 5,000 files: `benchmarks/lora_library.py`."""
DEMO_SOURCE = tr("Comes with the app")

_log = logging.getLogger("wan22.loras")


class FolderWatch:
    """Scans the library's own folder, the app's, and those that people have named."""

    def __init__(
        self,
        places: Places,
        library: Library,
        scan: FolderScan,
        importer: Importer,
        pairing: PairingDesk,
        seen: SeenFiles,
        folders: Callable[[], tuple[str, ...]],
    ) -> None:
        self._places = places
        self._library = library
        self._scan = scan
        self._importer = importer
        self._pairing = pairing
        self._seen = seen
        self._folders = folders
        self._one_at_a_time = threading.Lock()
        self._gone: set[Path] = set()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look now and every `LOOK_EVERY_S`, on a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="lora-watch")
        self._thread.start()

    def close(self) -> None:
        """Give up what is being read; returns when the thread has ended."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> None:
        """Look once; raises UserError if the library cannot be written."""
        with self._one_at_a_time:
            try:
                self._scan.run(self._closed.is_set)
                self._take_in(self._places.demo_lora, source=DEMO_SOURCE)
                for folder in self._folders():
                    if self._is_there(Path(folder)):
                        self._take_in(Path(folder))
                self._pairing.pair_up()
            except ImportCancelledError:
                return
            finally:
                self._seen.store()
                self._library.pass_on()
            self._seen.tell()

    def _run(self) -> None:
        told = ""
        while True:
            try:
                self.look()
            except UserError as error:
                # Once, not every few seconds.
                if error.message != told:
                    self._library.tell(LoraRefused(error))
                told = error.message
            except Exception:  # noqa: BLE001 - a mistake of ours must not end the watch
                _log.exception("the folders of LoRAs cannot be looked through")
            if self._closed.wait(LOOK_EVERY_S):
                return

    def _is_there(self, folder: Path) -> bool:
        """Says once of a folder that is gone, such as one on a drive that was unplugged."""
        if folder.is_dir():
            self._gone.discard(folder)
            return True
        if folder not in self._gone:
            self._gone.add(folder)
            self._library.tell(
                LoraNote(
                    tr(
                        "The watched folder {folder} is not there. Its LoRAs that were taken in "
                        "stay; new ones come when it is back.",
                        folder=plain_line(str(folder), 500),
                    )
                )
            )
        return False

    def _take_in(self, folder: Path, source: str | None = None) -> None:
        for file in find_files((folder,)).files:
            if self._closed.is_set():
                raise ImportCancelledError
            if file.name.lower().endswith(LORA_ENDINGS):
                self._take_in_file(file, source)

    def _take_in_file(self, file: Path, source: str | None) -> None:
        try:
            stamp = FileStamp.of(file)
        except OSError:
            return  # gone since it was listed
        if not self._seen.is_wanted(file, stamp):
            return
        try:
            result = self._importer.attempt(
                file,
                on_conflict=OnConflict.KEEP_BOTH,
                source=source,
                cancelled=self._closed.is_set,
            )
        except UserError as error:
            # A full disk, for one, says nothing about the file: it is tried again.
            if error.category is not ErrorCategory.BAD_REQUEST:
                raise
            self._seen.refuse(file, stamp, error.message)
            return
        self._seen.note(file, stamp, result.card_id)
