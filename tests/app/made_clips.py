"""Clips as the engine writes them, without waiting for an engine."""

from pathlib import Path

import numpy as np

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine.video_file import write_clip

FRAMES = 9
SIDE_PX = 96


def made_clip(path: Path, request: GenerationRequest, shade: int = 40) -> Path:
    """A small film of a growing bar with `request` inside, whatever size that asks for."""
    frames = np.full((FRAMES, SIDE_PX, SIDE_PX, 3), shade, np.uint8)
    for number in range(FRAMES):
        frames[number, :, : 8 * (number + 1)] = (200, 60, 40)
    record = ClipMetadata(
        request=request,
        app_version="0",
        versions={},
        device="cpu",
        precision="float32",
        created_at="2026-01-01T00:00:00Z",
    )
    write_clip(path, frames, 8, record)
    return path
