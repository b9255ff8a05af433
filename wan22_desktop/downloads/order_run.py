"""One go at an order: what lies there is proven, the rest is fetched, several files at a time."""

import errno
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.free_space import DiskRoom
from wan22_desktop.core.manifest import ContentHash, ManifestFile
from wan22_desktop.core.pieces import PIECE_BYTES, PieceHash, Pieces
from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.arrived_files import target_of
from wan22_desktop.downloads.domain.backoff import Patience
from wan22_desktop.downloads.domain.control import (
    DiskFullError,
    TransferControl,
    TransferStopped,
)
from wan22_desktop.downloads.domain.origin import Origin
from wan22_desktop.downloads.domain.rate import TokenBucket
from wan22_desktop.downloads.figures import Figures
from wan22_desktop.downloads.http import HttpClient
from wan22_desktop.downloads.order_store import StoredOrder
from wan22_desktop.downloads.transfer import FetchedFile, TransferWatcher, fetch_file

_BLOCK_BYTES = 1024**2
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NO_ROOM_ON_WINDOWS = {39, 112}
"""ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL; Python has no errno for the first."""

_log = logging.getLogger("wan22.downloads")


@dataclass(frozen=True, slots=True)
class Means:
    """What every order is fetched with."""

    endpoint: str
    token: Callable[[], str | None]
    client: HttpClient
    bucket: TokenBucket
    room: DiskRoom
    patience: Patience
    parallel_files: int


class NoRoomError(Exception):
    """The disk lacks room for what is still to come."""


def is_no_room(error: OSError) -> bool:
    return error.errno in _NO_ROOM or getattr(error, "winerror", None) in _NO_ROOM_ON_WINDOWS


class OrderRun:
    """Works on threads of its own from `start` until `is_over`; then `error` says how it ended.

    None: every file is proven. TransferStopped, NoRoomError and UserError: what has arrived is
    kept, and another run goes on from there. `proven` is told of each file that is right; `ended`
    is called on the run's thread as the last thing.
    """

    def __init__(
        self,
        stored: StoredOrder,
        figures: Figures,
        means: Means,
        *,
        proven: Callable[[ManifestFile, Path, Pieces], None],
        ended: Callable[[], None],
    ) -> None:
        self.error: Exception | None = None
        self.is_verifying = False
        self.is_over = False
        self._stored = stored
        self._order = stored.order
        self._figures = figures
        self._means = means
        self._proven = proven
        self._ended = ended
        self._control = TransferControl()
        self._lock = threading.Lock()
        self._waiting_files: list[ManifestFile] = []
        self._thread = threading.Thread(
            target=self._work, name=f"download-{stored.package}", daemon=True
        )

    def start(self) -> None:
        self._figures.begin()
        self._thread.start()

    def stop(self) -> None:
        """It ends soon, with everything that has arrived on the disk; does not wait."""
        self._control.stop()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def _work(self) -> None:
        with self._noting_errors():
            self._prepare()
            threads = [
                threading.Thread(
                    target=self._fetch_files,
                    args=(Origin(self._means.endpoint, self._means.token()),),
                    name=f"download-{self._order.package}-{number}",
                    daemon=True,
                )
                for number in range(min(self._means.parallel_files, len(self._waiting_files)))
            ]
            self._figures.begin()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.is_over = True
        self._ended()

    def _noting_errors(self) -> "_NotingErrors":
        return _NotingErrors(self._end)

    def _end(self, error: Exception) -> None:
        """The first error decides how the run ends; the other threads stop."""
        with self._lock:
            if self.error is None:
                self.error = error
        self._control.stop()

    # --- what lies there ------------------------------------------------------------------------

    def _prepare(self) -> None:
        folder = Path(self._order.folder)
        folder.mkdir(parents=True, exist_ok=True)
        missing: list[ManifestFile] = []
        for file in self._order.manifest.files:
            self._control.check()
            target = target_of(self._order, file.path)
            known = self._stored.proven.get(file.path)
            if known is not None and known.is_still(target):
                self._figures.file_is_done(file.path, file.size_bytes)
                continue
            pieces = self._pieces_of(file, target)
            if pieces is not None:
                self._file_is_right(file, target, pieces)
                continue
            if known is not None:
                self._figures.file_is_lost(file.path)
            missing.append(file)
        self.is_verifying = False
        # The longest first: a long one that begins last keeps everybody waiting.
        self._waiting_files = sorted(missing, key=lambda file: file.size_bytes)
        if missing:
            self._check_room(0)

    def _pieces_of(self, file: ManifestFile, target: Path) -> Pieces | None:
        """The digests of a file's pieces if it lies there and is right."""
        if not target.is_file() or target.stat().st_size != file.size_bytes:
            return None
        self.is_verifying = True
        whole, pieces, digests = ContentHash(file), PieceHash(), list[str | None]()
        done_bytes = 0
        with target.open("rb") as stream:
            while block := stream.read(_BLOCK_BYTES):
                self._control.check()
                whole.update(block)
                digests += pieces.update(block)
                done_bytes += len(block)
                self._figures.content(file.path, min(done_bytes, file.size_bytes))
        if done_bytes % PIECE_BYTES:
            digests.append(pieces.finish())
        if whole.digest != file.digest:
            self._figures.file_is_lost(file.path)
            return None
        return Pieces(size_bytes=file.size_bytes, digests=tuple(digests))

    # --- what is fetched ------------------------------------------------------------------------

    def _fetch_files(self, origin: Origin) -> None:
        while True:
            with self._lock:
                if not self._waiting_files:
                    return
                file = self._waiting_files.pop()
            with self._noting_errors() as noting:
                self._control.check()
                self._figures.file_begins(file.path)
                try:
                    target = target_of(self._order, file.path)
                    fetched = self._fetched(file, target, origin)
                    self._file_is_right(file, target, fetched.pieces)
                finally:
                    self._figures.file_ends(file.path)
            if noting.has_noted:
                return

    def _fetched(self, file: ManifestFile, target: Path, origin: Origin) -> FetchedFile:
        means = self._means
        return fetch_file(
            file,
            target,
            origin=origin,
            client=means.client,
            control=self._control,
            bucket=means.bucket,
            watcher=_Watcher(self._figures, file.path),
            known=self._order.repairs.get(file.path),
            check_room=self._check_room,
            patience=means.patience,
        )

    def _file_is_right(self, file: ManifestFile, target: Path, pieces: Pieces) -> None:
        self._proven(file, target, pieces)
        self._figures.file_is_done(file.path, file.size_bytes)

    def _check_room(self, file_needs_bytes: int) -> None:
        need = max(file_needs_bytes, self._figures.lacking_bytes)
        if self._means.room.lacking(Path(self._order.folder), need):
            raise NoRoomError


class _Watcher(TransferWatcher):
    def __init__(self, figures: Figures, path: str) -> None:
        self._figures = figures
        self._path = path

    def content(self, done_bytes: int) -> None:
        self._figures.content(self._path, done_bytes)

    def received(self, count_bytes: int) -> None:
        self._figures.received(self._path, count_bytes)

    def waiting(self, reason: str) -> None:
        if reason:
            self._figures.waiting(self._path, reason)

    def retried(self) -> None:
        self._figures.retried()


class _NotingErrors:
    """Turns whatever a thread raises into the error of its run."""

    def __init__(self, note: Callable[[Exception], None]) -> None:
        self._note = note
        self.has_noted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, Exception):
            return False
        self.has_noted = True
        self._note(_as_told(error))
        return True


def _as_told(error: Exception) -> Exception:
    if isinstance(error, TransferStopped | NoRoomError | UserError):
        return error
    if isinstance(error, DiskFullError):
        return NoRoomError()
    if isinstance(error, OSError):
        if is_no_room(error):
            return NoRoomError()
        return UserError(
            tr(
                "{file} cannot be written or read: {reason}. Check that the folder is there "
                "and may be written to, then resume.",
                file=error.filename or tr("A file"),
                reason=error.strerror or type(error).__name__,
            ),
            category=ErrorCategory.DISK,
            safe=tr("What has arrived is kept."),
            recoveries=(Recovery.RETRY,),
        )
    _log.error("a download was given up", exc_info=error)
    return UserError(
        tr("Sorry, the app made a mistake with this download. The log has the details."),
        category=ErrorCategory.BUG,
        safe=tr("What has arrived is kept."),
        recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
    )
