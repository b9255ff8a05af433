"""Which attention backends work on this machine, tried once in a process of their own.

Speeds differ by a factor of two between cards, drivers and systems, and a backend that does not
suit may crash. So each is tried where it can harm nobody, and the answer is kept until the card,
its driver or a library changes.
"""

import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.attention import (
    AttentionReport,
    BackendOutcome,
    BackendResult,
    backends_to_probe,
)
from wan22_desktop.engine_protocol.plan import DeviceName

PROBE_TOKENS: dict[DeviceName, int] = {"cpu": 512, "cuda": 8192}
"""Enough that a kernel's speed and not its start is measured, and small enough for any card."""
PROBE_LIMIT_S = 180.0
"""For one process: importing torch takes up to 20 s there, compiling a Triton kernel a minute."""

_LIBRARIES = ("torch", "diffusers", "flash-attn", "sageattention", "triton", "triton-windows")
_READY = "ready"

_log = logging.getLogger(__name__)


def probe_command() -> list[str]:
    """The packaged program calls itself, a checkout its interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--probe-attention"]
    return [sys.executable, "-X", "utf8", "-m", "wan22_desktop.engine.speed.attention_probe"]


def probe_attention(
    device: DeviceName,
    *,
    backends: Sequence[str] | None = None,
    tokens: int | None = None,
    limit_s: float = PROBE_LIMIT_S,
    command: Sequence[str] | None = None,
) -> AttentionReport:
    """Try each backend in a child process; blocks for some seconds up to minutes.

    A backend that ends the process or exceeds `limit_s` is noted, and a new process goes on with
    the next. Raises OSError if none can be started.
    """
    names = list(backends if backends is not None else backends_to_probe(device))
    size = tokens or PROBE_TOKENS[device]
    results: list[BackendResult] = []
    while len(results) < len(names):
        left = names[len(results) :]
        words = [*(command or probe_command()), "--device", device, "--tokens", str(size), *left]
        lines, end, reason = _run(words, limit_s)
        found = [result for line in lines if (result := _result(line)) is not None]
        results += found[: len(left)]
        if len(found) >= len(left):
            break
        if _READY not in lines:  # nothing to do with any of them
            results += [BackendResult(name=name, outcome=end, reason=reason) for name in left]
            break
        results.append(BackendResult(name=left[len(found)], outcome=end, reason=reason))
    for result in results:
        _log.info("attention %s: %s %s", result.name, result.outcome, result.reason)
    return AttentionReport(device=device, tokens=size, results=tuple(results))


def remembered_attention(
    file: Path,
    device: DeviceName,
    machine: str,
    *,
    probe: Callable[[DeviceName], AttentionReport] = probe_attention,
) -> AttentionReport:
    """The report for `machine` (see `machine_key`) from `file`, probing where there is none yet.

    A file that is missing or cannot be read means probing again. A report in which nothing works
    is not kept.
    """
    if (known := known_attention(file, device, machine)) is not None:
        return known
    reports = _read(file)
    report = probe(device)
    if any(result.outcome is BackendOutcome.WORKS for result in report.results):
        kept = _Reports(machines={**reports, machine: report})
        try:
            durable_write(file, kept.to_json().encode())
        except OSError as error:
            _log.warning("the attention report is not kept: %s", error)
    return report


def known_attention(file: Path, device: DeviceName, machine: str) -> AttentionReport | None:
    """What was found out about `machine` before; probes nothing."""
    report = _read(file).get(machine)
    return report if report is not None and report.device == device else None


def machine_key(device_name: str, driver_version: str) -> str:
    """What a report holds for: a card, its driver and the installed libraries' versions."""
    libraries = (f"{name} {_version(name)}" for name in _LIBRARIES)
    return "; ".join((device_name, f"driver {driver_version}", *libraries))


class _Reports(Value):
    machines: dict[str, AttentionReport]


def _read(file: Path) -> dict[str, AttentionReport]:
    try:
        return _Reports.from_json(file.read_bytes()).machines
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        _log.warning("attention is probed again: %s", error)
        return {}


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "-"


def _run(words: Sequence[str], limit_s: float) -> tuple[list[str], BackendOutcome, str]:
    """Whole lines that the process wrote, and what its end means if some are missing."""
    flags = subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0
    try:
        ended = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            check=False,
            creationflags=flags,
        )
    except subprocess.TimeoutExpired as late:
        reason = f"no answer within {limit_s:.0f} s"
        return _whole_lines(late.stdout or b""), BackendOutcome.TIMED_OUT, reason
    reason = f"its process ended with code {ended.returncode}"
    return _whole_lines(ended.stdout), BackendOutcome.CRASHED, reason


def _whole_lines(output: bytes) -> list[str]:
    return output.decode(errors="replace").split("\n")[:-1]


def _result(line: str) -> BackendResult | None:
    """The result that a line holds; libraries print lines of their own."""
    try:
        return BackendResult.from_json(line.strip())
    except ValidationError:
        return None
