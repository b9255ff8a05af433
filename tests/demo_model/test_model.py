"""The shipped demo model: layout, size, loading and a few real clips."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch

MODEL = Path(__file__).resolve().parents[2] / "models" / "demo"
LIMIT_BYTES = 40_000_000
ALLOWED_SUFFIXES = {".json", ".safetensors", ".md"}


def test_size_and_file_types() -> None:
    files = [path for path in MODEL.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= LIMIT_BYTES
    assert {path.suffix for path in files} <= ALLOWED_SUFFIXES
    assert len([path for path in files if path.suffix == ".safetensors"]) == 3


def test_layout_is_wan_2_2_ti2v() -> None:
    index = json.loads((MODEL / "model_index.json").read_text(encoding="utf-8"))
    assert index["_class_name"] == "WanPipeline"
    assert index["expand_timesteps"] is True
    assert index["transformer"] == ["diffusers", "WanTransformer3DModel"]
    assert index["text_encoder"] == ["transformers", "UMT5EncoderModel"]
    assert index["transformer_2"] == [None, None]
    vae = json.loads((MODEL / "vae" / "config.json").read_text(encoding="utf-8"))
    assert vae["is_residual"] is True
    assert vae["patch_size"] == 2
    transformer = json.loads((MODEL / "transformer" / "config.json").read_text(encoding="utf-8"))
    assert transformer["in_channels"] == transformer["out_channels"] == vae["z_dim"]
    assert len(vae["latents_mean"]) == len(vae["latents_std"]) == vae["z_dim"]


def test_defaults_file() -> None:
    defaults = json.loads((MODEL / "demo_model.json").read_text(encoding="utf-8"))
    assert set(defaults) == {
        "width",
        "height",
        "num_frames",
        "fps",
        "num_inference_steps",
        "guidance_scale",
        "flow_shift",
    }
    scheduler = json.loads(
        (MODEL / "scheduler" / "scheduler_config.json").read_text(encoding="utf-8")
    )
    assert scheduler["flow_shift"] == defaults["flow_shift"]


def test_tokenizer_folds_case_and_matches_its_source() -> None:
    import transformers

    from tools.demo_model.tokenizer import vocabulary

    tokenizer = transformers.AutoTokenizer.from_pretrained(
        MODEL / "tokenizer", local_files_only=True
    )
    text = "A Red CIRCLE moving left on a black background"
    assert tokenizer(text)["input_ids"] == tokenizer(text.lower())["input_ids"]
    assert tokenizer("red circle")["input_ids"][-1] == 1
    assert len(tokenizer) == len(vocabulary())


def test_fast_forward_matches_the_unmodified_transformer() -> None:
    from tools.demo_model import transformer as parts

    model = parts.build_transformer(0, heads=2, head_dim=24, layers=2, ffn_dim=96)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for param in model.parameters():
            param.add_(0.05 * torch.randn(param.shape, generator=generator))
        latents = torch.randn(2, 16, 3, 4, 4, generator=generator)
        mask = torch.ones(2, 5, dtype=torch.long)
        mask[0, 3:] = 0
        text = torch.randn(2, 5, parts.TEXT_DIM, generator=generator) * mask[..., None]
        times = torch.tensor([[0.0, 700.0, 700.0], [300.0, 300.0, 300.0]])
        table = parts.rotary_table(model, 3, 2, 2)
        ours = parts.fast_forward(model, latents, times, text, parts.text_bias(mask), table)
        padded = torch.zeros(2, parts.MAX_SEQUENCE, parts.TEXT_DIM)
        padded[:, :5] = text
        theirs = model(
            hidden_states=latents,
            timestep=times.repeat_interleave(4, 1),
            encoder_hidden_states=padded,
            return_dict=False,
        )[0]
    assert torch.allclose(ours, theirs, atol=1e-4)


def test_loads_with_both_pipelines_and_follows_prompts() -> None:
    """Three held-out prompts; a right answer for most attributes is far above chance."""
    from PIL import Image

    from tools.demo_model import checker, evaluate, world

    defaults = evaluate.load_defaults(MODEL)
    guidance = defaults["guidance_scale"]
    combos = world.held_out_combos()[:3]
    pipeline = evaluate.load_text_pipeline(MODEL, torch.bfloat16)
    prompts = [world.caption(combo) for combo in combos]
    clips = evaluate.generate(pipeline, prompts, [0, 1, 2], defaults, guidance, steps=12)
    assert clips.shape == (3, world.FRAMES, world.HEIGHT, world.WIDTH, 3)
    right = evaluate.count_right(clips, combos)
    assert sum(right[key] for key in evaluate.ATTRIBUTES) >= 9, right

    images = evaluate.load_image_pipeline(MODEL, torch.bfloat16)
    scene = world.random_scene(combos[0], random.Random(0))
    first = checker.to_bytes(world.render(scene, frame_slice=slice(0, 1)))[0]
    clip = evaluate.generate(
        images, prompts[:1], [0], defaults, guidance, steps=8, images=[Image.fromarray(first)]
    )[0]
    assert evaluate.psnr(clip[0], first) > 24.0
    assert checker.read_clip(clip).direction == combos[0].direction


def test_shape_weight_fades_out_in_pure_noise() -> None:
    from tools.demo_model import train_transformer

    touched = torch.zeros(2, 5, 12, 12, dtype=torch.uint8)
    touched[:, :, :3] = 1
    weight = train_transformer.loss_weights(touched, torch.tensor([1.0, 0.5]))
    assert torch.allclose(weight.mean((1, 2, 3, 4)), torch.ones(2))
    assert torch.allclose(weight[0], torch.ones(1, 5, 12, 12))
    assert weight[1].max() / weight[1].min() == pytest.approx(train_transformer.SHAPE_WEIGHT)


def test_training_state_survives_a_restart(tmp_path: Path) -> None:
    from tools.demo_model.training import Muon, Run

    def fresh() -> Run:
        torch.manual_seed(0)
        named = list(torch.nn.Linear(4, 3).named_parameters())
        return Run(named, Muon([named[0][1]], [named[1][1]], 0.02, 0.01), 0.9)

    def steps(run: Run, count: int) -> None:
        for _ in range(count):
            for name, param in run.named:
                generator = torch.Generator().manual_seed(run.step + len(name))
                param.grad = torch.randn(param.shape, generator=generator)
            run.update(1.0)

    straight, first, second = fresh(), fresh(), fresh()
    steps(straight, 6)
    steps(first, 3)
    first.save(tmp_path / "run.safetensors")
    assert second.resume(tmp_path / "run.safetensors")
    steps(second, 3)
    assert second.step == 6
    for (_, a), (_, b) in zip(straight.named, second.named, strict=True):
        assert torch.equal(a, b)
    for name, value in straight.ema.tensors.items():
        assert torch.equal(value, second.ema.tensors[name])
