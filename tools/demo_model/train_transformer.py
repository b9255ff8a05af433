"""Train the video transformer together with its text encoder on cached latents.

Flow matching: ``x = (1 - s) * x0 + s * noise``, target ``noise - x0``, with the same noise levels
the sampler visits (shift 5). A share of the clips keeps its first latent frame clean at timestep 0,
which is how the image-to-video pipeline conditions. Latents the shape touches count more.

    python -m tools.demo_model.train_transformer --work DIR --until 10:15 --processes 2

The learning rate decays to its end at ``--until`` (UTC) or after ``--minutes``. The run saves
``DIR/transformer.safetensors`` every three minutes and resumes from it when restarted;
``--init-from models/demo`` starts from exported weights instead.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any, Final

import torch
import torch.distributed as dist
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor, nn
from torch.multiprocessing.spawn import spawn
from transformers import AutoTokenizer, UMT5EncoderModel

from tools.demo_model import world
from tools.demo_model.export import load_autoencoder
from tools.demo_model.sampling import FLOW_SHIFT, probe, tokenize
from tools.demo_model.tokenizer import write_tokenizer
from tools.demo_model.training import Muon, Run, cosine_factor, load_checkpoint
from tools.demo_model.transformer import (
    build_text_encoder,
    build_transformer,
    encode_text,
    fast_forward,
    rotary_table,
    text_bias,
)

IMAGE_SHARE: Final = 0.3
EMPTY_SHARE: Final = 0.1
#: Share of clips drawn from the noisiest end, where position and motion are decided.
HIGH_NOISE_SHARE: Final = 0.15
SHAPE_WEIGHT: Final = 4.0


class Bundle(nn.Module):
    """Transformer and text encoder as one module with one parameter list."""

    def __init__(self, transformer: WanTransformer3DModel, encoder: UMT5EncoderModel) -> None:
        super().__init__()
        self.transformer = transformer
        self.encoder = encoder


def load_latents(work: Path, names: list[str]) -> dict[str, Tensor]:
    """Read cached latents (several files are concatenated) and normalise them to float16."""
    files = [load_checkpoint(work / f"{name}.safetensors")[0] for name in names]
    stats = files[0]
    data = {key: torch.cat([f[key] for f in files]) for key in ("latents", "weight", "combo")}
    data |= {key: stats[key] for key in ("val_latents", "val_weight", "val_combo", "mean", "std")}
    shape = (1, -1, 1, 1, 1)
    for key in ("latents", "val_latents"):
        values = (data[key].float() - data["mean"].view(shape)) / data["std"].view(shape)
        data[key] = values.half()
    return data


def noise_levels(count: int, generator: torch.Generator) -> Tensor:
    """Noise levels in (0, 1]: mostly the sampler's own distribution, ``[count]``."""
    u = torch.rand(count, generator=generator)
    shifted = FLOW_SHIFT * u / (1 + (FLOW_SHIFT - 1) * u)
    high = 0.96 + 0.04 * torch.rand(count, generator=generator)
    pick = torch.rand(count, generator=generator) < HIGH_NOISE_SHARE
    return torch.where(pick, high, shifted)


def loss_weights(touched: Tensor, level: Tensor) -> Tensor:
    """Per-latent weights ``[batch, 1, 5, 12, 12]`` with mean 1 per clip.

    The extra weight of the shape fades out between noise levels 0.8 and 0.95. Nothing shows where
    the shape is in pure noise; with the extra weight both colours would be equally good guesses
    for every place there, and the text encoder would not learn which one is the background.
    """
    extra = (SHAPE_WEIGHT - 1.0) * ((0.95 - level) / 0.15).clamp(0.0, 1.0)
    weight = 1.0 + extra.view(-1, 1, 1, 1) * touched.float()
    weight = weight / weight.mean((1, 2, 3), keepdim=True)
    return weight[:, None]


def flow_loss(
    bundle: Bundle,
    clean: Tensor,
    weight: Tensor,
    ids: Tensor,
    mask: Tensor,
    level: Tensor,
    image: Tensor,
    noise: Tensor,
    table: Tensor,
) -> Tensor:
    """Weighted squared error per clip ``[batch]``.

    ``image`` marks clips whose first latent frame is given; that frame carries no loss.
    """
    s = level.view(-1, 1, 1, 1, 1)
    noisy = (1 - s) * clean + s * noise
    times = 1000 * level[:, None].expand(-1, clean.shape[2]).clone()
    noisy[image, :, 0] = clean[image, :, 0]
    times[image, 0] = 0.0
    with torch.autocast("cpu", torch.bfloat16):
        text = encode_text(bundle.encoder, ids, mask)
        out = fast_forward(bundle.transformer, noisy, times, text, text_bias(mask), table)
    weight = weight.expand_as(clean).clone()
    weight[image, :, 0] = 0.0
    return ((out.float() - (noise - clean)) ** 2 * weight).sum((1, 2, 3, 4)) / weight.sum(
        (1, 2, 3, 4)
    )


def split_parameters(
    named: list[tuple[str, nn.Parameter]],
) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Matrices inside the networks (for Muon); embeddings, biases, gains, both ends (for Adam)."""
    ends = ("patch_embedding", "proj_out", "shared", "relative", "embed_tokens", "table")
    matrices, rest = [], []
    for name, param in named:
        inner = param.ndim == 2 and not any(part in name for part in ends)
        (matrices if inner else rest).append(param)
    return matrices, rest


def average_gradients(parameters: list[nn.Parameter], world_size: int) -> None:
    """Replace every gradient by its mean over the processes."""
    flat = torch.cat([p.grad.flatten() for p in parameters if p.grad is not None])
    dist.all_reduce(flat)
    flat /= world_size
    offset = 0
    for param in parameters:
        if param.grad is not None:
            count = param.numel()
            param.grad.copy_(flat[offset : offset + count].view_as(param))
            offset += count


def seconds_until(clock: str) -> float:
    """Seconds from now to the next ``HH:MM`` UTC."""
    now = dt.datetime.now(dt.UTC)
    hour, minute = (int(part) for part in clock.split(":"))
    target = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if target < now:
        target += dt.timedelta(days=1)
    return (target - now).total_seconds()


class Trainer:
    """State of one training process."""

    def __init__(self, rank: int, args: argparse.Namespace) -> None:
        self.rank, self.args = rank, args
        self.path = args.work / f"{args.name}.safetensors"
        write_tokenizer(args.work / f"tokenizer-{rank}")
        self.tokenizer = AutoTokenizer.from_pretrained(args.work / f"tokenizer-{rank}")
        self.data = load_latents(args.work, args.latents.split(","))
        transformer = build_transformer(
            args.seed, args.heads, args.head_dim, args.layers, args.ffn_dim
        )
        self.bundle = Bundle(transformer, build_text_encoder(args.seed + 1))
        self.table = rotary_table(transformer, 5, 6, 6)
        named = list(self.bundle.named_parameters())
        optimizer = Muon(*split_parameters(named), args.muon_lr, args.adam_lr, weight_decay=0.01)
        if args.init_from is not None:
            self.load_exported(args.init_from)
        self.state = Run(named, optimizer, args.ema)
        if self.state.resume(self.path) and rank == 0:
            print(f"resumed at step {self.state.step}, {self.state.samples} samples", flush=True)

    def load_exported(self, folder: Path) -> None:
        """Start from the weights of an exported model folder."""
        source = WanTransformer3DModel.from_pretrained(folder / "transformer")
        self.bundle.transformer.load_state_dict(source.float().state_dict())
        encoder = UMT5EncoderModel.from_pretrained(folder / "text_encoder")
        self.bundle.encoder.load_state_dict(encoder.float().state_dict())

    def save(self) -> None:
        """Write the checkpoint."""
        args = self.args
        sizes = {key: getattr(args, key) for key in ("heads", "head_dim", "layers", "ffn_dim")}
        self.state.save(self.path, seed=args.seed, **sizes)

    def batch_loss(self) -> tuple[Tensor, Tensor]:
        """Loss per clip and noise levels for this step's batch of this process."""
        key = (self.args.seed * 1_000_003 + self.state.step) * 16 + self.rank
        rng, generator = random.Random(key), torch.Generator().manual_seed(key)
        count = self.args.batch
        pick = torch.randint(len(self.data["combo"]), (count,), generator=generator)
        combos = world.all_combos()
        texts = [
            ""
            if rng.random() < EMPTY_SHARE
            else world.random_caption(combos[int(self.data["combo"][i])], rng)
            for i in pick.tolist()
        ]
        ids, mask = tokenize(self.tokenizer, texts)
        clean = self.data["latents"][pick].float()
        level = noise_levels(count, generator)
        losses = flow_loss(
            self.bundle,
            clean,
            loss_weights(self.data["weight"][pick], level),
            ids,
            mask,
            level,
            torch.rand(count, generator=generator) < IMAGE_SHARE,
            torch.randn(clean.shape, generator=generator),
            self.table,
        )
        return losses, level

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Held-out loss at fixed noise levels, text-to-video and image-to-video."""
        combos = world.all_combos()
        index = self.data["val_combo"][:32].tolist()
        ids, mask = tokenize(self.tokenizer, [world.caption(combos[i]) for i in index])
        clean = self.data["val_latents"][:32].float()
        result = {}
        for image in (False, True):
            for level in (1.0, 0.9, 0.6):
                generator = torch.Generator().manual_seed(7)
                levels = torch.full((32,), level)
                loss = flow_loss(
                    self.bundle,
                    clean,
                    loss_weights(self.data["val_weight"][:32], levels),
                    ids,
                    mask,
                    levels,
                    torch.full((32,), image),
                    torch.randn(clean.shape, generator=generator),
                    self.table,
                )
                result[f"{'i2v' if image else 't2v'}@{level}"] = round(float(loss.mean()), 4)
        return result

    def probe(self, vae: AutoencoderKLWan) -> dict[str, Any]:
        """Accuracy of a few generated held-out clips."""
        started = time.monotonic()
        result: dict[str, Any] = {}
        common = (self.tokenizer, vae, self.data["mean"], self.data["std"])
        for guidance in self.args.probe_guidance:
            result[f"g{guidance:g}"] = probe(
                self.bundle.transformer, self.bundle.encoder, *common, guidance, self.args.probe
            )
        combos = world.all_combos()
        chosen = [combos[i] for i in self.data["val_combo"][:16].tolist()]
        result["i2v"] = probe(
            self.bundle.transformer,
            self.bundle.encoder,
            *common,
            self.args.probe_guidance[0],
            16,
            first=self.data["val_latents"][:16, :, 0].float(),
            combos=chosen,
        )
        result["seconds"] = round(time.monotonic() - started, 1)
        return result

    def train_step(self, progress: float) -> tuple[Tensor, Tensor]:
        """One optimiser step; returns loss per clip and noise levels of this process."""
        args, state = self.args, self.state
        warm = min(1.0, (state.step + 1) / 40)
        losses, level = self.batch_loss()
        state.optimizer.zero_grad()
        losses.mean().backward()
        if args.processes > 1:
            average_gradients(state.parameters, args.processes)
        state.update(max(warm * cosine_factor(progress, 0.0, args.flat, 0.01), 0.01))
        state.samples += args.batch * args.processes
        return losses.detach(), level

    def clock(self, started: float) -> float:
        """Elapsed seconds, the same in every process."""
        elapsed = torch.tensor([time.monotonic() - started], dtype=torch.float64)
        if self.args.processes > 1:
            dist.broadcast(elapsed, 0)
        return float(elapsed)

    def run(self) -> None:
        """Train until the schedule ends."""
        args, state = self.args, self.state
        remaining = seconds_until(args.until) if args.until else args.minutes * 60 - state.elapsed
        total = self.clock(-state.elapsed - max(remaining, 1.0) + time.monotonic())
        lead = self.rank == 0
        vae = load_autoencoder(args.work, args.latents.split(",")[0]) if lead else None
        started = time.monotonic() - state.elapsed
        last_save = last_report = time.monotonic()
        means = {"loss": 0.0, "high": 0.0}
        while (elapsed := self.clock(started)) < total:
            state.elapsed = elapsed
            losses, level = self.train_step(elapsed / total)
            if vae is None:
                continue
            for key, values in (("loss", losses), ("high", losses[level > 0.95])):
                if len(values):
                    value = float(values.mean())
                    means[key] = 0.98 * means[key] + 0.02 * value if means[key] else value
            if state.step % 50 == 0:
                shown = {key: round(value, 4) for key, value in means.items()}
                minutes = round(elapsed / 60, 1)
                print(f"step {state.step} {minutes} min {state.samples} {shown}", flush=True)
            if time.monotonic() - last_save > 150:
                self.save()
                last_save = time.monotonic()
            if time.monotonic() - last_report > args.probe_minutes * 60:
                self.report(vae)
                last_report = time.monotonic()
        if vae is not None:
            self.save()
            self.report(vae)

    def report(self, vae: AutoencoderKLWan) -> None:
        """Validate and probe the averaged weights; print and log one line."""
        state = self.state
        record: dict[str, Any] = {"step": state.step, "samples": state.samples}
        record["minutes"] = round(state.elapsed / 60, 1)
        with state.averaged():
            record["val"] = self.validate()
            if self.args.probe:
                record["probe"] = self.probe(vae)
        print("report", json.dumps(record), flush=True)
        path = self.args.work / f"{self.args.name}_log.jsonl"
        with path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(record) + "\n")


def worker(rank: int, args: argparse.Namespace) -> None:
    """Entry point of each process."""
    torch.set_num_threads(1)
    if args.processes > 1:
        store = (args.work / f"{args.name}.store").resolve().as_uri()
        dist.init_process_group("gloo", store, rank=rank, world_size=args.processes)
    Trainer(rank, args).run()


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="transformer", help="checkpoint name without suffix")
    parser.add_argument("--latents", default="latents", help="cache names, separated by commas")
    parser.add_argument("--until", help="end of the schedule as HH:MM UTC")
    parser.add_argument("--minutes", type=float, default=100.0)
    parser.add_argument("--flat", type=float, default=0.35, help="share before the decay starts")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32, help="clips per process and step")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--heads", type=int, default=3)
    parser.add_argument("--head-dim", type=int, default=64)
    parser.add_argument("--layers", type=int, default=5)
    parser.add_argument("--ffn-dim", type=int, default=768)
    parser.add_argument("--muon-lr", type=float, default=0.02)
    parser.add_argument("--adam-lr", type=float, default=2e-3)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--init-from", type=Path, help="exported model folder to start from")
    parser.add_argument("--probe", type=int, default=32, help="prompts per probe, 0 for none")
    parser.add_argument("--probe-minutes", type=float, default=10.0)
    parser.add_argument("--probe-guidance", type=float, nargs="+", default=[3.0, 5.0])
    args = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if args.processes == 1:
        worker(0, args)
        return
    store = args.work / f"{args.name}.store"
    store.unlink(missing_ok=True)
    # Without this, ending the parent would leave its workers running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    spawn(worker, (args,), nprocs=args.processes, daemon=True)


if __name__ == "__main__":
    main()
