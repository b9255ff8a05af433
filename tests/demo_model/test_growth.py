"""The change that the demo LoRA makes: drawn by the world, read by the checker."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.demo_model import checker, lora, train_lora, world
from tools.demo_model.latents import draw_scenes
from tools.demo_model.training import save_checkpoint
from tools.demo_model.transformer import build_transformer

MODEL = Path(__file__).resolve().parents[2] / "models" / "demo"
COMBOS = world.held_out_combos()[:12]


def scenes(growth: float) -> list[world.Scene]:
    rng = random.Random(3)
    return [replace(world.random_scene(combo, rng), growth=growth) for combo in COMBOS]


@pytest.mark.parametrize("growth", [0.6, 1.0, 1.4, 2.0])
def test_the_checker_reads_the_growth_that_was_drawn(growth: float) -> None:
    for scene in scenes(growth):
        reading = checker.read_clip(checker.to_bytes(world.render(scene)))
        assert reading.growth == pytest.approx(growth, rel=0.03)
        assert all(checker.agreement(reading, scene.combo).values())


def test_no_shape_has_no_growth() -> None:
    empty = np.full((world.FRAMES, world.HEIGHT, world.WIDTH, 3), 128, np.uint8)
    assert checker.read_clip(empty).growth is None


def test_a_clip_of_one_size_is_what_it_was_without_growth() -> None:
    (scene, *_) = scenes(1.0)
    path = world.centers(scene)
    mask = world.coverage(scene.combo.shape, path, scene.radius)
    per_frame = world.coverage(scene.combo.shape, path, world.radii(scene))
    assert np.array_equal(mask, per_frame)


def test_scenes_differ_in_nothing_but_their_growth() -> None:
    plain, growing = (draw_scenes(COMBOS, 20, 7, growth) for growth in (1.0, 2.0))
    assert [replace(scene, growth=1.0) for scene in growing] == plain


def test_half_of_the_captions_have_the_trigger_word_and_all_fit() -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(MODEL / "tokenizer", local_files_only=True)
    rng = random.Random(1)
    texts = [train_lora.random_caption(combo, rng) for combo in world.all_combos()]
    told = sum(text.endswith(train_lora.TRIGGER) for text in texts)
    assert 0.4 < told / sum(bool(text) for text in texts) < 0.6
    longest = max(len(tokenizer(text)["input_ids"]) for text in texts)
    assert longest <= train_lora.CAPTION_TOKENS


def test_low_rank_changes_start_as_none_and_are_what_is_written() -> None:
    transformer = build_transformer(0, heads=2, head_dim=24, layers=2, ffn_dim=96)
    layer = transformer.get_submodule("blocks.1.ffn.net.2")
    assert isinstance(layer, torch.nn.Linear)
    before = layer.weight.clone()
    added = lora.attach(transformer, rank=3)
    assert torch.equal(layer.weight, before)
    assert {name for name, p in transformer.named_parameters() if p.requires_grad} == {
        f"{name}.parametrizations.weight.0.{half}" for name in added for half in ("down", "up")
    }
    with torch.no_grad():
        added["blocks.1.ffn.net.2"].up.normal_()
    tensors = lora.matrices(added)
    up, down = (tensors[f"blocks.1.ffn.net.2.lora_{half}.weight"].float() for half in "BA")
    assert (layer.weight - before).abs().max() > 0.1
    assert torch.allclose(layer.weight - before, up @ down, atol=0.05)
    assert len(tensors) == 2 * len(added) == 2 * 2 * 10


def test_a_run_that_was_interrupted_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    cache = {
        "latents": torch.randn(4, 16, 5, 12, 12, generator=torch.Generator().manual_seed(0)),
        "weight": torch.ones(4, 5, 12, 12, dtype=torch.uint8),
        "combo": torch.arange(4, dtype=torch.int32),
        "mean": torch.zeros(16),
        "std": torch.ones(16),
    }
    cache |= {f"val_{key}": cache[key] for key in ("latents", "weight", "combo")}
    for name in ("straight", "interrupted"):
        save_checkpoint(tmp_path / name / "growing.safetensors", cache, {})

    def trainer(name: str) -> train_lora.Trainer:
        words = ["--work", str(tmp_path / name), "--model", str(MODEL)]
        return train_lora.Trainer(train_lora.arguments([*words, "--steps", "3", "--batch", "2"]))

    straight, first = trainer("straight"), trainer("interrupted")
    losses = [straight.train_step() for _ in range(3)]
    assert first.train_step() == losses[0]
    first.run.save(first.path)
    second = trainer("interrupted")
    assert [second.train_step() for _ in range(2)] == losses[1:]
    for name, tensor in lora.matrices(straight.added).items():
        assert torch.equal(lora.matrices(second.added)[name], tensor), name
