"""Driver, card and torch against each other: can this machine compute on its card?"""

import re

from wan22_desktop.core.hardware import DriverProblem, Gpu, HardwareProfile, Version
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.doctor.domain.engine_answer import EngineAnswer
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact

NAME, TITLE = "gpu", tr("Graphics card")

_BUILD = re.compile(r"\+(cu|rocm|cpu|xpu)(\d*)")
_LEAST_CAPABILITY: dict[int, Version] = {12: (5, 0), 13: (7, 5)}
"""By CUDA's major version. CUDA 13.0 dropped Maxwell, Pascal and Volta (its release notes,
"Deprecated Architectures"); CUDA 12 dropped Kepler."""
_PROBLEMS = {
    DriverProblem.NO_DRIVER: (
        Severity.NOTE,
        tr("No NVIDIA driver answers: there is no such card, or its driver is not installed."),
        tr(
            "On a PC with an NVIDIA card, install the driver from nvidia.com and restart. Without "
            "a card the small model that ships renders on the processor."
        ),
    ),
    DriverProblem.VERSION_MISMATCH: (
        Severity.ERROR,
        tr(
            "The NVIDIA driver was updated while it was in use: its two halves are of two versions."
        ),
        tr("Restart the computer."),
    ),
    DriverProblem.NO_ANSWER: (
        Severity.ERROR,
        tr("The NVIDIA driver does not answer."),
        tr("Restart the computer. If it happens again, install the driver anew."),
    ),
    DriverProblem.CARD_UNREADABLE: (
        Severity.ERROR,
        tr("The driver counts a card that it cannot read: it may have fallen off the bus."),
        tr("Restart the computer; check the card's power cables if it happens again."),
    ),
    DriverProblem.REFUSED: (
        Severity.WARNING,
        tr("The NVIDIA driver refuses to answer."),
        tr("Check that this user may use the card; in a container, pass the card through."),
    ),
}


def check_gpu(profile: HardwareProfile | None, engine: EngineAnswer | None) -> Check:
    """`profile` is None where the machine could not be asked; `engine` where it was not."""
    if profile is None:
        text = tr("The machine could not be asked for its hardware.")
        return Check(NAME, TITLE, (Finding(Severity.WARNING, text),))
    findings: list[Finding] = []
    if profile.driver_problem is not None:
        severity, text, advice = _PROBLEMS[profile.driver_problem]
        findings.append(Finding(severity, text, advice=advice))
    if profile.unreadable_gpus and profile.driver_problem is not DriverProblem.CARD_UNREADABLE:
        text = tr(
            "Cards that the driver counts and cannot read: {count}.", count=profile.unreadable_gpus
        )
        findings.append(Finding(Severity.WARNING, text, advice=tr("Restart the computer.")))
    if profile.gpu is not None and engine is not None and not engine.problem:
        findings += _torch_and(profile.gpu, profile, engine)
    return Check(NAME, TITLE, tuple(findings), (*machine_facts(profile), *_torch_facts(engine)))


def build_of(torch_version: str) -> tuple[str, Version | None]:
    """`("cu", (13, 0))` of `2.13.0+cu130`, `("cpu", None)`, or `("", None)` if it does not say."""
    found = _BUILD.search(torch_version)
    if found is None:
        return "", None
    digits = found[2]
    if found[1] != "cu" or len(digits) < 2:
        return found[1], None
    return "cu", (int(digits[:-1]), int(digits[-1]))


def machine_facts(profile: HardwareProfile) -> tuple[Fact, ...]:
    """What is known of the machine, each value with its source."""

    def fact(label: str, field: str, said: str | None) -> Fact:
        source = profile.sources.get(field)
        return Fact(label, said or tr("unknown"), source.value if source and said else "")

    cuda = profile.cuda_version
    facts = [
        fact(tr("Processor"), "cpu_model", profile.cpu_model),
        fact(tr("Cores"), "cpu_cores", _text(profile.cpu_cores)),
        fact(tr("Memory"), "total_ram_bytes", _size(profile.total_ram_bytes)),
        fact(tr("Driver"), "driver_version", profile.driver_version),
        fact(tr("CUDA that the driver knows"), "cuda_version", _dotted(cuda)),
    ]
    if not profile.gpus:
        facts.append(Fact(tr("Graphics card"), tr("none found")))
    for card in profile.gpus:
        told = [_size(card.total_vram_bytes) or ""]
        if card.compute_capability is not None:
            told.append(
                tr("compute capability {version}", version=_dotted(card.compute_capability))
            )
        if card.pcie_generation is not None and card.pcie_width is not None:
            told.append(f"PCIe {card.pcie_generation} x{card.pcie_width}")
        source = card.sources.get("total_vram_bytes")
        facts.append(Fact(card.name, ", ".join(told), source.value if source else ""))
    return tuple(facts)


def _torch_and(card: Gpu, profile: HardwareProfile, engine: EngineAnswer) -> list[Finding]:
    version = engine.versions.get("torch", "")
    kind, needed = build_of(version)
    driver, capability = profile.cuda_version, card.compute_capability
    if kind == "cpu":
        text = tr(
            "torch {version} is built for the processor only and cannot use {card}.",
            version=version,
            card=card.name,
        )
        advice = tr("Install the app's graphics runtime: models would render many times slower.")
        return [Finding(Severity.ERROR, text, "torch", advice=advice)]
    if needed is not None and driver is not None and driver[0] < needed[0]:
        text = tr(
            "torch {version} needs a driver that knows CUDA {needed}; this one knows {known}.",
            version=version,
            needed=needed[0],
            known=_dotted(driver),
        )
        advice = tr("Install a newer driver from nvidia.com and restart.")
        return [Finding(Severity.ERROR, text, "driver", advice=advice)]
    least = None if needed is None else _LEAST_CAPABILITY.get(needed[0])
    if least is not None and capability is not None and capability < least:
        text = tr(
            "{card} is too old for torch {version}: it has compute capability "
            "{capability}, CUDA {cuda} begins with {least}.",
            card=card.name,
            version=version,
            capability=_dotted(capability),
            cuda=_dotted(needed),
            least=_dotted(least),
        )
        advice = tr("Use the small model on the processor, or a newer card.")
        return [Finding(Severity.ERROR, text, "card", advice=advice)]
    if "cuda" not in engine.devices:
        text = tr(
            "The driver shows {card}, but torch {version} cannot use it.",
            card=card.name,
            version=version,
        )
        advice = tr("Install a newer driver and restart; check that no variable hides the card.")
        return [Finding(Severity.ERROR, text, "torch", advice=advice)]
    return []


def _torch_facts(engine: EngineAnswer | None) -> tuple[Fact, ...]:
    if engine is None:
        return (Fact("torch", tr("not asked")),)
    if engine.problem:
        return (Fact("torch", tr("the engine does not start")),)
    version = engine.versions.get("torch", tr("unknown"))
    card = engine.gpu.name if engine.gpu is not None else tr("no card")
    return (
        Fact("torch", version, tr("engine")),
        Fact(tr("torch computes on"), f"{', '.join(engine.devices)} ({card})", tr("engine")),
    )


def _dotted(version: Version | None) -> str:
    return "" if version is None else f"{version[0]}.{version[1]}"


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _size(size_bytes: int | None) -> str | None:
    return None if size_bytes is None else size(size_bytes)
