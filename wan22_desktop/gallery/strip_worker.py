"""A thread that does the newest wishes first and drops those that nobody has any more."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

W = TypeVar("W")

log = logging.getLogger("wan22.gallery")


class NewestFirst(Generic[W]):
    """Calls `serve` for one wish after the other on its own thread, until `close`."""

    def __init__(self, serve: Callable[[W], None], name: str) -> None:
        self._serve = serve
        self._wishes: list[W] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def want(self, wishes: Sequence[W]) -> None:
        """Serve these, the last one first, and nothing that was wanted before."""
        with self._changed:
            self._wishes = list(wishes)
            self._changed.notify()

    def close(self) -> None:
        """Finish what is at work, drop the others, and wait for the thread to end."""
        with self._changed:
            self._wishes = []
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wishes or self._closed)
                if self._closed:
                    return
                wish = self._wishes.pop()
            try:
                self._serve(wish)
            except Exception:  # the thread serves the next ones all the same
                log.exception("a picture of a clip could not be made")
