"""A rough picture of the clip while it is sampled, without the VAE."""

import base64
import io
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from wan22_desktop.engine.decoding.colour_fit import LatentToRgb

INTERVAL_S = 0.4
MAX_SHARE = 0.01
"""Of the time that a render takes; dearer previews come less often."""
MAX_FRAMES = 5
HEIGHT_PX = 128


@dataclass(frozen=True, slots=True)
class Preview:
    """A strip of frames, left to right."""

    frame_count: int
    jpeg_base64: str


class PreviewMaker:
    """Makes previews, not too often; `seconds_spent` adds up what they cost."""

    def __init__(self, latent_to_rgb: Callable[[], LatentToRgb]) -> None:
        """`latent_to_rgb` is asked once, when the first preview is made: it may need the VAE."""
        self._find_map = latent_to_rgb
        self._latent_to_rgb: LatentToRgb | None = None
        self._due_at = 0.0
        self.seconds_spent = 0.0

    def is_due(self) -> bool:
        """Whether the last preview is old enough, and dear previews are paid for."""
        return time.monotonic() >= self._due_at

    def make(self, estimate: Tensor) -> Preview:
        """The preview of an estimate [1, channels, frames, rows, columns]."""
        started = time.monotonic()
        count = estimate.shape[2]
        chosen = np.linspace(0, count - 1, min(count, MAX_FRAMES)).round()
        if self._latent_to_rgb is None:
            self._latent_to_rgb = self._find_map()
        frames = self._latent_to_rgb.frames(estimate[:, :, chosen.astype(int).tolist()])
        rows, columns = frames.shape[1:3]
        strip = Image.fromarray(torch.cat(tuple(frames), dim=1).numpy())
        width_px = max(1, round(HEIGHT_PX * columns / rows)) * len(frames)
        jpeg = jpeg_base64(strip.resize((width_px, HEIGHT_PX), Image.Resampling.BICUBIC))
        ended = time.monotonic()
        spent = ended - started
        self.seconds_spent += spent
        self._due_at = ended + max(INTERVAL_S, spent / MAX_SHARE)
        return Preview(len(frames), jpeg)


def jpeg_base64(image: Image.Image) -> str:
    """The image as a small JPEG, in Base64."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=75)
    return base64.b64encode(buffer.getvalue()).decode()
