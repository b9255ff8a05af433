"""A minute of samples as few bytes, and back.

A block is zlib over: number of samples and of series (two uint16), milliseconds since the sample
before (uint16 each), phases (uint8 each), then for each series its least and greatest value
(float32) and the samples between them (uint16 each, 65535 for unknown), all little-endian. So each
value is within 1/65534 of what its series went through in this minute.
"""

import math
import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise

from wan22_desktop.hardware.domain.metrics import PHASE_CODES, SERIES, SystemMetrics
from wan22_desktop.hardware.metric_ring import RingWindow, row_of, window_of

MOST_SAMPLES = 1000
LONGEST_GAP_S = 65.0
"""Between two samples of a block, so that it fits 16 bits of milliseconds."""

_HEAD = struct.Struct("<HH")
_RANGE = struct.Struct("<ff")
_UNKNOWN = 65535
_STEPS = 65534
_MOST_SERIES = 256


def encode(samples: Sequence[SystemMetrics]) -> bytes:
    """The block of 1 to `MOST_SAMPLES` samples whose wall time rises by `LONGEST_GAP_S` at most."""
    count = len(samples)
    times_ms = [round(1000 * (sample.unix_s - samples[0].unix_s)) for sample in samples]
    gaps_ms = [later - earlier for earlier, later in pairwise(times_ms)]
    parts = [
        _HEAD.pack(count, len(SERIES)),
        struct.pack(f"<{count}H", 0, *gaps_ms),
        bytes(PHASE_CODES[sample.activity.phase] for sample in samples),
    ]
    for column in zip(*map(row_of, samples), strict=True):
        known = [value for value in column if math.isfinite(value)] or [0.0]
        # As they will be read, so that no value lies outside them.
        low, high = _RANGE.unpack(_RANGE.pack(min(known), max(known)))
        codes = [_code(value, low, high) for value in column]
        parts += [_RANGE.pack(low, high), struct.pack(f"<{count}H", *codes)]
    return zlib.compress(b"".join(parts), 9)


def _code(value: float, low: float, high: float) -> int:
    if not math.isfinite(value):
        return _UNKNOWN
    if high <= low:
        return 0
    return min(_STEPS, max(0, round((value - low) / (high - low) * _STEPS)))


def decode(block: bytes, begun_unix_s: float) -> RingWindow:
    """The samples, `at_s` being wall time too; raises ValueError for a damaged block.

    Series that the block does not have are unknown; those that only a newer app knows are left
    out.
    """
    import numpy as np

    raw = _unpacked(block)
    if len(raw) < _HEAD.size:
        raise ValueError("the block is cut off")
    count, num_series = _HEAD.unpack_from(raw)
    each = _RANGE.size + 2 * count
    if not 1 <= count <= MOST_SAMPLES or len(raw) != _HEAD.size + 3 * count + num_series * each:
        raise ValueError("the block is not as long as it says")
    place = _HEAD.size
    gaps_ms = np.frombuffer(raw, "<u2", count, place)
    phases = np.frombuffer(raw, np.uint8, count, place + 2 * count)
    # A row is a series, each beginning with its range.
    rows = np.frombuffer(raw, np.uint8, num_series * each, place + 3 * count)
    rows = rows.reshape(num_series, each)[: len(SERIES)]
    ranges = rows[:, : _RANGE.size].copy().view("<f4").astype(np.float64)
    codes = rows[:, _RANGE.size :].copy().view("<u2")
    low, high = ranges[:, :1], ranges[:, 1:]
    if not (np.isfinite(ranges).all() and (low <= high).all()):
        raise ValueError("the block holds no numbers")
    values = np.full((len(SERIES), count), np.nan, np.float32)
    values[: len(rows)] = np.where(codes == _UNKNOWN, np.nan, low + codes * ((high - low) / _STEPS))
    unix_s = begun_unix_s + np.cumsum(gaps_ms, dtype=np.int64) / 1000
    known_phases = np.where(phases < len(PHASE_CODES), phases, 0).astype(np.uint8)
    return window_of(unix_s, unix_s, list(values), known_phases)


def _unpacked(block: bytes) -> bytes:
    most = _HEAD.size + 3 * MOST_SAMPLES + _MOST_SERIES * (_RANGE.size + 2 * MOST_SAMPLES)
    unpacking = zlib.decompressobj()
    try:
        raw = unpacking.decompress(block, most)
    except zlib.error as error:
        raise ValueError("the block is damaged") from error
    # Only at the end the sum over all of it has been compared.
    if not unpacking.eof:
        raise ValueError("the block is cut off or too long")
    return raw


def joined(windows: Sequence[RingWindow]) -> RingWindow:
    """All of them as one, in the order of wall time."""
    import numpy as np

    unix_s = np.concatenate([np.empty(0), *(window.unix_s for window in windows)])
    columns = [
        np.concatenate(
            [np.empty(0, np.float32), *(window.values[series.key] for window in windows)]
        )
        for series in SERIES
    ]
    phases = np.concatenate([np.empty(0, np.uint8), *(window.phases for window in windows)])
    return window_of(unix_s, unix_s, columns, phases).picked(np.argsort(unix_s, kind="stable"))
