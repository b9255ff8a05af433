"""What `wan22 optimize` brings on this machine: the demo model rendered before and after it.

Run `python benchmarks/optimize.py` (`--starts N` engines of each kind, `--pairs N` warm renders
with each). It prints the settings with their reasons, the comparison of before and after, the same
comparison of a tuning with itself (what noise looks like here), and what two settings touch:
converting frames within writing a clip, and reading weights on one to four threads. Nothing is
applied.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from safetensors.torch import save_file

from wan22_desktop.cli.optimize import comparison_json, comparison_table, settings_table
from wan22_desktop.composition.optimizer import system_optimizer
from wan22_desktop.composition.tuning_trial import PAIRS_PER_START, STARTS, TuningTrial
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.safetensors_header import read_safetensors_header
from wan22_desktop.core.weight_scales import Weight
from wan22_desktop.engine.in_order import in_order
from wan22_desktop.engine.loading.tensor_reader import SharedReader
from wan22_desktop.engine.video_file import convert_for_the_encoder, write_clip
from wan22_desktop.optimizer.domain.optimal_settings import Tuning

ROUNDS = 5
MB = 1 << 20


def seconds_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def converting_share(folder: Path) -> float:
    """Of the time to write a clip of 1280x704 with 31 frames on one thread."""
    stills = np.random.default_rng(1).integers(0, 255, (31, 22, 40, 3), np.uint8)
    frames = stills.repeat(32, axis=1).repeat(32, axis=2)
    request = GenerationRequest.default(prompt="noise", seed=1)
    metadata = ClipMetadata(
        request=request,
        app_version="0",
        versions={},
        device="cpu",
        precision="fp32",
        created_at="2026-01-01T00:00:00+00:00",
    )
    shares = []
    for _ in range(ROUNDS):
        converting = seconds_of(lambda: [convert_for_the_encoder(each) for each in frames])
        writing = seconds_of(lambda: write_clip(folder / "clip.mp4", frames, 24, metadata))
        shares.append(converting / writing)
    return median(shares)


def reading_seconds(folder: Path) -> dict[int, float]:
    """Reading 1 GB of fp32 from the system's cache and casting it to bf16, by threads."""
    file = folder / "weights.safetensors"
    save_file({f"weight{i}": torch.zeros(16 * MB) for i in range(16)}, file)
    entries = read_safetensors_header(file).entries.values()
    weights = [Weight(entry) for entry in sorted(entries, key=lambda entry: entry.offset)]

    def load(threads: int) -> None:
        with (
            SharedReader([file], threads) as reader,
            in_order(reader.read, weights, threads, name="weights") as stored,
        ):
            for data, _scale in stored:
                data.to(torch.bfloat16)

    taken: dict[int, list[float]] = {1: [], 2: [], 4: []}
    for _ in range(ROUNDS):
        for threads, seconds in taken.items():
            seconds.append(seconds_of(lambda threads=threads: load(threads)))
    return {threads: median(seconds) for threads, seconds in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=STARTS)
    parser.add_argument("--pairs", type=int, default=PAIRS_PER_START)
    options = parser.parse_args()
    console = Console(highlight=False, width=150)
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder) / "home")
        trial = TuningTrial(places, starts=options.starts, pairs_per_start=options.pairs)
        optimizer = system_optimizer(places, trial)
        settings = optimizer.settings
        console.print(settings_table(settings, Tuning()))
        engine = settings.tuning.engine
        compared = trial(Tuning().engine, engine)
        console.print("\nBefore and after, in turns")
        console.print(comparison_table(compared))
        itself = trial(engine, engine)
        console.print("\nAfter and after: noise")
        console.print(comparison_table(itself))
        share = converting_share(Path(folder))
        reading = reading_seconds(Path(folder))
    parts = Table("part", "figure", box=None)
    parts.add_row("converting frames, of writing a clip", f"{share:.1%}")
    for threads, seconds in reading.items():
        parts.add_row(f"reading 1 GB on {threads}", f"{seconds / reading[1]:.2f} of one thread's")
    console.print()
    console.print(parts)
    figures = {
        "settings": [setting.model_dump(mode="json") for setting in settings.settings],
        "before_after": comparison_json(compared),
        "noise": comparison_json(itself),
        "converting_share": share,
        "reading_seconds": reading,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
