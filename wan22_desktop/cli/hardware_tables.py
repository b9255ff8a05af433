"""The tables of `wan22 hardware`."""

from collections.abc import Mapping

from rich.markup import escape
from rich.table import Table

from wan22_desktop.core.hardware import Gpu, HardwareProfile, Source
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.units import size
from wan22_desktop.hardware.domain.metrics import GpuMetrics, SystemMetrics

UNKNOWN = "unknown"
_GIB = 2**30
_MOST_CHARACTERS = 100

_SOURCES = {
    Source.NVML: "NVML",
    Source.ENGINE: "torch",
    Source.NVIDIA_SMI: "nvidia-smi",
    Source.SYSTEM: "system",
    Source.KNOWN_CARDS: "specification",
    Source.MANUAL: "settings",
}


def profile_tables(profile: HardwareProfile) -> list[Table]:
    """The machine, each of its cards and its disks; every value with who says it."""
    machine = _table("machine")
    limit = _gib(profile.commit_limit_bytes)
    if limit is None and profile.os == "linux":
        limit = "none is set"
    _fill(
        machine,
        profile.sources,
        {
            "cpu_model": ("processor", profile.cpu_model),
            "cpu_cores": ("cores", profile.cpu_cores),
            "cpu_sockets": ("sockets", profile.cpu_sockets),
            "numa_nodes": ("NUMA nodes", profile.numa_nodes),
            "total_ram_bytes": ("memory", _gib(profile.total_ram_bytes)),
            "free_ram_bytes": ("memory free", _gib(profile.free_ram_bytes)),
            "commit_limit_bytes": ("commit limit", limit),
            "page_file_bytes": ("page file", _gib(profile.page_file_bytes)),
            "driver_version": ("NVIDIA driver", profile.driver_version),
            "cuda_version": ("CUDA, at most", _version(profile.cuda_version)),
        },
    )
    tables = [machine]
    tables += [_card_table(gpu, is_used=gpu == profile.gpu) for gpu in profile.gpus]
    if not profile.gpus:
        tables.append(Table("no graphics card that can be used", box=None))
    disks = Table("disk", "free", "size", "kind", box=None)
    for disk in profile.disks or ():
        kind = UNKNOWN if disk.kind is None else disk.kind.value
        disks.add_row(_text(disk.mount), size(disk.free_bytes), size(disk.total_bytes), kind)
    if not profile.disks:
        disks.add_row(UNKNOWN)
    return [*tables, disks]


def _card_table(gpu: Gpu, *, is_used: bool) -> Table:
    table = _table("graphics card" + (" (used)" if is_used else ""))
    name = gpu.name if "name" in gpu.sources else None
    rate = gpu.bf16_tflops
    _fill(
        table,
        gpu.sources,
        {
            "name": ("name", name),
            "index": ("number", gpu.index),
            "total_vram_bytes": ("memory", _gib(gpu.total_vram_bytes)),
            "free_vram_bytes": ("memory free", _gib(gpu.free_vram_bytes)),
            "compute_capability": ("compute capability", _version(gpu.compute_capability)),
            "sm_count": ("multiprocessors", gpu.sm_count),
            "bf16_tflops": ("bf16 rate", None if rate is None else f"{rate:.0f} TFLOPS"),
            "memory_bandwidth_gb_s": ("memory bandwidth", _gb_s(gpu.memory_bandwidth_gb_s)),
            "pcie_generation": ("PCIe generation", gpu.pcie_generation),
            "pcie_width": ("PCIe lanes", gpu.pcie_width),
            "pcie_gb_s": ("copies to the card", _gb_s(gpu.pcie_gb_s)),
            "ecc_enabled": ("ECC", _switch(gpu.ecc_enabled)),
            "mig_enabled": ("MIG", _switch(gpu.mig_enabled)),
            "uuid": ("UUID", gpu.uuid),
        },
    )
    return table


def sample_table(sample: SystemMetrics) -> Table:
    """The machine at one moment."""
    table = Table(show_header=False, box=None)
    for card in sample.gpus:
        table.add_row("graphics card", _text(card.name) + (" (used)" if card is sample.gpu else ""))
        for label, value in _card_values(card).items():
            table.add_row(f"  {label}", UNKNOWN if value is None else value)
    if not sample.gpus:
        table.add_row("graphics card", UNKNOWN)
    commit = _of(sample.used_commit_bytes, sample.commit_limit_bytes)
    for label, value in {
        "processor": _percent(sample.cpu_percent),
        "memory": _of(sample.used_ram_bytes, sample.total_ram_bytes),
        "committed": commit,
        "disk of the app": _percent(sample.disk_percent, "full"),
        "disk reads": _rate(sample.disk_read_bytes_s),
        "disk writes": _rate(sample.disk_write_bytes_s),
    }.items():
        table.add_row(label, UNKNOWN if value is None else value)
    return table


def _card_values(card: GpuMetrics) -> dict[str, str | None]:
    power, limit = card.power_w, card.power_limit_w
    of_limit = "" if limit is None else f" of {limit:.0f}"
    return {
        "load": _percent(card.load_percent),
        "temperature": None if card.temperature_c is None else f"{card.temperature_c:.0f} °C",
        "power": None if power is None else f"{power:.0f}{of_limit} W",
        "clock": None if card.core_clock_mhz is None else f"{card.core_clock_mhz:.0f} MHz",
        "memory": _of(card.used_vram_bytes, card.total_vram_bytes),
        "shared memory": _gib(card.shared_bytes),
    }


def _table(title: str) -> Table:
    return Table(title, "value", "says", box=None)


def _fill(
    table: Table, sources: Mapping[str, Source], rows: Mapping[str, tuple[str, object]]
) -> None:
    """One row for each field; `rows` gives its label and its value."""
    for field, (label, value) in rows.items():
        source = sources.get(field)
        table.add_row(
            label,
            UNKNOWN if value is None else _text(str(value)),
            "" if source is None or value is None else _SOURCES[source],
        )


def _text(text: str) -> str:
    return escape(plain_line(text, _MOST_CHARACTERS))


def _gib(count: int | None) -> str | None:
    return None if count is None else f"{count / _GIB:.1f} GiB"


def _of(part: int | None, whole: int | None) -> str | None:
    if part is None or whole is None:
        return _gib(part)
    return f"{part / _GIB:.1f} of {whole / _GIB:.1f} GiB"


def _percent(value: float | None, what: str = "") -> str | None:
    return None if value is None else f"{value:.0f} % {what}".rstrip()


def _rate(value: float | None) -> str | None:
    return None if value is None else f"{size(round(value))}/s"


def _gb_s(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f} GB/s"


def _version(version: tuple[int, int] | None) -> str | None:
    return None if version is None else f"{version[0]}.{version[1]}"


def _switch(state: bool | None) -> str | None:  # noqa: FBT001 - what the driver said
    return None if state is None else ("on" if state else "off")
