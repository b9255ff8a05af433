"""Questions to what may never answer, such as a driver that is being reset."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

LIMIT_S = 2.0
"""How long anybody waits for a driver, its tool or a disk."""

_Answer = TypeVar("_Answer")


class TimeLimit:
    """Asks one question at a time on a thread of its own and waits for the answer only so long.

    A call into a driver cannot be interrupted. One that hangs keeps one parked thread, which
    does not hold up the end of the program. Until it returns nobody waits again and no second
    thread joins it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._free = threading.Lock()
        self._deadline = 0.0
        """Of the question under way, on the monotonic clock."""

    def ask(self, question: Callable[[], _Answer], limit_s: float = LIMIT_S) -> _Answer:
        """The answer; raises TimeoutError after `limit_s` and what `question` raises."""
        begun = time.monotonic()
        deadline = begun + limit_s
        if not self._free.acquire(blocking=False):
            waited_s = min(deadline, self._deadline) - begun
            if waited_s <= 0 or not self._free.acquire(timeout=waited_s):
                raise TimeoutError(f"{self._name} still does not answer")
        self._deadline = deadline
        future: Future[_Answer] = Future()
        thread = threading.Thread(
            target=self._answer, args=(question, future), name=self._name, daemon=True
        )
        try:
            thread.start()
        except RuntimeError:
            self._free.release()
            raise
        return future.result(max(0.0, deadline - time.monotonic()))

    def _answer(self, question: Callable[[], _Answer], future: Future[_Answer]) -> None:
        try:
            answer = question()
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked
            self._free.release()
            future.set_exception(error)
        else:
            # First, so that who has the answer can ask the next question at once.
            self._free.release()
            future.set_result(answer)
