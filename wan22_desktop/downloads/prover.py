"""Digests of content while it arrives, and the checkpoints, on a thread of their own.

Hashing and flushing take about as long as receiving and writing; both go on at once. Everything
is done in the order in which it was handed in, so a checkpoint covers what came before it.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from wan22_desktop.core.manifest import ContentHash, ManifestFile
from wan22_desktop.core.pieces import PieceHash


@dataclass(frozen=True, slots=True)
class Proof:
    """The digests of a file's beginning."""

    digests: tuple[str, ...]
    """Of the whole pieces."""
    tail_bytes: int
    """What follows them."""
    tail_digest: str


class Prover:
    """Digests one file from its beginning.

    An exception on its thread is raised by the next call; from then on nothing is digested.
    """

    def __init__(self, file: ManifestFile) -> None:
        self._file = file
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._error: Exception | None = None
        self._start_over()
        self._thread = threading.Thread(target=self._work, name="digest", daemon=True)
        self._thread.start()

    def feed(self, content: memoryview, give_back: Callable[[], None]) -> None:
        """Digest `content`, which stays unchanged until `give_back` is called (always, from the
        other thread)."""

        def task() -> None:
            try:
                if self._error is None:
                    self._take(content)
            finally:
                give_back()

        self._tasks.put(task)
        self._raise_error()

    def checkpoint(self, save: Callable[[Proof], None]) -> None:
        """Call `save`, on the other thread, with what has been fed so far."""

        def task() -> None:
            if self._error is None:
                save(self._proof())

        self._tasks.put(task)
        self._raise_error()

    def start_over(self) -> None:
        """Forget everything that has been fed."""
        self._tasks.put(self._start_over)

    def finish(self) -> tuple[str, tuple[str, ...]]:
        """Digest of the whole and of each piece, when all that was handed in is done."""
        self.drain()
        proof = self._proof()
        tail = (proof.tail_digest,) if proof.tail_bytes else ()
        return self._content.digest, (*proof.digests, *tail)

    def drain(self) -> None:
        """Wait until all that was handed in is done."""
        idle = threading.Event()
        self._tasks.put(idle.set)
        idle.wait()
        self._raise_error()

    def close(self) -> None:
        """End the thread when all that was handed in is done; raises nothing."""
        self._tasks.put(None)
        self._thread.join()

    def _take(self, content: memoryview) -> None:
        self._digests.extend(self._pieces.update(content))
        self._content.update(content)

    def _proof(self) -> Proof:
        return Proof(tuple(self._digests), *self._pieces.unfinished)

    def _start_over(self) -> None:
        self._content = ContentHash(self._file)
        self._pieces = PieceHash()
        self._digests: list[str] = []

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except Exception as error:  # noqa: BLE001 - it belongs to who waits for the result
                self._error = error
