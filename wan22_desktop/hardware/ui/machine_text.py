"""What the machine is, in a few lines, and who said each value."""

from dataclasses import dataclass

from wan22_desktop.core.hardware import Disk, DiskKind, Gpu, HardwareProfile, Source
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.hardware.driver_text import problem_text
from wan22_desktop.hardware.ui.readings import GIB

_DOT = " \N{MIDDLE DOT} "
_MAX_NAME = 80

_SOURCES = {
    Source.NVML: tr("NVML, the driver's library"),
    Source.ENGINE: tr("torch, in the engine"),
    Source.NVIDIA_SMI: "nvidia-smi",
    Source.SYSTEM: tr("the system"),
    Source.KNOWN_CARDS: tr("the published specification"),
    Source.MANUAL: tr("your settings"),
}
_DISK_KINDS = {DiskKind.NVME: "NVMe", DiskKind.SSD: "SSD", DiskKind.HDD: tr("hard disk")}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the header; `facts` are its values in full, each with its source."""

    text: str
    facts: tuple[str, ...] = ()


def card_line(profile: HardwareProfile) -> Line:
    """The card that is used, with its memory."""
    gpu = profile.gpu
    if gpu is None:
        return Line(tr("No graphics card"), (tr("No graphics card that can be used was found."),))
    name = plain_line(gpu.name, _MAX_NAME)
    more = [other for other in profile.gpus if other != gpu]
    text = _DOT.join((name, f"{whole_gib(gpu.total_vram_bytes)} GiB VRAM"))
    facts = [
        _said(tr("Graphics card"), name, gpu.sources.get("name")),
        _said(
            "VRAM",
            decimal(f"{gpu.total_vram_bytes / GIB:.2f} GiB"),
            gpu.sources.get("total_vram_bytes"),
        ),
        *(
            tr(
                "Also there: {name}, {gib} GiB",
                name=plain_line(other.name, _MAX_NAME),
                gib=whole_gib(other.total_vram_bytes),
            )
            for other in more
        ),
    ]
    if more:
        text += tr(" (1 of {count} cards)", count=len(more) + 1)
    return Line(text, tuple(facts))


def driver_line(profile: HardwareProfile) -> Line | None:
    """Driver, CUDA, compute capability and the link to the card; None where nothing is known."""
    gpu = profile.gpu
    parts: list[str] = []
    facts: list[str] = []
    if profile.driver_version is not None:
        parts.append(tr("Driver {version}", version=profile.driver_version))
        facts.append(
            _said(tr("Driver"), profile.driver_version, profile.sources.get("driver_version"))
        )
    if profile.cuda_version is not None:
        version = "{}.{}".format(*profile.cuda_version)
        parts.append(f"CUDA {version}")
        facts.append(_said(tr("CUDA, at most"), version, profile.sources.get("cuda_version")))
    if gpu is not None:
        _add_card_facts(gpu, parts, facts)
    return Line(_DOT.join(parts), tuple(facts)) if parts else None


def problem_line(profile: HardwareProfile) -> Line | None:
    """What keeps the driver from telling, in words; None where nothing does."""
    text = problem_text(profile)
    return None if text is None else Line(text)


def system_line(profile: HardwareProfile) -> Line:
    """The processor and the memory."""
    parts: list[str] = []
    facts: list[str] = []
    sources = profile.sources
    if profile.cpu_model is not None:
        name = plain_line(profile.cpu_model, _MAX_NAME)
        parts.append(name)
        facts.append(_said(tr("Processor"), name, sources.get("cpu_model")))
    if profile.cpu_cores is not None:
        parts.append(tr("{count} cores", count=profile.cpu_cores))
        facts.append(_said(tr("Physical cores"), str(profile.cpu_cores), sources.get("cpu_cores")))
    for label, field in ((tr("Sockets"), "cpu_sockets"), (tr("NUMA nodes"), "numa_nodes")):
        value = getattr(profile, field)
        if value is not None:
            facts.append(_said(label, str(value), sources.get(field)))
    if profile.total_ram_bytes is not None:
        parts.append(f"{whole_gib(profile.total_ram_bytes)} GiB RAM")
    for label, field in (
        ("RAM", "total_ram_bytes"),
        (tr("Page file"), "page_file_bytes"),
        (tr("Commit limit"), "commit_limit_bytes"),
    ):
        value = getattr(profile, field)
        if value is not None:
            facts.append(_said(label, decimal(f"{value / GIB:.1f} GiB"), sources.get(field)))
    return Line(_DOT.join(parts) or tr("Processor and memory are not known"), tuple(facts))


def disks_line(profile: HardwareProfile) -> Line | None:
    """The disks with what is free on them."""
    disks = profile.disks or ()
    if not disks:
        return None
    source = profile.sources.get("disks")
    return Line(
        _DOT.join(
            tr("{disk} {gib} GiB free", disk=_disk_name(disk), gib=whole_gib(disk.free_bytes))
            for disk in disks
        ),
        tuple(
            _said(
                _disk_name(disk),
                tr(
                    "{free} of {total} GiB free",
                    free=whole_gib(disk.free_bytes),
                    total=whole_gib(disk.total_bytes),
                ),
                source,
            )
            for disk in disks
        ),
    )


def whole_gib(size_bytes: int) -> str:
    """In whole GiB, as memory is sold: a card of 16 GB reports 15.99."""
    return f"{size_bytes / GIB:.0f}"


def _add_card_facts(gpu: Gpu, parts: list[str], facts: list[str]) -> None:
    sources = gpu.sources
    if gpu.pcie_generation is not None and gpu.pcie_width is not None:
        link = f"PCIe {gpu.pcie_generation} x{gpu.pcie_width}"
        parts.append(link)
        facts.append(_said(tr("Link, at most"), link, sources.get("pcie_generation")))
    if gpu.compute_capability is not None:
        version = "{}.{}".format(*gpu.compute_capability)
        facts.append(_said(tr("Compute capability"), version, sources.get("compute_capability")))
    for label, field in (("ECC", "ecc_enabled"), ("MIG", "mig_enabled")):
        value = getattr(gpu, field)
        if value is not None:
            facts.append(_said(label, tr("on") if value else tr("off"), sources.get(field)))


def _disk_name(disk: Disk) -> str:
    mount = plain_line(disk.mount, _MAX_NAME)
    return mount if disk.kind is None else f"{mount} ({_DISK_KINDS[disk.kind]})"


def _said(label: str, value: str, source: Source | None) -> str:
    if source is None:
        return f"{label}: {value}"
    return tr("{label}: {value} (from {source})", label=label, value=value, source=_SOURCES[source])
