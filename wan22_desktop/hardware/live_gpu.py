"""The graphics cards at one moment, from whoever can tell, without ever waiting twice."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from wan22_desktop.core.hardware import DriverProblem
from wan22_desktop.hardware import nvml as detection
from wan22_desktop.hardware.adapter_memory import AdapterMemory
from wan22_desktop.hardware.domain.metrics import GpuMetrics
from wan22_desktop.hardware.live_cards import CardReading, Cards, GpuReading
from wan22_desktop.hardware.live_nvml import NvmlClosedError, NvmlSession
from wan22_desktop.hardware.live_smi import live_cards_of_tool
from wan22_desktop.hardware.time_limit import LIMIT_S, TimeLimit
from wan22_desktop.hardware.windows_counters import AdapterCounters

REOPEN_S = 10.0
"""Between two attempts to open NVML where it is not there, or where a card has gone."""
TOOL_INTERVAL_S = 5.0
"""nvidia-smi takes up to half a second of a core."""
TOOL_BACK_OFF_S = 60.0
"""After it was missing, hung or said nothing usable."""


class CountsMemory(Protocol):
    """What `AdapterCounters` does."""

    def read(self) -> AdapterMemory | None: ...

    def close(self) -> None: ...


class LiveGpu:
    """Reads all cards; belongs to one thread.

    NVML stays open between readings. One that hangs is waited for `limit_s` once; until it
    returns, readings come at once and tell what is known without it. nvidia-smi is asked only
    where NVML's library or the driver's kernel part is missing; `tool` is its command, looked up
    if it is None.
    """

    def __init__(
        self,
        *,
        nvml: Any = None,  # noqa: ANN401 - the module pynvml
        limit: TimeLimit = detection.LIMIT,
        limit_s: float = LIMIT_S,
        tool: Sequence[str] | None = None,
        counters: CountsMemory | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = NvmlSession(nvml)
        self._limit = limit
        self._limit_s = limit_s
        self._tool = tool
        self._counters = counters or AdapterCounters()
        self._clock = clock
        self._cards = Cards()
        self._problem: DriverProblem | None = None
        """Why NVML could not be opened the last time."""
        self._open_at_s = float("-inf")
        self._renew_at_s = float("-inf")
        self._ask_tool_at_s = float("-inf")
        self._by_tool: list[CardReading] = []

    def read(self, engine_pid: int | None = None) -> GpuReading:
        """All cards now; `engine_pid` is whose memory is told apart. Raises nothing."""
        now_s = self._clock()
        readings = self._by_nvml(engine_pid, now_s)
        if self._problem is DriverProblem.NO_DRIVER:
            readings = self._from_tool(now_s)
        return self._cards.reading(self._with_adapter_memory(readings, engine_pid))

    def close(self) -> None:
        """Let go of the driver; one that hangs keeps its thread and is left alone."""
        self._counters.close()
        try:
            self._limit.ask(self._session.close, self._limit_s)
        except TimeoutError:
            return

    def _by_nvml(self, engine_pid: int | None, now_s: float) -> list[CardReading]:
        if now_s < self._open_at_s:
            return []
        try:
            readings = self._limit.ask(lambda: self._asked(engine_pid, now_s), self._limit_s)
            self._problem = None
        except NvmlClosedError as closed:
            self._problem = closed.problem
            self._open_at_s = now_s + REOPEN_S
            return []
        except TimeoutError:
            return []
        return readings

    def _asked(self, engine_pid: int | None, now_s: float) -> list[CardReading]:
        # A card that has gone comes back only to who opens NVML again.
        if self._cards.are_missing and now_s >= self._renew_at_s:
            self._renew_at_s = now_s + REOPEN_S
            self._session.close()
        return self._session.read(engine_pid)

    def _from_tool(self, now_s: float) -> list[CardReading]:
        """Its newest answer, which is asked for now and then."""
        if now_s < self._ask_tool_at_s:
            return self._by_tool
        self._by_tool = []
        tool = self._tool or ([found] if (found := shutil.which("nvidia-smi")) else None)
        if tool is not None:
            try:
                self._by_tool = live_cards_of_tool(tool, self._limit_s)
            except OSError:  # TimeoutError is one
                self._by_tool = []
        wait_s = TOOL_INTERVAL_S if self._by_tool else TOOL_BACK_OFF_S
        self._ask_tool_at_s = self._clock() + wait_s
        return self._by_tool

    def _with_adapter_memory(
        self, readings: list[CardReading], engine_pid: int | None
    ) -> list[GpuMetrics]:
        """With what only Windows tells."""
        memory = self._counters.read() if readings else None
        if memory is None:
            return [reading.metrics for reading in readings]
        return [_completed(reading, memory, engine_pid) for reading in readings]


def _completed(reading: CardReading, memory: AdapterMemory, pid: int | None) -> GpuMetrics:
    metrics, place = reading
    if place is None:
        return metrics
    held = metrics.engine_vram_bytes
    if held is None and pid is not None:
        held = memory.dedicated_bytes.get((place, pid))
    return replace(metrics, shared_bytes=memory.shared_bytes.get(place), engine_vram_bytes=held)
