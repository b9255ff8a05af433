"""The bandwidth limit."""

import threading
import time
from collections.abc import Callable

from wan22_desktop.downloads.domain.control import TransferControl

_STEP_S = 0.05
"""A reader takes at most so much of the limit at once."""
_EARNED_S = 0.25
"""So much time at most counts afterwards: a read takes a while, and a wait may end late."""
_LOOK_S = 0.1
"""A changed limit is seen within this time by who waits."""


class TokenBucket:
    """Holds all readers together to a number of bytes per second; thread-safe.

    A reader asks `chunk` how much to read and then pays for what it got. `limit` may be set at any
    time, None for no limit.
    """

    def __init__(
        self,
        limit_bytes_per_second: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._limit = limit_bytes_per_second
        self._balance = 0.0
        self._counted_until = clock()

    @property
    def limit(self) -> int | None:
        return self._limit

    @limit.setter
    def limit(self, bytes_per_second: int | None) -> None:
        with self._lock:
            self._limit = bytes_per_second
            # A debt at the old rate could take minutes at the new one.
            self._balance = 0.0
            self._counted_until = self._clock()

    def chunk(self, most_bytes: int) -> int:
        """How many bytes to read next, at most `most_bytes`."""
        limit = self._limit
        return most_bytes if limit is None else max(1, min(most_bytes, int(limit * _STEP_S)))

    def pay(self, count_bytes: int, control: TransferControl) -> None:
        """Wait until what was read fits the limit; raises TransferStopped."""
        if self._limit is None:
            return
        debt_s = self._charged(count_bytes)
        while debt_s > 0:
            control.wait(min(debt_s, _LOOK_S))
            debt_s = self._charged(0)

    def _charged(self, count_bytes: int) -> float:
        """The seconds until the balance is even again, `count_bytes` taken off it."""
        with self._lock:
            limit = self._limit
            if limit is None:
                return 0.0
            now = self._clock()
            earned = (now - self._counted_until) * limit
            # A longer time without readers earns nothing more: it would be a burst afterwards.
            self._balance = min(self._balance + earned, _EARNED_S * limit) - count_bytes
            self._counted_until = now
            return -self._balance / limit
