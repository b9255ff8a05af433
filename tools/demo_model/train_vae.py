"""Train the video autoencoder, mostly on small crops around the outline of the shape.

The network is convolutional, so a 48x48 crop teaches as much about an edge as a whole frame and
costs a quarter; the end of the run adds whole 96x96 clips of 5, 9 and 17 frames. Held-out colour,
shape, direction and background combinations are never rendered.

    python -m tools.demo_model.train_vae --work DIR --minutes 32

The run saves ``DIR/vae.safetensors`` every two minutes and resumes from it when restarted.
"""

from __future__ import annotations

import argparse
import json
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
from tools.demo_model.training import Muon, Run, cosine_factor
from tools.demo_model.vae import build_vae, decode, decode_unclamped, posterior, split_parameters

CROP: Final = 48
#: (frames, clips per step, share of the steps) for crops and for whole frames.
CROP_MIX: Final = ((5, 12, 0.75), (9, 6, 0.25))
FULL_MIX: Final = ((5, 4, 0.5), (9, 2, 0.3), (17, 1, 0.2))
#: Share of the run after which whole frames join, and their share of the steps from then on.
FULL_FROM: Final = 0.55
FULL_SHARE: Final = 0.5
WILD_SHARE: Final = 0.15
KL_WEIGHT: Final = 1e-4
#: Largest latent error added before decoding, in standard deviations of the batch.
NOISE: Final = 0.15
GRADIENT_WEIGHT: Final = 0.5


def crop_window(scene: world.Scene, first: int, frames: int, rng: random.Random) -> tuple[int, int]:
    """Top-left corner (top, left) of a crop whose middle lies near the outline."""
    path = world.centers(scene)[first : first + frames]
    x, y = path[rng.randrange(len(path))]
    angle = rng.uniform(0, 2 * math.pi)
    reach = scene.radius * rng.uniform(0.3, 1.3)
    left = round(float(x) + reach * math.cos(angle) - CROP / 2)
    top = round(float(y) + reach * math.sin(angle) - CROP / 2)
    return (
        min(max(top, 0), world.HEIGHT - CROP),
        min(max(left, 0), world.WIDTH - CROP),
    )


def sample_batch(
    rng: random.Random, combos: list[world.Combo], frames: int, count: int, *, full: bool
) -> Tensor:
    """Random training clips ``[count, 3, frames, size, size]`` in [-1, 1]."""
    clips = []
    for _ in range(count):
        if rng.random() < WILD_SHARE:
            size = (world.HEIGHT, world.WIDTH) if full else (CROP, CROP)
            clips.append(world.random_wild(rng, frames, *size))
            continue
        scene = world.random_scene(rng.choice(combos), rng)
        first = 0 if full and frames == world.FRAMES else rng.randint(0, world.FRAMES - frames)
        window = (0, 0, world.HEIGHT, world.WIDTH)
        if not full:
            window = (*crop_window(scene, first, frames, rng), CROP, CROP)
        clips.append(world.render(scene, window, slice(first, first + frames)))
    return torch.from_numpy(np.stack(clips)).permute(0, 4, 1, 2, 3).contiguous()


def reconstruction_loss(output: Tensor, target: Tensor) -> Tensor:
    """L1 plus L1 of the spatial differences; the second term keeps outlines sharp."""
    error = output.float() - target
    loss = error.abs().mean()
    rows = (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    columns = (error[..., 1:] - error[..., :-1]).abs().mean()
    return loss + GRADIENT_WEIGHT * (rows + columns)


@torch.no_grad()
def validate(vae: AutoencoderKLWan, count: int = 16) -> tuple[float, float]:
    """Mean PSNR in dB over held-out clips: (17 frames, first frame)."""
    rng = random.Random(5)
    full, first = [], []
    for combo in world.held_out_combos()[:count]:
        clip = torch.from_numpy(world.render(world.random_scene(combo, rng)))
        clip = clip.permute(3, 0, 1, 2)[None]
        with torch.autocast("cpu", torch.bfloat16):
            latents = posterior(vae, clip).mode()
            output = decode(vae, latents).float()
        error = ((output - clip) / 2) ** 2
        full.append(-10 * math.log10(float(error.mean())))
        first.append(-10 * math.log10(float(error[:, :, 0].mean())))
    return sum(full) / count, sum(first) / count


def training_loss(
    vae: AutoencoderKLWan, clip: Tensor, noise: float
) -> tuple[Tensor, dict[str, float]]:
    """Loss of a batch; ``noise`` scales the latent errors the decoder has to shrug off."""
    with torch.autocast("cpu", torch.bfloat16):
        latent = posterior(vae, clip)
    mean = latent.mean.float()
    logvar = latent.logvar.float().clamp(-12, 8)
    latents = mean + torch.exp(0.5 * logvar) * torch.randn_like(mean)
    spread = mean.detach().std(dim=(0, 2, 3, 4), keepdim=True)
    level = noise * torch.rand(len(clip), 1, 1, 1, 1)
    latents = latents + level * spread * torch.randn_like(mean)
    with torch.autocast("cpu", torch.bfloat16):
        output = decode_unclamped(vae, latents).float()
    kl = 0.5 * (mean**2 + logvar.exp() - 1.0 - logvar).mean()
    loss = reconstruction_loss(output, clip) + KL_WEIGHT * kl
    error = float((output.detach() - clip).abs().mean())
    return loss, {"L1": error, "kl": float(kl.detach())}


def next_batch(progress: float, seed: int, step: int, combos: list[world.Combo]) -> Tensor:
    """The batch of one step, a function of seed, step and progress."""
    rng = random.Random(f"{seed}-{step}")
    torch.manual_seed(seed * 1_000_003 + step)
    full = progress >= FULL_FROM and rng.random() < FULL_SHARE
    mix = FULL_MIX if full else CROP_MIX
    frames, count, _ = rng.choices(mix, [share for *_, share in mix])[0]
    return sample_batch(rng, combos, frames, count, full=full)


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20.0, help="length of the whole schedule")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--muon-lr", type=float, default=0.02)
    parser.add_argument("--adam-lr", type=float, default=2e-3)
    args = parser.parse_args()
    torch.set_num_threads(1)

    args.work.mkdir(parents=True, exist_ok=True)
    vae = build_vae(args.seed)
    named = list(vae.named_parameters())
    run = Run(named, Muon(*split_parameters(named), args.muon_lr, args.adam_lr), 0.998)
    path = args.work / "vae.safetensors"
    if run.resume(path):
        print(f"resumed at step {run.step}, {run.elapsed / 60:.1f} min", flush=True)

    combos = world.training_combos()
    budget = args.minutes * 60
    started, last_save, running = time.monotonic() - run.elapsed, time.monotonic(), 0.0
    with (args.work / "vae_log.jsonl").open("a", encoding="utf-8") as log:
        while run.elapsed < budget:
            progress = run.elapsed / budget
            clip = next_batch(progress, args.seed, run.step, combos)
            run.optimizer.zero_grad()
            loss, figures = training_loss(vae, clip, NOISE * min(progress * 4, 1.0))
            loss.backward()
            run.update(cosine_factor(progress, 0.01, 0.45, 0.02))
            run.elapsed = time.monotonic() - started
            error = figures["L1"]
            running = error if running == 0.0 else 0.98 * running + 0.02 * error
            if run.step % 25 == 0:
                minutes = run.elapsed / 60
                print(f"step {run.step} {minutes:.1f} min L1 {running:.4f} {figures}", flush=True)
            if time.monotonic() - last_save > 120:
                run.save(path)
                with run.averaged():
                    full, first = validate(vae)
                record = {"step": run.step, "minutes": run.elapsed / 60, "psnr": full}
                log.write(json.dumps(record | {"first": first}) + "\n")
                log.flush()
                last_save = time.monotonic()
        run.save(path)
    with run.averaged():
        print("held-out PSNR (17 frames, first frame):", validate(vae), flush=True)


if __name__ == "__main__":
    main()
