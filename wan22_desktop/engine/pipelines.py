"""Creating the parts of a Wan model and putting them together for one render."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from diffusers.pipelines.wan.pipeline_wan_i2v import WanImageToVideoPipeline
from diffusers.schedulers.scheduling_flow_match_euler_discrete import (
    FlowMatchEulerDiscreteScheduler,
)
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from torch import nn
from transformers import T5Tokenizer, UMT5EncoderModel

from wan22_desktop.core.model_folder import ModelFolder, model_error
from wan22_desktop.engine.cancel import CancelToken
from wan22_desktop.engine.preview import LatentToRgb, fit_latent_to_rgb
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Precision

Scheduler = UniPCMultistepScheduler | FlowMatchEulerDiscreteScheduler

Pipeline = TypeVar("Pipeline", WanPipeline, WanImageToVideoPipeline)

_DTYPES = {Precision.FP32: torch.float32, Precision.BF16: torch.bfloat16}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """Components in memory, shared by both pipelines."""

    folder: ModelFolder
    plan: ExecutionPlan
    tokenizer: T5Tokenizer
    text_encoder: UMT5EncoderModel
    transformer: WanTransformer3DModel
    vae: AutoencoderKLWan
    scheduler: Scheduler
    latent_to_rgb: LatentToRgb

    def text_to_video(self, flow_shift: float) -> WanPipeline:
        """A pipeline for one render; costs less than a millisecond."""
        return _quiet(WanPipeline(**self._components(flow_shift)))

    def image_to_video(self, flow_shift: float) -> WanImageToVideoPipeline:
        """As `text_to_video`, with a start image."""
        return _quiet(WanImageToVideoPipeline(**self._components(flow_shift)))

    def side_step_px(self) -> int:
        """What width and height must be multiples of, else the pipeline would round them."""
        patch_size: tuple[int, int, int] = self.transformer.config["patch_size"]
        return int(self.vae.config["scale_factor_spatial"]) * patch_size[1]

    def latents_shape(self, width: int, height: int, num_frames: int) -> tuple[int, ...]:
        """Batch, channels, latent frames, rows, columns."""
        spatial = int(self.vae.config["scale_factor_spatial"])
        temporal = int(self.vae.config["scale_factor_temporal"])
        channels = int(self.vae.config["z_dim"])
        return (1, channels, (num_frames - 1) // temporal + 1, height // spatial, width // spatial)

    def interruptible_modules(self) -> Iterator[nn.Module]:
        """Modules whose forwards are short enough to wait for after a cancel."""
        yield from self.transformer.blocks
        yield self.vae.decoder

    def forget_interrupted_render(self) -> None:
        """Drop what a render that was stopped half way left in the components."""
        self.transformer._reset_stateful_cache()  # noqa: SLF001 - diffusers has no public name
        self.vae.clear_cache()

    # The pipelines' annotations name one tokenizer and one scheduler, and mean any.
    def _components(self, flow_shift: float) -> dict[str, Any]:
        """What both pipelines are made of; the scheduler is new, for it counts the steps."""
        shift = "flow_shift" if isinstance(self.scheduler, UniPCMultistepScheduler) else "shift"
        return {
            "tokenizer": self.tokenizer,
            "text_encoder": self.text_encoder,
            "vae": self.vae,
            "transformer": self.transformer,
            "scheduler": self.scheduler.from_config({**self.scheduler.config, shift: flow_shift}),
            "expand_timesteps": self.folder.expand_timesteps,
        }


def load_model(folder: ModelFolder, plan: ExecutionPlan, token: CancelToken) -> LoadedModel:
    """Create the components from a checked folder; raises UserError, RenderCancelled.

    The VAE runs in fp32 whatever the plan says: its encoding of a start image seeds the clip.
    """
    dtype = _DTYPES[plan.precision]
    vae = _load(AutoencoderKLWan, folder.path, "vae", torch.float32).to(plan.device)
    token.raise_if_set()
    transformer = _load(WanTransformer3DModel, folder.path, "transformer", dtype).to(plan.device)
    token.raise_if_set()
    text_encoder = _load(UMT5EncoderModel, folder.path, "text_encoder", dtype).to(plan.device)
    token.raise_if_set()
    scheduler_class = (
        UniPCMultistepScheduler
        if folder.scheduler_class == UniPCMultistepScheduler.__name__
        else FlowMatchEulerDiscreteScheduler
    )
    scheduler = _translated(
        "scheduler",
        lambda: scheduler_class.from_pretrained(
            folder.path, subfolder="scheduler", local_files_only=True
        ),
    )
    tokenizer = _translated(
        "tokenizer",
        lambda: T5Tokenizer.from_pretrained(folder.path / "tokenizer", local_files_only=True),
    )
    return LoadedModel(
        folder=folder,
        plan=plan,
        tokenizer=tokenizer,
        text_encoder=text_encoder,
        transformer=transformer,
        vae=vae,
        scheduler=scheduler,
        latent_to_rgb=fit_latent_to_rgb(vae),
    )


# The libraries' own signatures are untyped here; the result's type is checked by `LoadedModel`.
def _load(kind: Any, folder: Path, component: str, dtype: torch.dtype) -> Any:  # noqa: ANN401
    """One network with all its weights; both libraries only warn about missing ones."""
    model, report = _translated(
        component,
        lambda: kind.from_pretrained(
            folder,
            subfolder=component,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
        ),
    )
    for problem in ("missing_keys", "mismatched_keys", "error_msgs"):
        if report[problem]:
            _log.error("%s of %s: %s", problem, component, report[problem])
            raise model_error(f"The model's weights in {component}/ do not fit its config.json.")
    return model.eval()


def _translated(component: str, load: Callable[[], Any]) -> Any:  # noqa: ANN401 - see `_load`
    """Run one of the libraries' loaders; what it raises about the files becomes a UserError."""
    try:
        return load()
    except (torch.OutOfMemoryError, MemoryError):
        raise
    # Loaders raise almost anything for a file that is well-formed but wrong.
    except Exception as error:
        raise model_error(f"The model's part {component}/ cannot be loaded.") from error


def _quiet(pipeline: Pipeline) -> Pipeline:
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
