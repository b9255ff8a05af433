"""The graphics card as NVIDIA's command-line tool tells it."""

import shutil
import subprocess
from collections.abc import Sequence

from wan22_desktop.core.hardware import Gpu, Source

QUERY = ("name", "memory.total", "memory.free", "compute_cap")
LIMIT_S = 2.0


def ask_nvidia_smi(command: Sequence[str] | None = None, limit_s: float = LIMIT_S) -> Gpu | None:
    """The card with the most memory; None if the tool is missing, slow or says nothing usable."""
    if command is None:
        found = shutil.which("nvidia-smi")
        if found is None:
            return None
        command = (found, f"--query-gpu={','.join(QUERY)}", "--format=csv,noheader,nounits")
    try:
        done = subprocess.run(  # its output is parsed as text from outside
            list(command), capture_output=True, timeout=limit_s, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_nvidia_smi(done.stdout.decode(errors="replace"))


def parse_nvidia_smi(text: str) -> Gpu | None:
    """From the lines of `--query-gpu=name,memory.total,memory.free,compute_cap` in MiB."""
    cards = [card for line in text.splitlines() if (card := _card(line)) is not None]
    return max(cards, key=lambda card: card.total_vram_bytes, default=None)


def _card(line: str) -> Gpu | None:
    # Names hold no commas; older tools lack the last column.
    fields = [field.strip() for field in line.split(",")]
    total = _mib(fields[1]) if len(fields) >= 3 else None
    if total is None or not fields[0] or len(fields[0]) > 100:
        return None
    free = _mib(fields[2])
    capability = _capability(fields[3]) if len(fields) > 3 else None
    known = {
        "name": fields[0],
        "total_vram_bytes": total,
        "free_vram_bytes": free,
        "compute_capability": capability,
    }
    said = {name: value for name, value in known.items() if value is not None}
    return Gpu(**said, sources=dict.fromkeys(said, Source.NVIDIA_SMI))


def _mib(text: str) -> int | None:
    """`24564`, or with its unit `24564 MiB`; None for `[N/A]` and the like."""
    number = text.removesuffix("MiB").strip()
    return int(number) * 2**20 if number.isdecimal() and len(number) <= 9 else None


def _capability(text: str) -> tuple[int, int] | None:
    major, dot, minor = text.partition(".")
    if dot and major.isdecimal() and minor.isdecimal():
        return int(major), int(minor)
    return None
