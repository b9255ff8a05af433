"""Measured values as a table for other programs."""

import csv
import io
import math
from datetime import datetime

from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.domain.metrics import PHASE_CODES, SERIES
from wan22_desktop.hardware.metric_ring import RingWindow

_DECIMALS = 3


def to_csv(window: RingWindow, from_unix_s: float, to_unix_s: float) -> bytes:
    """All series between two times, both included; what is not known is an empty cell.

    Times are ISO 8601 with the local offset from UTC. UTF-8 with a byte order mark, for
    spreadsheets take the degree sign for something else without it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([tr("Time"), tr("Phase"), *(f"{s.label} ({s.unit.value})" for s in SERIES)])
    phases = {code: phase.value for phase, code in PHASE_CODES.items()}
    columns = [window.values[series.key].tolist() for series in SERIES]
    rows = zip(window.unix_s.tolist(), window.phases.tolist(), *columns, strict=True)
    for unix_s, phase, *values in rows:
        if from_unix_s <= unix_s <= to_unix_s:
            writer.writerow([_iso(unix_s), phases.get(phase, ""), *map(_cell, values)])
    return text.getvalue().encode("utf-8-sig")


def _iso(unix_s: float) -> str:
    return datetime.fromtimestamp(unix_s).astimezone().isoformat(timespec="milliseconds")


def _cell(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
