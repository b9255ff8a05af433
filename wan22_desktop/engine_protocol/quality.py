"""How much two clips of the same request differ."""

from typing import Annotated

from pydantic import Field

from wan22_desktop.core.values import Value

IDENTICAL_DB = 99.0
"""The PSNR that stands for equal frames, whose true one is infinite."""

Decibels = Annotated[float, Field(ge=0.0, le=IDENTICAL_DB)]
Similarity = Annotated[float, Field(ge=-1.0, le=1.0)]


class QualityMetrics(Value):
    """Two clips of equal size and length, compared frame by frame."""

    num_frames: Annotated[int, Field(ge=1)]
    psnr_db: Decibels
    """Peak signal-to-noise ratio, mean of the frames."""
    least_psnr_db: Decibels
    """That of the frame that differs most."""
    ssim: Similarity
    """Structural similarity of the brightness, mean of the frames; 1 is equal."""
    least_ssim: Similarity
    temporal_difference: Annotated[float, Field(ge=0.0, le=510.0)]
    """How differently pixels change from frame to frame: mean absolute difference of both
    clips' changes, in 8-bit levels. 0 for equal motion; flicker raises it."""
