"""Fetches packages one after another, as the model manager's `Downloads` wants it."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from wan22_desktop.core.downloading import (
    DownloadEvent,
    DownloadFinished,
    DownloadOrder,
    DownloadProgress,
    DownloadState,
)
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.free_space import RESERVE_BYTES, DiskRoom, free_bytes, room_text
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.arrived_files import remove_arrived
from wan22_desktop.downloads.domain.backoff import Patience
from wan22_desktop.downloads.domain.rate import TokenBucket
from wan22_desktop.downloads.entry import Entry
from wan22_desktop.downloads.figures import Figures
from wan22_desktop.downloads.http import HttpClient
from wan22_desktop.downloads.hub_api import checked_endpoint
from wan22_desktop.downloads.order_run import Means, NoRoomError, OrderRun, is_no_room
from wan22_desktop.downloads.order_store import Failure, OrderStore, ProvenFile, StoredOrder, Wish

_TICK_S = 0.2
"""Progress is told five times a second."""
_CLOSE_S = 5.0

_log = logging.getLogger("wan22.downloads")


class ModelDownloader:
    """Orders that lie in `folder` go on after `open`; those that are new go on after a restart.

    One package is fetched at a time, several files of it in parallel; one with a higher priority
    takes the place of one that is being fetched. An order that lacks room on the disk waits by
    itself and lets others pass.

    `listener` is told everything on one thread, in order: DownloadProgress when something has
    changed, five times a second at most unless the state changes, and DownloadFinished once per
    order, again after a restart until the order is forgotten. It may call the methods here.

    Methods are safe on any thread. They write to `folder`, and never wait for the network or for
    files that are being fetched.
    """

    def __init__(
        self,
        folder: Path,
        *,
        endpoint: str,
        token: Callable[[], str | None],
        listener: Callable[[DownloadEvent], None],
        parallel_files: int = 3,
        limit_bytes_per_second: int | None = None,
        reserve_bytes: int = RESERVE_BYTES,
        look_again_s: float = 3.0,
        free: Callable[[Path], int] = free_bytes,
        patience: Patience | None = None,
    ) -> None:
        """Raises UserError if a token would not be safe at `endpoint`.

        `look_again_s` is how often it is looked whether room on the disk has come back.
        """
        self._store = OrderStore(folder)
        self._bucket = TokenBucket(limit_bytes_per_second)
        self._client = HttpClient()
        self._room = DiskRoom(reserve_bytes, free)
        self._means = Means(
            endpoint=checked_endpoint(endpoint),
            token=token,
            client=self._client,
            bucket=self._bucket,
            room=self._room,
            patience=patience or Patience(),
            parallel_files=parallel_files,
        )
        self._listener = listener
        self._look_again_s = look_again_s
        self._lock = threading.RLock()
        self._entries: dict[str, Entry] = {
            stored.package: Entry(stored, Figures(stored)) for stored in self._store.load()
        }
        self._wake = threading.Event()
        self._is_closing = False
        self._thread = threading.Thread(target=self._coordinate, name="downloads", daemon=True)

    def open(self) -> None:
        """Go on with what is wanted, and begin to tell."""
        self._thread.start()

    def close(self) -> None:
        """Stop fetching, with everything that has arrived on the disk; the orders stay."""
        with self._lock:
            self._is_closing = True
            runs = [entry.run for entry in self._entries.values() if entry.run is not None]
        for run in runs:
            run.stop()
        self._wake.set()
        for thread in (*runs, self._thread):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(_CLOSE_S)
        self._client.close()

    # --- wishes ---------------------------------------------------------------------------------

    def download(self, order: DownloadOrder) -> None:
        """Fetch a package; what is asked of a package that is being fetched is the same again.

        An equal order is resumed; another one is refused until the first is cancelled or done.
        Raises UserError, NotSavedError among them; then nothing has changed.
        """
        if not Path(order.folder).is_absolute():
            raise ValueError("the folder of an order is absolute")
        with self._lock:
            known = self._entries.get(order.package)
            if known is not None and not known.stored.is_done:
                if not _is_same(known.stored.order, order) or known.stored.wish is Wish.REMOVE:
                    raise UserError(
                        tr(
                            "{title} is being downloaded or removed already: cancel that download "
                            "first, or wait until it has ended.",
                            title=order.title,
                        ),
                        category=ErrorCategory.BUSY,
                        safe=tr("That download is unchanged."),
                    )
                self._resume(known)
                return
            number = max((entry.stored.number for entry in self._entries.values()), default=0) + 1
            stored = StoredOrder(order=order, number=number, priority=order.priority)
            try:
                self._store.save(stored)
            except OSError as error:
                raise NotSavedError(
                    tr("The download of {title}", title=order.title), error
                ) from error
            self._entries[order.package] = Entry(stored, Figures(stored))
        self._wake.set()

    def pause_download(self, package: str) -> None:
        with self._lock:
            entry = self._known(package)
            if not entry.stored.is_done:
                self._change(entry, wish=Wish.PAUSE)
                entry.stop()
        self._wake.set()

    def resume_download(self, package: str) -> None:
        """Also of one that has failed."""
        with self._lock:
            self._resume(self._known(package))

    def cancel_download(self, package: str) -> None:
        """Forgets the order and removes what has arrived of it; DownloadState.CANCELLED tells when.

        Files of `repairs` keep what they had or got, under their own names in the order's folder.
        """
        with self._lock:
            entry = self._known(package)
            if entry.stored.is_done:
                raise UserError(
                    tr(
                        "{title} has been downloaded: it cannot be cancelled any more, but "
                        "removed.",
                        title=entry.stored.order.title,
                    ),
                    safe=tr("Nothing was removed."),
                )
            self._change(entry, wish=Wish.REMOVE, failure=None)
            entry.stop()
        self._wake.set()

    def forget(self, package: str) -> None:
        """Forgets a download that is done; its files stay."""
        with self._lock:
            entry = self._known(package)
            if not entry.stored.is_done:
                raise UserError(
                    tr(
                        "{title} is not downloaded yet: cancel it instead.",
                        title=entry.stored.order.title,
                    ),
                    safe=tr("The download is unchanged."),
                )
            try:
                self._store.remove(package)
            except OSError as error:
                raise NotSavedError(tr("The list of downloads"), error) from error
            del self._entries[package]

    def prioritize(self, packages: Sequence[str]) -> None:
        """Fetch these first, in this order."""
        with self._lock:
            chosen = [self._known(package) for package in packages]
            others = [entry for entry in self._entries.values() if entry not in chosen]
            top = max((entry.stored.priority for entry in others), default=0)
            for place, entry in enumerate(reversed(chosen), start=1):
                self._change(entry, priority=top + place)
        self._wake.set()

    def set_bandwidth_limit(self, bytes_per_second: int | None) -> None:
        """Of all downloads together, at once; None is as fast as can be."""
        self._bucket.limit = bytes_per_second

    def get_download_progress(self, package: str) -> DownloadProgress | None:
        with self._lock:
            entry = self._entries.get(package)
            return None if entry is None else entry.progress()

    def downloads(self) -> tuple[DownloadProgress, ...]:
        """Every download that is not forgotten, in the order in which they are fetched."""
        with self._lock:
            entries = sorted(self._entries.values(), key=lambda entry: entry.rank)
            return tuple(entry.progress() for entry in entries)

    # --- called with the lock held --------------------------------------------------------------

    def _known(self, package: str) -> Entry:
        entry = self._entries.get(package)
        if entry is None or entry.stored.wish is Wish.REMOVE:
            raise UserError(
                tr("No download of {package!a} is known.", package=package),
                category=ErrorCategory.BAD_REQUEST,
            )
        return entry

    def _resume(self, entry: Entry) -> None:
        if not entry.stored.is_done:
            self._change(entry, wish=Wish.FETCH, failure=None)
            entry.lacking_room = ""
        self._wake.set()

    def _change(self, entry: Entry, **changes: object) -> None:
        """A wish counts even where it cannot be written down: a full disk must not stop a pause."""
        entry.stored = entry.stored.model_copy(update=changes)
        self._try_to_save(entry)

    def _try_to_save(self, entry: Entry) -> None:
        try:
            self._store.save(entry.stored)
        except OSError as error:
            entry.is_unsaved = True
            _log.warning("the download of %s is not saved: %s", entry.stored.package, error)
        else:
            entry.is_unsaved = False

    # --- the thread -----------------------------------------------------------------------------

    def _coordinate(self) -> None:
        is_open = True
        while is_open:
            tick_s: float | None = _TICK_S
            try:
                is_open, tick_s = self._turn()
            except Exception:  # noqa: BLE001 - trouble with one order must not end all of them
                _log.exception("the downloads stumbled")
            if is_open:
                self._wake.wait(tick_s)
                self._wake.clear()

    def _turn(self) -> tuple[bool, float | None]:
        """Do what is to be done; whether to go on, and after how long if nobody wakes us."""
        with self._lock:
            self._settle_ended()
            if self._is_closing and all(e.run is None for e in self._entries.values()):
                return False, None
            removed = [
                entry
                for entry in self._entries.values()
                if entry.stored.wish is Wish.REMOVE and entry.run is None
            ]
        ended = [event for entry in removed if (event := self._removed(entry)) is not None]
        with self._lock:
            if not self._is_closing:
                self._schedule()
            events = ended + self._news()
            pause_s = self._pause_s()
        for event in events:
            self._tell(event)
        return True, pause_s

    def _pause_s(self) -> float | None:
        """How long nothing has to be looked after by itself; None is for ever."""
        entries = self._entries.values()
        if any(entry.run is not None for entry in entries):
            return _TICK_S
        if any(entry.lacking_room or entry.is_unsaved for entry in entries):
            return min(self._look_again_s, 1.0)
        return None

    def _settle_ended(self) -> None:
        for entry in self._entries.values():
            run = entry.run
            if run is None or not run.is_over:
                continue
            entry.run = None
            error = run.error
            entry.count_up(time.monotonic() - entry.run_began)
            if entry.stored.wish is Wish.REMOVE:
                continue
            if error is None:
                error = self._finish(entry)
            if isinstance(error, NoRoomError):
                self._look_for_room(entry, time.monotonic())
                # The system may refuse where its count says that there is room.
                entry.lacking_room = entry.lacking_room or _lacking_room(entry.folder, 0)
            elif isinstance(error, UserError) and entry.stored.wish is Wish.FETCH:
                entry.stored = entry.stored.model_copy(update={"failure": Failure.of(error)})
            if error is not None:
                self._try_to_save(entry)

    def _finish(self, entry: Entry) -> Exception | None:
        """Write down that everything is there; only what is written down is told."""
        stored = entry.stored
        gone = {
            path for path, proof in stored.proven.items() if not proof.is_still(entry.folder / path)
        }
        if gone:  # somebody has taken or changed it since: the next run looks after it
            proven = {path: proof for path, proof in stored.proven.items() if path not in gone}
            entry.stored = stored.model_copy(update={"proven": proven})
            for path in gone:
                entry.figures.file_is_lost(path)
            return None
        done = stored.model_copy(update={"is_done": True, "wish": Wish.FETCH})
        try:
            self._store.save(done)
        except OSError as error:
            return NoRoomError() if is_no_room(error) else NotSavedError(tr("A download"), error)
        entry.stored, entry.is_unsaved = done, False
        return None

    def _removed(self, entry: Entry) -> DownloadEvent | None:
        """Remove what has arrived, without the lock: it may take a while."""
        order = entry.stored.order
        try:
            remove_arrived(order)
            self._store.remove(order.package)
        except (OSError, UserError) as error:
            reason = error.message if isinstance(error, UserError) else error.strerror
            refusal = UserError(
                tr(
                    "Not everything of {title} could be removed: {reason}. Close the programs that "
                    "use it and cancel again.",
                    title=order.title,
                    reason=reason,
                ),
                category=ErrorCategory.DISK,
                safe=tr("The rest stays where it is."),
                recoveries=(Recovery.RETRY,),
            )
            with self._lock:
                self._change(entry, wish=Wish.PAUSE, failure=Failure.of(refusal))
            return None
        with self._lock:
            del self._entries[order.package]
            return entry.figures.progress(DownloadState.CANCELLED)

    def _schedule(self) -> None:
        """Let the first of those that can go on go on, in place of any other."""
        now = time.monotonic()
        for entry in self._entries.values():
            if entry.lacking_room and entry.is_wanted and now >= entry.look_again_at:
                self._look_for_room(entry, now)
            if entry.is_unsaved and entry.run is None and now >= entry.look_again_at:
                entry.look_again_at = now + self._look_again_s
                self._try_to_save(entry)
        ready = [e for e in self._entries.values() if e.is_wanted and not e.lacking_room]
        running = next((e for e in self._entries.values() if e.run is not None), None)
        first = min(ready, key=lambda entry: entry.rank, default=None)
        if first is None or first is running:
            return
        if running is not None:
            running.stop()  # it says when it is over, and this is done again
            return
        entry = first
        entry.run_began = now
        entry.run = OrderRun(
            entry.stored,
            entry.figures,
            self._means,
            proven=lambda file, target, pieces: self._file_proven(entry, file, target, pieces),
            ended=self._wake.set,
        )
        entry.run.start()

    def _look_for_room(self, entry: Entry, now: float) -> None:
        lacking = self._room.lacking(entry.folder, entry.figures.lacking_bytes)
        entry.lacking_room = _lacking_room(entry.folder, lacking) if lacking else ""
        entry.look_again_at = now + self._look_again_s

    def _file_proven(self, entry: Entry, file: ManifestFile, target: Path, pieces: Pieces) -> None:
        """Called on a run's thread: a restart need not read this file again."""
        proof = ProvenFile.at(target, pieces)
        with self._lock:
            self._change(entry, proven={**entry.stored.proven, file.path: proof})

    def _news(self) -> list[DownloadEvent]:
        events: list[DownloadEvent] = []
        for entry in self._entries.values():
            if entry.stored.wish is Wish.REMOVE:
                continue
            progress = entry.progress()
            if progress != entry.told:
                entry.told = progress
                events.append(progress)
            if entry.stored.is_done and not entry.is_finish_told:
                entry.is_finish_told = True
                stored = entry.stored
                events.append(
                    DownloadFinished(
                        order=stored.order,
                        pieces={path: proof.pieces for path, proof in stored.proven.items()},
                        seconds=stored.seconds,
                        received_bytes=stored.received_bytes,
                        retries=stored.retries,
                    )
                )
        return events

    def _tell(self, event: DownloadEvent) -> None:
        try:
            self._listener(event)
        except Exception:  # noqa: BLE001 - what listens must not end the downloads
            _log.exception("a listener failed")


def _is_same(known: DownloadOrder, asked: DownloadOrder) -> bool:
    return known.model_copy(update={"priority": asked.priority, "title": asked.title}) == asked


def _lacking_room(folder: Path, lacking_bytes: int) -> str:
    return tr(
        "{room} Free some space there: the download goes on by itself.",
        room=room_text(folder, lacking_bytes),
    )
