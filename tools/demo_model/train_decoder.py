"""Fine-tune the decoder on the frozen latents of whole 17-frame clips.

The encoder stays as it was when the latents were cached, so a transformer trained on them remains
valid. This removes the slow colour drift a decoder shows over clips longer than those it mostly
saw, and gets it used to the small latent errors of a transformer.

    python -m tools.demo_model.train_decoder --work DIR --latents latents1,latents2 --minutes 12

Starts from ``DIR/vae.safetensors``, writes ``DIR/decoder.safetensors`` (resumes from it).
"""

from __future__ import annotations

import argparse
import math
import random
import time
from pathlib import Path
from typing import Final

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from torch import Tensor

from tools.demo_model import world
from tools.demo_model.latents import SPATIAL, draw_scenes, load_trained_vae
from tools.demo_model.train_vae import reconstruction_loss
from tools.demo_model.training import Muon, Run, cosine_factor, load_checkpoint
from tools.demo_model.vae import decode, decode_unclamped, posterior, split_parameters

#: Latent cells per side of a crop, and clips per step for crops and for whole frames.
CROP_CELLS: Final = 6
CROP_BATCH: Final = 4
FULL_BATCH: Final = 1
FULL_SHARE: Final = 0.35
WILD_SHARE: Final = 0.1
#: Largest latent error added, in standard deviations of the latents.
NOISE: Final = 0.15


def crop_corner(scene: world.Scene, rng: random.Random) -> tuple[int, int]:
    """Top-left latent cell of a crop whose middle lies near the shape at a random time."""
    x, y = world.centers(scene)[rng.randrange(world.FRAMES)]
    limit = world.WIDTH // SPATIAL - CROP_CELLS

    def cell(value: float) -> int:
        wanted = value / SPATIAL - CROP_CELLS / 2 + rng.uniform(-2, 2)
        return min(max(round(wanted), 0), limit)

    return cell(float(y)), cell(float(x))


@torch.no_grad()
def psnr(vae: AutoencoderKLWan, latents: Tensor, scenes: list[world.Scene]) -> float:
    """Mean PSNR in dB of decoded latents against the rendered clips."""
    values = []
    for latent, scene in zip(latents, scenes, strict=True):
        with torch.autocast("cpu", torch.bfloat16):
            output = decode(vae, latent[None].float()).float()[0]
        target = torch.from_numpy(world.render(scene)).permute(3, 0, 1, 2)
        values.append(-10 * math.log10(float((((output - target) / 2) ** 2).mean())))
    return sum(values) / len(values)


class LatentSource:
    """Cached latents with the scenes they came from, and batches drawn from them."""

    def __init__(self, work: Path, names: list[str]) -> None:
        parts: list[Tensor] = []
        self.scenes: list[world.Scene] = []
        for name in names:
            tensors, meta = load_checkpoint(work / f"{name}.safetensors")
            parts.append(tensors["latents"])
            seed = meta["seed"]
            self.scenes += draw_scenes(world.training_combos(), len(tensors["latents"]), seed)
            self.val = tensors["val_latents"][:12]
            self.val_scenes = draw_scenes(world.held_out_combos(), world.HELD_OUT_COUNT, seed + 1)[
                :12
            ]
            self.std = tensors["std"].view(1, -1, 1, 1, 1)
        self.latents = torch.cat(parts)

    def item(
        self, vae: AutoencoderKLWan, rng: random.Random, *, full: bool
    ) -> tuple[Tensor, world.FloatArray]:
        """One latent ``[16, 5, cells, cells]`` and its clip ``[17, size, size, 3]``."""
        size = world.HEIGHT if full else CROP_CELLS * SPATIAL
        if rng.random() < WILD_SHARE:
            clip = world.random_wild(rng, world.FRAMES, size, size)
            video = torch.from_numpy(clip).permute(3, 0, 1, 2)[None]
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                return posterior(vae, video).mode()[0].float(), clip
        index = rng.randrange(len(self.scenes))
        scene = self.scenes[index]
        top, left = (0, 0) if full else crop_corner(scene, rng)
        cells = size // SPATIAL
        latent = self.latents[index][:, :, top : top + cells, left : left + cells].float()
        return latent, world.render(scene, (top * SPATIAL, left * SPATIAL, size, size))

    def batch(self, vae: AutoencoderKLWan, rng: random.Random) -> tuple[Tensor, Tensor]:
        """Slightly disturbed latents and the clips to decode them to."""
        full = rng.random() < FULL_SHARE
        count = FULL_BATCH if full else CROP_BATCH
        items = [self.item(vae, rng, full=full) for _ in range(count)]
        latents = torch.stack([latent for latent, _ in items])
        level = NOISE * torch.rand(count, 1, 1, 1, 1)
        latents = latents + level * self.std * torch.randn_like(latents)
        target = torch.from_numpy(np.stack([clip for _, clip in items]))
        return latents, target.permute(0, 4, 1, 2, 3).contiguous()


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--latents", default="latents", help="cache names, separated by commas")
    parser.add_argument("--minutes", type=float, default=12.0)
    parser.add_argument("--muon-lr", type=float, default=0.008)
    parser.add_argument("--adam-lr", type=float, default=8e-4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)

    vae = load_trained_vae(args.work / "vae.safetensors")
    source = LatentSource(args.work, args.latents.split(","))
    named = [
        (name, param)
        for name, param in vae.named_parameters()
        if name.startswith(("decoder", "post_quant"))
    ]
    for _, param in named:
        param.requires_grad = True
    run = Run(named, Muon(*split_parameters(named), args.muon_lr, args.adam_lr), 0.995)
    path = args.work / "decoder.safetensors"
    run.resume(path)

    def report() -> None:
        with run.averaged():
            score = psnr(vae, source.val, source.val_scenes)
        print(f"step {run.step} {run.elapsed / 60:.1f} min PSNR {score:.2f} dB", flush=True)

    report()
    budget = args.minutes * 60
    started, last_save = time.monotonic() - run.elapsed, time.monotonic()
    while run.elapsed < budget:
        torch.manual_seed(args.seed * 1_000_003 + run.step)
        latents, target = source.batch(vae, random.Random(f"decoder-{args.seed}-{run.step}"))
        with torch.autocast("cpu", torch.bfloat16):
            output = decode_unclamped(vae, latents)
        run.optimizer.zero_grad()
        reconstruction_loss(output, target).backward()
        run.update(cosine_factor(run.elapsed / budget, 0.03, 0.3, 0.02))
        run.elapsed = time.monotonic() - started
        if time.monotonic() - last_save > 120:
            run.save(path)
            report()
            last_save = time.monotonic()
    run.save(path)
    report()


if __name__ == "__main__":
    main()
