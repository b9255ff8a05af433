"""NVML kept open between samples: asking for it anew takes longer than all its answers."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from wan22_desktop.core.hardware import DriverProblem, Gpu, Source
from wan22_desktop.hardware.domain.metrics import GpuMetrics
from wan22_desktop.hardware.driver_report import card
from wan22_desktop.hardware.live_cards import CardReading, PciPlace, within
from wan22_desktop.hardware.nvml import MOST_CARDS, optional, own_facts, problem_of, usable_handles

_GONE = frozenset({1, 2, 9, 15, 16, 18})
"""NVML_ERROR_UNINITIALIZED, INVALID_ARGUMENT, DRIVER_NOT_LOADED, GPU_IS_LOST, RESET_REQUIRED,
LIB_RM_VERSION_MISMATCH: the handle is worth nothing any more. Others only refuse one value."""

MOST_WATT = 5_000
MOST_MHZ = 20_000
LEAST_C, MOST_C = -50, 200

_Answer = TypeVar("_Answer")


class NvmlClosedError(Exception):
    """NVML cannot be opened; `problem` says why."""

    def __init__(self, problem: DriverProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class _CardGoneError(Exception):
    """The driver has lost this card."""


class _OpenCard(NamedTuple):
    handle: Any
    gpu: Gpu
    place: PciPlace | None


class NvmlSession:
    """One initialised NVML and the handles of its cards.

    `nvml` is the module `pynvml`, imported when it is needed. Calls may hang: they are made
    through a `TimeLimit`, one at a time.
    """

    def __init__(self, nvml: Any = None) -> None:  # noqa: ANN401
        self._nvml = nvml
        self._is_open = False
        self._cards: list[_OpenCard] = []

    def read(self, engine_pid: int | None) -> list[CardReading]:
        """The cards that answer; opens NVML if it is closed, else raises NvmlClosedError."""
        if not self._is_open:
            self._open()
        readings: list[CardReading] = []
        for each in self._cards:
            try:
                metrics = _metrics(self._nvml, each, engine_pid)
            except _CardGoneError:
                continue
            readings.append(CardReading(metrics, each.place))
        return readings

    def close(self) -> None:
        """Let go of the driver; `read` opens it again."""
        if self._is_open:
            self._is_open = False
            self._cards = []
            optional(lambda: self._nvml.nvmlShutdown())

    def _open(self) -> None:
        try:
            if self._nvml is None:
                import pynvml

                self._nvml = pynvml
            self._nvml.nvmlInit()
        except Exception as error:
            # NVML raises a class of its own for each reason.
            raise NvmlClosedError(problem_of(error)) from error
        self._is_open = True
        count = optional(lambda: int(self._nvml.nvmlDeviceGetCount())) or 0
        if 0 < count <= MOST_CARDS:
            for index in range(count):
                self._cards += optional(lambda index=index: list(self._opened(index))) or []

    def _opened(self, index: int) -> Iterable[_OpenCard]:
        whole = self._nvml.nvmlDeviceGetHandleByIndex(index)
        place = optional(lambda: _place(self._nvml.nvmlDeviceGetPciInfo(whole)))
        for handle in usable_handles(self._nvml, whole):
            gpu = card(own_facts(self._nvml, handle), Source.NVML)
            if gpu is not None:
                yield _OpenCard(handle, gpu, place)


def _place(info: Any) -> PciPlace:  # noqa: ANN401
    return int(info.bus), int(info.device)


def _metrics(nvml: Any, each: _OpenCard, engine_pid: int | None) -> GpuMetrics:  # noqa: ANN401
    """Raises _CardGoneError."""
    handle = each.handle

    def number(ask: Callable[[], Any], low: float, high: float) -> float | None:
        return within(_unless_gone(lambda: float(ask())), low, high)

    total = each.gpu.total_vram_bytes
    memory = _unless_gone(lambda: nvml.nvmlDeviceGetMemoryInfo(handle))
    used = None if memory is None else within(int(memory.total) - int(memory.free), 0, total)
    milliwatt = number(lambda: nvml.nvmlDeviceGetPowerUsage(handle), 0, 1000 * MOST_WATT)
    limit = number(lambda: nvml.nvmlDeviceGetEnforcedPowerLimit(handle), 1, 1000 * MOST_WATT)
    return GpuMetrics(
        name=each.gpu.name,
        uuid=each.gpu.uuid,
        load_percent=number(lambda: nvml.nvmlDeviceGetUtilizationRates(handle).gpu, 0, 100),
        temperature_c=number(lambda: nvml.nvmlDeviceGetTemperature(handle, 0), LEAST_C, MOST_C),
        power_w=None if milliwatt is None else milliwatt / 1000,
        power_limit_w=None if limit is None else limit / 1000,
        # NVML_CLOCK_GRAPHICS and NVML_CLOCK_MEM
        core_clock_mhz=number(lambda: nvml.nvmlDeviceGetClockInfo(handle, 0), 0, MOST_MHZ),
        memory_clock_mhz=number(lambda: nvml.nvmlDeviceGetClockInfo(handle, 2), 0, MOST_MHZ),
        used_vram_bytes=None if used is None else int(used),
        total_vram_bytes=total,
        engine_vram_bytes=_engine_bytes(nvml, handle, engine_pid, total),
    )


def _engine_bytes(nvml: Any, handle: Any, pid: int | None, total: int) -> int | None:  # noqa: ANN401
    """Unknown too where the process is not listed: a container numbers them otherwise."""
    if pid is None:
        return None
    running = _unless_gone(lambda: nvml.nvmlDeviceGetComputeRunningProcesses(handle))
    for process in running or ():
        if process.pid == pid and process.usedGpuMemory is not None:
            held = within(int(process.usedGpuMemory), 0, total)
            return None if held is None else int(held)
    return None


def _unless_gone(ask: Callable[[], _Answer]) -> _Answer | None:
    """None for a value that is refused; raises _CardGoneError."""
    try:
        return ask()
    except Exception as error:
        # NVML raises a class of its own for each reason.
        if getattr(error, "value", None) in _GONE:
            raise _CardGoneError from error
        return None
