"""Which settings follow from the facts of a machine. What is unknown leads to no setting."""

from pathlib import PurePosixPath, PureWindowsPath

from wan22_desktop.core.hardware import Disk, DiskKind, HardwareProfile
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.units import size
from wan22_desktop.optimizer.domain.choosing import PINNED_SHARE
from wan22_desktop.optimizer.domain.compute import (
    CPU_GFLOPS_PER_CORE,
    UNPINNED_GB_S,
    Calibration,
    pcie_gb_s,
)
from wan22_desktop.optimizer.domain.optimal_settings import CarriedBy, Setting

_FIRST_TF32 = (8, 0)
_READERS = {DiskKind.NVME: 4, DiskKind.SSD: 2, DiskKind.HDD: 1}
"""Reads at the same time: NVMe has many queues, SATA one, and a hard disk one set of heads."""
_MOST_WORKERS = 4
"""Converting frames is less than a tenth of writing a clip (`benchmarks/optimize.py`): more
threads would only wait for the encoder."""
MOST_THREADS = 1024
"""As many as plans may name."""
SYSTEM_RAM_BYTES = 8 << 30
"""Stays pageable for the system, the window and what else is open."""


def torch_threads(profile: HardwareProfile) -> Setting:
    """Threads of arithmetic on the processor, for models that are worth it."""
    cores = profile.cpu_cores
    on_card = profile.gpu is not None
    if cores is None or on_card:
        reason = (
            tr(
                "The graphics card renders, so torch's own count of threads stays: the plan of a "
                "render must not depend on it."
            )
            if on_card
            else tr("It is not known how many cores there are.")
        )
        return _planned("torch_threads", None, reason, tr("None."), "cpu_cores", "gpu")
    return _planned(
        "torch_threads",
        min(cores, MOST_THREADS),
        trn(
            "Without a graphics card the {count} physical core render: a second thread on a core "
            "shares its arithmetic units and only costs. The demo model stays at one thread.",
            "Without a graphics card the {count} physical cores render: a second thread on a core "
            "shares its arithmetic units and only costs. The demo model stays at one thread.",
            cores,
        ),
        tr(
            "About {number} GFLOP/s in large products.", number=f"{CPU_GFLOPS_PER_CORE * cores:.0f}"
        ),
        "cpu_cores",
        "gpu",
    )


def interop_threads(profile: HardwareProfile) -> Setting:
    """Threads for operations side by side, which the engine never has."""
    cores = profile.cpu_cores
    if cores is None:
        return _none(
            "interop_threads", tr("It is not known how many cores there are."), "cpu_cores"
        )
    return Setting(
        name="interop_threads",
        value=1,
        reason=tr(
            "The engine computes one operation after the other, so one thread is enough where "
            "torch would keep up to {count} ready.",
            count=cores,
        ),
        effect=tr("No time; fewer sleeping threads."),
        facts=("cpu_cores",),
    )


def numa_node(profile: HardwareProfile) -> Setting:
    """The group of cores to keep to."""
    nodes, gpu = profile.numa_nodes, profile.gpu
    facts = ("numa_nodes", "gpu.numa_node")
    if nodes is None or nodes == 1:
        reason = (
            tr("It is not known whether there are groups of cores with memory of their own.")
            if nodes is None
            else tr("There are no groups of cores with memory of their own.")
        )
        return _none("numa_node", reason, *facts)
    if gpu is None:
        reason = tr(
            "The processor renders, and needs the cores of all {count} groups.", count=nodes
        )
        return _none("numa_node", reason, *facts)
    if gpu.numa_node is None or gpu.numa_node >= nodes:
        return _none(
            "numa_node",
            tr("On which of {count} groups the card hangs is unknown.", count=nodes),
            *facts,
        )
    return Setting(
        name="numa_node",
        value=gpu.numa_node,
        reason=tr(
            "The card hangs on group {group} of {count}: from there its copies take "
            "no detour. Memory of other groups is used when that group's is full.",
            group=gpu.numa_node,
            count=nodes,
        ),
        effect=tr(
            "Copies to the card do not cross between groups; how much that is, is the board's."
        ),
        facts=facts,
    )


def pinned_budget(profile: HardwareProfile) -> Setting:
    """Page-locked memory, which the card fetches by itself."""
    gpu, total = profile.gpu, profile.total_ram_bytes
    facts = ("total_ram_bytes", "gpu.pcie_gb_s")
    if gpu is None or total is None:
        reason = (
            tr("There is no card to copy to.")
            if gpu is None
            else tr("The memory's size is unknown.")
        )
        return _none("pinned_budget_bytes", reason, *facts)
    budget = max(0, min(int(PINNED_SHARE * total), total - SYSTEM_RAM_BYTES))
    fast = pcie_gb_s(gpu, Calibration())
    return Setting(
        name="pinned_budget_bytes",
        value=budget,
        reason=tr(
            "Of {total} of memory {system} stay for the system, and "
            "systems lock no more than about half: at most {share} are locked.",
            total=size(total),
            system=size(SYSTEM_RAM_BYTES),
            share=f"{PINNED_SHARE:.0%}",
        ),
        effect=tr(
            "Weights reach the card at {fast} instead of {slow} GB/s, beside its computing.",
            fast=f"{fast:.0f}",
            slow=f"{UNPINNED_GB_S:.0f}",
        ),
        facts=facts,
    )


def loading_threads(profile: HardwareProfile, models: str) -> Setting:
    """Threads that read weights, by what the disk of the models' folder is made of."""
    cores, disk = profile.cpu_cores, disk_of(profile, models)
    kind = None if disk is None else disk.kind
    facts = ("disks.kind", "cpu_cores")
    if kind is None or cores is None:
        return _none(
            "loading_threads",
            tr("Of what kind the models' disk is, is unknown: one reads."),
            *facts,
        )
    threads = min(_READERS[kind], cores)
    reasons = {
        DiskKind.NVME: tr(
            "An NVMe disk serves several reads at once, and reading hides behind converting."
        ),
        DiskKind.SSD: tr("A solid-state disk reads while the weights before are converted."),
        DiskKind.HDD: tr("The heads of a hard disk would move between two reads."),
    }
    return Setting(
        name="loading_threads",
        value=threads,
        reason=reasons[kind],
        effect=tr("Shorter loading where the disk limits it, none where the processor does.")
        if threads > 1
        else tr("None."),
        facts=facts,
    )


def preprocessing_workers(profile: HardwareProfile) -> Setting:
    """Threads for pictures and frames."""
    cores = profile.cpu_cores
    if cores is None:
        reason = tr("It is not known how many cores there are.")
        return _none("preprocessing_workers", reason, "cpu_cores")
    workers = max(1, min(_MOST_WORKERS, cores // 2))
    return Setting(
        name="preprocessing_workers",
        value=workers,
        reason=trn(
            "Of {count} core, half are left to the encoder and the window.",
            "Of {count} cores, half are left to the encoder and the window.",
            cores,
        ),
        effect=tr("At most a tenth less time to write a clip.") if workers > 1 else tr("None."),
        facts=("cpu_cores",),
    )


def allow_tf32(profile: HardwareProfile) -> Setting:
    """Products in float32 with ten bits of mantissa."""
    gpu = profile.gpu
    capability = None if gpu is None else gpu.compute_capability
    facts = ("gpu.compute_capability",)
    if capability is None or capability < _FIRST_TF32:
        return _none("allow_tf32", tr("No card is known here that has it."), *facts)
    return Setting(
        name="allow_tf32",
        value=False,
        reason=tr(
            "It would change renders that promise the same bits again. The models compute in "
            "bf16 anyway; what is left in float32 is there because it has to be exact."
        ),
        effect=tr("None: this is what torch does by itself unless the environment says otherwise."),
        facts=facts,
    )


def disk_of(profile: HardwareProfile, folder: str) -> Disk | None:
    """The disk on which `folder` lies: that with the longest mount that contains it."""
    make = PureWindowsPath if profile.os == "windows" else PurePosixPath
    containing = [disk for disk in profile.disks or () if make(folder).is_relative_to(disk.mount)]
    return max(containing, key=lambda disk: len(make(disk.mount).parts), default=None)


def _none(name: str, reason: str, *facts: str) -> Setting:
    return Setting(name=name, value=None, reason=reason, effect=tr("None."), facts=facts)


def _planned(name: str, value: int | str | None, reason: str, effect: str, *facts: str) -> Setting:
    return Setting(
        name=name,
        value=value,
        reason=reason,
        effect=effect,
        carried_by=CarriedBy.PLANNER,
        facts=facts,
    )
