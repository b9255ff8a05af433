"""What the LoRA that ships with the app does, measured in the clips that the engine renders.

Run `python benchmarks/demo_lora.py`. The engine's own renderer makes every prompt's clip without
the LoRA, at each strength, and without it again; the checker reads the frames:

- growth: the shape's radius at the end as a multiple of that at the start (the LoRA was trained on
  clips in which it doubles; the demo model alone keeps it); clips in which no shape can be
  measured are left out of the mean and count as a growth that does not rise,
- right: clips in which colour, shape, direction and background are as the prompt says.

Then it compares the sampled latents bit for bit: strength 0 against no LoRA, and the renders after
the LoRA was taken off against those before. Last it times a change of strength against loading the
LoRA. The prompts are combinations that neither the model nor the LoRA was trained on; clip `i` has
the seed `i`. Ends with 1 if the growth of any prompt does not rise with every strength, or if any
bit differs.
"""

import argparse
import hashlib
import json
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.engine.cancel import CancelToken
from wan22_desktop.engine.loading.components import load_transformer
from wan22_desktop.engine.lora.files import LoraFiles
from wan22_desktop.engine.lora.lora_set import LoraSet
from wan22_desktop.engine.renderer import Renderer
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.messages import Render
from wan22_desktop.engine_protocol.plan import ExecutionPlan

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # tools/ is not installed
from tools.demo_model import checker, world

STRENGTHS = (0.0, 0.5, 1.0)
MAX_CHANGE_SHARE = 0.05
"""Of what loading the LoRA takes: the most that a change of strength may take."""
TIMED_ROUNDS = 30


@dataclass(frozen=True)
class Clip:
    """One clip and what it was decoded from."""

    frames: Frames
    latents_sha256: str


class DemoEngine:
    """The engine's renderer with the demo model, in this process."""

    def __init__(self, places: Places, lora_file: Path, folder: Path) -> None:
        model = places.model_folder(Variant.DEMO)
        self._parts = ModelParts(
            variant=Variant.DEMO,
            transformer=str(model / "transformer"),
            vae=str(model / "vae"),
            text_encoder=str(model / "text_encoder"),
            tokenizer=str(model / "tokenizer"),
        )
        self._folder = folder
        self._lora_file = lora_file
        self._sha256 = hashlib.sha256(lora_file.read_bytes()).hexdigest()
        self._renderer = Renderer(lambda _event: None)

    def clip(self, prompt: str, seed: int, strength: float | None) -> Clip:
        """Render with the model's own settings; `strength` None is a request without the LoRA."""
        use = () if strength is None else (self.use(strength),)
        request = GenerationRequest.default(prompt=prompt, seed=seed)
        job_id = secrets.token_hex(6)
        job = Render(
            job_id=job_id,
            request=request.with_changes(loras=use),
            plan=ExecutionPlan(torch_threads=1),
            parts=self._parts,
            lora_paths=(str(self._lora_file),) * len(use),
            checkpoint_path=str(self._folder / f"{job_id}.safetensors"),
            clip_path=str(self._folder / f"{job_id}.tmp.mp4"),
            cache_path=str(self._folder / "cache"),
            preview=False,
        )
        frames = self._renderer.render(job, CancelToken()).frames
        latents = load_file(job.checkpoint_path)["latents"].contiguous()
        Path(job.checkpoint_path).unlink()
        return Clip(frames, hashlib.sha256(latents.numpy().tobytes()).hexdigest())

    def use(self, strength: float) -> LoraUse:
        """How a request names the file."""
        return LoraUse(sha256=self._sha256, name=self._lora_file.stem, strength=strength)

    def timings(self) -> dict[str, float]:
        """Medians in milliseconds: read and attach the LoRA, and change its strength after that."""
        transformer = load_transformer(Path(self._parts.transformer), Variant.DEMO, torch.float32)
        loading, changing = [], []
        for _ in range(TIMED_ROUNDS):
            loras = LoraSet(transformer, Expert.HIGH_NOISE)
            started = time.perf_counter()
            file = LoraFiles().read(self.use(1.0), self._lora_file)
            loras.apply([(self.use(1.0), file)])
            loaded = time.perf_counter()
            loras.apply([(self.use(0.5), file)])
            changing.append(time.perf_counter() - loaded)
            loading.append(loaded - started)
            loras.apply(())
        return {
            "load_ms": 1000 * statistics.median(loading),
            "change_ms": 1000 * statistics.median(changing),
        }


def measured(clips: Sequence[Clip], combos: Sequence[world.Combo]) -> dict[str, Any]:
    """What the checker reads in the clips of one strength."""
    readings = [checker.read_clip(clip.frames) for clip in clips]
    growths = [None if r.growth is None else round(r.growth, 4) for r in readings]
    seen = [growth for growth in growths if growth is not None]
    right = [
        checker.agreement(reading, combo) for reading, combo in zip(readings, combos, strict=True)
    ]
    return {
        "growth": growths,
        "growth_mean": statistics.mean(seen) if seen else None,
        "growth_sd": statistics.stdev(seen) if len(seen) > 1 else None,
        "growth_min": min(seen, default=None),
        "growth_max": max(seen, default=None),
        "all_right": sum(all(one.values()) for one in right),
        **{key: sum(one[key] for one in right) for key in right[0]},
    }


def measure(
    engine: DemoEngine,
    strengths: Sequence[float],
    prompts: int,
    trigger: str,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """All figures; the prompts are taken in turn, so that a busy machine disturbs all alike."""
    combos = world.held_out_combos()[:prompts]
    before: list[Clip] = []
    after: list[Clip] = []
    clips: dict[str, list[Clip]] = {"none": before} | {f"{s:g}": [] for s in strengths}
    with_word = clips[f"1 and {trigger!r}"] = []
    for seed, combo in enumerate(combos):
        prompt = world.caption(combo)
        before.append(engine.clip(prompt, seed, None))
        for strength in strengths:
            clips[f"{strength:g}"].append(engine.clip(prompt, seed, strength))
        with_word.append(engine.clip(f"{prompt}, {trigger}", seed, 1.0))
        after.append(engine.clip(prompt, seed, None))
        say(f"{seed + 1} of {prompts} prompts")
    rows = {name: measured(made, combos) for name, made in clips.items()}
    in_order = zip(*(rows[f"{s:g}"]["growth"] for s in sorted(strengths)), strict=True)
    rising = sum(map(rises, in_order))
    return {
        "prompts": [world.caption(combo) for combo in combos],
        "rows": rows,
        "rising": rising,
        "zero_equal": equal(before, clips["0"]) if 0.0 in strengths else None,
        "restored_equal": equal(before, after),
        "changed": sum(
            one.latents_sha256 != other.latents_sha256
            for one, other in zip(before, with_word, strict=True)
        ),
        **engine.timings(),
    }


def rises(growths: Sequence[float | None]) -> bool:
    """Whether each is more than the one before; never if a shape could not be measured."""
    seen = [growth for growth in growths if growth is not None]
    return len(seen) == len(growths) and all(low < high for low, high in pairwise(seen))


def equal(some: Sequence[Clip], others: Sequence[Clip]) -> int:
    """How many clips have the same latents, bit for bit, and the same frames."""
    return sum(
        one.latents_sha256 == other.latents_sha256
        and one.frames.tobytes() == other.frames.tobytes()
        for one, other in zip(some, others, strict=True)
    )


def table(report: dict[str, Any]) -> str:
    """The figures as Markdown."""
    prompts = len(report["prompts"])
    lines = [
        "| strength | growth: mean | spread (sd) | least | most | all four right |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in report["rows"].items():
        figures = (row[f"growth_{key}"] for key in ("mean", "sd", "min", "max"))
        told = " | ".join("none" if figure is None else f"{figure:.3f}" for figure in figures)
        lines.append(f"| {name} | {told} | {row['all_right']} of {prompts} |")
    share = report["change_ms"] / report["load_ms"]
    times = f"loading it {report['load_ms']:.1f} ms, a change {report['change_ms']:.2f} ms"
    lines += [
        "",
        f"growth rises with every strength: {report['rising']} of {prompts} prompts",
        f"strength 0 equals no LoRA bit for bit: {report['zero_equal']} of {prompts}",
        f"taken off equals before bit for bit: {report['restored_equal']} of {prompts}",
        f"{times} of strength: {share:.1%} (may be {MAX_CHANGE_SHARE:.0%})",
    ]
    return "\n".join(lines)


def is_good(report: dict[str, Any]) -> bool:
    """Whether everything that must hold does."""
    prompts = len(report["prompts"])
    counts = [report["rising"], report["restored_equal"], report["zero_equal"]]
    return (
        all(count in (prompts, None) for count in counts)
        and report["change_ms"] <= MAX_CHANGE_SHARE * report["load_ms"]
    )


def main() -> int:
    places = Places.find()
    shipped = next(places.demo_lora.glob("*.safetensors"), None)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lora", type=Path, default=shipped, help="another file to measure")
    parser.add_argument("--trigger", default="zoom", help="its trigger word")
    parser.add_argument("--prompts", type=int, default=40)
    parser.add_argument("--strengths", type=float, nargs="+", default=list(STRENGTHS))
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        engine = DemoEngine(places, arguments.lora, Path(folder))
        report = measure(
            engine,
            arguments.strengths,
            arguments.prompts,
            arguments.trigger,
            lambda text: print(text, flush=True),
        )
    print(f"\n{arguments.prompts} prompts, {arguments.lora.name}, one thread\n")
    print(table(report))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0 if is_good(report) else 1


if __name__ == "__main__":
    raise SystemExit(main())
