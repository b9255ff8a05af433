"""Folders full of LoRA files, for measurements of the library.

    python benchmarks/lora_files.py FOLDER COUNT

Every file is a whole LoRA of 21 or 41 kB for Wan 14B with content of its own; of ten, two are the
halves of a pair.
"""

import sys
from pathlib import Path

from fixtures.lora_bytes import lora_bytes

SUBJECTS = ("Rain", "Neon", "Paper", "Clay", "Orbit", "Fog", "Velvet", "Pixel", "Ink", "Glass")
STYLES = ("streets", "portrait", "cartoon", "dolly zoom", "lighting", "walk", "ocean", "faces")
MAX_LAYERS = 40
_HALVES = {4: (0, " high noise"), 5: (-1, " low noise")}


def make_library(folder: Path, count: int, *, scale: int = 1) -> None:
    """Fill `folder` with `count` different LoRAs.

    `scale` multiplies their ranks, and their layers up to 40: with 40 they have 33 and 66 MB.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        offset, half = _HALVES.get(number % 10, (0, ""))
        serial = number + offset
        subject = SUBJECTS[serial % len(SUBJECTS)]
        name = f"{subject} {STYLES[serial // len(SUBJECTS) % len(STYLES)]} {serial}"
        content = lora_bytes(
            number,
            rank=scale * (1 if half else 1 + number % 2),
            layers=min(scale, MAX_LAYERS),
            metadata={"modelspec.title": name, "modelspec.tags": f"{subject}, made up"},
        )
        (folder / f"{name}{half}.safetensors").write_bytes(content)


if __name__ == "__main__":
    make_library(Path(sys.argv[1]), int(sys.argv[2]))
