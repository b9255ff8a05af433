"""Starts that end badly, in real processes that are really killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.recovery.unclean_starts import UNCLEAN_STARTS, WITHIN_S, UncleanStarts

CHILD = """
import sys, time
from pathlib import Path
from wan22_desktop.recovery.unclean_starts import UncleanStarts
began = time.perf_counter()
starts = UncleanStarts(Path(sys.argv[1]))
report = starts.begin()
took_ms = (time.perf_counter() - began) * 1000
heavy = {"pydantic", "sqlite3", "PySide6", "platformdirs"} & set(sys.modules)
print(report.unclean_in_a_row, report.safe_mode, took_ms, sorted(heavy), flush=True)
if sys.stdin.readline().strip() == "end":
    starts.end_clean()
"""
YEARS_S = 10 * 365.25 * 86400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "starts.txt"


def start(file: Path, *, end: bool) -> tuple[int, bool]:
    """One start of a process that is killed, or ends as it should; what it was told."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM_FOLDER)},
    ) as child:
        assert child.stdout is not None
        count, safe, _, heavy = child.stdout.readline().split(maxsplit=3)
        assert heavy.strip() == "[]"
        if not end:
            child.send_signal(signal.SIGKILL)
        child.communicate("end\n" if end else None, timeout=20)
    return int(count), safe == "True"


def test_killed_starts_lead_to_safe_mode_and_a_clean_end_out_of_it(file: Path) -> None:
    assert start(file, end=False) == (0, False)
    assert start(file, end=False) == (1, False)
    assert start(file, end=False) == (2, True)
    assert start(file, end=True) == (3, True)
    assert start(file, end=True) == (0, False)
    assert start(file, end=True) == (0, False)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now_s


def test_starts_long_ago_do_not_count(file: Path) -> None:
    clock = Clock()
    starts = UncleanStarts(file, now=clock)
    for _ in range(5):
        assert not starts.begin().safe_mode
        clock.now_s += WITHIN_S / UNCLEAN_STARTS
    for _ in range(UNCLEAN_STARTS):
        starts.begin()
        clock.now_s += 1
    report = starts.begin()
    assert report.safe_mode
    assert "twice within 10 minutes" not in report.reason  # the one before was near enough, too
    assert "within 10 minutes" in report.reason


@pytest.mark.parametrize("jump_s", [YEARS_S, -YEARS_S])
def test_a_clock_that_jumps_is_no_trap(file: Path, jump_s: float) -> None:
    clock = Clock()
    starts = UncleanStarts(file, now=clock)
    for _ in range(4):
        starts.begin()
    assert starts.begin().safe_mode
    clock.now_s += jump_s
    assert not starts.begin().safe_mode
    starts.begin()
    assert starts.begin().safe_mode, "a series that goes on is seen, whatever the clock says"
    clock.now_s -= jump_s
    assert starts.begin().safe_mode, "they were minutes ago indeed"
    clock.now_s += WITHIN_S
    assert not starts.begin().safe_mode


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 4096,
        b"nan\ninf\n-inf\n1e999\n-1e999",
        b"9" * 4000,
        b"9" * 4000 + b"\n",
        b"\xff\xfe\n\n \n1_7",
        b'{"starts": [1700000000.0, 1700000000.0, 1700000000.0]}',
        b"1700000000.0, 1700000000.0, 1700000000.0",
        b"17000\n17",
        b"x" * 10_000_000,
    ],
)
def test_a_damaged_file_means_a_normal_start(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    starts = UncleanStarts(file, now=lambda: 1_700_000_000.0)
    assert starts.begin().unclean_in_a_row == 0
    assert file.read_bytes().endswith(b"\n1700000000.0")
    assert file.stat().st_size < 5000
    assert starts.begin().unclean_in_a_row == 1


def test_without_a_place_to_write_every_start_is_normal(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    starts = UncleanStarts(tmp_path / "file" / "starts.txt")
    for _ in range(4):
        assert not starts.begin().safe_mode
    starts.end_clean()
    folder = tmp_path / "starts.txt"
    folder.mkdir()
    for _ in range(4):
        assert not UncleanStarts(folder).begin().safe_mode
    UncleanStarts(folder).end_clean()


def test_the_file_stays_small_and_the_start_fast(file: Path) -> None:
    times_ms = []
    for _ in range(200):
        began = time.perf_counter()
        UncleanStarts(file).begin()
        times_ms.append((time.perf_counter() - began) * 1000)
    assert file.stat().st_size < 2000
    assert sorted(times_ms)[len(times_ms) // 2] < 2
