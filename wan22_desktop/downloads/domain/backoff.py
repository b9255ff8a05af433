"""How long to wait before another try, and when to stop trying."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from wan22_desktop.core.retry import jittered_delay_s

_FEWEST_TRIES = 4
"""Time also passes while the computer sleeps: it alone is no reason to give up."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a transfer bears what; tests take less."""

    stall_s: float = 30.0
    """A connection that gives next to nothing for so long is replaced."""
    without_progress_s: float = 600.0
    """After so long without a new byte the transfer is given up."""
    first_delay_s: float = 1.0
    longest_delay_s: float = 60.0
    longest_retry_after_s: float = 300.0


class Backoff:
    """Full jitter: each delay is drawn between nothing and a bound that doubles.

    Counts time without progress, not tries: a link that drops every few kilobytes gets there.
    """

    def __init__(
        self,
        patience: Patience,
        *,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._patience = patience
        self._clock = clock
        self._draw = draw
        self._tries = 0
        self._last_progress = clock()

    def progressed(self) -> None:
        """Something new has arrived."""
        self._tries = 0
        self._last_progress = self._clock()

    def next_delay_s(self, retry_after_s: float | None = None) -> float | None:
        """How long to wait now; None when patience is over.

        What the server asks for counts as long as it is not longer than
        `longest_retry_after_s`.
        """
        patience = self._patience
        elapsed_s = self._clock() - self._last_progress
        self._tries += 1
        if elapsed_s >= patience.without_progress_s and self._tries >= _FEWEST_TRIES:
            return None
        delay_s = jittered_delay_s(
            self._tries,
            first_s=patience.first_delay_s,
            longest_s=patience.longest_delay_s,
            draw=self._draw,
        )
        asked_s = min(retry_after_s or 0.0, patience.longest_retry_after_s)
        return max(delay_s, asked_s)
