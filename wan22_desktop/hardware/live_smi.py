"""Live values from NVIDIA's command-line tool, where its library cannot be loaded."""

import re
from collections.abc import Sequence

from wan22_desktop.core.hardware import Source
from wan22_desktop.hardware.domain.metrics import GpuMetrics
from wan22_desktop.hardware.driver_report import card
from wan22_desktop.hardware.live_cards import CardReading, within
from wan22_desktop.hardware.live_nvml import LEAST_C, MOST_C, MOST_MHZ, MOST_WATT
from wan22_desktop.hardware.nvidia_smi import arguments, mib_bytes, output_of, row_of

# The name stands last: commas in it then separate nothing.
LIVE_QUERY = (
    "index",
    "uuid",
    "utilization.gpu",
    "temperature.gpu",
    "power.draw",
    "power.limit",
    "clocks.gr",
    "clocks.mem",
    "memory.used",
    "memory.total",
    "mig.mode.current",
    "name",
)


def live_cards_of_tool(tool: Sequence[str], limit_s: float) -> list[CardReading]:
    """All cards, from one run of `tool`; raises OSError, and TimeoutError having killed it."""
    said = output_of([*tool, *arguments(LIVE_QUERY)], limit_s)
    return parse_live(said.decode(errors="replace"))


def parse_live(text: str) -> list[CardReading]:
    """From what `nvidia-smi --query-gpu=<LIVE_QUERY> --format=csv,noheader,nounits` printed."""
    # What follows the last line end was cut off somewhere: its figures may lack digits.
    rows = (row_of(line, LIVE_QUERY) for line in text.split("\n")[:-1])
    return [reading for row in rows if row is not None and (reading := _reading(row)) is not None]


def _reading(row: dict[str, str]) -> CardReading | None:
    # Programs get one instance of a card that is split, and these are not told here.
    if row["mig.mode.current"] == "Enabled":
        return None
    used = mib_bytes(row["memory.used"])
    gpu = card(
        {
            "name": row["name"],
            "uuid": row["uuid"] if row["uuid"].startswith("GPU-") else None,
            "total_vram_bytes": mib_bytes(row["memory.total"]),
        },
        Source.NVIDIA_SMI,
    )
    if gpu is None:
        return None
    return CardReading(
        GpuMetrics(
            name=gpu.name,
            uuid=gpu.uuid,
            load_percent=within(_decimal(row["utilization.gpu"]), 0, 100),
            temperature_c=within(_decimal(row["temperature.gpu"]), LEAST_C, MOST_C),
            power_w=within(_decimal(row["power.draw"]), 0, MOST_WATT),
            power_limit_w=within(_decimal(row["power.limit"]), 1, MOST_WATT),
            core_clock_mhz=within(_decimal(row["clocks.gr"]), 0, MOST_MHZ),
            memory_clock_mhz=within(_decimal(row["clocks.mem"]), 0, MOST_MHZ),
            used_vram_bytes=None if used is None or used > gpu.total_vram_bytes else used,
            total_vram_bytes=gpu.total_vram_bytes,
        )
    )


def _decimal(text: str) -> float | None:
    """`61`, `61.20` or `61,20`, with a unit where an old tool prints it; None for `[N/A]`."""
    number = re.fullmatch(r"(-?[0-9]{1,6})(?:[.,]([0-9]{1,2}))?(?: (?:W|MHz|%|C))?", text)
    return float(f"{number[1]}.{number[2] or 0}") if number else None
