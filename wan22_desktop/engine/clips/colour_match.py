"""The colours of one clip fitted to those of another where they meet.

Mean and deviation of each channel are taken over, as E. Reinhard et al. do it ("Color Transfer
between Images", IEEE Computer Graphics and Applications 21(5), 2001). They change to a space
without correlation between channels because their pictures have nothing in common; here both show
the same thing, a clip and its continuation, and what differs is exposure and tint. These scale and
shift linear light, channel by channel: so each channel needs a table of 256 entries and no more.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wan22_desktop.engine.video_file import Frames

MAX_GAIN = 2.0
"""Contrast of a channel is at most doubled or halved."""
LEAST_LIKENESS = 0.5
"""Correlation of brightness at the seam below which this is a cut to another picture."""

Table = NDArray[np.uint8]
"""[256, 3]: what becomes of each value of each channel."""

_CODED = np.arange(256) / 255
_LINEAR = np.where(_CODED <= 0.04045, _CODED / 12.92, ((_CODED + 0.055) / 1.055) ** 2.4)
"""IEC 61966-2-1 (sRGB)."""


def colour_table(end: Frames, starts: Sequence[Frames]) -> Table | None:
    """What gives the second of two clips the colours with which the first one ends.

    `end` is the first one's last frame, [height, width, 3], and `starts` are frames at the second
    one's beginning; the one most like `end` is compared. More of them would mix in what moved
    meanwhile: their mean is measurably further from the truth. None where none shows the same
    thing, so that there is nothing to match.
    """
    old, new = end, max(starts, key=lambda start: _likeness(end, start))
    if _likeness(old, new) < LEAST_LIKENESS:
        return None
    old_mean, old_deviation = _statistics(old)
    new_mean, new_deviation = _statistics(new)
    gain = np.clip((old_deviation + 1e-4) / (new_deviation + 1e-4), 1 / MAX_GAIN, MAX_GAIN)
    linear = np.clip((_LINEAR[:, None] - new_mean) * gain + old_mean, 0, 1)
    coded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(coded * 255).astype(np.uint8)


def recoloured(frame: Frames, table: Table | None) -> Frames:
    """The frame with each value replaced; itself without a table."""
    if table is None:
        return frame
    return np.stack([table[:, channel][frame[..., channel]] for channel in range(3)], axis=-1)


def seam_jump(before: Frames, after: Frames) -> float:
    """How far mean and deviation of the channels jump from frame to frame, in steps of 1/255."""
    old, new = (
        np.concatenate([frame.mean(axis=(0, 1)), frame.std(axis=(0, 1))])
        for frame in (before, after)
    )
    return float(np.abs(old - new).mean())


def _statistics(frames: Frames) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and deviation of each channel in linear light."""
    # Of the counts, for these are 256 numbers a channel and the frames are millions.
    counts = np.stack([np.bincount(frames[..., c].ravel(), minlength=256) for c in range(3)])
    shares = counts / counts.sum(axis=1, keepdims=True)
    mean = shares @ _LINEAR
    return mean, np.sqrt((shares * (_LINEAR - mean[:, None]) ** 2).sum(axis=1))


def _likeness(old: Frames, new: Frames) -> float:
    """Correlation of brightness; 1 for two empty pictures of one size."""
    first, second = (frame.mean(axis=2).ravel() for frame in (old, new))
    if first.std() < 1 or second.std() < 1:
        return 1.0 if first.std() < 1 and second.std() < 1 else 0.0
    return float(np.corrcoef(first, second)[0, 1])
