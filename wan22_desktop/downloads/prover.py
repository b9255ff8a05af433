"""Work that goes on beside receiving and writing: digests, on a thread of their own.

Everything is done in the order in which it was handed in.
"""

import queue
import threading
from collections.abc import Callable

from wan22_desktop.core.manifest import ContentHash, ManifestFile
from wan22_desktop.core.pieces import PieceHash
from wan22_desktop.downloads.domain.journal import Proof


class Worker:
    """Does tasks in order on a thread of its own.

    An exception of a task is raised by the next call; the tasks after it still run.
    """

    def __init__(self, name: str) -> None:
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, task: Callable[[], None]) -> None:
        self._tasks.put(task)
        self._raise_error()

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

    def _raise_error(self) -> None:
        if self.error is not None:
            raise self.error

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except Exception as error:  # noqa: BLE001 - it belongs to who waits for the result
                self.error = error


class Prover:
    """Digests one file from its beginning."""

    def __init__(self, file: ManifestFile) -> None:
        self._file = file
        self._start_over()
        self._worker = Worker("digest")

    def feed(self, content: memoryview, give_back: Callable[[], None]) -> None:
        """Digest `content`, which stays unchanged until `give_back` is called (always, from the
        other thread)."""

        def task() -> None:
            try:
                self._take(content)
            finally:
                give_back()

        self._worker.put(task)

    def prove(self, receive: Callable[[Proof], None]) -> None:
        """Call `receive`, on the other thread, with what has been fed so far."""
        self._worker.put(lambda: receive(self._proof()))

    def start_over(self) -> None:
        """Forget everything that has been fed."""
        self._worker.put(self._start_over)

    def finish(self) -> tuple[str, tuple[str, ...]]:
        """Digest of the whole and of each piece, when all that was handed in is done."""
        self.drain()
        proof = self._proof()
        tail = (proof.tail_digest,) if proof.tail_bytes else ()
        return self._content.digest, (*proof.digests, *tail)

    def drain(self) -> None:
        """Wait until all that was handed in is done."""
        self._worker.drain()

    def close(self) -> None:
        """End the thread when all that was handed in is done; raises nothing."""
        self._worker.close()

    def _take(self, content: memoryview) -> None:
        self._digests.extend(self._pieces.update(content))
        self._content.update(content)

    def _proof(self) -> Proof:
        return Proof(tuple(self._digests), *self._pieces.unfinished)

    def _start_over(self) -> None:
        self._content = ContentHash(self._file)
        self._pieces = PieceHash()
        self._digests: list[str] = []
