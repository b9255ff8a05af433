"""Clips made larger: by filtering, and by models in tiles that give what whole frames give."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from engine_client import EngineClient
from PIL import Image
from safetensors.torch import save_file

from fixtures.clips import (
    difference,
    frames_in,
    moving_square,
    process,
    record,
    save,
    source,
)
from fixtures.tiny_upscalers import SCALE, save_upscaler, tiny_esrgan
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.clip_work import ClipSource, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.engine.clips.upscaler_model import UpscalerModel, import_spandrel, load_upscaler
from wan22_desktop.engine.clips.upscaling import upscaled
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.messages import Failed, Rendered, Stage, StageChanged, StepDone


def never() -> None:
    """Nobody asks to stop."""


@pytest.fixture(scope="module")
def upscaler_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_upscaler(tmp_path_factory.mktemp("up") / "tiny.safetensors", tiny_esrgan())


@pytest.fixture
def noise() -> Frames:
    return np.random.default_rng(5).integers(0, 256, (150, 210, 3), np.uint8)


def by_the_library(frame: Frames) -> Frames:
    """What spandrel itself makes of a whole frame."""
    spandrel = import_spandrel()
    model = spandrel.ModelLoader().load_from_state_dict(tiny_esrgan().state_dict())
    unit = torch.from_numpy(frame).permute(2, 0, 1).unsqueeze(0).float() / 255
    with torch.no_grad():
        enlarged = model(unit)[0].clamp(0, 1)
    return (enlarged * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()


def test_tiles_give_what_the_library_gives_for_a_whole_frame(
    upscaler_file: Path, noise: Frames
) -> None:
    model = load_upscaler(upscaler_file, device="cpu", check=never, tile_px=64)
    whole = by_the_library(noise)
    tiled = model(noise)
    assert whole.std() > 5, "the picture is not empty"
    assert tiled.shape == (noise.shape[0] * SCALE, noise.shape[1] * SCALE, 3)
    # A rounding of sums in another order can tip a value over to the next byte.
    assert np.abs(tiled.astype(int) - whole).max() <= 1
    assert difference(tiled, whole) < 0.001


def test_without_a_margin_tiles_would_be_seen(noise: Frames) -> None:
    descriptor = import_spandrel().ModelLoader().load_from_state_dict(tiny_esrgan().state_dict())
    bare = UpscalerModel(descriptor, device="cpu", tiles=True, check=never, tile_px=64, margin_px=0)
    assert np.abs(bare(noise).astype(int) - by_the_library(noise)).max() > 5


class TakesOnlySmall:
    """A real model on a device with too little memory for large pictures."""

    def __init__(
        self,
        descriptor: Any,  # noqa: ANN401 - of an optional library
        most_pixels: int,
    ) -> None:
        self._descriptor = descriptor
        self._most_pixels = most_pixels
        self.scale = descriptor.scale
        self.sizes: list[tuple[int, int]] = []

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        self.sizes.append((pixels.shape[2], pixels.shape[3]))
        if pixels.shape[2] * pixels.shape[3] > self._most_pixels:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return self._descriptor(pixels)

    def to(self, _device: str) -> "TakesOnlySmall":
        return self

    def float(self) -> "TakesOnlySmall":
        return self

    def eval(self) -> "TakesOnlySmall":
        return self


def test_it_stops_in_the_middle_of_a_tile(upscaler_file: Path, noise: Frames) -> None:
    looks = 0

    def stop_at_the_tenth() -> None:
        nonlocal looks
        looks += 1
        if looks == 10:
            raise InterruptedError

    model = load_upscaler(upscaler_file, device="cpu", check=stop_at_the_tenth, tile_px=256)
    with pytest.raises(InterruptedError):
        model(noise)


def test_where_memory_runs_out_tiles_become_smaller(noise: Frames) -> None:
    descriptor = import_spandrel().ModelLoader().load_from_state_dict(tiny_esrgan().state_dict())
    small = TakesOnlySmall(descriptor, most_pixels=130 * 130)
    model = UpscalerModel(small, device="cpu", tiles=True, check=never, tile_px=256)
    assert np.abs(model(noise).astype(int) - by_the_library(noise)).max() <= 1
    assert small.sizes[0] == noise.shape[:2]
    hopeless = TakesOnlySmall(descriptor, most_pixels=10)
    with pytest.raises(torch.OutOfMemoryError):
        UpscalerModel(hopeless, device="cpu", tiles=True, check=never)(noise)


def test_filtering_makes_exactly_that_size(tmp_path: Path) -> None:
    clip = source(save(tmp_path / "clip.mp4", moving_square(3)))
    originals = list(clip.frames())
    for factor in (2, 3, 4):
        size = (clip.size.width * factor, clip.size.height * factor)
        for frame, original in zip(upscaled(clip, factor, None), originals, strict=True):
            by_pillow = Image.fromarray(original).resize(size, Image.Resampling.LANCZOS)
            assert np.array_equal(frame, np.asarray(by_pillow))


@pytest.mark.parametrize("factor", [2, 3])
def test_the_engine_upscales_by_a_model(
    engine: EngineClient, tmp_path: Path, upscaler_file: Path, factor: int
) -> None:
    made = record(seed=11)
    clip = save(tmp_path / "clip.mp4", moving_square(4), metadata=made)
    job = process(
        tmp_path,
        WorkKind.UPSCALE,
        [ClipSource(path=str(clip))],
        factor=factor,
        upscaler="tiny.safetensors",
        upscaler_path=upscaler_file,
    )
    engine.send(job)
    events, last = engine.outcome(job.job_id)
    assert isinstance(last, Rendered), last
    frames = frames_in(last.clip_path)
    assert frames.shape == (4, 64 * factor, 96 * factor, 3)
    if factor == SCALE:
        assert difference(frames[2], by_the_library(frames_in(clip)[2])) < 3
    assert [e.stage for e in events if isinstance(e, StageChanged)] == [
        Stage.LOADING,
        Stage.PROCESSING,
        Stage.WRITING,
    ]
    steps = [e for e in events if isinstance(e, StepDone)]
    assert (steps[-1].step, steps[-1].steps) == (4, 4)
    told = read_clip_metadata(Path(last.clip_path))
    assert told is not None
    assert told.request == made.request
    assert told.notes == ("as it was", "by hand")
    assert told.work is not None
    assert told.work.upscaler == "tiny.safetensors"
    assert told.work.sources[0].path == "clip.mp4", "not the user's folders"


def refusal_of(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_upscaler(path, device="cpu", check=never)
    return caught.value.message


def test_what_is_no_upscaler_is_refused_with_the_reason(
    tmp_path: Path, upscaler_file: Path
) -> None:
    pickle = tmp_path / "model.pth"
    pickle.write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    assert "can run any program" in refusal_of(pickle)
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(upscaler_file.read_bytes()[:-100])
    assert "cut.safetensors" in refusal_of(cut)
    other = tmp_path / "other.safetensors"
    save_file({"lora.weight": torch.ones(3, 3)}, other)
    assert "no upscaler that spandrel knows" in refusal_of(other)
    assert "cannot be read" in refusal_of(tmp_path / "gone.safetensors")


def test_a_refused_upscaler_leaves_no_clip(engine: EngineClient, tmp_path: Path) -> None:
    clip = save(tmp_path / "clip.mp4", moving_square(2))
    pickle = tmp_path / "model.pth"
    pickle.touch()
    job = process(
        tmp_path,
        WorkKind.UPSCALE,
        [ClipSource(path=str(clip))],
        upscaler="model.pth",
        upscaler_path=pickle,
    )
    engine.send(job)
    last = engine.outcome(job.job_id)[1]
    assert isinstance(last, Failed)
    assert ".safetensors" in last.message
    assert not Path(job.clip_path).exists()
