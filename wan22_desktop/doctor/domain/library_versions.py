"""The libraries against the versions that the app is built and tested with."""

import re
from collections.abc import Mapping

from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Fact

OLDEST_PYTHON = (3, 11)
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;#]+)\s*$")
_OPTIONAL = frozenset({"gguf", "torchao", "peft"})
"""The engine says where it would need them; peft is a measure for tests."""
_FOR_DEVELOPERS = frozenset(
    {"hypothesis", "import-linter", "pyright", "pytest", "pytest-qt", "pytest-xdist", "ruff"}
)


def pinned_versions(constraints: str) -> dict[str, str]:
    """Versions by name from a file of pins; those that only developers need are left out."""
    pins = (_PIN.match(line.strip()) for line in constraints.splitlines())
    found = {pin[1]: pin[2] for pin in pins if pin is not None}
    return {name: version for name, version in found.items() if name not in _FOR_DEVELOPERS}


def judged_versions(
    installed: Mapping[str, str], tested: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[Fact, ...]]:
    """What is missing or of another version; `installed` lacks what is not there."""
    findings: list[Finding] = []
    facts: list[Fact] = []
    as_tested: list[str] = []
    for name, version in sorted(tested.items(), key=lambda pin: pin[0].lower()):
        there = installed.get(name)
        if there is not None and _release(there) == _release(version):
            as_tested.append(f"{name} {there}")
        else:
            facts.append(
                Fact(
                    name, there or tr("not installed"), tr("tested with {version}", version=version)
                )
            )
        if there is None and name not in _OPTIONAL:
            text = tr("The library {name} is not installed.", name=name)
            advice = tr("Run `python3 run.py setup` again, or install the program again.")
            findings.append(Finding(Severity.ERROR, text, name, advice=advice))
        elif there is not None and _release(there) != _release(version):
            text = tr(
                "{name} is {there}; this app is tested with {tested}.",
                name=name,
                there=there,
                tested=version,
            )
            advice = tr("If something does not work, run `python3 run.py setup` again.")
            severity = (
                Severity.WARNING if _release(there)[:1] != _release(version)[:1] else Severity.NOTE
            )
            findings.append(Finding(severity, text, name, advice=advice))
    if as_tested:
        facts.append(Fact(tr("As tested"), ", ".join(as_tested)))
    return tuple(findings), tuple(facts)


def judged_python(version: tuple[int, int]) -> tuple[Finding, ...]:
    """Python itself."""
    if version >= OLDEST_PYTHON:
        return ()
    text = tr(
        "Python {version} is too old: the app needs 3.11 or newer.",
        version=f"{version[0]}.{version[1]}",
    )
    advice = tr("Install a newer Python and run `python3 run.py setup` again.")
    return (Finding(Severity.ERROR, text, "python", advice=advice),)


def _release(version: str) -> tuple[int, ...]:
    """Without the build, which names the platform: `2.13.0+cu130` is `2.13.0`."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    parts = [int(part) for part in numbers[0].split(".")] if numbers else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
