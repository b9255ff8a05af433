"""The gallery as a Qt service: slots for wishes, signals for what became of them."""

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.domain.clip_record import ClipRecord, MadeClip
from wan22_desktop.gallery.domain.news import LibraryChange
from wan22_desktop.gallery.strip_worker import NewestFirst
from wan22_desktop.qtkit.pictures import read_bytes

if TYPE_CHECKING:  # imported with the decoder, away from the window's thread
    from wan22_desktop.gallery.library import ClipLibrary
    from wan22_desktop.gallery.library_commands import ClipCommands
    from wan22_desktop.gallery.thumbnails import StripCache

log = logging.getLogger("wan22.gallery")


@dataclass(frozen=True, slots=True, eq=False)
class LoadedStrip:
    """The film strip of a clip, or the reason why there is none."""

    clip_id: str
    sha256: str
    image: QImage | None
    problem: str = ""


class LibraryService(QObject):
    """Lives on a thread of its own; what reads whole files runs on a second one, in its order, and
    film strips on a third.

    `clips_listed` gives everything once after `start`, then there is one signal a change.
    """

    clips_listed = Signal(object)  # tuple[ClipRecord, ...]
    clips_added = Signal(object)  # tuple[ClipRecord, ...]
    clips_changed = Signal(object)  # tuple[ClipRecord, ...]
    clips_removed = Signal(object)  # tuple[str, ...]: their ids
    strip_loaded = Signal(object)  # LoadedStrip
    import_moved = Signal(object)  # ImportProgress
    import_ended = Signal(object)  # tuple[ImportResult, ...]
    recycled = Signal(object)  # RecycleResult
    refused = Signal(object)  # UserError
    stopped = Signal()

    def __init__(
        self,
        database: SharedDatabase,
        outputs: Path,
        thumbnails: Path,
        *,
        make: "Callable[..., ClipLibrary] | None" = None,
    ) -> None:
        """`outputs` is the home's folder of clips, `thumbnails` that of film strips; `make` is
        called as `ClipLibrary` is."""
        super().__init__()
        self._database = database
        self._outputs = outputs
        self._thumbnails = thumbnails
        self._make = make
        self.library: ClipLibrary | None = None
        self.commands: ClipCommands | None = None
        """What other processes may ask; answers on any thread. None before `start`."""
        self._cache: StripCache | None = None
        self._strips: NewestFirst[ClipRecord] | None = None
        self._files: ThreadPoolExecutor | None = None
        self._cancelled = threading.Event()
        self._stopping = threading.Event()

    # --- life -----------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """List all clips; then their files are looked for."""
        from wan22_desktop.gallery.store import ClipStore
        from wan22_desktop.gallery.thumbnails import StripCache

        try:
            database = self._database.acquire()
        except UserError as error:
            self.refused.emit(error)
            return
        try:
            store = ClipStore(database, self._outputs)
            records = store.all()
        except UserError as error:
            self._database.release()
            self.refused.emit(error)
            return
        self._cache = StripCache(self._thumbnails)
        self._strips = NewestFirst(self._load_strip, "clip-strips")
        self.clips_listed.emit(tuple(record for record in records if record.state.is_shown))
        # What follows brings the decoder and the reading of metadata along, which takes longer.
        from wan22_desktop.gallery.library import ClipLibrary
        from wan22_desktop.gallery.library_commands import ClipCommands

        self.library = (self._make or ClipLibrary)(
            store, self._tell, outputs=self._outputs, records=records
        )
        self.commands = ClipCommands(self.library)
        self._files = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clip-files")
        self._in_turn(self.library.look_again)
        self._in_turn(self._cache.trim)

    @Slot()
    def stop(self) -> None:
        """What is being imported is given up; what was taken in stays. Emits `stopped`."""
        self._stopping.set()
        self._cancelled.set()
        if self._files is not None:
            self._files.shutdown(cancel_futures=True)
        if self._strips is not None:
            self._strips.close()
        if self.library is not None:
            self.library = self.commands = None
            self._database.release()
        self.stopped.emit()

    # --- clips come -----------------------------------------------------------------------------

    @Slot(object)
    def take_made(self, clip: MadeClip) -> None:
        """A job has finished a clip."""
        if self._cache is not None and clip.thumbnail:
            self._cache.keep_still(clip.sha256, clip.thumbnail)
        self.take_made_many((clip,))

    @Slot(object)
    def take_made_many(self, clips: Iterable[MadeClip]) -> None:
        """What jobs have finished before; known ones are passed over."""
        library = self.library
        if library is None:
            return
        made = tuple(clips)

        def take() -> None:
            for problem in library.take_made(c for c in made if not self._stopping.is_set()):
                log.warning("a clip of the queue is not in the gallery: %s", problem)

        self._in_turn(take)

    @Slot(object, bool)
    def import_files(self, paths: Iterable[str], copies: bool) -> None:  # noqa: FBT001 - a slot
        """Add files and folders where they lie, or `copies` of them in the outputs folder."""
        from wan22_desktop.gallery.importing import import_clips

        library = self.library
        if library is None:
            return
        files = tuple(Path(path) for path in paths)
        into = self._outputs / "imported" if copies else None
        cancelled = self._cancelled = threading.Event()

        def take() -> None:
            results = import_clips(
                library,
                files,
                copy_into=into,
                is_cancelled=lambda: cancelled.is_set() or self._stopping.is_set(),
                tell=self.import_moved.emit,
            )
            self.import_ended.emit(results)

        self._in_turn(take)

    @Slot()
    def cancel_import(self) -> None:
        """Clips that are in stay; the one at work is given up."""
        self._cancelled.set()

    @Slot()
    def look_again(self) -> None:
        """See which files have gone or come back, for instance when the window is used again."""
        if self.library is not None:
            self._in_turn(self.library.look_again)

    # --- what people say about clips ------------------------------------------------------------

    @Slot(object, int)
    def rate(self, clip_ids: tuple[str, ...], rating: int) -> None:
        self._do(lambda library: library.rate(clip_ids, rating))

    @Slot(object, object, object)
    def change_tags(
        self, clip_ids: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]
    ) -> None:
        self._do(lambda library: library.change_tags(clip_ids, add, remove))

    @Slot(object, object, object)
    def change_albums(
        self, clip_ids: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]
    ) -> None:
        self._do(lambda library: library.change_albums(clip_ids, add, remove))

    @Slot(str, str)
    def rename_album(self, old: str, new: str) -> None:
        self._do(lambda library: library.rename_album(old, new))

    @Slot(str, str)
    def rename(self, clip_id: str, label: str) -> None:
        self._do(lambda library: library.rename(clip_id, label))

    @Slot(str, str)
    def set_note(self, clip_id: str, note: str) -> None:
        self._do(lambda library: library.set_note(clip_id, note))

    # --- clips go -------------------------------------------------------------------------------

    @Slot(object)
    def recycle(self, clip_ids: tuple[str, ...]) -> None:
        """Files go to the recycle bin; `recycled` tells which."""
        library = self.library
        if library is not None:
            self._in_turn(lambda: self.recycled.emit(library.recycle(clip_ids)))

    @Slot(object)
    def bring_back(self, clip_ids: tuple[str, ...]) -> None:
        """Undo `recycle`."""
        library = self.library
        if library is not None:
            self._in_turn(lambda: library.bring_back(clip_ids))

    @Slot(object)
    def forget(self, clip_ids: tuple[str, ...]) -> None:
        """Clips leave the gallery; files stay."""
        self._do(lambda library: library.forget(clip_ids))

    # --- film strips ----------------------------------------------------------------------------

    @Slot(object)
    def want_strips(self, clips: tuple[ClipRecord, ...]) -> None:
        """The clips in sight without a picture, the most wanted last; replaces older wishes.

        Quick and for any thread: connect it directly, so that pictures do not wait for a slow disk
        that this service's thread writes to.
        """
        if self._strips is not None:
            self._strips.want(clips)

    def _load_strip(self, clip: ClipRecord) -> None:
        cache = self._cache
        if cache is None:
            return
        try:
            image = read_bytes(cache.strip(Path(clip.path), clip.sha256))
        except UserError as error:
            self.strip_loaded.emit(LoadedStrip(clip.id, clip.sha256, None, error.message))
            return
        # In this format painting needs no conversion.
        shown = image.convertToFormat(QImage.Format.Format_RGB32)
        self.strip_loaded.emit(LoadedStrip(clip.id, clip.sha256, shown))

    # --- inside ---------------------------------------------------------------------------------

    def _do(self, deed: "Callable[[ClipLibrary], None]") -> None:
        if self.library is None:
            return
        try:
            deed(self.library)
        except UserError as error:
            self.refused.emit(error)

    def _in_turn(self, work: Callable[[], None]) -> None:
        """Run on the thread that may wait for files, after what it has to do already."""

        def run() -> None:
            try:
                work()
            except UserError as error:
                self.refused.emit(error)
            except Exception:  # the thread does what comes next all the same
                log.exception("the gallery could not do what it was asked for")

        if self._files is not None and not self._stopping.is_set():
            self._files.submit(run)

    def _tell(self, change: LibraryChange) -> None:
        if change.added:
            self.clips_added.emit(change.added)
        if change.changed:
            self.clips_changed.emit(change.changed)
        if change.removed:
            self.clips_removed.emit(change.removed)
