"""What is done to finished clips, in figures: how exact it is and what it takes.

Run `python benchmarks/clip_work.py`. The model that ships renders clips and continuations of them
from their last frame, and the figures are taken from the frames that would be encoded:

- upscaling: a model with random weights (ESRGAN, one block of eight channels) in tiles against
  spandrel's own result for whole frames, in steps of 1/255, and with margins of 0 for comparison;
- interpolation: new frames a second, and whether given frames come out unchanged;
- joining: how far mean and deviation of the channels jump, in steps of 1/255, as they are and with
  colours matched: between a clip's last frame and the same picture as the continuation shows it
  (the tint), and at the seam, where there is motion, too, beside the median within the first clip;
- grid: whether each cell is its clip's frame bit for bit, and frames a second.

Ends with 1 if tiles differ by more than one step, or a frame that has to stay has not.
"""

import argparse
import hashlib
import json
import secrets
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import numpy as np
import torch
from PIL import Image
from rich.console import Console
from rich.table import Table

from wan22_desktop.core.clip_work import ClipSource
from wan22_desktop.core.model_parts import ModelParts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.engine.cancel import CancelToken
from wan22_desktop.engine.clips.colour_match import seam_jump
from wan22_desktop.engine.clips.grid import GAP_PX, Grid
from wan22_desktop.engine.clips.interpolation import interpolated
from wan22_desktop.engine.clips.joining import Joined
from wan22_desktop.engine.clips.sources import SourceClip, open_source
from wan22_desktop.engine.clips.upscaler_model import UpscalerModel, import_spandrel
from wan22_desktop.engine.renderer import Renderer
from wan22_desktop.engine.video_file import Frames, write_clip
from wan22_desktop.engine_protocol.messages import Render
from wan22_desktop.engine_protocol.plan import ExecutionPlan

PROMPTS = ("a red circle moving right", "a blue square moving up", "a green triangle moving left")
SIZES = ((96, 96), (832, 480))
TILE_PX = 64


class Studio:
    """Renders clips with the model that ships, and continuations of them."""

    def __init__(self, folder: Path, steps: int) -> None:
        self._folder = folder
        self._steps = steps
        self._renderer = Renderer(lambda _event: None)
        model = Places.find().model_folder(Variant.DEMO)
        names = ("transformer", "vae", "text_encoder", "tokenizer")
        paths = {name: str(model / name) for name in names}
        self._parts = ModelParts(variant=Variant.DEMO, **paths)

    def frames(self, prompt: str, start: Frames | None = None) -> Frames:
        """uint8 [frames, height, width, 3]; begins with `start` if there is one."""
        request = GenerationRequest.default(prompt=prompt, seed=1)
        request = request.with_changes(num_inference_steps=self._steps)
        image_path = None
        if start is not None:
            image_path = self._folder / "start.png"
            Image.fromarray(start).save(image_path)
            sha256 = hashlib.sha256(image_path.read_bytes()).hexdigest()
            request = request.with_changes(mode=Mode.IMAGE_TO_VIDEO, image_sha256=sha256)
        job_id = secrets.token_hex(6)
        job = Render(
            job_id=job_id,
            request=request,
            plan=ExecutionPlan(),
            parts=self._parts,
            image_path=None if image_path is None else str(image_path),
            checkpoint_path=str(self._folder / f"{job_id}.safetensors"),
            clip_path=str(self._folder / f"{job_id}.mp4"),
            cache_path=str(self._folder / "cache"),
            preview=False,
        )
        return self._renderer.render(job, CancelToken()).frames

    def source(self, frames: Frames, first_frame: int = 0) -> SourceClip:
        path = self._folder / f"{secrets.token_hex(4)}.mp4"
        write_clip(path, frames, 8, None)
        return open_source(path, ClipSource(path=str(path), first_frame=first_frame))


def upscaling(frame: Frames) -> dict[str, float]:
    """Largest and mean difference of tiles from whole frames, and the largest without margins."""
    spandrel = import_spandrel()
    network = sys.modules["spandrel.architectures.ESRGAN"].ESRGAN
    torch.manual_seed(3)
    state = network(in_nc=3, out_nc=3, num_filters=8, num_blocks=1, scale=2).state_dict()
    state = {name: tensor * 2 for name, tensor in state.items()}

    def enlarged(tile_px: int, margin_px: int) -> Frames:
        descriptor = spandrel.ModelLoader().load_from_state_dict(dict(state))
        return UpscalerModel(
            descriptor,
            device="cpu",
            tiles=True,
            check=lambda: None,
            tile_px=tile_px,
            margin_px=margin_px,
        )(frame)

    descriptor = spandrel.ModelLoader().load_from_state_dict(dict(state))
    with torch.no_grad():
        unit = torch.from_numpy(frame).permute(2, 0, 1).unsqueeze(0).float() / 255
        pixels = (descriptor(unit)[0].clamp(0, 1) * 255).round().to(torch.uint8)
    whole = pixels.permute(1, 2, 0).numpy().astype(int)
    tiled = np.abs(enlarged(TILE_PX, 32) - whole)
    return {
        "largest": int(tiled.max()),
        "mean": float(tiled.mean()),
        "largest_without_margin": int(np.abs(enlarged(TILE_PX, 0) - whole).max()),
    }


def interpolation(frames: Frames, width: int, height: int) -> dict[str, float | bool]:
    """Seconds of this thread's processor time, which other programs do not change."""
    resized = [np.asarray(Image.fromarray(frame).resize((width, height))) for frame in frames]
    started = time.process_time()
    made = list(interpolated(iter(resized), 2))
    seconds = time.process_time() - started
    kept = all(np.array_equal(a, b) for a, b in zip(made[::2], resized, strict=True))
    return {"new_per_second": (len(made) - len(resized)) / seconds, "given_unchanged": kept}


def joining(studio: Studio, first: Frames, second: Frames) -> dict[str, float]:
    """The second begins with the first's last frame, which is left out or, for the tint, kept."""
    ends = studio.source(first)

    def jump(first_frame: int, *, colour_match: bool) -> float:
        parts = [ends, studio.source(second, first_frame)]
        frames = list(Joined(parts, colour_match=colour_match, check=lambda: None).frames())
        return seam_jump(frames[len(first) - 1], frames[len(first)])

    return {
        "tint_as_it_is": jump(0, colour_match=False),
        "tint_matched": jump(0, colour_match=True),
        "seam_as_it_is": jump(1, colour_match=False),
        "seam_matched": jump(1, colour_match=True),
        "within_a_clip": median(seam_jump(one, other) for one, other in pairwise(first)),
    }


def grid(studio: Studio, clips: list[Frames]) -> dict[str, float | bool]:
    sources = [studio.source(frames) for frames in clips]
    started = time.process_time()
    frames = list(Grid(sources, columns=2).frames())
    seconds = time.process_time() - started
    height, width = clips[0].shape[1:3]
    same = True
    for number, source in enumerate(sources):
        row, column = divmod(number, 2)
        top, left = row * (height + GAP_PX), column * (width + GAP_PX)
        for shown, own in zip(frames, source.frames(), strict=True):
            same &= np.array_equal(shown[top : top + height, left : left + width], own)
    return {"cells_equal": same, "frames_per_second": len(frames) / seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=12, help="of each render")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(Path(folder), options.steps)
        clips = [studio.frames(prompt) for prompt in PROMPTS]
        seams = []
        for prompt, clip in zip(PROMPTS, clips, strict=True):
            seams.append(joining(studio, clip, studio.frames(prompt, clip[-1])))
        enlarged = upscaling(np.asarray(Image.fromarray(clips[0][8]).resize((210, 150))))
        smooth = {f"{w}x{h}": interpolation(clips[0][:7], w, h) for w, h in SIZES}
        laid_out = grid(studio, clips)
    table = Table("figure", "value", box=None)
    table.add_row("tiles and whole frame differ by at most", f"{enlarged['largest']}/255")
    without = f"{enlarged['largest_without_margin']}/255"
    table.add_row("the same without margins", without)
    for size, figures in smooth.items():
        new = f"{figures['new_per_second']:.1f} a second"
        table.add_row(f"frames interpolated at {size}", new)
    for name in seams[0]:
        values = mean(seam[name] for seam in seams)
        table.add_row(f"jump at the seam, {name.replace('_', ' ')}", f"{values:.2f}/255")
    table.add_row("cells of a grid equal their clips", str(laid_out["cells_equal"]))
    Console(highlight=False, width=120).print(table)
    figures = {"upscaling": enlarged, "interpolation": smooth, "seams": seams, "grid": laid_out}
    print(json.dumps(figures))
    kept = all(figures["given_unchanged"] for figures in smooth.values())
    raise SystemExit(int(enlarged["largest"] > 1 or not kept or not laid_out["cells_equal"]))


if __name__ == "__main__":
    main()
