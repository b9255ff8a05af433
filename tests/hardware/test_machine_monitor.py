"""The monitor: what a sample holds, what is kept, and who may ask while it measures."""

import contextlib
import math
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import Places
from wan22_desktop.hardware.domain.metrics import (
    PHASE_CODES,
    SERIES,
    Activity,
    GpuMetrics,
    Phase,
    SystemMetrics,
)
from wan22_desktop.hardware.health_monitor import HealthMonitor
from wan22_desktop.hardware.history import MetricHistory
from wan22_desktop.hardware.live_gpu import LiveGpu
from wan22_desktop.hardware.metric_ring import HOUR_SAMPLES, MetricRing
from wan22_desktop.hardware.time_limit import TimeLimit


class Clock:
    """A clock that is set."""

    def __init__(self, now_s: float) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


class NoNvml:
    """pynvml where there is no driver."""

    def nvmlInit(self) -> None:  # noqa: N802 - NVML's name
        error = RuntimeError("NVML Shared Library Not Found")
        error.value = 12  # type: ignore[attr-defined]
        raise error


def no_card() -> LiveGpu:
    return LiveGpu(nvml=NoNvml(), limit=TimeLimit("no driver"), tool=["/nowhere/nvidia-smi"])


def numbered(number: int, capacity: int = HOUR_SAMPLES) -> SystemMetrics:
    """A sample of which every value tells its number."""
    return SystemMetrics(
        at_s=float(number),
        unix_s=1e9 + number,
        cpu_percent=number % 100,
        used_ram_bytes=(number % capacity) << 20,
        disk_read_bytes_s=None if number % 2 else 0.0,
        activity=Activity(phase=tuple(Phase)[number % len(Phase)]),
    )


@contextlib.contextmanager
def switching_often() -> Iterator[None]:
    """Threads take turns as often as Python can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def test_a_sample_joins_everybodys_answers_and_the_activity(tmp_path: Path) -> None:
    clock, wall = Clock(100.0), Clock(1.7e9)
    monitor = HealthMonitor(tmp_path, gpu=no_card(), clock=clock, wall_clock=wall)
    assert monitor.get_current_metrics() is None
    assert len(monitor.ring.window(60)) == 0
    activity = Activity(engine_pid=None, job_id="j1", phase=Phase.RENDERING, seconds_per_step=2.5)
    monitor.note(activity)
    told = monitor.sample()
    assert (told.at_s, told.unix_s, told.activity) == (100.0, 1.7e9, activity)
    assert (told.gpus, told.gpu) == ((), None)
    assert told.total_ram_bytes
    assert monitor.get_current_metrics() is told
    clock.now_s += 1
    monitor.sample()
    window = monitor.ring.window(60)
    assert list(window.at_s) == [100.0, 101.0]
    assert list(window.phases) == [PHASE_CODES[Phase.RENDERING]] * 2
    assert list(window.values["speed"]) == [2.5, 2.5]
    assert np.isnan(window.values["gpu_load"]).all()
    monitor.close()


def test_a_window_is_the_newest_stretch_in_order_also_round_the_end() -> None:
    ring = MetricRing(capacity=100)
    for number in range(250):
        ring.append(numbered(number))
    assert len(ring) == 100
    for seconds, expected in ((0, [249]), (9.5, list(range(240, 250))), (1e9, range(150, 250))):
        window = ring.window(seconds)
        assert list(window.at_s) == list(expected)
        assert list(window.unix_s) == [1e9 + number for number in expected]
        assert list(window.values["cpu"]) == [number % 100 for number in expected]
        assert list(window.phases) == [number % len(Phase) for number in expected]
    reads = ring.window(9.5).values["disk_read"]
    assert [math.isnan(value) for value in reads] == [False, True] * 5
    assert set(window.values) == {series.key for series in SERIES}


def test_a_window_does_not_change_afterwards() -> None:
    ring = MetricRing(capacity=10)
    for number in range(10):
        ring.append(numbered(number))
    window = ring.window(100)
    for number in range(10, 20):
        ring.append(numbered(number))
    assert list(window.at_s) == list(range(10))
    assert list(window.values["cpu"]) == list(range(10))


def torn(ring: MetricRing, *, until: int) -> int:
    """In how many windows a sample was half of one and half of another, while one appends."""
    ended = threading.Event()

    def append() -> None:
        for number in range(until):
            ring.append(numbered(number))
        ended.set()

    thread = threading.Thread(target=append, name="sampling")
    found = 0
    with switching_often():
        thread.start()
        while not ended.is_set():
            window = ring.window(1e9)
            numbers = window.at_s.astype(int)
            fits = (
                (np.diff(numbers) == 1).all()
                and (window.values["cpu"] == numbers % 100).all()
                and (window.values["ram_used"] == numbers % HOUR_SAMPLES).all()
                and (window.phases == numbers % len(Phase)).all()
            )
            found += not fits
        thread.join()
    return found


def test_windows_can_be_asked_for_while_another_thread_appends() -> None:
    assert torn(MetricRing(capacity=50), until=20_000) == 0


def test_without_its_lock_samples_would_be_torn() -> None:
    ring = MetricRing(capacity=50)
    ring._lock = contextlib.nullcontext()  # type: ignore[assignment]
    # Which turn tears one is chance; enough turns are not.
    assert any(torn(ring, until=20_000) for _ in range(20))


def test_an_hour_at_the_fastest_rate_is_kept_in_little_memory() -> None:
    ring = MetricRing()
    arrays = [ring._at_s, ring._unix_s, ring._phases, *ring._columns]
    assert sum(len(array) * array.itemsize for array in arrays) == 81 * HOUR_SAMPLES < 600_000
    assert HOUR_SAMPLES * 0.5 >= 3600


def test_measuring_goes_on_where_the_history_cannot_be_written(
    tmp_path: Path, places: Places, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(0.0)
    database = open_database(places)
    with database.transaction() as connection:
        connection.execute("DROP TABLE metrics")
    monitor = HealthMonitor(
        tmp_path,
        gpu=no_card(),
        clock=clock,
        wall_clock=clock,
        history=MetricHistory(database),
    )
    for _ in range(200):
        clock.now_s += 1
        assert monitor.sample().at_s == clock.now_s
    monitor.close()
    database.close()
    assert len(monitor.ring) == 200
    # Three minutes and the rest could not be written; that is said once.
    assert caplog.text.count("cannot be kept") == 1


def test_what_was_measured_is_in_the_history_after_closing(tmp_path: Path, places: Places) -> None:
    clock = Clock(1.7e9)
    database = open_database(places)
    history = MetricHistory(database)
    monitor = HealthMonitor(tmp_path, gpu=no_card(), clock=clock, wall_clock=clock, history=history)
    for _ in range(5):
        monitor.sample()
        clock.now_s += 1
    assert len(history.read(0, 2e9)) == 0
    monitor.close()
    kept = history.read(0, 2e9)
    assert list(kept.unix_s) == [1.7e9 + second for second in range(5)]
    np.testing.assert_allclose(
        kept.values["ram_used"], monitor.ring.window(60).values["ram_used"], rtol=1e-6
    )
    database.close()


def test_the_series_tell_a_card_that_lost_its_values_from_one_that_idles() -> None:
    ring = MetricRing(capacity=4)
    idle = GpuMetrics(name="a card", load_percent=0.0)
    for at_s, card in enumerate((idle, GpuMetrics(name="a card"), None)):
        ring.append(SystemMetrics(at_s=at_s, unix_s=at_s, gpu=card))
    loads = ring.window(10).values["gpu_load"]
    assert loads[0] == 0.0
    assert np.isnan(loads[1:]).all()
