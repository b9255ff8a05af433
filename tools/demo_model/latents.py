"""Render training clips, encode them once and cache the latents.

Caching freezes the encoder: the transformer learns these latents, so the encoder must not change
afterwards (the decoder may). Channel mean and standard deviation over the training clips become
``latents_mean`` and ``latents_std`` of the shipped autoencoder.

    python -m tools.demo_model.latents --work DIR --clips 8000

Reads ``DIR/vae.safetensors`` (averaged weights), writes ``DIR/latents.safetensors``:
``latents`` float16 ``[clips, 16, 5, 12, 12]`` (posterior mode, not normalised), ``weight`` uint8
``[clips, 5, 12, 12]`` (1 where the shape touches a latent), ``combo`` int32 (index into
``world.all_combos()``), and the same for 100 held-out validation clips as ``val_*``.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from torch import Tensor

from tools.demo_model import world
from tools.demo_model.training import load_checkpoint, save_checkpoint
from tools.demo_model.vae import build_vae, posterior

#: Pixels per latent along height and width.
SPATIAL: Final = 8


def load_trained_vae(path: Path) -> AutoencoderKLWan:
    """The autoencoder with the averaged weights of a ``train_vae`` checkpoint."""
    vae = build_vae()
    tensors, _ = load_checkpoint(path)
    vae.load_state_dict({k[4:]: v for k, v in tensors.items() if k.startswith("ema.")})
    return vae.requires_grad_(requires_grad=False).eval()


def adopt_exported_vae(folder: Path, checkpoint: Path) -> tuple[Tensor, Tensor]:
    """Write the autoencoder of an exported model as a checkpoint; returns its mean and std.

    A transformer that continues from exported weights needs the very same latents.
    """
    vae = AutoencoderKLWan.from_pretrained(folder / "vae", local_files_only=True).float()
    tensors = {f"ema.{name}": value for name, value in vae.state_dict().items()}
    save_checkpoint(checkpoint, tensors, {"step": 0, "elapsed": 0.0})
    config = vae.config
    return torch.tensor(config["latents_mean"]), torch.tensor(config["latents_std"])


def touched_latents(scene: world.Scene) -> Tensor:
    """1 where the shape covers part of a latent cell: uint8 ``[latent frames, 12, 12]``.

    The first latent frame stands for one frame, every later one for four.
    """
    mask = world.coverage(scene.combo.shape, world.centers(scene), world.radii(scene))
    groups = [mask[:1]] + [mask[i : i + 4] for i in range(1, world.FRAMES, 4)]
    union = np.stack([group.max(0) for group in groups])
    cells = union.reshape(len(groups), world.HEIGHT // SPATIAL, SPATIAL, -1, SPATIAL).max((2, 4))
    return torch.from_numpy((cells > 0.02).astype(np.uint8))


@torch.no_grad()
def encode_scenes(vae: AutoencoderKLWan, scenes: list[world.Scene], batch: int = 8) -> Tensor:
    """Posterior modes as float16 ``[clips, 16, 5, 12, 12]``."""
    parts = []
    started = time.monotonic()
    for index in range(0, len(scenes), batch):
        clips = np.stack([world.render(scene) for scene in scenes[index : index + batch]])
        video = torch.from_numpy(clips).permute(0, 4, 1, 2, 3).contiguous()
        with torch.autocast("cpu", torch.bfloat16):
            modes = posterior(vae, video).mode()
        parts.append(modes.half())
        if index // batch % 50 == 0:
            rate = (index + batch) / (time.monotonic() - started)
            print(f"{index} of {len(scenes)} clips, {rate:.1f} per second", flush=True)
    return torch.cat(parts)


def draw_scenes(
    combos: list[world.Combo], count: int, seed: int, growth: float = 1.0
) -> list[world.Scene]:
    """``count`` random scenes, uniform over ``combos``; the same for the same arguments."""
    rng = random.Random(seed)
    order = [combos[i % len(combos)] for i in range(count)]
    rng.shuffle(order)
    return [replace(world.random_scene(combo, rng), growth=growth) for combo in order]


def dataset(
    vae: AutoencoderKLWan, combos: list[world.Combo], count: int, seed: int, growth: float
) -> list[Tensor]:
    """Latents, weights and combination indices of :func:`draw_scenes`."""
    scenes = draw_scenes(combos, count, seed, growth)
    index = {combo: i for i, combo in enumerate(world.all_combos())}
    return [
        encode_scenes(vae, scenes),
        torch.stack([touched_latents(scene) for scene in scenes]),
        torch.tensor([index[scene.combo] for scene in scenes], dtype=torch.int32),
    ]


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--name", default="latents", help="output file name without suffix")
    parser.add_argument("--from-model", type=Path, help="take the autoencoder of an exported model")
    parser.add_argument(
        "--growth", type=float, default=1.0, help="of the shape, first frame to last"
    )
    args = parser.parse_args()
    torch.set_num_threads(1)
    stats = None
    if args.from_model is not None:
        stats = adopt_exported_vae(args.from_model, args.work / "vae.safetensors")
    vae = load_trained_vae(args.work / "vae.safetensors")
    train = dataset(vae, world.training_combos(), args.clips, args.seed, args.growth)
    held_out = world.held_out_combos()
    val = dataset(vae, held_out, world.HELD_OUT_COUNT, args.seed + 1, args.growth)
    values = train[0].float()
    tensors = {
        "latents": train[0],
        "weight": train[1],
        "combo": train[2],
        "val_latents": val[0],
        "val_weight": val[1],
        "val_combo": val[2],
        "mean": values.mean((0, 2, 3, 4)) if stats is None else stats[0],
        "std": values.std((0, 2, 3, 4)) if stats is None else stats[1],
    }
    save_checkpoint(args.work / f"{args.name}.safetensors", tensors, {"seed": args.seed})
    print("std", [round(v, 2) for v in tensors["std"].tolist()])


if __name__ == "__main__":
    main()
