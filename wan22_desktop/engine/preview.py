"""A rough picture of the clip while it is sampled, without the VAE.

Each latent pixel's colour is a linear function of its channels. Others ship such a matrix per
model; ours is fitted when the model is loaded, so that any VAE has one.
"""

import base64
import io
import time
from dataclasses import dataclass

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from PIL import Image
from torch import Tensor
from torch.nn import functional

INTERVAL_S = 0.4
MAX_FRAMES = 5
HEIGHT_PX = 128
_PICTURES = 8
_PICTURE_LATENTS = 8
"""Rows and columns of latents in one picture that the map is fitted to."""


@dataclass(frozen=True, slots=True)
class LatentToRgb:
    """`rgb = latent @ weight + bias`, RGB from -1 to 1; shapes [channels, 3] and [3]."""

    weight: Tensor
    bias: Tensor

    def frames(self, latents: Tensor) -> Tensor:
        """uint8 [frames, rows, columns, 3] of latents [1, channels, frames, rows, columns]."""
        channels_last = latents[0].float().cpu().permute(1, 2, 3, 0)
        rgb = channels_last @ self.weight + self.bias
        return ((rgb.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)


@torch.no_grad()
def fit_latent_to_rgb(vae: AutoencoderKLWan) -> LatentToRgb:
    """Least squares between coloured stills and the VAE's latents of them.

    Half of the stills have hard edges, half smooth ones. Each lasts five frames, because the
    first latent frame (one video frame) and the next (four) are distributed differently.
    """
    scale = int(vae.config["scale_factor_spatial"])
    random = torch.Generator().manual_seed(0)
    colours = torch.rand(_PICTURES, 3, 4, 4, generator=random) * 2 - 1
    side = _PICTURE_LATENTS * scale
    half = _PICTURES // 2
    stills = torch.cat(
        (
            functional.interpolate(colours[:half], (side, side)),
            functional.interpolate(colours[half:], (side, side), mode="bilinear"),
        )
    )
    clips = stills.unsqueeze(2).expand(-1, -1, 5, -1, -1)
    mean, std = (
        torch.tensor(vae.config[key]).view(1, -1, 1, 1, 1)
        for key in ("latents_mean", "latents_std")
    )
    rows, wanted = [], []
    for clip in clips.split(1):  # one at a time: the big VAE needs much memory for each
        (posterior,) = vae.encode(clip.to(vae.device, vae.dtype), return_dict=False)
        encoded = posterior.mode().float().cpu()
        latents = ((encoded - mean) / std)[0].permute(1, 2, 3, 0)
        small = functional.avg_pool2d(clip[0, :, 0], scale).permute(1, 2, 0)
        rows.append(latents.flatten(0, 2))
        wanted.append(small.expand(latents.shape[0], -1, -1, -1).flatten(0, 2))
    known = torch.cat(rows)
    with_bias = torch.cat((known, torch.ones(len(known), 1)), dim=1)
    # `gelsd` also solves for channels that depend on each other, as those of small VAEs do.
    solution = torch.linalg.lstsq(with_bias, torch.cat(wanted), driver="gelsd").solution
    return LatentToRgb(solution[:-1], solution[-1])


@dataclass(frozen=True, slots=True)
class Preview:
    """A strip of frames, left to right."""

    frame_count: int
    jpeg_base64: str


class PreviewMaker:
    """Makes a preview when one is due; `seconds_spent` adds up what that cost."""

    def __init__(self, latent_to_rgb: LatentToRgb, *, skip_first_frame: bool) -> None:
        """With a start image the first latent frame is set at the end and noise until then."""
        self._latent_to_rgb = latent_to_rgb
        self._first = 1 if skip_first_frame else 0
        self._due_at = 0.0
        self.seconds_spent = 0.0

    def make(self, estimate: Tensor) -> Preview | None:
        """The preview of an estimate [1, channels, frames, rows, columns], None if not due."""
        started = time.monotonic()
        if started < self._due_at:
            return None
        count = estimate.shape[2] - self._first
        chosen = np.linspace(self._first, estimate.shape[2] - 1, min(count, MAX_FRAMES)).round()
        frames = self._latent_to_rgb.frames(estimate[:, :, chosen.astype(int).tolist()])
        rows, columns = frames.shape[1:3]
        strip = Image.fromarray(torch.cat(tuple(frames), dim=1).numpy())
        width_px = max(1, round(HEIGHT_PX * columns / rows)) * len(frames)
        jpeg = jpeg_base64(strip.resize((width_px, HEIGHT_PX), Image.Resampling.BICUBIC))
        ended = time.monotonic()
        self._due_at = ended + INTERVAL_S
        self.seconds_spent += ended - started
        return Preview(len(frames), jpeg)


def jpeg_base64(image: Image.Image) -> str:
    """The image as a small JPEG, in Base64."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=75)
    return base64.b64encode(buffer.getvalue()).decode()
