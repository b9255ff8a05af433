"""Which colour a latent pixel stands for: a linear map of its channels, fitted to the VAE itself.

Others ship such a matrix per model. Ours is a least-squares fit to what this very VAE encodes and
decodes: first to a few coloured stills, then to every clip that it decodes.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor
from torch.nn import functional

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.core.wan import FRAME_STEP
from wan22_desktop.engine.video_file import Frames

_STILLS = 8
_STILL_LATENTS = 8
"""Rows and columns of latents in one still."""
_MAX_FRAMES = 9
"""Latent frames of one clip that are learned from; more of them say the same again."""
_NOTICEABLE_LEVELS = 3.0
"""Nobody sees a smaller change in a preview: it is worth no write to the disk."""

_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class ColourFit:
    """The sums that least squares need: everything seen so far, in a few kilobytes.

    With a 1 appended to each latent, `gram` [channels + 1, channels + 1] sums the products of
    latents, and `moments` [channels + 1, 3] those of latents and colours; both fp64.
    """

    gram: Tensor
    moments: Tensor

    def with_pairs(self, latents: Tensor, colours: Tensor) -> "ColourFit":
        """Also fitted to latents [n, channels] and their colours [n, 3] from -1 to 1."""
        known = torch.cat((latents, torch.ones(len(latents), 1)), dim=1).double()
        return ColourFit(self.gram + known.T @ known, self.moments + known.T @ colours.double())

    def with_clip(self, latents: Tensor, frames: Frames) -> "ColourFit":
        """Also fitted to a decoded clip.

        Latents are normalised, [1, channels, latent frames, rows, columns]; frames [F, height,
        width, 3]. The four frames of a latent frame count by their mean.
        """
        chosen = torch.linspace(0, latents.shape[2] - 1, min(latents.shape[2], _MAX_FRAMES))
        fit = self
        for index in chosen.round().int().tolist():
            span = slice(0, 1) if index == 0 else slice(FRAME_STEP * (index - 1) + 1, None)
            shown = torch.from_numpy(frames[span][:FRAME_STEP]).float().mean(0).permute(2, 0, 1)
            latent = latents[0, :, index].float().cpu()
            rows, columns = latent.shape[1:]
            small = functional.adaptive_avg_pool2d(shown / 127.5 - 1, (rows, columns))
            fit = fit.with_pairs(latent.flatten(1).T, small.flatten(1).T)
        return fit

    def solved(self) -> LatentToRgb:
        """The map with the least squared error."""
        # `gelsd` also solves for channels that depend on each other, as those of small VAEs do.
        solution = torch.linalg.lstsq(self.gram, self.moments, driver="gelsd").solution.float()
        return LatentToRgb(solution[:-1], solution[-1])

    def levels_from(self, other: "ColourFit") -> float:
        """How far both maps lie apart on the latents seen here: root mean square, of 255 levels."""
        mine, theirs = self.solved(), other.solved()
        difference = torch.vstack((mine.weight - theirs.weight, mine.bias - theirs.bias)).double()
        squares = (difference * (self.gram @ difference)).sum().clamp(min=0)
        count = self.gram[-1, -1]
        return 127.5 * float((squares / (3 * count)).sqrt())


@torch.no_grad()
def fit_to_stills(vae: AutoencoderKLWan) -> ColourFit:
    """A first fit, to the VAE's latents of coloured stills.

    Half of the stills have hard edges, half smooth ones. Each lasts five frames, because the
    first latent frame (one video frame) and the next (four) are distributed differently.
    """
    scale = int(vae.config["scale_factor_spatial"])
    channels = int(vae.config["z_dim"])
    random = torch.Generator().manual_seed(0)
    colours = torch.rand(_STILLS, 3, 4, 4, generator=random) * 2 - 1
    side = _STILL_LATENTS * scale
    half = _STILLS // 2
    stills = torch.cat(
        (
            functional.interpolate(colours[:half], (side, side)),
            functional.interpolate(colours[half:], (side, side), mode="bilinear"),
        )
    )
    mean, std = (
        torch.tensor(vae.config[key]).view(1, -1, 1, 1, 1)
        for key in ("latents_mean", "latents_std")
    )
    size = channels + 1
    fit = ColourFit(
        torch.zeros(size, size, dtype=torch.float64), torch.zeros(size, 3, dtype=torch.float64)
    )
    for still in stills.split(1):  # one at a time: the big VAE needs much memory for each
        clip = still.unsqueeze(2).expand(-1, -1, 5, -1, -1)
        (posterior,) = vae.encode(clip.to(vae.device, vae.dtype), return_dict=False)
        encoded = posterior.mode().float().cpu()
        latents = ((encoded - mean) / std)[0].permute(1, 2, 3, 0)
        small = functional.avg_pool2d(still[0], scale).permute(1, 2, 0)
        shown = small.expand(latents.shape[0], -1, -1, -1)
        fit = fit.with_pairs(latents.flatten(0, 2), shown.flatten(0, 2))
    return fit


def read_fit(file: Path) -> ColourFit | None:
    """The fit that `write_fit` kept; None if there is none or if it is damaged."""
    try:
        if not file.is_file() or damage_of(file) is not None:
            return None
        sums = load(file.read_bytes())
        gram, moments = sums["gram"], sums["moments"]
    except (OSError, KeyError, SafetensorError) as error:
        _log.warning("a kept colour fit cannot be read: %s", error)
        return None
    size = len(gram) if gram.ndim else 0
    if gram.shape != (size, size) or moments.shape != (size, 3):
        return None
    finite = bool(torch.isfinite(gram).all() and torch.isfinite(moments).all())
    return ColourFit(gram, moments) if finite and gram.dtype == torch.float64 else None


def write_fit(file: Path, fit: ColourFit) -> None:
    """Keep the fit for the next start; a failure costs a fit to stills, and is only logged."""
    try:
        durable_write(file, save({"gram": fit.gram, "moments": fit.moments}))
    except OSError as error:
        _log.warning("a colour fit is not kept: %s", error)


def learn_clip(file: Path, known: ColourFit, latents: Tensor, frames: Frames) -> None:
    """Keep what a decoded clip adds to `known`, if previews will show it; never fails."""
    learned = known.with_clip(latents, frames)
    if learned.levels_from(known) >= _NOTICEABLE_LEVELS:
        write_fit(file, learned)
