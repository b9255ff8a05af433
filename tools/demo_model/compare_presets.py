"""What the demo model's presets give: right clips, seconds, nearness to the best of them.

    python -m tools.demo_model.compare_presets

Each preset renders the same held-out prompts with the same seeds through the unmodified pipeline;
colour, shape, direction and background are read by `tools/demo_model/checker.py`.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np
import torch

from tools.demo_model import world
from tools.demo_model.evaluate import (
    Bytes,
    count_right,
    generate,
    load_defaults,
    load_text_pipeline,
    psnr,
)
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.preset_files import built_in_presets

MODEL = Path(__file__).parents[2] / "models" / "demo"
BATCH = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=12)
    clips = parser.parse_args().clips
    torch.set_num_threads(1)
    pipeline = load_text_pipeline(MODEL, torch.bfloat16)
    pipeline.set_progress_bar_config(disable=True)
    defaults = load_defaults(MODEL)
    combos = world.held_out_combos()[:clips]
    rows: list[dict[str, object]] = []
    made: dict[str, Bytes] = {}
    for preset in built_in_presets():
        values = preset.models.get(Variant.DEMO)
        if values is None or values.guidance_scale is None:
            continue
        parts, started = [], time.perf_counter()
        for first in range(0, clips, BATCH):
            part = combos[first : first + BATCH]
            seeds = list(range(first, first + len(part)))
            prompts = [world.caption(combo, world.MAIN_TEMPLATE) for combo in part]
            steps = values.num_inference_steps
            parts.append(generate(pipeline, prompts, seeds, defaults, values.guidance_scale, steps))
        seconds = time.perf_counter() - started
        made[preset.name] = np.concatenate(parts)
        rows.append(
            {
                "preset": preset.name,
                "steps": values.num_inference_steps,
                "clips": clips,
                "all_right": count_right(made[preset.name], combos)["all"],
                "seconds_per_clip": round(seconds / clips, 2),
            }
        )
    best = made[str(rows[-1]["preset"])]
    for row in rows:
        pairs = zip(made[str(row["preset"])], best, strict=True)
        row["psnr_db"] = round(statistics.mean(psnr(clip, other) for clip, other in pairs), 1)
        print(
            f"{row['preset']:12} {row['steps']:3} steps  {row['all_right']:3} of {clips} right  "
            f"{row['seconds_per_clip']:6.2f} s a clip  {row['psnr_db']:5.1f} dB"
        )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
