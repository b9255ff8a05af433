"""The LoRA that ships with the app, by what is seen in the clips of a real engine.

The figures over 40 prompts are printed by `benchmarks/demo_lora.py`; this is a small share of them.
"""

import json
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from engine_client import EngineClient, Jobs
from safetensors import safe_open
from safetensors.torch import load_file
from test_renders import frames_of

from fixtures import tiny_loras
from fixtures.tiny_loras import Pair, TinyLora, save_lora, use_of
from tools.demo_model import checker, world
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.engine.video_file import Frames

COMBOS = world.held_out_combos()[:3]
STEPS = 6
SHORT: dict[str, object] = {"num_frames": 5, "num_inference_steps": 3}
"""For clips that are compared with each other and not looked at."""
MAX_FILE_BYTES = 2 << 20
MAX_PICTURE_BYTES = 60_000

GROWN = 1.5
"""Radius at the end by that at the start: clips with the LoRA have more at strength 1."""
STEADY = (0.9, 1.1)
"""Clips without it stay within this."""


@pytest.fixture(scope="module")
def lora_file() -> Path:
    (path,) = Places.find().demo_lora.glob("*.safetensors")
    return path


class Clips:
    """Renders with and without a LoRA file."""

    def __init__(self, engine: EngineClient, jobs: Jobs) -> None:
        self._engine = engine
        self._jobs = jobs

    def frames(self, combo: world.Combo, *loras: tuple[LoraUse, Path], **changes: object) -> Frames:
        settings = {"num_inference_steps": STEPS, "loras": tuple(use for use, _ in loras)}
        request = GenerationRequest.default(prompt=world.caption(combo), seed=1)
        request = request.with_changes(**{**settings, **changes})
        job = self._jobs.job(request, lora_paths=tuple(path for _, path in loras))
        return frames_of(self._engine.render(job))


@pytest.fixture
def clips(engine: EngineClient, jobs: Jobs) -> Clips:
    return Clips(engine, jobs)


@pytest.mark.parametrize("combo", COMBOS, ids=world.caption)
def test_the_shape_grows_with_the_strength_and_not_without(
    clips: Clips, lora_file: Path, combo: world.Combo
) -> None:
    readings = [
        checker.read_clip(clips.frames(combo, *loras))
        for loras in (
            (),
            ((use_of(lora_file, strength=0.5), lora_file),),
            ((use_of(lora_file, strength=1.0), lora_file),),
        )
    ]
    growths = [reading.growth or 0.0 for reading in readings]
    assert STEADY[0] < growths[0] < STEADY[1]
    assert growths[2] > GROWN
    assert all(less < more for less, more in pairwise(growths))
    for reading in readings:
        assert all(checker.agreement(reading, combo).values()), reading


def test_strength_zero_and_taking_it_off_are_the_model_alone(clips: Clips, lora_file: Path) -> None:
    plain = clips.frames(COMBOS[0], **SHORT)
    zero = clips.frames(COMBOS[0], (use_of(lora_file, strength=0.0), lora_file), **SHORT)
    whole = clips.frames(COMBOS[0], (use_of(lora_file), lora_file), **SHORT)
    assert zero.tobytes() == plain.tobytes()
    assert whole.tobytes() != plain.tobytes()
    assert clips.frames(COMBOS[0], **SHORT).tobytes() == plain.tobytes()


def test_other_ways_to_write_it_down_give_the_same_clip(
    clips: Clips, lora_file: Path, tmp_path: Path
) -> None:
    lora = lora_of(lora_file)
    shipped = clips.frames(COMBOS[0], (use_of(lora_file), lora_file), **SHORT)
    for name in ("comfyui", "musubi", "peft"):
        path = tmp_path / f"{name}.safetensors"
        use = save_lora(path, tiny_loras.FORMATS[name](lora))
        assert clips.frames(COMBOS[0], (use, path), **SHORT).tobytes() == shipped.tobytes(), name


def test_another_lora_of_the_same_size_does_not_do_it(
    clips: Clips, lora_file: Path, tmp_path: Path
) -> None:
    """The measure sees this LoRA, not any: its rows in another order are another LoRA."""
    lora = lora_of(lora_file)
    for pair in lora.pairs.values():
        pair.up = pair.up.flip(1)
    path = tmp_path / "mixed.safetensors"
    use = save_lora(path, tiny_loras.diffusers(lora))
    reading = checker.read_clip(clips.frames(COMBOS[0], (use, path)))
    assert (reading.growth or 0.0) < GROWN


def test_the_file_says_what_it_is(lora_file: Path) -> None:
    beside = json.loads(lora_file.with_suffix(".json").read_text("utf-8"))
    card = (lora_file.parent / "README.md").read_text("utf-8")
    with safe_open(lora_file, framework="pt") as file:
        said = file.metadata()
    assert said["ss_base_model_version"] == "wan2.2 demo"
    assert said["modelspec.license"] == "Apache-2.0"
    assert said["modelspec.trigger_phrase"] == beside["activation text"] == "zoom"
    assert said["modelspec.description"] == beside["description"]
    assert all(said[key] in card for key in ("ss_steps", "ss_num_train_items", "ss_learning_rate"))
    ranks = {pair.down.shape[0] for pair in lora_of(lora_file).pairs.values()}
    assert ranks == {int(said["ss_network_dim"])} == {int(said["ss_network_alpha"])}
    assert lora_file.stat().st_size <= MAX_FILE_BYTES
    assert lora_file.with_suffix(".jpg").stat().st_size <= MAX_PICTURE_BYTES


def lora_of(lora_file: Path) -> TinyLora:
    """The shipped file's matrices by the layer's name."""
    tensors = load_file(lora_file)
    names = {key.removeprefix("transformer.").split(".lora_")[0] for key in tensors}
    pairs: dict[str, Pair] = {}
    for name in sorted(names):
        down, up = (tensors.pop(f"transformer.{name}.lora_{half}.weight") for half in "AB")
        assert torch.isfinite(down).all()
        pairs[name] = Pair(down, up, alpha=float(down.shape[0]))
    assert not tensors
    return TinyLora(pairs)
