"""Samples on a time axis, and the points that are drawn of them.

Imports numpy: only once charts are shown.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.domain.metrics import PHASE_CODES, Phase
from wan22_desktop.hardware.metric_ring import RingWindow

Floats = npt.NDArray[np.float64]

GAP_INTERVALS = 3.0
"""So many missing samples in a row are a gap; fewer may be a computer that was busy."""
MIN_GAP_S = 5.0
DAY_S = 86400
_MARK_STEPS_S = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800),
    *(3600, 7200, 10800, 21600, 43200, DAY_S, 2 * DAY_S, 7 * DAY_S, 14 * DAY_S, 28 * DAY_S),
)
"""What people count time in."""
BACKWARD_S = 1.0
"""A wall clock that lags more than this behind the monotonic one was set back."""


@dataclass(frozen=True, slots=True)
class Run:
    """A time of one phase of a job."""

    from_s: float
    to_s: float
    phase: Phase


@dataclass(frozen=True, slots=True)
class Timeline:
    """Samples on the axis of wall time, which only ever grows."""

    x: Floats = field(default_factory=lambda: np.empty(0))
    """Unix seconds."""
    values: dict[str, Floats] = field(default_factory=dict)
    phases: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))

    def nearest(self, x: float) -> int | None:
        """The row of the sample that is nearest to `x`; None if there is none at all."""
        if not len(self.x):
            return None
        right = min(int(np.searchsorted(self.x, x)), len(self.x) - 1)
        left = max(right - 1, 0)
        return left if x - self.x[left] <= self.x[right] - x else right

    def value(self, key: str, row: int | None) -> float:
        """NaN where it is not known."""
        values = self.values.get(key)
        return math.nan if row is None or values is None else float(values[row])

    def phase(self, row: int | None) -> Phase:
        return Phase.IDLE if row is None else _PHASES.get(int(self.phases[row]), Phase.IDLE)


_PHASES = {code: phase for phase, code in PHASE_CODES.items()}


def timeline_of(window: RingWindow) -> Timeline:
    """Put samples on the axis; where sampling stood still, a row without values makes a gap.

    A wall clock that was set back does not fold the curves: there the monotonic clock counts.
    """
    if not len(window.at_s):
        return Timeline()
    x = _wall_times(window.at_s, window.unix_s)
    values = {key: np.asarray(column, dtype=np.float64) for key, column in window.values.items()}
    phases = window.phases
    steps = np.diff(x)
    if len(steps):
        # numpy's own median imports much that nothing else here needs.
        usual = float(np.partition(steps, len(steps) // 2)[len(steps) // 2])
        longest = max(GAP_INTERVALS * usual, MIN_GAP_S)
        gaps = np.flatnonzero(steps > longest) + 1
        if len(gaps):
            x = np.insert(x, gaps, (x[gaps - 1] + x[gaps]) / 2)
            values = {key: np.insert(column, gaps, np.nan) for key, column in values.items()}
            phases = np.insert(phases, gaps, PHASE_CODES[Phase.IDLE])
    return Timeline(x, values, phases)


def _wall_times(at_s: Floats, unix_s: Floats) -> Floats:
    steps = np.diff(unix_s)
    monotonic = np.maximum(np.diff(at_s), 0.0)
    was_set_back = (steps <= 0) | (steps < monotonic - BACKWARD_S)
    if not was_set_back.any():
        return np.asarray(unix_s, dtype=np.float64)
    # The latest times are the right ones: the earlier ones are counted back from there.
    back = np.cumsum(np.where(was_set_back, monotonic, steps)[::-1])[::-1]
    return float(unix_s[-1]) - np.append(back, 0.0)


def thin_out(x: Floats, y: Floats, bin_s: float) -> tuple[Floats, Floats]:
    """Lowest and highest value of each bin, so that no peak is lost; gaps of a whole bin stay.

    Bins are fixed in time: curves that move along do not flicker.
    """
    if len(x) < 3 or bin_s <= 0:
        return x, y
    bins = np.floor(x / bin_s)
    starts = np.flatnonzero(np.diff(bins, prepend=bins[0] - 1))
    if 2 * len(starts) >= len(x):
        return x, y
    ends = np.append(starts[1:], len(x)) - 1
    thin_x = np.empty(2 * len(starts))
    thin_y = np.empty(2 * len(starts))
    thin_x[0::2], thin_x[1::2] = x[starts], x[ends]
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    falls = y[starts] > y[ends]
    thin_y[0::2], thin_y[1::2] = np.where(falls, high, low), np.where(falls, low, high)
    return thin_x, thin_y


def runs_of(timeline: Timeline) -> tuple[Run, ...]:
    """The phases of jobs, one after another; times without a job are left out."""
    if not len(timeline.x):
        return ()
    starts = np.flatnonzero(np.diff(timeline.phases.astype(np.int16), prepend=-1))
    ends = np.append(starts[1:], len(timeline.x) - 1)
    return tuple(
        Run(float(timeline.x[start]), float(timeline.x[end]), phase)
        for start, end in zip(starts, ends, strict=True)
        if (phase := timeline.phase(int(start))) is not Phase.IDLE
    )


def nice_top(value: float, least: float) -> float:
    """The end of a scale that starts at zero and holds `value`: 1, 2, 2.5 or 5 times ten to n."""
    if math.isnan(value) or value <= least:
        return least
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 2.5, 5, 10) if value <= power * step * (1 + 1e-9))


@lru_cache(maxsize=4)
def marks_of(from_s: float, to_s: float, most: int) -> tuple[tuple[float, str], ...]:
    """Round local times between two times, at most about `most`, each with its label.

    All charts of a column ask for the same ones.
    """
    return tuple(_marks_of(from_s, to_s, most))


def _marks_of(from_s: float, to_s: float, most: int) -> Iterator[tuple[float, str]]:
    span = to_s - from_s
    step = next((s for s in _MARK_STEPS_S if span / s <= most), _MARK_STEPS_S[-1])
    form = "%H:%M:%S" if step < 60 else "%H:%M" if step < DAY_S else tr("%d %b")
    offset = _offset_s(from_s)
    for number in range(math.ceil((from_s + offset) / step), int((to_s + offset) // step) + 1):
        mark = float(number * step - offset)
        # Where daylight saving begins or ends, midnight is an hour off.
        mark += offset - _offset_s(mark)
        yield mark, f"{datetime.fromtimestamp(mark).astimezone():{form}}"


def _offset_s(unix_s: float) -> int:
    """Of the local time from UTC."""
    offset = datetime.fromtimestamp(unix_s).astimezone().utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
