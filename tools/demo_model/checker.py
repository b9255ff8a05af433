"""Read colour, shape, direction and background back from a clip, with numpy only.

The checker knows the palette and the three outlines of :mod:`tools.demo_model.world` and nothing
about how a clip was made, so it measures rendered and generated clips alike. It is deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tools.demo_model import world

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: Smallest L1 colour distance (sum of three 0 to 255 channels) that separates shape and background;
#: the closest two palette colours are 145 apart.
MIN_CONTRAST: Final = 60.0
#: Plausible area of the shape in pixels; a circle of 15 to 18 px radius covers 700 to 1020.
AREA_RANGE: Final = (200, 2400)
#: Share of the frames in which a shape must be visible.
MIN_VISIBLE: Final = 0.75
#: Mean overlap (intersection over union) with the ideal outline below which no shape is named.
MIN_OVERLAP: Final = 0.6
#: Least travel along the main axis over the clip in pixels, and least ratio to the other axis.
MIN_TRAVEL: Final = 12.0
MIN_AXIS_RATIO: Final = 2.0


@dataclass(frozen=True)
class Reading:
    """What the checker sees; ``None`` where nothing can be said."""

    color: str | None
    shape: str | None
    direction: str | None
    background: str | None
    #: Share of the frames in which a shape is visible.
    visible: float
    #: Mean intersection over union with the best ideal outline.
    overlap: float
    #: Travel over the clip in pixels as (x, y).
    travel: tuple[float, float]
    #: Radius at the end as a multiple of that at the start.
    growth: float | None


def nearest_color(value: Sequence[float] | FloatArray, names: Sequence[str]) -> str:
    """The palette name with the smallest Euclidean distance to ``value`` (0 to 255)."""
    colors = np.array([world.PALETTE[name] for name in names], np.float32)
    distance = ((colors - np.asarray(value, np.float32)) ** 2).sum(1)
    return names[int(distance.argmin())]


def _box_sum(mask: FloatArray, reach: int) -> FloatArray:
    """Sum over a square window of ``2 * reach + 1`` pixels, per frame."""
    for axis in (1, 2):
        pad = [(0, 0)] * 3
        pad[axis] = (reach + 1, reach)
        total = np.cumsum(np.pad(mask, pad), axis=axis)
        window = 2 * reach + 1
        upper = np.take(total, range(window, total.shape[axis]), axis)
        lower = np.take(total, range(total.shape[axis] - window), axis)
        mask = upper - lower
    return mask


def _grow(mask: BoolArray, seed: BoolArray) -> BoolArray:
    """The part of ``mask`` connected to ``seed`` (4-neighbourhood), per frame."""
    region = seed & mask
    while True:
        wider = region.copy()
        wider[:, 1:] |= region[:, :-1]
        wider[:, :-1] |= region[:, 1:]
        wider[:, :, 1:] |= region[:, :, :-1]
        wider[:, :, :-1] |= region[:, :, 1:]
        wider &= mask
        if np.array_equal(wider, region):
            return region
        region = wider


def _main_blob(mask: BoolArray) -> BoolArray:
    """The connected region around the densest spot of each frame's mask."""
    density = _box_sum(mask.astype(np.float32), 7) * mask
    flat = density.reshape(len(mask), -1)
    seed = np.zeros_like(flat, dtype=np.bool_)
    seed[np.arange(len(mask)), flat.argmax(1)] = True
    return _grow(mask, seed.reshape(mask.shape))


def _overlap(blob: BoolArray, shape: str, center: FloatArray, area: FloatArray) -> float:
    """Mean intersection over union with the ideal outline of equal area and centre."""
    height, width = blob.shape[1:]
    ys = np.arange(height, dtype=np.float32)[None, :, None]
    xs = np.arange(width, dtype=np.float32)[None, None, :]
    dx = np.broadcast_to(xs - center[:, 0, None, None], blob.shape)
    dy = np.broadcast_to(ys - center[:, 1, None, None], blob.shape)
    if shape == "circle":
        inside = np.hypot(dx, dy) <= np.sqrt(area / np.pi)[:, None, None]
    elif shape == "square":
        inside = np.maximum(np.abs(dx), np.abs(dy)) <= (np.sqrt(area) / 2)[:, None, None]
    else:
        slanted = 0.8660254 * np.abs(dx) - 0.5 * dy
        inside = np.maximum(slanted, dy) <= np.sqrt(area / 5.196152)[:, None, None]
    union = (inside | blob).sum((1, 2))
    return float(((inside & blob).sum((1, 2)) / np.maximum(union, 1)).mean())


def read_clip(frames: npt.NDArray[np.uint8] | FloatArray) -> Reading:
    """Describe a clip ``[frames, height, width, 3]`` with values from 0 to 255."""
    clip = np.asarray(frames, np.float32)
    border = np.concatenate(
        [
            clip[:, :3].reshape(-1, 3),
            clip[:, -3:].reshape(-1, 3),
            clip[:, :, :3].reshape(-1, 3),
            clip[:, :, -3:].reshape(-1, 3),
        ]
    )
    back = np.median(border, 0)
    background = nearest_color(back, world.BACKGROUNDS)
    distance = np.abs(clip - back).sum(-1)
    blob = _main_blob(distance > MIN_CONTRAST)
    area = blob.sum((1, 2))
    usable = area >= AREA_RANGE[0]
    nothing = Reading(None, None, None, background, float(usable.mean()), 0.0, (0.0, 0.0), None)
    if usable.mean() < MIN_VISIBLE:
        return nothing
    core = (_box_sum(blob.astype(np.float32), 2) > 24.5) & blob
    pixels = clip[core if core.sum() > 100 else blob]
    front = np.median(pixels, 0)
    color = nearest_color(front, world.SHAPE_COLORS)
    # The outline lies where the colour is half-way between background and shape.
    half = max(float(np.abs(front - back).sum()) / 2, MIN_CONTRAST)
    blob = _main_blob(distance > half)
    area = blob.sum((1, 2)).astype(np.float32)
    usable = (area >= AREA_RANGE[0]) & (area <= AREA_RANGE[1])
    if usable.mean() < MIN_VISIBLE:
        return nothing
    blob, area = blob[usable], area[usable]
    ys, xs = np.arange(clip.shape[1], dtype=np.float32), np.arange(clip.shape[2], dtype=np.float32)
    center = np.stack([(blob.sum(1) * xs).sum(1) / area, (blob.sum(2) * ys).sum(1) / area], 1)
    overlaps = {shape: _overlap(blob, shape, center, area) for shape in world.SHAPES}
    best = max(overlaps, key=lambda shape: overlaps[shape])
    time = np.flatnonzero(usable).astype(np.float32)
    time -= time.mean()
    # The area grows with the square of the radius.
    track = np.column_stack([center, np.log(area) / 2])
    slope = (time[:, None] * (track - track.mean(0))).sum(0) / max(float((time**2).sum()), 1e-6)
    *travel, log_growth = slope * (len(clip) - 1)
    axis = int(abs(travel[1]) > abs(travel[0]))
    direction = None
    clear = abs(travel[axis]) >= MIN_AXIS_RATIO * abs(travel[1 - axis])
    if abs(travel[axis]) >= MIN_TRAVEL and clear:
        positive = travel[axis] > 0
        direction = ("right" if positive else "left", "down" if positive else "up")[axis]
    return Reading(
        color=color,
        shape=best if overlaps[best] >= MIN_OVERLAP else None,
        direction=direction,
        background=background,
        visible=float(usable.mean()),
        overlap=overlaps[best],
        travel=(float(travel[0]), float(travel[1])),
        growth=float(np.exp(log_growth)),
    )


def to_bytes(clip: FloatArray) -> npt.NDArray[np.uint8]:
    """Convert values in [-1, 1] to 0..255."""
    return np.rint((np.clip(clip, -1, 1) + 1) * 127.5).astype(np.uint8)


def agreement(reading: Reading, combo: world.Combo) -> dict[str, bool]:
    """Which of the four attributes of ``combo`` the clip shows."""
    return {
        "color": reading.color == combo.color,
        "shape": reading.shape == combo.shape,
        "direction": reading.direction == combo.direction,
        "background": reading.background == combo.background,
    }
