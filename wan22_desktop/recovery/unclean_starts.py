"""Whether the app has been ending badly since it starts, so that it starts carefully.

Asked at every start, before anything else is read: only light modules are imported here.
"""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.texts import tr

UNCLEAN_STARTS = 2
"""So many starts in a row without a clean end make the next one careful."""
WITHIN_S = 600.0
"""A start longer ago counts no more: an app that ran for hours does not fail because it starts."""
_MAX_FILE_BYTES = 1024
"""Fifty starts; a longer file is begun anew with those that count."""
_KEPT_STARTS = 8


@dataclass(frozen=True, slots=True)
class StartReport:
    """What is known of the starts before this one; `reason` is empty without safe mode."""

    unclean_in_a_row: int
    safe_mode: bool
    reason: str = ""


class UncleanStarts:
    """Keeps the times of starts that have not ended cleanly, one a line, in a small file.

    For the owner of the home, after it has the lock: a second start that only hands over its
    files does not count. Times are of the wall clock, the only one that processes share across a
    reboot; each counts only if it lies less than `WITHIN_S` from now in either direction, so a
    clock that jumps by years makes the app forget starts, never remember them for ever. Without a
    readable or writable file every start is a normal one. No method raises.

    Nothing is flushed to the disk, which would take longer than all the rest of it: a line has to
    outlive this process only. A power cut may cost the count, and then the start is a normal one.
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
            self._note(now, recent)
        if len(recent) < UNCLEAN_STARTS:
            return StartReport(len(recent), safe_mode=False)
        times = (
            tr("twice") if len(recent) == UNCLEAN_STARTS else tr("{count} times", count=len(recent))
        )
        reason = tr(
            "The app ended unexpectedly {times} within {minutes} minutes, so it "
            "started carefully: the queue is paused, the panels are at their default places, and "
            "nothing is checked or watched in the background. Your queue and clips are safe.",
            times=times,
            minutes=f"{WITHIN_S / 60:.0f}",
        )
        return StartReport(len(recent), safe_mode=True, reason=reason)

    def end_clean(self) -> None:
        """The app ends as it should: what was before counts no more."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)

    def _note(self, now: float, recent: list[float]) -> None:
        with self._file.open("ab") as stream:
            lines = [now]
            if stream.tell() > _MAX_FILE_BYTES:
                stream.truncate(0)
                lines = [*recent, now]
            # A line that a kill has cut off must not swallow this one.
            stream.write("".join(f"\n{at!r}" for at in lines).encode())

    def _starts(self) -> list[float]:
        """The times in the file that are times at all, oldest first."""
        try:
            with self._file.open("rb") as stream:
                lines = stream.read(2 * _MAX_FILE_BYTES).split(b"\n")
        except OSError:
            return []
        starts: list[float] = []
        for line in lines:
            with contextlib.suppress(ValueError):
                starts.append(float(line))
        return starts
