"""The engine adds nothing to the pixels: same inputs, same bits as diffusers called directly."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from diffusers.pipelines.wan.pipeline_wan_i2v import WanImageToVideoPipeline
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from engine_client import EngineClient, Jobs
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor
from tqdm import tqdm

from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode
from wan22_desktop.engine.dtypes import DTYPES
from wan22_desktop.engine.start_image import decode_image, fitted
from wan22_desktop.engine.video_file import write_clip
from wan22_desktop.engine_protocol.messages import Render
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Precision

tqdm.monitor_interval = 0  # no progress bar here is worth a thread that outlives its test


def picture(path: Path) -> str:
    """Write a start image that has to be cropped and scaled; its SHA-256."""
    ramp = np.linspace(0, 255, 200 * 140 * 3).reshape(140, 200, 3).astype(np.uint8)
    Image.fromarray(ramp).save(path, "PNG")
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Bare:
    """The unmodified pipeline, called with a job's own inputs."""

    def __init__(self, job: Render) -> None:
        torch.set_num_threads(1)
        self.job = job
        kind: Any = (
            WanPipeline if job.request.mode is Mode.TEXT_TO_VIDEO else WanImageToVideoPipeline
        )
        folder = Path(job.parts.vae).parent
        vae = AutoencoderKLWan.from_pretrained(
            folder, subfolder="vae", dtype=torch.float32, local_files_only=True
        )
        self.pipeline = kind.from_pretrained(
            folder, vae=vae, dtype=DTYPES[job.plan.precision], local_files_only=True
        )
        # The library maps files, so its weights lie at odd addresses, where kernels round
        # differently. Copies lie where those of the engine do.
        for network in (vae, self.pipeline.text_encoder, self.pipeline.transformer):
            for parameter in network.parameters():
                parameter.data = parameter.data.clone()
        if job.request.mode is Mode.TEXT_TO_VIDEO:
            # One timestep for all tokens instead of the same for each: the same but for rounding,
            # which `test_denoising.py` bounds, and much smaller.
            self.pipeline.register_to_config(expand_timesteps=False)
        self.pipeline.set_progress_bar_config(disable=True)

    def __call__(self, output_type: str) -> Any:  # noqa: ANN401 - diffusers returns what is asked
        request = self.job.request
        self.pipeline.scheduler = UniPCMultistepScheduler.from_config(
            self.pipeline.scheduler.config, flow_shift=request.flow_shift
        )
        image = {}
        if self.job.image_path is not None:
            content = Path(self.job.image_path).read_bytes()
            image["image"] = fitted(decode_image(content), request.size)
        return self.pipeline(
            prompt=request.prompt,
            negative_prompt=request.negative_prompt,
            height=request.height,
            width=request.width,
            num_frames=request.num_frames,
            num_inference_steps=request.num_inference_steps,
            guidance_scale=request.guidance_scale,
            generator=torch.Generator("cpu").manual_seed(request.seed),
            output_type=output_type,
            **image,
        ).frames


def assert_same_as_bare(
    engine: EngineClient,
    job: Render,
    tmp_path: Path,
    prepare: Callable[[Any], None] = lambda _pipeline: None,
) -> None:
    """Latents and clip; `prepare` is done to the pipeline before it is called."""
    answer = engine.render(job)
    assert answer.figures.steps_sampled == job.request.num_inference_steps

    bare = Bare(job)
    prepare(bare.pipeline)
    latents: Tensor = bare("latent")
    assert torch.equal(load_file(job.checkpoint_path)["latents"], latents.float())

    # Encoding is deterministic: the same file can only come from the same frames.
    frames = np.stack([np.asarray(frame) for frame in bare("pil")[0]])
    metadata = read_clip_metadata(Path(answer.clip_path))
    assert metadata is not None
    expected = write_clip(tmp_path / "bare.mp4", frames, job.request.fps, metadata)
    assert answer.sha256 == expected.sha256
    assert answer.size_bytes == expected.size_bytes


@pytest.mark.parametrize("precision", Precision)
def test_text_to_video(
    engine: EngineClient, jobs: Jobs, tmp_path: Path, precision: Precision
) -> None:
    request = jobs.quick_request(flow_shift=3.0, negative_prompt="grey", num_frames=9)
    job = jobs.job(request, plan=ExecutionPlan(precision=precision))
    assert_same_as_bare(engine, job, tmp_path)


def test_without_guidance(engine: EngineClient, jobs: Jobs, tmp_path: Path) -> None:
    job = jobs.job(jobs.quick_request(guidance_scale=1.0, width=64, height=112))
    assert_same_as_bare(engine, job, tmp_path)


def test_image_to_video(engine: EngineClient, jobs: Jobs, tmp_path: Path) -> None:
    image_path = tmp_path / "start.image"
    request: GenerationRequest = jobs.quick_request(
        mode=Mode.IMAGE_TO_VIDEO, image_sha256=picture(image_path), num_frames=9
    )
    assert_same_as_bare(engine, jobs.job(request, image_path=image_path), tmp_path)
