"""Processor, memory, disk and the engine's process, at one moment."""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from wan22_desktop.core.free_space import drive_bytes
from wan22_desktop.hardware import windows_counters
from wan22_desktop.hardware.domain.metrics import SystemMetrics
from wan22_desktop.hardware.system_facts import HOME_DISK, commit_limit_bytes, in_time
from wan22_desktop.hardware.time_limit import LIMIT_S, TimeLimit


class LiveSystem:
    """Reads what changes; belongs to one thread, for rates go by the reading before.

    `home` names the disk that is watched, asked within `limit_s`; it may be on a network.
    """

    def __init__(
        self,
        home: Path,
        *,
        drive: Callable[[Path], tuple[int, int]] = drive_bytes,
        disk_limit: TimeLimit = HOME_DISK,
        limit_s: float = LIMIT_S,
        clock: Callable[[], float] = time.monotonic,
        proc: Path = Path("/proc"),
    ) -> None:
        self._home = home
        self._drive = drive
        self._disk_limit = disk_limit
        self._limit_s = limit_s
        self._proc = proc
        self._clock = clock
        self._processor = _Processor()
        self._transfers = _Transfers()
        self._engine: psutil.Process | None = None

    def read(self, engine_pid: int | None = None) -> SystemMetrics:
        """A sample without graphics cards and activity; rates need a reading before them."""
        at_s = self._clock()
        used_ram, total_ram = _ram_bytes()
        commit, limit = commit_bytes(self._proc)
        room = in_time(self._disk_limit, lambda: self._drive(self._home), self._limit_s)
        read_bytes_s, write_bytes_s = self._transfers.rates(at_s)
        return SystemMetrics(
            at_s=at_s,
            unix_s=time.time(),
            cpu_percent=self._processor.percent(),
            used_ram_bytes=used_ram,
            total_ram_bytes=total_ram,
            used_commit_bytes=commit,
            commit_limit_bytes=limit,
            total_disk_bytes=None if room is None else room[0],
            free_disk_bytes=None if room is None else room[1],
            disk_read_bytes_s=read_bytes_s,
            disk_write_bytes_s=write_bytes_s,
            engine_ram_bytes=self._engine_bytes(engine_pid),
        )

    def _engine_bytes(self, pid: int | None) -> int | None:
        if pid is None:
            self._engine = None
            return None
        try:
            if self._engine is None or self._engine.pid != pid:
                self._engine = psutil.Process(pid)
            # Numbers of processes are given again: another program is not the engine.
            if not self._engine.is_running():
                return None
            # One that has ended and is not buried yet has no memory.
            return self._engine.memory_info().rss or None
        except (psutil.Error, OSError):
            return None


def _ram_bytes() -> tuple[int | None, int | None]:
    """In use, and there is; psutil raises where the system's files cannot be opened."""
    try:
        memory = psutil.virtual_memory()
    except (OSError, RuntimeError):
        return None, None
    return memory.total - memory.available, memory.total


class _Processor:
    """How busy all cores together were since the reading before."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def percent(self) -> float | None:
        try:
            times = psutil.cpu_times()._asdict()
        except (OSError, RuntimeError):
            return None
        # Linux counts the time of guests within that of users.
        whole = sum(times.values()) - times.get("guest", 0.0) - times.get("guest_nice", 0.0)
        idle = times["idle"] + times.get("iowait", 0.0)
        before, self._last = self._last, (whole, idle)
        if before is None or whole <= before[0]:
            return None
        busy = 1.0 - (idle - before[1]) / (whole - before[0])
        return 100.0 * min(1.0, max(0.0, busy))


class _Transfers:
    """What all disks read and wrote since the reading before."""

    def __init__(self) -> None:
        self._last: tuple[float, int, int] | None = None

    def rates(self, at_s: float) -> tuple[float | None, float | None]:
        """Bytes per second, read and written."""
        try:
            told = psutil.disk_io_counters(nowrap=False)
        except (OSError, RuntimeError):
            # Windows refuses where the counters are switched off (`diskperf`).
            told = None
        if told is None:
            self._last = None
            return None, None
        before, self._last = self._last, (at_s, told.read_bytes, told.write_bytes)
        if before is None or at_s <= before[0]:
            return None, None
        read, written = told.read_bytes - before[1], told.write_bytes - before[2]
        # A disk was taken out, or a counter has begun anew.
        if read < 0 or written < 0:
            return None, None
        return read / (at_s - before[0]), written / (at_s - before[0])


def commit_bytes(proc: Path = Path("/proc")) -> tuple[int | None, int | None]:
    """What all programs have reserved, and the limit; that is None where the system sets none."""
    if sys.platform == "win32":
        return windows_counters.commit_bytes()
    try:
        text = (proc / "meminfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None, None
    used = re.search(r"^Committed_AS:\s+(\d{1,12}) kB$", text, re.MULTILINE)
    return int(used[1]) * 1024 if used else None, commit_limit_bytes(proc)
