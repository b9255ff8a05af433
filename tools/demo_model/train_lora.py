"""Train the LoRA that ships with the demo model: shapes come closer while they move.

    python -m tools.demo_model.latents --work DIR --from-model models/demo --clips 2400 --seed 40 \\
        --growth 2 --name growing
    python -m tools.demo_model.train_lora --work DIR --steps 1500 --output loras/demo

The clips are those of the demo model's world, but for the shape's radius, which doubles from the
first frame to the last. The objective is the one the model itself was trained with; only low-rank
changes of the blocks' linear layers are trained. Half of the captions end with the trigger word,
the others do not, so the LoRA works with and without it.

One thread. The run saves ``DIR/lora.safetensors`` every two minutes, continues from it when it is
started again, and writes the finished file to ``--output`` after the last step.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor
from transformers import AutoTokenizer, UMT5EncoderModel

from tools.demo_model import checker, lora, world
from tools.demo_model.sampling import decode_bytes, sample, tokenize
from tools.demo_model.train_transformer import (
    EMPTY_SHARE,
    IMAGE_SHARE,
    Bundle,
    flow_loss,
    load_latents,
    loss_weights,
    noise_levels,
)
from tools.demo_model.training import Muon, Run, cosine_factor
from tools.demo_model.transformer import rotary_table

FILE_NAME: Final = "demo-coming-closer.safetensors"
TRIGGER: Final = "zoom"
TRIGGER_SHARE: Final = 0.5
#: Enough for the longest caption with the trigger word, which is spelled out in letters.
CAPTION_TOKENS: Final = 22
GUIDANCE: Final = 2.0


def random_caption(combo: world.Combo, rng: random.Random) -> str:
    """A caption of the base recipe, sometimes with the trigger word, sometimes empty."""
    if rng.random() < EMPTY_SHARE:
        return ""
    text = world.random_caption(combo, rng)
    return f"{text}, {TRIGGER}" if rng.random() < TRIGGER_SHARE else text


def metadata(run: Run, args: argparse.Namespace, clips: int) -> dict[str, str]:
    """What the file says about itself, under the keys that trainers commonly use."""
    return {
        "modelspec.title": "Demo: coming closer",
        "modelspec.author": "WAN2.2 Desktop",
        "modelspec.description": (
            "For the demo model. The shape doubles its size while it moves, as if it came closer."
        ),
        "modelspec.trigger_phrase": TRIGGER,
        "modelspec.usage_hint": (
            "Strength 0 to 1: the more, the more it grows. It works without the trigger word."
        ),
        "modelspec.tags": "demo, motion, zoom",
        "modelspec.license": "Apache-2.0",
        "modelspec.architecture": "wan2.2-demo/lora",
        "ss_base_model_version": "wan2.2 demo",
        "ss_output_name": Path(FILE_NAME).stem,
        "ss_network_dim": str(lora.RANK),
        "ss_network_alpha": str(lora.RANK),
        "ss_steps": str(run.step),
        "ss_total_batch_size": str(args.batch),
        "ss_learning_rate": str(args.lr),
        "ss_optimizer": "Adam",
        "ss_seed": str(args.seed),
        "ss_num_train_items": str(clips),
        "ss_training_comment": f"{run.samples} samples in {run.elapsed / 60:.0f} min, one thread",
    }


class Trainer:
    """State of the run."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.path: Path = args.work / "lora.safetensors"
        self.data = load_latents(args.work, [args.latents])
        base: Path = args.model
        self.tokenizer = AutoTokenizer.from_pretrained(base / "tokenizer", local_files_only=True)
        transformer = WanTransformer3DModel.from_pretrained(base / "transformer").float()
        encoder = UMT5EncoderModel.from_pretrained(base / "text_encoder").float()
        torch.manual_seed(args.seed)
        self.added = lora.attach(transformer)
        self.bundle = Bundle(transformer, encoder.requires_grad_(requires_grad=False))
        self.table = rotary_table(transformer, 5, 6, 6)
        named = [(n, p) for n, p in transformer.named_parameters() if p.requires_grad]
        self.run = Run(named, Muon([], [p for _, p in named], 0.0, args.lr), args.ema)
        if self.run.resume(self.path):
            print(f"resumed at step {self.run.step}", flush=True)

    def batch_loss(self) -> Tensor:
        """Mean loss of this step's batch; the same step always has the same batch."""
        args = self.args
        key = args.seed * 1_000_003 + self.run.step
        rng, generator = random.Random(key), torch.Generator().manual_seed(key)
        pick = torch.randint(len(self.data["combo"]), (args.batch,), generator=generator)
        combos = world.all_combos()
        texts = [random_caption(combos[int(self.data["combo"][i])], rng) for i in pick.tolist()]
        ids, mask = tokenize(self.tokenizer, texts, CAPTION_TOKENS)
        clean = self.data["latents"][pick].float()
        level = noise_levels(args.batch, generator)
        return flow_loss(
            self.bundle,
            clean,
            loss_weights(self.data["weight"][pick], level),
            ids,
            mask,
            level,
            torch.rand(args.batch, generator=generator) < IMAGE_SHARE,
            torch.randn(clean.shape, generator=generator),
            self.table,
        ).mean()

    def train_step(self) -> float:
        """One step; returns its loss."""
        args, run = self.args, self.run
        loss = self.batch_loss()
        run.optimizer.zero_grad()
        loss.backward()
        run.update(cosine_factor(run.step / args.steps, 0.02, 0.4, 0.01))
        run.samples += args.batch
        return float(loss.detach())

    def train(self) -> None:
        """All steps that are left."""
        args, run = self.args, self.run
        vae = AutoencoderKLWan.from_pretrained(args.model / "vae", local_files_only=True).float()
        started = time.monotonic() - run.elapsed
        last_save, losses = time.monotonic(), []
        while run.step < args.steps:
            losses.append(self.train_step())
            run.elapsed = time.monotonic() - started
            if run.step % 50 == 0:
                mean = round(statistics.mean(losses[-50:]), 4)
                print(f"step {run.step} {run.elapsed / 60:.1f} min loss {mean}", flush=True)
            if time.monotonic() - last_save > 120:
                run.save(self.path)
                last_save = time.monotonic()
            if run.step % args.probe_steps == 0:
                with run.averaged():
                    print("probe", json.dumps(self.probe(vae)), flush=True)
        run.save(self.path)

    def probe(self, vae: AutoencoderKLWan, count: int = 16) -> dict[str, Any]:
        """Growth and right answers of held-out prompts, half of them with the trigger word."""
        combos = world.held_out_combos()[:count]
        prompts = [world.caption(combo) for combo in combos]
        prompts[::2] = [f"{prompt}, {TRIGGER}" for prompt in prompts[::2]]
        latents = sample(
            self.bundle.transformer,
            self.bundle.encoder,
            self.tokenizer,
            prompts,
            GUIDANCE,
            steps=12,
            seed=0,
            max_tokens=CAPTION_TOKENS,
        )
        shape = (1, -1, 1, 1, 1)
        clips = decode_bytes(
            vae, latents * self.data["std"].view(shape) + self.data["mean"].view(shape)
        )
        readings = [checker.read_clip(clip) for clip in clips]
        growths = [round(r.growth, 2) for r in readings if r.growth is not None]
        right = [
            all(checker.agreement(reading, combo).values())
            for reading, combo in zip(readings, combos, strict=True)
        ]
        return {"growth": growths, "all right": sum(right), "of": count}

    def export(self, folder: Path) -> None:
        """Write the averaged weights as a LoRA file."""
        with self.run.averaged():
            tensors = lora.matrices(self.added)
        clips = len(self.data["combo"])
        lora.save(folder / FILE_NAME, tensors, metadata(self.run, self.args, clips))


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=Path("models/demo"))
    parser.add_argument("--latents", default="growing", help="cache name")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--ema", type=float, default=0.99)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--probe-steps", type=int, default=200, help="steps between two probes")
    parser.add_argument("--output", type=Path, help="folder that gets the finished file")
    return parser.parse_args(words)


def main() -> None:
    """Command line entry point."""
    args = arguments()
    torch.set_num_threads(1)
    trainer = Trainer(args)
    trainer.train()
    if args.output is not None:
        trainer.export(args.output)


if __name__ == "__main__":
    main()
