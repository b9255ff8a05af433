"""Python and the libraries of this installation, read without importing any."""

import platform
import sqlite3
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.doctor.domain.engine_answer import EngineAnswer
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact
from wan22_desktop.doctor.domain.library_versions import (
    judged_python,
    judged_versions,
    pinned_versions,
)

NAME, TITLE = "libraries", tr("Python and libraries")


def installed_versions(names: Iterable[str]) -> dict[str, str]:
    """Versions by name of those that are there."""
    found: dict[str, str] = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except (metadata.PackageNotFoundError, OSError, UnicodeDecodeError):
            continue
    return found


def check_libraries(constraints: Path, engine: EngineAnswer | None) -> Check:
    """Versions against `constraints`, where it ships; `engine` says whether torch can be imported.

    None stands for an engine that was not asked.
    """
    try:
        tested = pinned_versions(constraints.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        tested = {}
    findings, facts = judged_versions(installed_versions(tested), tested)
    facts = (
        Fact("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        Fact(tr("System"), f"{platform.system()} {platform.release()}, {platform.machine()}"),
        Fact("SQLite", sqlite3.sqlite_version),
        Fact(tr("torch in the engine"), _torch_in_words(engine)),
        *facts,
    )
    findings = (*judged_python(sys.version_info[:2]), *findings)
    if engine is not None and engine.problem:
        text = tr("The engine with torch does not start: {reason}", reason=engine.problem)
        advice = tr(
            "Install the program again, or run `python3 run.py setup` in a checkout. The engine's "
            "own words are in logs/engine.log."
        )
        findings = (Finding(Severity.ERROR, text, "torch", advice=advice), *findings)
    return Check(NAME, TITLE, findings, facts)


def _torch_in_words(engine: EngineAnswer | None) -> str:
    if engine is None:
        return tr("not asked")
    if engine.problem:
        return tr("cannot be imported")
    return tr(
        "{version}, ready after {seconds} s",
        version=engine.versions.get("torch", tr("unknown")),
        seconds=decimal(f"{engine.seconds:.1f}"),
    )
