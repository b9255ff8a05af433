"""The graphics cards as NVIDIA's command-line tool tells them."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from wan22_desktop.core.hardware import DriverProblem, Gpu, Source
from wan22_desktop.hardware.driver_report import DriverReport, card
from wan22_desktop.hardware.nvml import pcie_gb_s
from wan22_desktop.hardware.time_limit import LIMIT_S, TimeLimit

# The name stands last: commas in it then separate nothing.
BASIC = ("index", "uuid", "driver_version", "memory.total", "memory.free", "name")
FULL = (
    *BASIC[:-1],
    "compute_cap",
    "pcie.link.gen.max",
    "pcie.link.width.max",
    "mig.mode.current",
    "ecc.mode.current",
    "name",
)
"""Tools from before 2022 refuse a query for `compute_cap`."""

_MOST_BYTES = 1 << 16
"""Sixteen cards print 3 KB."""
_LIMIT = TimeLimit("nvidia-smi")


def ask_nvidia_smi(tool: Sequence[str] | None = None, limit_s: float = LIMIT_S) -> Gpu | None:
    """The card with the most memory; None if the tool is missing, slow or says nothing usable."""
    return nvidia_smi_report(tool, limit_s).largest


def nvidia_smi_report(tool: Sequence[str] | None = None, limit_s: float = LIMIT_S) -> DriverReport:
    """All cards, within `limit_s`; `tool` is the command, looked up if it is None."""
    if tool is None:
        found = shutil.which("nvidia-smi")
        if found is None:
            return DriverReport(problem=DriverProblem.NO_DRIVER)
        tool = (found,)
    deadline = time.monotonic() + limit_s
    report = DriverReport()
    try:
        for query in (FULL, BASIC):
            said = output_of([*tool, *arguments(query)], deadline - time.monotonic())
            report = parse_nvidia_smi(said.decode(errors="replace"), query)
            if report.gpus or report.unreadable_gpus or report.problem:
                break
    except TimeoutError:
        return DriverReport(problem=DriverProblem.NO_ANSWER)
    except OSError:
        return DriverReport(problem=DriverProblem.NO_DRIVER)
    return report


def parse_nvidia_smi(text: str, query: Sequence[str] = FULL) -> DriverReport:
    """From what `nvidia-smi --query-gpu=<query> --format=csv,noheader,nounits` printed."""
    lines = text.split("\n")
    # What follows the last line end was cut off somewhere: its figures may lack digits.
    rows = [row for line in lines[:-1] if (row := row_of(line, query)) is not None]
    cards = [_card(row) for row in rows]
    lost = sum(line.startswith("Unable to determine the device handle") for line in lines)
    unreadable = cards.count(None) + lost
    problem = DriverProblem.CARD_UNREADABLE if unreadable else None
    if "version mismatch" in text.lower() and not rows:
        problem = DriverProblem.VERSION_MISMATCH
    report = DriverReport(
        gpus=tuple(each for each in cards if each is not None),
        unreadable_gpus=unreadable,
        problem=problem,
        source=Source.NVIDIA_SMI,
    )
    return report.with_versions(rows[0].get("driver_version") if rows else None, None)


def arguments(query: Sequence[str]) -> list[str]:
    """Of the tool, for one line of text for each card."""
    return [f"--query-gpu={','.join(query)}", "--format=csv,noheader,nounits"]


def row_of(line: str, query: Sequence[str]) -> dict[str, str] | None:
    """What a line says of a card; None for messages and for lines that were cut off."""
    # A decimal comma has no space behind it.
    fields = [field.strip() for field in line.split(", ", len(query) - 1)]
    if len(fields) != len(query) or _number(fields[0]) is None:
        return None
    return dict(zip(query, fields, strict=True))


def _card(row: dict[str, str]) -> Gpu | None:
    split = _switch(row.get("mig.mode.current", ""))
    generation = _number(row.get("pcie.link.gen.max", ""))
    lanes = _number(row.get("pcie.link.width.max", "").removesuffix("x"))
    return card(
        {
            "index": _number(row["index"]),
            "uuid": row["uuid"] if row["uuid"].startswith("GPU-") else None,
            "name": row["name"],
            # Programs get one instance of a card that is split, and these are not told here.
            "total_vram_bytes": None if split else mib_bytes(row["memory.total"]),
            "free_vram_bytes": mib_bytes(row["memory.free"]),
            "compute_capability": _capability(row.get("compute_cap", "")),
            "pcie_generation": generation,
            "pcie_width": lanes,
            "pcie_gb_s": pcie_gb_s(generation, lanes),
            "mig_enabled": split,
            "ecc_enabled": _switch(row.get("ecc.mode.current", "")),
        },
        Source.NVIDIA_SMI,
    )


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def mib_bytes(text: str) -> int | None:
    """`24564`, `24564 MiB` or `24564,00`; None for `[N/A]` and where a mark may part thousands."""
    number = re.fullmatch(r"([0-9]{1,9})([.,]0{1,2})?( MiB)?", text)
    return int(number[1]) * 2**20 if number else None


def _capability(text: str) -> tuple[int, int] | None:
    number = re.fullmatch(r"([0-9]{1,2})[.,]([0-9])", text)
    return (int(number[1]), int(number[2])) if number else None


def _switch(text: str) -> bool | None:
    return {"Enabled": True, "Disabled": False}.get(text)


def output_of(command: Sequence[str], limit_s: float) -> bytes:
    """The first part of what the command prints; raises OSError and TimeoutError."""
    started: list[subprocess.Popen[bytes]] = []
    given_up = threading.Event()

    def read() -> bytes:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
            # A group of its own, so that a wrapper's children end with it.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:
            started.append(process)
            if given_up.is_set():
                _end(process)
            output = process.stdout.read(_MOST_BYTES) if process.stdout else b""
            if len(output) == _MOST_BYTES:
                _end(process)
            return output

    try:
        return _LIMIT.ask(read, limit_s)
    except TimeoutError:
        given_up.set()
        # One that waits for a broken driver may not even die: its thread reaps it, not we.
        for process in started:
            _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            # Also where the wrapper has ended: until it is reaped the group keeps its number.
            os.killpg(process.pid, signal.SIGKILL)
