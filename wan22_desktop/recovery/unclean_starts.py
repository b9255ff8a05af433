"""Whether the app has been ending badly since it starts, so that it starts carefully.

Asked at every start, before anything else is read: only light modules are imported here.
"""

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.durable import durable_write

UNCLEAN_STARTS = 2
"""So many starts in a row without a clean end make the next one careful."""
WITHIN_S = 600.0
"""A start longer ago counts no more: an app that ran for hours does not fail because it starts."""
_KEPT_STARTS = 8
_MAX_FILE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class StartReport:
    """What is known of the starts before this one; `reason` is empty without safe mode."""

    unclean_in_a_row: int
    safe_mode: bool
    reason: str = ""


class UncleanStarts:
    """Keeps the times of starts that have not ended cleanly in one small file.

    For the owner of the home, after it has the lock: a second start that only hands over its
    files does not count. Times are of the wall clock, the only one that processes share across a
    reboot; each counts only if it lies less than `WITHIN_S` from now in either direction, so a
    clock that jumps by years makes the app forget starts, never remember them for ever. Without a
    readable or writable file every start is a normal one. No method raises.
    """

    def __init__(self, file: Path, *, now: Callable[[], float] = time.time) -> None:
        """`now` gives seconds since 1970."""
        self._file = file
        self._now = now

    def begin(self) -> StartReport:
        """Note this start, and say how those before it have ended."""
        now = self._now()
        recent = [at for at in self._starts() if abs(now - at) < WITHIN_S][-_KEPT_STARTS:]
        with contextlib.suppress(OSError):
            durable_write(self._file, json.dumps({"starts": [*recent, now]}).encode())
        if len(recent) < UNCLEAN_STARTS:
            return StartReport(len(recent), safe_mode=False)
        times = "twice" if len(recent) == UNCLEAN_STARTS else f"{len(recent)} times"
        reason = (
            f"The app ended unexpectedly {times} within {WITHIN_S / 60:.0f} minutes, so it "
            "started carefully: the queue is paused, the panels are at their default places, and "
            "nothing is checked or watched in the background. Your queue and clips are safe."
        )
        return StartReport(len(recent), safe_mode=True, reason=reason)

    def end_clean(self) -> None:
        """The app ends as it should: what was before counts no more."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)

    def _starts(self) -> list[float]:
        """The times in the file that are times at all, oldest first."""
        try:
            with self._file.open("rb") as stream:
                tree: object = json.loads(stream.read(_MAX_FILE_BYTES))
        except (OSError, ValueError, RecursionError):
            return []
        starts = tree.get("starts") if isinstance(tree, dict) else None
        if not isinstance(starts, list):
            return []
        return [at for at in starts if isinstance(at, float)]  # as they are written
