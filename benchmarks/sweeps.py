"""Sweeps and drafts with the model that ships: are cells single renders, and what drafts save.

    python3 run.py bench sweeps [--steps 20] [--frames 17] [--drafts 8] [--finals 2]

- A sweep of nine cells, three guidances by three seeds, is rendered as one group. Then each cell is
  rendered alone, in an engine of its own. Compared bit for bit: what was sampled (the latents after
  the last step) and every decoded frame of the clips.
- Drafts of four steps are rendered, the chosen ones in full in another engine, and, to compare, all
  of them in full. `texts_encoded` are texts that went through the text encoder.

Ends with 1 if a cell differs or a final encodes a text.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures.group_renders import batch, render
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.domain.drafts import DRAFT_STEPS, DraftPlan, finals
from wan22_desktop.generation.domain.drafts import as_group as drafts_group
from wan22_desktop.generation.domain.sweep import Axis, AxisKind, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group, grid_of


def home(folder: Path, name: str) -> Places:
    places = Places(folder / name)
    places.create()
    return places


def compare_cells(folder: Path, base: GenerationRequest) -> dict[str, object]:
    """Nine cells against nine renders that know nothing of each other."""
    sweep = Sweep(base, (Axis.parse(AxisKind.GUIDANCE, "1,2,3"), Axis.parse(AxisKind.SEED, "1-3")))
    swept = render(home(folder, "sweep"), as_group(sweep))
    grid = grid_of(swept.group, swept.jobs)
    by_job = {clip.job.id: clip for clip in swept.clips}
    table = Table("cell", "sampled", "frames", title="Cells against single renders")
    same_latents = same_frames = 0
    for number, cell in enumerate(sweep.cells()):
        (alone,) = render(home(folder, f"alone {number}"), batch(cell.request)).clips
        job = grid.job(*cell.place)
        if job is None:
            raise AssertionError(cell)
        mine = by_job[job.id]
        same_latents += mine.latents == alone.latents
        same_frames += mine.frames == alone.frames
        table.add_row(
            cell.label,
            "equal" if mine.latents == alone.latents else "DIFFERS",
            "equal" if mine.frames == alone.frames else "DIFFERS",
        )
    Console().print(table)
    return {
        "cells": sweep.count,
        "equal_latents": same_latents,
        "equal_frames": same_frames,
        "different_latents_within_the_sweep": len({clip.latents for clip in swept.clips}),
    }


def compare_drafts(
    folder: Path, final: GenerationRequest, num_drafts: int, num_finals: int
) -> dict[str, object]:
    """Drafts and some finals against all in full."""
    seeds = tuple(range(100, 100 + num_drafts))
    places = home(folder, "drafts")
    drafts = render(places, drafts_group(final, DraftPlan(DRAFT_STEPS), seeds))
    chosen = {job.id for job in drafts.jobs[:num_finals]}
    full = render(places, finals(drafts.group, drafts.jobs, chosen))
    every = render(
        home(folder, "all in full"), batch(*(final.with_changes(seed=seed) for seed in seeds))
    )
    with_drafts_s = drafts.seconds + full.seconds
    table = Table("", "clips", "texts encoded", "seconds", title="Drafts")
    rows = (("drafts", drafts), ("chosen, in full", full), ("all in full", every))
    for name, rendered in rows:
        encoded = sum(clip.texts_encoded for clip in rendered.clips)
        table.add_row(name, str(len(rendered.clips)), str(encoded), f"{rendered.seconds:.1f}")
    Console().print(table)
    return {
        "drafts": num_drafts,
        "finals": num_finals,
        "texts_encoded_by_drafts": sum(clip.texts_encoded for clip in drafts.clips),
        "texts_encoded_by_finals": sum(clip.texts_encoded for clip in full.clips),
        "finals_equal_to_direct_renders": sum(
            one.pixels == other.pixels for one, other in zip(full.clips, every.clips, strict=False)
        ),
        "time_of_all_in_full_by_time_with_drafts": every.seconds / with_drafts_s,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--frames", type=int, default=17)
    parser.add_argument("--drafts", type=int, default=8)
    parser.add_argument("--finals", type=int, default=2)
    options = parser.parse_args()
    base = GenerationRequest.default(
        prompt="a red circle moving right on a blue background", seed=1
    ).with_changes(num_inference_steps=options.steps, num_frames=options.frames)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cells = compare_cells(folder, base)
        drafts = compare_drafts(folder, base, options.drafts, options.finals)
    print(json.dumps({"sweep": cells, "drafts": drafts}))
    is_right = (
        cells["equal_latents"] == cells["equal_frames"] == cells["cells"]
        and drafts["texts_encoded_by_finals"] == 0
    )
    return 0 if is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())
