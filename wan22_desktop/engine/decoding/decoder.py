"""From latents to frames: whole or in tiles, on the device or the CPU, never sampling again."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan, unpatchify
from numpy.typing import NDArray
from torch import Tensor

from wan22_desktop.core.texts import tr
from wan22_desktop.engine.bad_result import no_picture
from wan22_desktop.engine.decoding.tiles import Blender, smaller_tilings, tiles_of, whole
from wan22_desktop.engine.dtypes import DTYPES
from wan22_desktop.engine.memory.limits import free_memory, is_out_of_memory
from wan22_desktop.engine.memory.weights import Weights
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.plan import DecodePlan

_log = logging.getLogger(__name__)

WanVae = Any
"""An AutoencoderKLWan: the library's annotations do not name what it holds."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A clip's frames, and by which plan they came about."""

    frames: Frames
    plan: DecodePlan

    @property
    def is_blank(self) -> bool:
        """Whether no frame shows more than one colour, as after an overflow; worth a warning."""
        first_pixels = self.frames[:, :1, :1]
        return bool((self.frames == first_pixels).all())


def decode_with_fallback(
    vae: AutoencoderKLWan,
    latents: Tensor,
    plan: DecodePlan,
    *,
    check: Callable[[], None] = lambda: None,
    on_change: Callable[[DecodePlan, DecodePlan], None] = lambda _old, _new: None,
) -> Decoded:
    """As `decode`, going down `ladder` whenever memory does not suffice.

    `on_change` is told which plan failed and which is tried next. Raises what `decode` raises;
    out of memory only if the last plan fails too.
    """
    scale = int(vae.config["scale_factor_spatial"])
    height, width = (side * scale for side in latents.shape[-2:])
    plans = [plan, *ladder(plan, height, width, scale)]
    for current, following in zip(plans, [*plans[1:], None], strict=True):
        try:
            return Decoded(decode(vae, latents, current, check=check), current)
        except Exception as error:
            if following is None or not is_out_of_memory(error):
                raise
            # As text: a log record that refers to the exception would keep its frames' tensors.
            _log.warning("decoding by %s ran out of memory: %s", current, str(error))
        # Only here has the exception let go of them.
        free_memory()
        on_change(current, following)
    raise AssertionError


def ladder(plan: DecodePlan, height: int, width: int, scale: int) -> list[DecodePlan]:
    """What to try after `plan`, each needing less device memory; the CPU comes last.

    `scale` is the VAE's: pixels per latent.
    """
    now = plan.tiling or whole(height, width)
    tilings = [
        tiling
        for tiling in smaller_tilings(height, width, scale)
        if tiling.tile_height * tiling.tile_width < now.tile_height * now.tile_width
    ]
    plans = [plan.model_copy(update={"tiling": tiling}) for tiling in tilings]
    if plan.device != "cpu":
        plans.append(DecodePlan(tiling=tilings[-1] if tilings else plan.tiling))
    return plans


@torch.no_grad()
def decode(
    vae: AutoencoderKLWan,
    latents: Tensor,
    plan: DecodePlan,
    *,
    check: Callable[[], None] = lambda: None,
) -> Frames:
    """uint8 [frames, height, width, 3] of normalised latents [1, channels, frames, rows, columns].

    In fp32 without tiles they are those of the unmodified pipelines (`output_type="pil"`) bit for
    bit; with tiles, those of the library's own tiled decoding but for rounding. The device holds
    the pixels of one latent frame and the overlaps of tiles at a time. The VAE's weights come
    back as they were.

    `check` is called before each latent frame of each tile and may raise. Raises UserError if the
    numbers are not finite, and what the device's allocator raises.
    """
    device, dtype = torch.device(plan.device), DTYPES[plan.precision]
    scale = int(vae.config["scale_factor_spatial"])
    height, width = (side * scale for side in latents.shape[-2:])
    tiling = plan.tiling or whole(height, width)
    patch = vae.config["patch_size"] or 1
    blender = Blender(
        (tiling.tile_height - tiling.stride_height) // patch,
        (tiling.tile_width - tiling.stride_width) // patch,
    )
    count = (latents.shape[2] - 1) * int(vae.config["scale_factor_temporal"]) + 1
    frames = np.empty((count, height, width, 3), np.uint8)
    with _decoder_on(vae, device, dtype):
        states = _denormalised(vae, latents.to(device, torch.float32)).to(dtype)
        for tile in tiles_of(tiling, height, width, scale):
            top, left = tile.row * tiling.stride_height, tile.column * tiling.stride_width
            part = states[..., tile.latent_rows, tile.latent_columns]
            first = 0
            for group, decoded in enumerate(_decoded_groups(vae, part, check)):
                blender.blend(tile, group, decoded)
                pixels = _as_pixels(decoded, vae)
                pixels = pixels[:, : tiling.stride_height, : tiling.stride_width]
                last, rows, columns = (first + pixels.shape[0], *pixels.shape[1:3])
                frames[first:last, top : top + rows, left : left + columns] = pixels
                first = last
    return frames


def _decoded_groups(vae: WanVae, states: Tensor, check: Callable[[], None]) -> Iterator[Tensor]:
    """fp32 [1, channels, 1 or 4 frames, rows, columns] of each latent frame.

    The arithmetic is that of `AutoencoderKLWan._decode`, which would gather a clip as floats.
    """
    vae.clear_cache()
    try:
        states = vae.post_quant_conv(states)
        for index in range(states.shape[2]):
            check()
            vae._conv_idx = [0]  # noqa: SLF001 - the library keeps the decoder's memory here
            decoded = vae.decoder(
                states[:, :, index : index + 1],
                feat_cache=vae._feat_map,  # noqa: SLF001
                feat_idx=vae._conv_idx,  # noqa: SLF001
                first_chunk=index == 0,
            )
            if not torch.isfinite(decoded).all():
                raise no_picture(  # of one colour it may well be
                    tr(
                        "The VAE computed no picture while decoding: its numbers left the range "
                        "that can be shown."
                    )
                )
            yield decoded.float()
    finally:
        vae.clear_cache()


def _as_pixels(decoded: Tensor, vae: WanVae) -> NDArray[np.uint8]:
    """[frames, rows, columns, 3]; rounded on the device, for bytes travel faster than floats."""
    patch = vae.config["patch_size"]
    if patch is not None:
        decoded = unpatchify(decoded, patch_size=patch)
    unit = (decoded[0].clamp(-1.0, 1.0) * 0.5 + 0.5).clamp(0.0, 1.0)
    return (unit * 255).round().to(torch.uint8).permute(1, 2, 3, 0).cpu().numpy()


def _denormalised(vae: WanVae, latents: Tensor) -> Tensor:
    mean, std = (
        torch.tensor(vae.config[key]).view(1, -1, 1, 1, 1).to(latents)
        for key in ("latents_mean", "latents_std")
    )
    # The pipelines divide by the reciprocal: multiplying would round differently.
    return latents / (1.0 / std) + mean


@contextmanager
def _decoder_on(vae: WanVae, device: torch.device, dtype: torch.dtype) -> Iterator[None]:
    """Have the VAE's decoder on `device` in `dtype`; its own weights are put back at the end.

    They stay exact for encoding, whose results seed the sampling of image-to-video.
    """
    if (vae.device.type, vae.dtype) == (device.type, dtype):
        yield
        return
    parts = (vae.post_quant_conv, vae.decoder)
    weights = Weights(module for part in parts for module in part.modules())
    try:
        weights.fetch(device, dtype=dtype)
        if device.type == "cuda":
            for parameter in vae.decoder.parameters():
                if parameter.dim() == 5:  # convolutions in time and space
                    parameter.data = parameter.data.contiguous(memory_format=torch.channels_last_3d)
        yield
    finally:
        weights.release()
