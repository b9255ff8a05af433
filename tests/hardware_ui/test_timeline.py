"""What is drawn of samples: gaps, peaks, clocks that were set, phases, scales."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest

from fixtures.machine_hours import GAP_S, STARTED_UNIX_S
from wan22_desktop.hardware.domain.metrics import SERIES, Phase
from wan22_desktop.hardware.metric_ring import MetricRing, RingWindow
from wan22_desktop.hardware.ui.chart_kinds import CHARTS, SHOWN_AT_FIRST
from wan22_desktop.hardware.ui.timeline import marks_of, nice_top, runs_of, thin_out, timeline_of


def window(at_s: list[float], unix_s: list[float], values: list[float]) -> RingWindow:
    count = len(at_s)
    return RingWindow(
        np.array(at_s),
        np.array(unix_s),
        {"cpu": np.array(values, dtype=np.float32)},
        np.zeros(count, dtype=np.uint8),
    )


def test_every_series_has_its_place_in_one_chart() -> None:
    drawn = [curve.key for chart in CHARTS for curve in chart.curves]
    assert sorted(drawn) == sorted(series.key for series in SERIES)
    assert set(SHOWN_AT_FIRST) <= set(drawn)


def test_a_chart_has_one_unit() -> None:
    units = {series.key: series.unit for series in SERIES}
    for chart in CHARTS:
        assert len({units[curve.key] for curve in chart.curves}) == 1, chart.title


def test_where_sampling_stood_still_is_a_gap() -> None:
    at = [float(n) for n in range(10)] + [30.0, 31.0]
    timeline = timeline_of(window(at, [1000 + s for s in at], [5.0] * 12))
    assert len(timeline.x) == 13
    assert np.flatnonzero(np.isnan(timeline.values["cpu"])).tolist() == [10]
    assert 1009 < timeline.x[10] < 1030


def test_a_late_sample_is_no_gap() -> None:
    at = [0.0, 1.0, 2.0, 5.0, 6.0]
    timeline = timeline_of(window(at, [1000 + s for s in at], [5.0] * 5))
    assert not np.isnan(timeline.values["cpu"]).any()


def test_a_clock_that_was_set_back_does_not_fold_the_curve() -> None:
    at = [0.0, 1.0, 2.0, 3.0, 4.0]
    timeline = timeline_of(window(at, [5000, 5001, 1402, 1403, 1404], [1, 2, 3, 4, 5]))
    assert timeline.x.tolist() == [1400, 1401, 1402, 1403, 1404]


def test_sleep_is_a_gap_although_the_monotonic_clock_stood() -> None:
    timeline = timeline_of(window([0, 1, 2, 3], [100, 101, 4000, 4001], [1, 2, 3, 4]))
    assert timeline.x[0] == 100
    assert timeline.x[-1] == 4001
    assert np.isnan(timeline.values["cpu"]).sum() == 1


def test_no_samples_are_no_trouble() -> None:
    timeline = timeline_of(MetricRing().window(60))
    assert timeline.nearest(5.0) is None
    assert runs_of(timeline) == ()
    assert math.isnan(timeline.value("cpu", None))


@pytest.mark.parametrize("seed", range(20))
def test_thinning_out_keeps_every_peak_and_every_wide_gap(seed: int) -> None:
    random = np.random.default_rng(seed)
    x = 1e9 + np.arange(3600.0)
    y = random.normal(50, 10, 3600)
    peak, dip = random.integers(0, 3600, 2)
    y[peak], y[dip] = 1000.0, -1000.0
    hole = int(random.integers(100, 3000))
    y[hole : hole + 60] = np.nan
    thin_x, thin_y = thin_out(x, y, 3600 / 300)
    assert len(thin_x) == len(thin_y) <= 2 * 301
    assert (np.diff(thin_x) >= 0).all()
    assert np.nanmax(thin_y) == np.nanmax(y)
    assert np.nanmin(thin_y) == np.nanmin(y)
    inside = (thin_x > x[hole + 12]) & (thin_x < x[hole + 47])
    assert inside.any()
    assert np.isnan(thin_y[inside]).all()


def test_bins_are_fixed_in_time_so_that_curves_do_not_flicker() -> None:
    x = 1e9 + np.arange(3600.0)
    y = np.random.default_rng(7).normal(50, 10, 3600)
    before = dict(zip(*thin_out(x[:3000], y[:3000], 12.0), strict=True))
    after = dict(zip(*thin_out(x[1:3001], y[1:3001], 12.0), strict=True))
    common = [time for time in before if time in after][4:-4]
    assert len(common) > 450
    assert all(before[time] == after[time] for time in common)


def test_jobs_are_runs_of_phases(hour_ring: MetricRing) -> None:
    runs = runs_of(timeline_of(hour_ring.window(3600)))
    job = [Phase.LOADING, Phase.RENDERING, Phase.DECODING, Phase.PUBLISHING]
    # The gap cuts the rendering of the second job.
    assert [run.phase for run in runs] == [*job, job[0], job[1], *job[1:]]
    assert runs[0].from_s == STARTED_UNIX_S + 300
    assert runs[3].to_s == STARTED_UNIX_S + 1500
    assert runs[5].to_s <= STARTED_UNIX_S + GAP_S[1] - 1
    assert runs[6].from_s == STARTED_UNIX_S + GAP_S[1]


@pytest.mark.parametrize(
    ("value", "least", "top"),
    [(3, 10, 10), (10, 10, 10), (11, 10, 20), (23, 1, 25), (1450, 10, 2000), (math.nan, 7, 7)],
)
def test_scales_end_at_round_values(value: float, least: float, top: float) -> None:
    assert nice_top(value, least) == top


@pytest.mark.parametrize("span", [7, 60, 300, 900, 3600, 21600, 86400, 7 * 86400, 30 * 86400])
@pytest.mark.parametrize("most", [2, 4, 8])
def test_the_time_is_marked_at_round_times(span: float, most: int) -> None:
    marks = list(marks_of(STARTED_UNIX_S + 17.3, STARTED_UNIX_S + 17.3 + span, most))
    assert len(marks) <= most + 1
    assert all(STARTED_UNIX_S <= x <= STARTED_UNIX_S + 18 + span for x, _ in marks)
    assert len({label for _, label in marks}) == len(marks)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has one time zone a process")
def test_midnight_is_midnight_where_daylight_saving_ends() -> None:
    code = (
        "import time; time.tzset()\n"
        "from wan22_desktop.hardware.ui.timeline import marks_of\n"
        "from datetime import datetime as d\n"
        "start = d(2026, 10, 23, 12).timestamp()\n"
        "print([(d.fromtimestamp(x).hour, t) for x, t in marks_of(start, start + 4 * 86400, 4)])"
    )
    environment = {**os.environ, "TZ": "Europe/Berlin", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True
    )
    days = ["24 Oct", "25 Oct", "26 Oct", "27 Oct"]
    assert done.stdout.strip() == str([(0, day) for day in days])
