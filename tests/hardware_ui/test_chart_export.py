"""The exported table, read back as a spreadsheet would."""

import csv
import io
from datetime import datetime

import numpy as np

from fixtures.machine_hours import STARTED_UNIX_S, UNREAD_S, sample_at
from wan22_desktop.hardware.chart_export import to_csv
from wan22_desktop.hardware.domain.metrics import SERIES
from wan22_desktop.hardware.metric_ring import MetricRing, RingWindow


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_series_has_a_column_with_its_unit(hour_ring: MetricRing) -> None:
    rows = rows_of(to_csv(hour_ring.window(3600), 0.0, 1e12))
    assert len(rows) == len(hour_ring)
    assert list(rows[0]) == ["Time", "Phase", *(f"{s.label} ({s.unit.value})" for s in SERIES)]


def test_values_and_times_are_those_of_the_samples(hour_ring: MetricRing) -> None:
    start = STARTED_UNIX_S + 2000
    rows = rows_of(to_csv(hour_ring.window(3600), start, start + 59))
    assert len(rows) == 60
    for second, row in enumerate(rows, start=2000):
        sample = sample_at(second)
        when = datetime.fromisoformat(row["Time"])
        assert when.tzinfo is not None
        assert when.timestamp() == sample.unix_s
        assert row["Phase"] == sample.activity.phase.value
        for series in SERIES:
            cell, value = row[f"{series.label} ({series.unit.value})"], series.of(sample)
            assert (cell == "") == (value is None)
            if value is not None:
                assert abs(float(cell) - float(np.float32(value))) <= 0.0006


def test_what_is_not_known_is_empty_and_never_zero(hour_ring: MetricRing) -> None:
    start = STARTED_UNIX_S + UNREAD_S[0]
    (row,) = rows_of(to_csv(hour_ring.window(3600), start, start))
    assert row["GPU temperature (°C)"] == ""
    assert row["CPU (%)"] != ""


def test_a_phase_of_a_newer_version_is_left_empty() -> None:
    values = {series.key: np.array([1e7], dtype=np.float32) for series in SERIES}
    window = RingWindow(np.zeros(1), np.array([1e9]), values, np.array([250], dtype=np.uint8))
    (row,) = rows_of(to_csv(window, 0, 2e9))
    assert row["Phase"] == ""
    assert row["CPU (%)"] == "10000000"
