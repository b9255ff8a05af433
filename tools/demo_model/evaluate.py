"""Measure an exported model with the unmodified pipelines and print the acceptance table.

    python -m tools.demo_model.evaluate models/demo --json models/demo/evaluation.json

Text-to-video runs over the held-out prompts of :mod:`tools.demo_model.world`; image-to-video gets
the rendered first frame of a held-out scene. Clip ``i`` uses the seed ``i``, so the figures repeat.
``--sweep 3 4 5`` only compares guidance scales and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from diffusers.pipelines.wan.pipeline_output import WanPipelineOutput
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from diffusers.pipelines.wan.pipeline_wan_i2v import WanImageToVideoPipeline
from PIL import Image

from tools.demo_model import checker, world

Bytes = npt.NDArray[np.uint8]

ATTRIBUTES = ("color", "direction", "shape", "background")
TARGETS = {"color": 0.95, "direction": 0.90, "shape": 0.85, "background": 0.95}
TARGET_FIRST_FRAME_DB = 26.0
TARGET_IMAGE_DIRECTION = 0.90
TARGET_SECONDS = 10.0
TARGET_PRECISION_DB = 40.0


def psnr(a: Bytes, b: Bytes) -> float:
    """Peak signal-to-noise ratio in dB of two 8-bit arrays; identical arrays give 99."""
    error = float(((a.astype(np.float64) - b.astype(np.float64)) ** 2).mean())
    return 99.0 if error == 0 else 10 * math.log10(255**2 / error)


def load_defaults(folder: Path) -> dict[str, Any]:
    """The model's recommended settings."""
    content: dict[str, Any] = json.loads((folder / "demo_model.json").read_text(encoding="utf-8"))
    return content


def generate(
    pipeline: WanPipeline | WanImageToVideoPipeline,
    prompts: list[str],
    seeds: list[int],
    defaults: dict[str, Any],
    guidance: float,
    steps: int | None = None,
    images: list[Image.Image] | None = None,
) -> Bytes:
    """Run a pipeline; returns uint8 ``[clips, frames, height, width, 3]``.

    The image-to-video pipeline takes one image at a time, so those clips run one by one.
    """
    common = {
        "height": defaults["height"],
        "width": defaults["width"],
        "num_frames": defaults["num_frames"],
        "num_inference_steps": steps or defaults["num_inference_steps"],
        "guidance_scale": guidance,
        "output_type": "np",
    }
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    # Both pipelines return WanPipelineOutput unless asked for a tuple.
    run = cast("Callable[..., WanPipelineOutput]", pipeline)
    if images is None:
        output = np.asarray(run(prompt=prompts, generator=generators, **common).frames)
    else:
        output = np.concatenate(
            [
                np.asarray(run(prompt=prompt, image=image, generator=generator, **common).frames)
                for prompt, image, generator in zip(prompts, images, generators, strict=True)
            ]
        )
    return np.rint(np.clip(output, 0, 1) * 255).astype(np.uint8)


def count_right(clips: Bytes, combos: list[world.Combo]) -> Counter[str]:
    """Right answers per attribute, and "all" for clips with every attribute right."""
    totals: Counter[str] = Counter()
    for clip, combo in zip(clips, combos, strict=True):
        right = checker.agreement(checker.read_clip(clip), combo)
        totals.update({key: int(value) for key, value in right.items()})
        totals["all"] += int(all(right.values()))
    return totals


def text_to_video(
    pipeline: WanPipeline,
    combos: list[world.Combo],
    defaults: dict[str, Any],
    guidance: float,
    batch: int = 4,
    template: str = world.MAIN_TEMPLATE,
) -> dict[str, Any]:
    """Accuracy per attribute over ``combos``, plus the list of clips that went wrong."""
    totals: Counter[str] = Counter()
    wrong = []
    for start in range(0, len(combos), batch):
        part = combos[start : start + batch]
        prompts = [world.caption(combo, template) for combo in part]
        clips = generate(
            pipeline, prompts, list(range(start, start + len(part))), defaults, guidance
        )
        totals += count_right(clips, part)
        for clip, combo, prompt in zip(clips, part, prompts, strict=True):
            right = checker.agreement(checker.read_clip(clip), combo)
            misses = [key for key in ATTRIBUTES if not right[key]]
            if misses:
                wrong.append({"prompt": prompt, "wrong": misses})
    result: dict[str, Any] = {"clips": len(combos), "guidance_scale": guidance}
    result |= {key: totals[key] / len(combos) for key in (*ATTRIBUTES, "all")}
    return result | {"misses": wrong}


def image_to_video(
    pipeline: WanImageToVideoPipeline,
    combos: list[world.Combo],
    defaults: dict[str, Any],
    guidance: float,
) -> dict[str, Any]:
    """First-frame fidelity and accuracy when the first frame is given."""
    rng = random.Random(77)
    totals: Counter[str] = Counter()
    fidelity = []
    for index, combo in enumerate(combos):
        scene = world.random_scene(combo, rng)
        first = checker.to_bytes(world.render(scene, frame_slice=slice(0, 1)))[0]
        clips = generate(
            pipeline,
            [world.caption(combo)],
            [index],
            defaults,
            guidance,
            images=[Image.fromarray(first)],
        )
        fidelity.append(psnr(clips[0, 0], first))
        totals += count_right(clips, [combo])
    result: dict[str, Any] = {"clips": len(combos), "guidance_scale": guidance}
    result |= {"first_frame_db_mean": statistics.mean(fidelity)}
    result |= {"first_frame_db_min": min(fidelity)}
    return result | {key: totals[key] / len(combos) for key in (*ATTRIBUTES, "all")}


def precision(
    folder: Path, reference: WanPipeline, combos: list[world.Combo], defaults: dict[str, Any]
) -> dict[str, float]:
    """PSNR between bfloat16 and fp32 runs of the same weights, prompts and seeds."""
    full = load_text_pipeline(folder, torch.float32)
    values = []
    for index, combo in enumerate(combos):
        arguments = ([world.caption(combo)], [index], defaults, defaults["guidance_scale"])
        values.append(psnr(generate(reference, *arguments), generate(full, *arguments)))
    return {"db_mean": statistics.mean(values), "db_min": min(values), "clips": len(values)}


def seconds_per_clip(pipeline: WanPipeline, defaults: dict[str, Any], threads: int) -> float:
    """Best of three wall-clock times of one clip with default settings, in seconds."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        prompt = world.caption(world.held_out_combos()[0])
        generate(pipeline, [prompt], [0], defaults, defaults["guidance_scale"])
        times.append(time.perf_counter() - started)
    torch.set_num_threads(before)
    return min(times)


def load_text_pipeline(folder: Path, dtype: torch.dtype) -> WanPipeline:
    """The text-to-video pipeline, loaded offline."""
    pipeline = WanPipeline.from_pretrained(folder, dtype=dtype, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def load_image_pipeline(folder: Path, dtype: torch.dtype) -> WanImageToVideoPipeline:
    """The image-to-video pipeline from the same folder."""
    pipeline = WanImageToVideoPipeline.from_pretrained(folder, dtype=dtype, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def table(report: dict[str, Any]) -> str:
    """The acceptance table as Markdown."""
    text, image = report["text_to_video"], report["image_to_video"]
    rows = [
        (f"text to video: {key}", f"{text[key]:.0%}", f">= {TARGETS[key]:.0%}", text[key])
        for key in ATTRIBUTES
    ]
    lines = ["| measure | result | target | met |", "|---|---|---|---|"]
    for label, value, target, score in rows:
        met = score >= TARGETS[label.split(": ")[1]]
        lines.append(f"| {label} | {value} | {target} | {'yes' if met else 'no'} |")
    others = [
        (
            "image to video: first frame, mean PSNR",
            f"{image['first_frame_db_mean']:.1f} dB",
            f">= {TARGET_FIRST_FRAME_DB:.0f} dB",
            image["first_frame_db_mean"] >= TARGET_FIRST_FRAME_DB,
        ),
        (
            "image to video: direction",
            f"{image['direction']:.0%}",
            f">= {TARGET_IMAGE_DIRECTION:.0%}",
            image["direction"] >= TARGET_IMAGE_DIRECTION,
        ),
        (
            "seconds per clip, 2 CPU cores",
            (
                f"{report['seconds_per_clip']:.1f} s "
                f"(one core: {report['seconds_per_clip_one_thread']:.1f} s)"
            ),
            f"<= {TARGET_SECONDS:.0f} s",
            report["seconds_per_clip"] <= TARGET_SECONDS,
        ),
        (
            "bfloat16 against fp32, mean PSNR",
            f"{report['precision']['db_mean']:.1f} dB",
            f">= {TARGET_PRECISION_DB:.0f} dB",
            report["precision"]["db_mean"] >= TARGET_PRECISION_DB,
        ),
    ]
    for label, value, target, met in others:
        lines.append(f"| {label} | {value} | {target} | {'yes' if met else 'no'} |")
    return "\n".join(lines)


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=world.HELD_OUT_COUNT)
    parser.add_argument("--image-count", type=int, default=world.HELD_OUT_COUNT)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sweep", type=float, nargs="+")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    defaults = load_defaults(args.folder)
    combos = world.held_out_combos()
    pipeline = load_text_pipeline(args.folder, torch.bfloat16)
    if args.sweep:
        for guidance in args.sweep:
            result = text_to_video(pipeline, combos[: args.count], defaults, guidance)
            result.pop("misses")
            print(json.dumps(result), flush=True)
        return
    guidance = defaults["guidance_scale"]
    report: dict[str, Any] = {"defaults": defaults}
    report["text_to_video"] = text_to_video(pipeline, combos[: args.count], defaults, guidance)
    print(json.dumps(report["text_to_video"]), flush=True)
    report["paraphrase"] = text_to_video(
        pipeline, combos[: args.count // 4], defaults, guidance, template=world.PARAPHRASES[0]
    )
    images = load_image_pipeline(args.folder, torch.bfloat16)
    report["image_to_video"] = image_to_video(
        images, combos[: args.image_count], defaults, guidance
    )
    report["precision"] = precision(args.folder, pipeline, combos[:8], defaults)
    report["seconds_per_clip"] = seconds_per_clip(pipeline, defaults, 2)
    report["seconds_per_clip_one_thread"] = seconds_per_clip(pipeline, defaults, 1)
    print(table(report))
    if args.json:
        args.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
