"""Write the trained parts as a diffusers folder in bfloat16.

    python -m tools.demo_model.export --work DIR --output models/demo --guidance 4

Uses the averaged weights of ``DIR/transformer.safetensors``, the autoencoder of
``DIR/vae.safetensors``, the fine-tuned decoder of ``DIR/decoder.safetensors`` if it exists, and the
latent statistics of the first cache file. Everything is written as safetensors and JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import cast

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from diffusers.schedulers.scheduling_flow_match_euler_discrete import (
    FlowMatchEulerDiscreteScheduler,
)
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from torch import Tensor, nn
from transformers import AutoTokenizer

from tools.demo_model import world
from tools.demo_model.latents import load_trained_vae
from tools.demo_model.sampling import FLOW_SHIFT
from tools.demo_model.tokenizer import write_tokenizer
from tools.demo_model.training import load_checkpoint
from tools.demo_model.transformer import build_text_encoder, build_transformer

NUM_INFERENCE_STEPS = 20
#: Small parts that diffusers keeps in fp32 when it loads ``WanTransformer3DModel`` in bfloat16.
FP32_PARTS = ("rope", "time_embedder", "scale_shift_table", "norm1", "norm2", "norm3")


def load_autoencoder(work: Path, latents: str) -> AutoencoderKLWan:
    """Encoder, newest decoder and latent statistics in one autoencoder."""
    vae = load_trained_vae(work / "vae.safetensors")
    decoder = work / "decoder.safetensors"
    if decoder.exists():
        tensors, _ = load_checkpoint(decoder)
        state = vae.state_dict()
        state |= {key[4:]: value for key, value in tensors.items() if key.startswith("ema.")}
        vae.load_state_dict(state)
    stats, _ = load_checkpoint(work / f"{latents}.safetensors")
    vae.register_to_config(
        latents_mean=[round(v, 5) for v in stats["mean"].tolist()],
        latents_std=[round(v, 5) for v in stats["std"].tolist()],
    )
    return vae


def to_storage(module: nn.Module, keep: tuple[str, ...] = ()) -> None:
    """Convert parameters to bfloat16, except those whose name contains an entry of ``keep``."""
    for name, param in module.named_parameters():
        if not any(part in name for part in keep):
            param.data = param.data.to(torch.bfloat16)


def averaged(tensors: dict[str, Tensor], part: str) -> dict[str, Tensor]:
    """The averaged weights of one part ("transformer" or "encoder") of a checkpoint."""
    prefix = f"ema.{part}."
    return {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}


def export(work: Path, output: Path, latents: str, name: str, guidance: float) -> None:
    """Assemble and save the pipeline."""
    tensors, meta = load_checkpoint(work / f"{name}.safetensors")
    transformer = build_transformer(
        0, meta["heads"], meta["head_dim"], meta["layers"], meta["ffn_dim"]
    )
    transformer.load_state_dict(averaged(tensors, "transformer"))
    encoder = build_text_encoder(0)
    missing, unexpected = encoder.load_state_dict(averaged(tensors, "encoder"), strict=False)
    # The token embedding has two names for one tensor; a checkpoint holds it once.
    if unexpected or any("embed_tokens" not in key and "shared" not in key for key in missing):
        raise ValueError(f"text encoder does not match: {missing} {unexpected}")
    vae = load_autoencoder(work, latents)
    to_storage(transformer, FP32_PARTS)
    to_storage(encoder)
    to_storage(vae)
    encoder.config.dtype = torch.bfloat16
    write_tokenizer(output / "tokenizer")
    # Upstream ships UniPC as well; only the annotation of WanPipeline names another class.
    scheduler = UniPCMultistepScheduler(
        prediction_type="flow_prediction",
        use_flow_sigmas=True,
        num_train_timesteps=1000,
        flow_shift=FLOW_SHIFT,
    )
    pipeline = WanPipeline(
        tokenizer=AutoTokenizer.from_pretrained(output / "tokenizer"),
        text_encoder=encoder,
        vae=vae,
        scheduler=cast(FlowMatchEulerDiscreteScheduler, scheduler),
        transformer=transformer,
        expand_timesteps=True,
    )
    pipeline.save_pretrained(output, safe_serialization=True)
    write_tokenizer(output / "tokenizer")
    for config in output.glob("*/config.json"):
        content = json.loads(config.read_text(encoding="utf-8"))
        content.pop("_name_or_path", None)
        config.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    defaults = {
        "width": world.WIDTH,
        "height": world.HEIGHT,
        "num_frames": world.FRAMES,
        "fps": world.FPS,
        "num_inference_steps": NUM_INFERENCE_STEPS,
        "guidance_scale": guidance,
        "flow_shift": FLOW_SHIFT,
    }
    text = json.dumps(defaults, indent=2) + "\n"
    (output / "demo_model.json").write_text(text, encoding="utf-8")
    size = sum(f.stat().st_size for f in output.rglob("*") if f.is_file())
    print(f"wrote {output}: {size / 1e6:.2f} MB, {meta['samples']} training samples")


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--latents", default="latents", help="first latent cache name")
    parser.add_argument("--name", default="transformer", help="checkpoint name without suffix")
    parser.add_argument("--guidance", type=float, default=4.0)
    args = parser.parse_args()
    export(args.work, args.output, args.latents, args.name, args.guidance)


if __name__ == "__main__":
    main()
