"""What is measured of the machine at one moment, and the series that charts and history keep."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.texts import tr

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class GpuMetrics:
    """One card at one moment; what its driver does not say is None."""

    name: str
    uuid: str | None = None
    load_percent: float | None = None
    temperature_c: float | None = None
    power_w: float | None = None
    power_limit_w: float | None = None
    core_clock_mhz: float | None = None
    memory_clock_mhz: float | None = None
    used_vram_bytes: int | None = None
    """Dedicated memory, of all programs."""
    total_vram_bytes: int | None = None
    shared_bytes: int | None = None
    """Of the computer's memory that the card uses as its own: spilled, and ten times slower. Only
    Windows does that."""
    engine_vram_bytes: int | None = None
    """Dedicated memory of the engine alone; Windows drivers do not tell it through NVML."""


class Phase(StrEnum):
    """What the engine does with a job, for the time axis; the numbers of `CODES` are stored."""

    IDLE = "idle"
    LOADING = "loading"
    RENDERING = "rendering"
    DECODING = "decoding"
    PUBLISHING = "publishing"


PHASE_CODES = {phase: code for code, phase in enumerate(Phase)}
"""New phases are added at the end: the history keeps these numbers."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What the engine is at, as the window knows it."""

    engine_pid: int | None = None
    job_id: str | None = None
    phase: Phase = Phase.IDLE
    seconds_per_step: float | None = None
    """Of the job that is sampled."""


@dataclass(frozen=True, slots=True)
class SystemMetrics:
    """The machine at one moment; None is unknown, never zero."""

    at_s: float
    """Monotonic: what durations and curves go by."""
    unix_s: float
    """Wall time, for display and for the history."""
    gpus: tuple[GpuMetrics, ...] = ()
    gpu: GpuMetrics | None = None
    """The card that is used, one of `gpus`."""
    cpu_percent: float | None = None
    """Of all cores together."""
    used_ram_bytes: int | None = None
    total_ram_bytes: int | None = None
    used_commit_bytes: int | None = None
    commit_limit_bytes: int | None = None
    """None where the system sets none."""
    free_disk_bytes: int | None = None
    """Of the disk of the app's home."""
    total_disk_bytes: int | None = None
    disk_read_bytes_s: float | None = None
    """Of all disks, since the sample before."""
    disk_write_bytes_s: float | None = None
    engine_ram_bytes: int | None = None
    """Resident memory of the engine's process; None while there is none."""
    activity: Activity = Activity()

    @property
    def ram_percent(self) -> float | None:
        return _percent(self.used_ram_bytes, self.total_ram_bytes)

    @property
    def commit_percent(self) -> float | None:
        return _percent(self.used_commit_bytes, self.commit_limit_bytes)

    @property
    def disk_percent(self) -> float | None:
        """How full the disk of the app's home is."""
        if self.free_disk_bytes is None or self.total_disk_bytes is None:
            return None
        return _percent(self.total_disk_bytes - self.free_disk_bytes, self.total_disk_bytes)


class Unit(StrEnum):
    """In what a series is drawn."""

    PERCENT = "%"
    CELSIUS = "°C"
    WATT = "W"
    MEGAHERTZ = "MHz"
    MIB = "MiB"
    MIB_PER_SECOND = "MiB/s"
    SECONDS_PER_STEP = "s/step"


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: a stable key, what it is called, its unit, and its value in a sample."""

    key: str
    label: str
    unit: Unit
    of: Callable[[SystemMetrics], float | None]


def _of_gpu(field: str, divisor: float = 1.0) -> Callable[[SystemMetrics], float | None]:
    def value(sample: SystemMetrics) -> float | None:
        said = None if sample.gpu is None else getattr(sample.gpu, field)
        return None if said is None else said / divisor

    return value


def _of_system(field: str, divisor: float = 1.0) -> Callable[[SystemMetrics], float | None]:
    def value(sample: SystemMetrics) -> float | None:
        said = getattr(sample, field)
        return None if said is None else said / divisor

    return value


def _seconds_per_step(sample: SystemMetrics) -> float | None:
    return sample.activity.seconds_per_step


SERIES = (
    Series("gpu_load", tr("GPU load"), Unit.PERCENT, _of_gpu("load_percent")),
    Series("gpu_temperature", tr("GPU temperature"), Unit.CELSIUS, _of_gpu("temperature_c")),
    Series("gpu_power", tr("GPU power"), Unit.WATT, _of_gpu("power_w")),
    Series("gpu_core_clock", tr("GPU clock"), Unit.MEGAHERTZ, _of_gpu("core_clock_mhz")),
    Series("gpu_memory_clock", tr("VRAM clock"), Unit.MEGAHERTZ, _of_gpu("memory_clock_mhz")),
    Series("vram_used", tr("VRAM in use"), Unit.MIB, _of_gpu("used_vram_bytes", MIB)),
    Series("vram_engine", tr("VRAM of the engine"), Unit.MIB, _of_gpu("engine_vram_bytes", MIB)),
    Series("vram_shared", tr("Shared GPU memory"), Unit.MIB, _of_gpu("shared_bytes", MIB)),
    Series("cpu", tr("CPU"), Unit.PERCENT, _of_system("cpu_percent")),
    Series("ram_used", tr("RAM in use"), Unit.MIB, _of_system("used_ram_bytes", MIB)),
    Series("ram_engine", tr("RAM of the engine"), Unit.MIB, _of_system("engine_ram_bytes", MIB)),
    Series("commit", tr("Commit charge"), Unit.MIB, _of_system("used_commit_bytes", MIB)),
    Series("disk_used", tr("Disk full"), Unit.PERCENT, _of_system("disk_percent")),
    Series(
        "disk_read", tr("Disk reads"), Unit.MIB_PER_SECOND, _of_system("disk_read_bytes_s", MIB)
    ),
    Series(
        "disk_write", tr("Disk writes"), Unit.MIB_PER_SECOND, _of_system("disk_write_bytes_s", MIB)
    ),
    Series("speed", tr("Time of a step"), Unit.SECONDS_PER_STEP, _seconds_per_step),
)
"""Every curve there is; new ones are added at the end, for the history keeps them by place."""


def _percent(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else 100.0 * part / whole
