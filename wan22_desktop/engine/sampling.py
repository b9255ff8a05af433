"""From a request to frames, in the two halves that the engine keeps apart.

Both halves are the unmodified pipelines' own arithmetic: the results are bit-identical to
`WanPipeline(...)` and `WanImageToVideoPipeline(...)` called directly.
"""

from collections.abc import Callable

import numpy as np
import torch
from diffusers.pipelines.wan.pipeline_wan_i2v import WanImageToVideoPipeline
from diffusers.video_processor import VideoProcessor
from PIL import Image
from torch import Tensor

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import FRAME_STEP
from wan22_desktop.engine.pipelines import LoadedModel
from wan22_desktop.engine.progress import StepReporter
from wan22_desktop.engine.video_file import Frames

MAX_SEQUENCE_LENGTH = 512
"""Text tokens that the transformers were trained with; shorter padding changes the pixels."""


def check_shape(model: LoadedModel, request: GenerationRequest) -> None:
    """Refuse what the pipelines would silently round; raises UserError."""
    step = model.side_step_px()
    for field in ("width", "height"):
        if getattr(request, field) % step or getattr(request, field) < step:
            raise UserError(
                f"This model makes clips whose {field} is a multiple of {step} pixels.",
                field=field,
                recoveries=(Recovery.EDIT_REQUEST,),
            )
    if request.num_frames % FRAME_STEP != 1:
        raise UserError(
            f"The number of frames has to be one more than a multiple of {FRAME_STEP}.",
            field="num_frames",
            recoveries=(Recovery.EDIT_REQUEST,),
        )


@torch.no_grad()
def sample(
    model: LoadedModel,
    request: GenerationRequest,
    image: Image.Image | None,
    on_prompt_encoded: Callable[[], None],
    on_step: Callable[[], StepReporter],
) -> Tensor:
    """fp32 latents [1, channels, latent frames, rows, columns], normalised."""
    pipeline = (
        model.text_to_video(request.flow_shift)
        if image is None
        else model.image_to_video(request.flow_shift)
    )
    prompt_embeds, negative_prompt_embeds = pipeline.encode_prompt(
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        do_classifier_free_guidance=request.guidance_scale > 1,
        max_sequence_length=MAX_SEQUENCE_LENGTH,
    )
    on_prompt_encoded()
    arguments = {
        "prompt_embeds": prompt_embeds,
        "negative_prompt_embeds": negative_prompt_embeds,
        "height": request.height,
        "width": request.width,
        "num_frames": request.num_frames,
        "num_inference_steps": request.num_inference_steps,
        "guidance_scale": request.guidance_scale,
        "generator": torch.Generator("cpu").manual_seed(request.seed),
        "max_sequence_length": MAX_SEQUENCE_LENGTH,
        "output_type": "latent",
        "return_dict": False,
        "callback_on_step_end": on_step(),
    }
    if isinstance(pipeline, WanImageToVideoPipeline):
        arguments["image"] = image
    (latents,) = pipeline(**arguments)
    _check_finite(latents)
    return latents


@torch.no_grad()
def decode(model: LoadedModel, latents: Tensor) -> Frames:
    """The frames of normalised latents, as the pipelines decode them (`output_type="pil"`)."""
    vae = model.vae
    mean, std = (
        torch.tensor(vae.config[key]).view(1, -1, 1, 1, 1).to(vae.device, vae.dtype)
        for key in ("latents_mean", "latents_std")
    )
    # The pipelines divide by the reciprocal: multiplying would round differently.
    scaled = latents.to(vae.device, vae.dtype) / (1.0 / std) + mean
    video = vae.decode(scaled, return_dict=False)[0]
    _check_finite(video)
    processor = VideoProcessor(vae_scale_factor=int(vae.config["scale_factor_spatial"]))
    # Frame by frame, for the whole clip as floats is four times as big as its frames.
    frames = (np.asarray(processor.postprocess(f[None], "np"))[0] for f in video[0].unbind(1))
    return np.stack([(frame * 255).round().astype(np.uint8) for frame in frames])


def _check_finite(tensor: Tensor) -> None:
    if not torch.isfinite(tensor).all():
        raise UserError(
            "The model computed no picture: its numbers left the range that can be shown.",
            category=ErrorCategory.BAD_RESULT,
            recoveries=(Recovery.EDIT_REQUEST, Recovery.REINSTALL_MODEL),
        )
