"""What skipping work costs: time saved against loss, per step cache and strength.

Run `python benchmarks/step_cache.py`. The demo model renders held-out prompts with the bare
`WanPipeline`, each prompt once as it is and once per setting, in turn, so that a busy machine
disturbs all alike. For comparison the same is done with guidance in the first steps only, and with
simply fewer steps. Per setting it prints

- computed: block forwards computed, as a share of those of the plain render,
- faster: processor time of sampling without / with (with five blocks instead of 30 or 40 a model
  of this size spends more around its blocks than a full-size one, which gains up to 1 / computed),
- PSNR in dB of the frames against the plain render of the same prompt: mean and worst clip,
- right: clips in which the checker finds colour, shape, direction and background as asked for.

A loss on the demo model orders the settings; full-size models have their own.
"""

import argparse
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from diffusers.video_processor import VideoProcessor
from torch import Tensor

from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.speed.magnitude_meter import MagnitudeMeter
from wan22_desktop.engine.speed.step_cache import disable_step_cache, enable_step_cache
from wan22_desktop.engine_protocol.plan import StepCache, StepCacheKind

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # tools/ is not installed
from tools.demo_model import checker, evaluate, world

STRENGTHS = (0.25, 0.5, 0.75, 1.0)
GUIDED_SHARES = (0.75, 0.5, 0.3)
FEWER_STEPS = (0.75, 0.5)
"""As a share of the steps."""
CALIBRATION_PROMPT = -1
"""The last held-out prompt: never one of those that are measured."""


@dataclass(frozen=True)
class Setting:
    """One way to compute less; by default nothing is left out."""

    name: str
    steps: int
    cache: StepCache | None = None
    guided_share: float = 1.0


@dataclass
class Tally:
    """What one setting cost and gave, clip by clip."""

    seconds: list[float] = field(default_factory=list)
    blocks: int = 0
    psnr_db: list[float] = field(default_factory=list)
    right: int = 0


class Sampler:
    """The bare pipeline, with processor time and computed blocks counted."""

    def __init__(self, folder: Path) -> None:
        self._defaults = evaluate.load_defaults(folder)
        self._pipeline: Any = evaluate.load_text_pipeline(folder, torch.float32)
        self._computed = 0
        for block in self._pipeline.transformer.blocks:
            # A cache replaces the block's forward; only a computed block reaches its attention.
            block.attn1.register_forward_hook(self._count)

    def calibrate(self, prompt: str, seed: int, steps: int) -> tuple[float, ...]:
        """MagCache's ratios from one plain render."""
        meter = MagnitudeMeter(self._pipeline.transformer)
        self._latents(prompt, seed, Setting("calibration", steps))
        meter.detach()
        return meter.ratios()

    def render(
        self, prompt: str, seed: int, setting: Setting, mag_ratios: tuple[float, ...]
    ) -> tuple[evaluate.Bytes, float, int]:
        """uint8 frames, seconds of processor time for sampling, block forwards computed."""
        with _cached(self._pipeline.transformer, setting, mag_ratios):
            self._computed = 0
            started = time.process_time()
            latents = self._latents(prompt, seed, setting)
            seconds = time.process_time() - started
        return self._decoded(latents), seconds, self._computed

    def _latents(self, prompt: str, seed: int, setting: Setting) -> Tensor:
        guided = max(1, math.ceil(setting.guided_share * setting.steps))
        guidance = self._defaults["guidance_scale"]

        def end_guidance(
            pipeline: WanPipeline, step: int, _timestep: Tensor, _tensors: dict[str, Tensor]
        ) -> dict[str, Tensor]:
            if step + 1 >= guided:
                pipeline._guidance_scale = 1.0  # noqa: SLF001 - read by the pipeline at each step
            return {}

        return self._pipeline(
            prompt=prompt,
            height=self._defaults["height"],
            width=self._defaults["width"],
            num_frames=self._defaults["num_frames"],
            num_inference_steps=setting.steps,
            guidance_scale=guidance,
            generator=torch.Generator().manual_seed(seed),
            output_type="latent",
            callback_on_step_end=end_guidance,
        ).frames

    @torch.no_grad()
    def _decoded(self, latents: Tensor) -> evaluate.Bytes:
        vae = self._pipeline.vae
        mean, std = (
            torch.tensor(vae.config[key]).view(1, -1, 1, 1, 1)
            for key in ("latents_mean", "latents_std")
        )
        video = vae.decode(latents.to(vae.dtype) * std + mean, return_dict=False)[0]
        frames = np.asarray(VideoProcessor().postprocess_video(video, output_type="np"))[0]
        return np.rint(frames * 255).astype(np.uint8)

    def _count(self, *_call: object) -> None:
        self._computed += 1


@contextmanager
def _cached(
    transformer: Any,  # noqa: ANN401 - the pipeline's own attributes are untyped
    setting: Setting,
    mag_ratios: tuple[float, ...],
) -> Iterator[None]:
    if setting.cache is None:
        yield
        return
    enable_step_cache(transformer, setting.cache, num_steps=setting.steps, mag_ratios=mag_ratios)
    try:
        yield
    finally:
        disable_step_cache(transformer)


def settings_for(steps: int) -> list[Setting]:
    """All settings that are compared with `steps` plain steps."""
    caches = [
        Setting(f"{kind.value} {strength:g}", steps, StepCache(kind=kind, strength=strength))
        for kind in StepCacheKind
        for strength in STRENGTHS
    ]
    guided = [Setting(f"guided share {share:g}", steps, None, share) for share in GUIDED_SHARES]
    fewer = [Setting(f"{round(s * steps)} steps", round(s * steps)) for s in FEWER_STEPS]
    return caches + guided + fewer


def measure(
    sampler: Sampler, steps: int, prompts: int, say: Callable[[str], None]
) -> list[dict[str, float | str]]:
    """One row per setting."""
    combos = world.held_out_combos()
    ratios = sampler.calibrate(world.caption(combos[CALIBRATION_PROMPT]), 10_000, steps)
    plain = Setting("plain", steps)
    tallies = {setting: Tally() for setting in (plain, *settings_for(steps))}
    sampler.render(world.caption(combos[0]), 0, plain, ratios)  # the first render warms up
    for seed, combo in enumerate(combos[:prompts]):
        reference: evaluate.Bytes | None = None
        for setting, tally in tallies.items():
            frames, seconds, blocks = sampler.render(world.caption(combo), seed, setting, ratios)
            reference = frames if reference is None else reference
            tally.seconds.append(seconds)
            tally.blocks += blocks
            tally.psnr_db.append(evaluate.psnr(reference, frames))
            tally.right += all(checker.agreement(checker.read_clip(frames), combo).values())
        say(f"{steps} steps: {seed + 1} of {prompts} prompts")
    whole = tallies[plain]
    return [
        {
            "steps": steps,
            "setting": setting.name,
            "computed": tally.blocks / whole.blocks,
            "faster": sum(whole.seconds) / sum(tally.seconds),
            "psnr_db_mean": statistics.mean(tally.psnr_db),
            "psnr_db_min": min(tally.psnr_db),
            "right": tally.right / prompts,
        }
        for setting, tally in tallies.items()
    ]


def table(rows: list[dict[str, float | str]]) -> str:
    """The rows as Markdown."""
    lines = [
        "| steps | setting | computed | faster | PSNR dB (worst) | right |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['steps']} | {row['setting']} | {row['computed']:.0%} | {row['faster']:.2f}x | "
        f"{row['psnr_db_mean']:.1f} ({row['psnr_db_min']:.1f}) | {row['right']:.0%} |"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = Places.find().model_folder(Variant.DEMO)
    parser.add_argument("--model", type=Path, default=shipped, help="folder of the demo model")
    parser.add_argument("--prompts", type=int, default=24)
    parser.add_argument("--steps", type=int, nargs="+", default=[20, 40])
    parser.add_argument("--json", type=Path, help="write the rows there as well")
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    torch.set_num_threads(1)
    sampler = Sampler(cast("Path", arguments.model))
    rows: list[dict[str, float | str]] = []
    for steps in arguments.steps:
        rows += measure(sampler, steps, arguments.prompts, lambda text: print(text, flush=True))
    print(f"\n{arguments.prompts} prompts of the demo model, one thread\n")
    print(table(rows))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
