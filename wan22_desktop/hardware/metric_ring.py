"""The last hour of samples in memory, and the form in which charts get samples."""

import math
import threading
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wan22_desktop.hardware.domain.metrics import PHASE_CODES, SERIES, SystemMetrics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HOUR_SAMPLES = 7200
"""An hour at the fastest rate that the settings allow, 0.5 s."""


@dataclass(frozen=True, slots=True)
class RingWindow:
    """A stretch of samples as arrays of one length, the oldest first; may be empty.

    The arrays are copies: they do not change when further samples come.
    """

    at_s: "NDArray[np.float64]"
    """Monotonic seconds, rising. In what is read from the history it is wall time, for a monotonic
    clock means nothing after a restart."""
    unix_s: "NDArray[np.float64]"
    """Wall time; it jumps where the clock was set."""
    values: "dict[str, NDArray[np.float32]]"
    """For each key of `SERIES` its values in the unit of the series, NaN where unknown."""
    phases: "NDArray[np.uint8]"
    """Numbers of `PHASE_CODES`: what the engine was doing."""

    def __len__(self) -> int:
        return len(self.at_s)

    def picked(self, places: "NDArray[np.intp]") -> "RingWindow":
        """The samples at these places, in this order."""
        columns = {key: column[places] for key, column in self.values.items()}
        return RingWindow(self.at_s[places], self.unix_s[places], columns, self.phases[places])


def window_of(
    at_s: "NDArray[np.float64]",
    unix_s: "NDArray[np.float64]",
    columns: "list[NDArray[np.float32]]",
    phases: "NDArray[np.uint8]",
) -> RingWindow:
    """A window whose `columns` stand in the order of `SERIES`."""
    values = {series.key: column for series, column in zip(SERIES, columns, strict=True)}
    return RingWindow(at_s, unix_s, values, phases)


class MetricRing:
    """A fixed number of samples, the newest in place of the oldest.

    One thread appends while others ask for windows. Takes 81 bytes a sample, all at once, and
    needs numpy only for windows.
    """

    def __init__(self, capacity: int = HOUR_SAMPLES) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._count = 0
        """Of all samples there ever were."""
        self._at_s = array("d", bytes(8 * capacity))
        self._unix_s = array("d", bytes(8 * capacity))
        self._phases = array("B", bytes(capacity))
        self._columns = [array("f", bytes(4 * capacity)) for _ in SERIES]

    def __len__(self) -> int:
        return min(self._count, self._capacity)

    def append(self, sample: SystemMetrics) -> None:
        """Keep a sample; its `at_s` is not before that of the one before."""
        row = row_of(sample)
        with self._lock:
            place = self._count % self._capacity
            self._at_s[place] = sample.at_s
            self._unix_s[place] = sample.unix_s
            self._phases[place] = PHASE_CODES[sample.activity.phase]
            for column, value in zip(self._columns, row, strict=True):
                column[place] = value
            self._count += 1

    def window(self, seconds: float) -> RingWindow:
        """The samples of the last `seconds` before the newest one, as copies.

        Callable from any thread; takes a fraction of a millisecond for an hour.
        """
        import numpy as np

        with self._lock:
            filled, newest = len(self), (self._count - 1) % self._capacity
            # From the oldest on; the slots behind it follow round the end.
            order = (np.arange(filled) + (newest + 1 - filled)) % self._capacity
            at_s = np.frombuffer(self._at_s, np.float64)[order]
            if filled:
                order = order[np.searchsorted(at_s, at_s[-1] - seconds) :]
                at_s = at_s[filled - len(order) :]
            return window_of(
                at_s,
                np.frombuffer(self._unix_s, np.float64)[order],
                [np.frombuffer(column, np.float32)[order] for column in self._columns],
                np.frombuffer(self._phases, np.uint8)[order],
            )


def row_of(sample: SystemMetrics) -> list[float]:
    """The value of every series in the order of `SERIES`, NaN where it is unknown."""
    return [math.nan if (value := series.of(sample)) is None else value for series in SERIES]
