"""Which package of a model suits a machine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wan22_desktop.core.catalog import Catalog, CatalogPackage, PackageKind
from wan22_desktop.core.wan import Variant

_BEST_FIRST = ("bf16", "fp16", "fp32", "q8_0", "fp8", "q6_k", "q5_k_m", "q4_k_m", "unknown")
"""By how close clips come to those of the published weights. Those are bf16: fp32 adds only size.
Q8_0 has a scale for every 32 weights, fp8 at most one per tensor."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a package has to get along with."""

    vram_gb: float
    ram_gb: float
    free_disk_bytes: int | None = None
    """None leaves room on the disk out of it."""


def recommended(packages: Iterable[CatalogPackage], machine: Machine) -> CatalogPackage | None:
    """Of packages of one model the best that the machine can run out of its memory.

    What fits into neither memory is read from the disk again and again: then the smallest. If the
    machine can run none, the one that needs the least; None if there are no packages.
    """
    models = [package for package in packages if package.kind is PackageKind.MODEL]
    fitting = [package for package in models if _fits(package, machine)]
    memory_bytes = (machine.vram_gb + machine.ram_gb) * 1e9
    quick = [package for package in fitting if package.about_bytes <= memory_bytes]
    if quick:
        return min(quick, key=lambda package: _BEST_FIRST.index(package.precision))
    if fitting:
        return min(fitting, key=lambda package: package.about_bytes)
    return min(models, key=lambda p: (p.needs_vram_gb, p.needs_ram_gb, p.about_bytes), default=None)


def recommendations(catalog: Catalog, machine: Machine) -> Mapping[Variant, str]:
    """The id of the recommended package of each model."""
    found: dict[Variant, str] = {}
    for variant in Variant:
        ours = (package for package in catalog.packages if package.variant is variant)
        best = recommended(ours, machine)
        if best is not None:
            found[variant] = best.id
    return found


def _fits(package: CatalogPackage, machine: Machine) -> bool:
    return (
        package.needs_vram_gb <= machine.vram_gb
        and package.needs_ram_gb <= machine.ram_gb
        and (machine.free_disk_bytes is None or package.about_bytes <= machine.free_disk_bytes)
    )
