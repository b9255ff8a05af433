"""How far an order is: counted by the threads that fetch, read by whoever shows it."""

import threading
import time
from collections import deque
from collections.abc import Callable

from wan22_desktop.core.downloading import DownloadOrder, DownloadProgress, DownloadState
from wan22_desktop.core.errors import ErrorCategory
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import piece_span
from wan22_desktop.downloads.arrived_files import bytes_there
from wan22_desktop.downloads.order_store import StoredOrder

_WINDOW_S = 5.0
_SLOT_S = 0.25
_SHORTEST_S = 1.0
"""Before this much is known of a transfer its speed says nothing about the time left."""


class SpeedMeter:
    """Bytes per second over the last five seconds; not thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._slots: deque[list[float]] = deque()
        self._started_at = clock()

    def restart(self) -> None:
        """What was before no longer counts."""
        self._slots.clear()
        self._started_at = self._clock()

    def count(self, count_bytes: int) -> None:
        now = self._clock()
        if not self._slots or now - self._slots[-1][0] >= _SLOT_S:
            self._slots.append([now, 0.0])
        self._slots[-1][1] += count_bytes

    @property
    def bytes_per_second(self) -> float:
        now = self._clock()
        while self._slots and now - self._slots[0][0] > _WINDOW_S:
            self._slots.popleft()
        span_s = min(max(now - self._started_at, _SLOT_S), _WINDOW_S)
        return sum(slot[1] for slot in self._slots) / span_s

    @property
    def is_known(self) -> bool:
        """Whether enough has been seen to tell the time left from it."""
        return self._clock() - self._started_at >= _SHORTEST_S


class Figures:
    """Of one order, since this process knows it; thread-safe."""

    def __init__(self, stored: StoredOrder) -> None:
        self._lock = threading.Lock()
        self._order = stored.order
        self._meter = SpeedMeter()
        self._received_bytes = 0
        self._retries = 0
        self._waiting: dict[str, str] = {}
        self._active: set[str] = set()
        self._resumed: set[str] = set()
        self._content: dict[str, int] = {}
        self._done: set[str] = set()
        for file in stored.order.manifest.files:
            if file.path in stored.proven or stored.is_done:
                self._set_done(file.path, file.size_bytes)
            else:
                self._content[file.path] = _there(stored.order, file)

    # --- told by the threads that fetch ---------------------------------------------------------

    def begin(self) -> None:
        """Bytes flow from now on: what was before says nothing about the speed."""
        with self._lock:
            self._meter.restart()

    def file_begins(self, path: str) -> None:
        with self._lock:
            self._active.add(path)
            if self._content[path]:
                self._resumed.add(path)

    def file_ends(self, path: str) -> None:
        with self._lock:
            self._active.discard(path)
            self._resumed.discard(path)
            self._waiting.pop(path, None)

    def file_is_done(self, path: str, size_bytes: int) -> None:
        with self._lock:
            self._set_done(path, size_bytes)

    def file_is_lost(self, path: str) -> None:
        """It was taken for done or begun, but nothing of it is there."""
        with self._lock:
            self._done.discard(path)
            self._content[path] = 0

    def content(self, path: str, done_bytes: int) -> None:
        with self._lock:
            self._content[path] = done_bytes

    def received(self, path: str, count_bytes: int) -> None:
        with self._lock:
            self._received_bytes += count_bytes
            self._meter.count(count_bytes)
            self._resumed.discard(path)
            self._waiting.pop(path, None)

    def waiting(self, path: str, reason: str) -> None:
        """Why nothing of a file arrives; it counts until something does."""
        with self._lock:
            self._waiting[path] = reason
            self._resumed.discard(path)

    def retried(self) -> None:
        with self._lock:
            self._retries += 1

    # --- read -----------------------------------------------------------------------------------

    @property
    def received_bytes(self) -> int:
        with self._lock:
            return self._received_bytes

    @property
    def retries(self) -> int:
        with self._lock:
            return self._retries

    @property
    def waiting_for(self) -> str:
        """Why nothing at all arrives; empty if something does."""
        with self._lock:
            if self._active and self._active <= self._waiting.keys():
                return next(iter(self._waiting.values()))
            return ""

    @property
    def is_verifying(self) -> bool:
        """Whether what has arrived earlier is read first, and nothing new arrives."""
        with self._lock:
            return bool(self._active) and self._active <= self._resumed

    @property
    def lacking_bytes(self) -> int:
        """What the disk still has to take."""
        with self._lock:
            return self._order.manifest.size_bytes - sum(self._content.values())

    def progress(
        self,
        state: DownloadState,
        message: str = "",
        category: ErrorCategory | None = None,
    ) -> DownloadProgress:
        with self._lock:
            done = sum(self._content.values())
            total = self._order.manifest.size_bytes
            flows = state is DownloadState.DOWNLOADING
            speed = self._meter.bytes_per_second if flows else 0.0
            is_known = flows and speed > 0 and self._meter.is_known
            return DownloadProgress(
                package=self._order.package,
                state=state,
                done_bytes=done,
                total_bytes=total,
                received_bytes=self._received_bytes,
                bytes_per_second=round(speed, 1),
                seconds_left=round((total - done) / speed, 1) if is_known else None,
                files_done=len(self._done),
                files_total=len(self._order.manifest.files),
                retries=self._retries,
                message=message,
                category=category,
            )

    def _set_done(self, path: str, size_bytes: int) -> None:
        self._done.add(path)
        self._content[path] = size_bytes


def _there(order: DownloadOrder, file: ManifestFile) -> int:
    """How much of an unfinished file need not be fetched, as far as that can be told."""
    repair = order.repairs.get(file.path)
    if repair is None:
        return min(bytes_there(order, file.path), file.size_bytes)
    right = (number for number, digest in enumerate(repair.digests) if digest is not None)
    spans = (piece_span(number, repair.size_bytes) for number in right)
    return sum(end - start for start, end in spans)
