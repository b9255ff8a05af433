"""What sampling starts from: noise, and for image-to-video the pictures that the clip shall show.

The pipelines' own methods encode the pictures, so they are bit-identical to theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.pipelines.wan.pipeline_wan_i2v import WanImageToVideoPipeline
from diffusers.utils.torch_utils import randn_tensor
from PIL import Image
from torch import Tensor

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine_protocol.plan import Tiling


@dataclass(frozen=True, slots=True)
class Conditions:
    """Noise and pictures of one clip, fp32, on the device that samples.

    T latent frames of R rows and C columns. A14B models see the pictures as further channels:
    `extra_channels` [1, 20, T, R, C], four of them say which frames are given. The others keep
    a first frame: `first_frame` [1, channels, 1, R, C], and `noisy` [1, 1, T, R, C], which is 0
    there and 1 elsewhere; their network is told one timestep per token.
    """

    latents: Tensor
    """Noise [1, channels, T, R, C]."""
    extra_channels: Tensor | None = None
    first_frame: Tensor | None = None
    noisy: Tensor | None = None

    def network_input(self, latents: Tensor) -> Tensor:
        """What the transformer sees of latents, before they take its precision."""
        if self.extra_channels is not None:
            return torch.cat([latents, self.extra_channels], dim=1)
        return self.with_first_frame(latents)

    def network_timestep(self, timestep: Tensor) -> Tensor:
        """[1], or [1, tokens] where the first frame has none of the noise.

        Without a start image every token has the same timestep. The pipeline for the 5B model
        passes it per token even then (`expand_timesteps`); once is the same within 2e-6 in fp32
        and saves 3.2 GB at 1280x704x121 (measured on full shapes; the bit-equal pipeline is the
        one with `expand_timesteps=False`).
        """
        if self.noisy is None:
            return timestep.expand(1)
        return (self.noisy[0][0][:, ::2, ::2] * timestep).flatten().unsqueeze(0)

    def with_first_frame(self, latents: Tensor) -> Tensor:
        """Latents whose first frame is the start image; unchanged where none is kept."""
        if self.first_frame is None or self.noisy is None:
            return latents
        return (1 - self.noisy) * self.first_frame + self.noisy * latents


def text_conditions(shape: tuple[int, ...], seed: int, device: str | torch.device) -> Conditions:
    """Noise of the shape [1, channels, T, R, C]; the same on every device."""
    return Conditions(
        randn_tensor(
            shape, generator=_generator(seed), device=torch.device(device), dtype=torch.float32
        )
    )


@torch.no_grad()
def image_conditions(
    request: GenerationRequest,
    vae: AutoencoderKLWan,
    image: Image.Image,
    end_image: Image.Image | None,
    device: str | torch.device,
) -> Conditions:
    """Noise and pictures of the request's own size, encoded where and as `vae` is set up.

    The VAE should be in fp32, for its encoding seeds every step, and may be tiled.
    """
    expand_timesteps = request.model.facts.expand_timesteps
    if end_image is not None and expand_timesteps:
        raise ValueError(f"{request.model} takes no end image")
    # Its annotations ask for parts that it does not need for this.
    kind: Any = WanImageToVideoPipeline
    pipeline = kind(
        tokenizer=None,
        text_encoder=None,
        vae=vae,
        scheduler=None,
        expand_timesteps=expand_timesteps,
    )

    def pixels(picture: Image.Image) -> Tensor:
        """fp32 [1, 3, height, width] from -1 to 1."""
        processor = pipeline.video_processor
        batch: Tensor = processor.preprocess(picture, request.height, request.width)
        return batch.to(device, torch.float32)

    latents, *rest = pipeline.prepare_latents(
        pixels(image),
        batch_size=1,
        num_channels_latents=int(vae.config["z_dim"]),
        height=request.height,
        width=request.width,
        num_frames=request.num_frames,
        dtype=torch.float32,
        device=torch.device(device),
        generator=_generator(request.seed),
        last_image=None if end_image is None else pixels(end_image),
    )
    if expand_timesteps:
        first_frame, noisy = rest
        return Conditions(latents, first_frame=first_frame, noisy=noisy)
    return Conditions(latents, extra_channels=rest[0])


@contextmanager
def encoding_in_tiles(vae: AutoencoderKLWan, tiling: Tiling | None) -> Iterator[None]:
    """Let the VAE encode tiles of the pictures inside the block; None encodes them whole.

    Seams change the conditions a little, so tiles are for pictures that do not fit.
    """
    if tiling is None:
        yield
        return
    patch = vae.config["patch_size"] or 1  # the library's tiles are of patches, not of pixels
    vae.enable_tiling(
        tiling.tile_height // patch,
        tiling.tile_width // patch,
        tiling.stride_height // patch,
        tiling.stride_width // patch,
    )
    try:
        yield
    finally:
        vae.disable_tiling()


def _generator(seed: int) -> torch.Generator:
    return torch.Generator("cpu").manual_seed(seed)
