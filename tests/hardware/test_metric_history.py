"""The history on the disk: what comes back, what stays, and what damage costs."""

import math
import random
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fixtures.metric_days import noisy_samples
from wan22_desktop.composition.schema import UPGRADES, open_database
from wan22_desktop.core.database import Database
from wan22_desktop.core.places import Places
from wan22_desktop.hardware import metric_blocks
from wan22_desktop.hardware.domain.metrics import (
    PHASE_CODES,
    SERIES,
    Activity,
    Phase,
    SystemMetrics,
)
from wan22_desktop.hardware.history import CREATE_METRICS, MetricHistory
from wan22_desktop.hardware.metric_ring import RingWindow, row_of

BEGUN = 1_700_000_000.0
TESTS = Path(__file__).parents[1]


@pytest.fixture
def database(places: Places) -> Iterator[Database]:
    database = open_database(places)
    yield database
    database.close()


def plain(at_s: float, unix_s: float | None = None) -> SystemMetrics:
    """A sample whose processor load tells its moment."""
    return SystemMetrics(
        at_s=at_s, unix_s=BEGUN + at_s if unix_s is None else unix_s, cpu_percent=at_s % 100
    )


def kept_rows(database: Database) -> list[tuple[int, int]]:
    rows = database.read("SELECT id, num_samples FROM metrics ORDER BY id")
    return [(row["id"], row["num_samples"]) for row in rows]


def everything(history: MetricHistory) -> RingWindow:
    return history.read(0, 1e12)


def test_all_series_come_back_as_close_as_a_minute_of_theirs_allows(database: Database) -> None:
    history = MetricHistory(database)
    samples = list(noisy_samples(600, BEGUN, seed=3))
    for sample in samples:
        history.add(sample)
    history.flush()
    told = everything(history)
    assert len(told) == 600
    np.testing.assert_allclose(told.unix_s, [sample.unix_s for sample in samples], atol=0.0011)
    assert list(told.at_s) == list(told.unix_s)
    assert list(told.phases) == [PHASE_CODES[sample.activity.phase] for sample in samples]
    rows = np.array([row_of(sample) for sample in samples])
    for column, series in enumerate(SERIES):
        values = rows[:, column]
        assert (np.isnan(told.values[series.key]) == np.isnan(values)).all(), series.key
        known = values[~np.isnan(values)]
        # Of what it went through at most, and the 24 bits of float32.
        allowed = np.ptp(known) / 65534 + np.abs(known).max() * 2**-23
        off = np.abs(told.values[series.key] - values)
        assert np.nanmax(off) <= allowed, series.key
    # A curve that is flat comes back exactly, an unknown one as unknown.
    assert math.isnan(told.values["gpu_load"][0]) == (samples[0].gpu is None)


def test_a_minute_is_written_when_it_is_full_and_the_rest_when_told(database: Database) -> None:
    history = MetricHistory(database)
    for second in range(150):
        history.add(plain(second))
    assert kept_rows(database) == [(1, 60), (2, 60)]
    history.flush()
    history.flush()
    assert kept_rows(database) == [(1, 60), (2, 60), (3, 30)]
    told = history.read(BEGUN + 59, BEGUN + 61)
    assert list(told.unix_s) == [BEGUN + 59, BEGUN + 60, BEGUN + 61]
    assert list(told.values["cpu"]) == pytest.approx([59, 60, 61], abs=60 / 65534)
    assert len(history.read(BEGUN + 151, BEGUN + 999)) == 0


def test_a_clock_that_is_set_back_or_forth_breaks_no_order(database: Database) -> None:
    history = MetricHistory(database)
    jumps = ((0, 0), (100, -3600), (200, 40), (300, 86_400), (400, -120.5))
    for begun_s, jump_s in jumps:
        for second in range(100):
            at_s = float(begun_s + second)
            history.add(plain(at_s, BEGUN + at_s + jump_s))
    history.flush()
    told = everything(history)
    assert len(told) == 500
    assert (np.diff(told.unix_s) >= 0).all()
    # Each sample still stands at the time that the clock showed, also where two blocks overlap.
    jump_of = {
        BEGUN + begun + second + jump: (begun + second) % 100
        for begun, jump in jumps
        for second in range(100)
    }
    expected = [jump_of[moment] for moment in told.unix_s]
    assert list(told.values["cpu"]) == pytest.approx(expected, abs=60 / 65534)


def test_a_sleep_of_the_computer_begins_a_new_block(database: Database) -> None:
    history = MetricHistory(database)
    # On some systems the monotonic clock stands still meanwhile.
    for at_s, unix_s in ((0, 0), (1, 1), (2, 30_000), (3, 30_001)):
        history.add(plain(at_s, BEGUN + unix_s))
    history.flush()
    assert [count for _, count in kept_rows(database)] == [2, 2]
    assert list(everything(history).unix_s - BEGUN) == [0, 1, 30_000, 30_001]


def test_damaged_minutes_are_left_out_and_said(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    history = MetricHistory(database)
    for second in range(300):
        history.add(plain(second))
    history.flush()
    block = bytes(database.read("SELECT block FROM metrics WHERE id = 2")[0]["block"])
    flipped = bytes([*block[:40], block[40] ^ 4, *block[41:]])
    for number, damaged in ((2, flipped), (3, b""), (4, block[:-1])):
        with database.transaction() as connection:
            connection.execute("UPDATE metrics SET block = ? WHERE id = ?", (damaged, number))
    told = everything(history)
    assert list(told.unix_s - BEGUN) == [*range(60), *range(240, 300)]
    assert [f"minute {number}" in caplog.text for number in range(1, 6)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_no_damage_is_taken_for_values() -> None:
    block = metric_blocks.encode([plain(second) for second in range(60)])
    draw = random.Random(6)
    refused = 0
    for _ in range(2000):
        damaged = bytearray(block)
        for _ in range(draw.randrange(1, 4)):
            damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
        cut = bytes(damaged[: draw.randrange(1, len(damaged) + 1)])
        if cut == block:
            continue
        with pytest.raises(ValueError, match="block"):
            metric_blocks.decode(cut, BEGUN)
        refused += 1
    assert refused > 1900
    # The sum over the whole is what finds them: without it, the form alone accepts wrong values.
    raw = bytearray(zlib.decompress(block))
    raw[-1] ^= 1
    assert len(metric_blocks.decode(zlib.compress(bytes(raw)), BEGUN)) == 60


def test_a_block_cannot_ask_for_more_memory_than_a_minute_takes() -> None:
    bomb = zlib.compress(b"\x3c\x00\x10\x00" + bytes(50_000_000), 9)
    with pytest.raises(ValueError, match="too long"):
        metric_blocks.decode(bomb, BEGUN)


def test_blocks_of_older_and_newer_apps_can_be_read() -> None:
    raw = zlib.decompress(metric_blocks.encode([plain(1), plain(2)]))
    one = 8 + 2 * 2
    older = raw[:2] + (len(SERIES) - 1).to_bytes(2, "little") + raw[4:-one]
    told = metric_blocks.decode(zlib.compress(older), BEGUN)
    assert np.isnan(told.values[SERIES[-1].key]).all()
    assert list(told.values["cpu"]) == [1, 2]
    newer = raw[:2] + (len(SERIES) + 1).to_bytes(2, "little") + raw[4:] + raw[-one:]
    newer = newer[:8] + b"\xc8" + newer[9:]  # a phase that is not known here
    told = metric_blocks.decode(zlib.compress(newer), BEGUN)
    assert list(told.values["cpu"]) == [1, 2]
    assert list(told.phases) == [0, 0]


def test_the_oldest_minutes_go_by_number_not_by_date(database: Database) -> None:
    history = MetricHistory(database, kept_blocks=5)
    for minute in range(12):
        # A clock that was in the year 2100 for a while must not delete all the rest.
        unix_s = 4_102_444_800.0 if minute == 9 else BEGUN + 60 * minute
        for second in range(2):
            history.add(plain(60 * minute + second, unix_s + second))
    history.flush()
    assert [number for number, _ in kept_rows(database)] == [8, 9, 10, 11, 12]


def test_the_history_stays_below_its_size(database: Database) -> None:
    history = MetricHistory(database, kept_bytes=20_000)
    history._until_sweep = 30
    for sample in noisy_samples(60 * 60, BEGUN, seed=5):
        history.add(sample)
    grown = database.read("SELECT sum(length(block)) AS bytes FROM metrics")[0]["bytes"]
    for sample in noisy_samples(60 * 61, BEGUN + 4000, seed=6):
        history.add(replace(sample, at_s=sample.at_s + 4000))
        if history._until_sweep == 60:
            break
    kept = database.read("SELECT sum(length(block)) AS bytes FROM metrics")[0]["bytes"]
    assert grown > 20_000
    assert 10_000 < kept <= 20_000
    assert max(number for number, _ in kept_rows(database)) > 60


def test_a_long_time_is_read_with_every_few_samples(database: Database) -> None:
    history = MetricHistory(database, most_read_samples=100)
    for second in range(600):
        history.add(plain(second))
    history.flush()
    told = everything(history)
    assert list(told.unix_s - BEGUN) == list(range(0, 600, 6))
    assert len(history.read(BEGUN, BEGUN + 59)) == 60


def test_a_day_takes_less_than_ten_megabytes(places: Places, database: Database) -> None:
    """Two hours of it here; `benchmarks/monitoring.py` measures the whole day."""
    before = places.database_file.stat().st_size
    history = MetricHistory(database)
    for sample in noisy_samples(2 * 3600, BEGUN, seed=1):
        history.add(sample)
    history.flush()
    database.read("PRAGMA wal_checkpoint(TRUNCATE)")
    grown = places.database_file.stat().st_size - before
    assert 119 <= len(kept_rows(database)) <= 121
    # The log beside the file is at most 4 MB: SQLite folds it in after 1000 pages.
    assert 12 * grown + 4_200_000 < 10_000_000


def test_a_file_from_before_gets_the_table(places: Places) -> None:
    until = UPGRADES.index(CREATE_METRICS)
    Database(places.database_file, upgrades=UPGRADES[:until], backups=places.backups).close()
    database = open_database(places)
    history = MetricHistory(database)
    history.add(plain(1))
    history.flush()
    assert len(everything(history)) == 1
    database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_kill_costs_no_more_than_the_minute_under_way(places: Places) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from fixtures.metric_days import noisy_samples\n"
        "from wan22_desktop.composition.schema import open_database\n"
        "from wan22_desktop.core.places import Places\n"
        "from wan22_desktop.hardware.history import MetricHistory\n"
        "history = MetricHistory(open_database(Places(Path(sys.argv[1]))))\n"
        f"for sample in noisy_samples(330, {BEGUN}, seed=2):\n"
        "    history.add(sample)\n"
        "print('waits', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(places.home)],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "waits\n"
        child.send_signal(signal.SIGKILL)
    database = open_database(places)
    assert 270 <= len(everything(MetricHistory(database))) < 330
    database.close()


def test_phases_of_a_job_come_back(database: Database) -> None:
    history = MetricHistory(database)
    phases = [phase for phase in Phase for _ in range(20)]
    for second, phase in enumerate(phases):
        history.add(replace(plain(second), activity=Activity(phase=phase)))
    history.flush()
    assert list(everything(history).phases) == [PHASE_CODES[phase] for phase in phases]
