"""What is drawn: which curve stands in which chart."""

import math
from dataclasses import dataclass

from wan22_desktop.core.texts import decimal, tr

DASH = "\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class Curve:
    """A series, and its short name beside the title of its chart."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ChartKind:
    """One chart: curves of one unit on one scale that begins at zero."""

    title: str
    unit: str
    curves: tuple[Curve, ...]
    least_top: float
    """The scale reaches up to here at least, in `unit`."""
    divisor: float = 1.0
    """From the unit of the series to that of the chart."""
    decimals: int = 0
    widest: str = "8888"
    """Room for the figures, so that nothing moves while they change."""

    def text(self, value: float) -> str:
        """`value` of a series as the chart says it, without the unit; a dash for NaN."""
        return DASH if math.isnan(value) else decimal(f"{value / self.divisor:.{self.decimals}f}")


CHARTS = (
    ChartKind(
        tr("Load"),
        "%",
        (Curve("gpu_load", "GPU"), Curve("cpu", "CPU"), Curve("disk_used", tr("disk full"))),
        100,
        widest="888",
    ),
    ChartKind(tr("GPU temperature"), "°C", (Curve("gpu_temperature", "GPU"),), 100, widest="888"),
    ChartKind(tr("GPU power"), "W", (Curve("gpu_power", "GPU"),), 100),
    ChartKind(
        tr("Clocks"),
        "MHz",
        (Curve("gpu_core_clock", "GPU"), Curve("gpu_memory_clock", "VRAM")),
        1000,
        widest="88888",
    ),
    ChartKind(
        "VRAM",
        "GiB",
        (
            Curve("vram_used", tr("in use")),
            Curve("vram_shared", tr("shared")),
            Curve("vram_engine", tr("engine")),
        ),
        1,
        divisor=1024,
        decimals=1,
        widest="888.8",
    ),
    ChartKind(
        "RAM",
        "GiB",
        (
            Curve("ram_used", tr("in use")),
            Curve("ram_engine", tr("engine")),
            Curve("commit", tr("commit")),
        ),
        1,
        divisor=1024,
        decimals=1,
        widest="888.8",
    ),
    ChartKind(
        tr("Disk"),
        "MiB/s",
        (Curve("disk_read", tr("read")), Curve("disk_write", tr("write"))),
        10,
        widest="88888",
    ),
    ChartKind(
        tr("Speed"), tr("s/step"), (Curve("speed", tr("step")),), 1, decimals=1, widest="888.8"
    ),
)

SHOWN_AT_FIRST = (
    "gpu_load",
    "cpu",
    "gpu_temperature",
    "gpu_power",
    "vram_used",
    "vram_shared",
    "ram_used",
    "ram_engine",
    "disk_read",
    "disk_write",
    "speed",
)
