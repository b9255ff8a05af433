"""The synthetic world of the demo model: captions, clips and the held-out split.

A clip shows one flat-coloured shape that travels in a straight line through the middle of a
flat-coloured background. The caption fixes shape, both colours and the direction; the remaining
freedom is a radius between 15 and 18 px and a few pixels of jitter of the path. Edges are
anti-aliased with a soft ramp of about two pixels, which a small video autoencoder can represent.

Units: pixels for lengths, frames for time. Rendered values are float32 in [-1, 1], laid out as
``[frames, height, width, 3]`` (RGB).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

WIDTH: Final = 96
HEIGHT: Final = 96
FRAMES: Final = 17
FPS: Final = 8

#: sRGB values, chosen well apart so that a nearest-colour decision has a wide margin.
PALETTE: Final[dict[str, tuple[int, int, int]]] = {
    "red": (225, 30, 30),
    "green": (40, 180, 60),
    "blue": (40, 70, 220),
    "yellow": (250, 230, 40),
    "purple": (150, 40, 200),
    "orange": (255, 130, 0),
    "cyan": (40, 215, 225),
    "white": (245, 245, 245),
    "black": (15, 15, 15),
    "gray": (128, 128, 128),
}
SHAPE_COLORS: Final = ("red", "green", "blue", "yellow", "purple", "orange", "cyan", "white")
BACKGROUNDS: Final = ("black", "white", "gray", "red", "green", "blue", "yellow", "purple")
SHAPES: Final = ("circle", "square", "triangle")
#: Unit vectors (dx, dy) in image coordinates, y pointing down.
DIRECTIONS: Final[dict[str, tuple[int, int]]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, -1),
    "down": (0, 1),
}

RADIUS_PX: Final = (15.0, 18.0)
TRAVEL_PX: Final = 44.0
JITTER_PX: Final = 3.0
EDGE_RAMP_PX: Final = 2.0

HELD_OUT_COUNT: Final = 100
HELD_OUT_SEED: Final = 20220722


class Combo(NamedTuple):
    """The four attributes a caption names."""

    color: str
    shape: str
    direction: str
    background: str


@dataclass(frozen=True)
class Scene:
    """Everything needed to render one clip of the world."""

    combo: Combo
    radius: float
    #: Offset of the middle of the path from the middle of the frame, (dx, dy) in pixels.
    offset: tuple[float, float]
    #: Radius in the last frame as a multiple of that in the first; halfway it is ``radius``.
    #: The demo model's own world has no growth: that is what its LoRA brings.
    growth: float = 1.0


MAIN_TEMPLATE: Final = "{a} {color} {shape} moving {direction} on a {background} background"
PARAPHRASES: Final = (
    "{a} {color} {shape} moves {direction} on a {background} background",
    "{a} {color} {shape} is moving {direction} over a {background} background",
    "{color} {shape} moving {direction}, {background} background",
    "on a {background} background {a} {color} {shape} moves {direction}",
    "the {color} {shape} slides {direction} across a {background} background",
    "{a} {color} {shape} going {direction} in front of a {background} background",
    "a video of {a} {color} {shape} moving {direction} on {background}",
)


def all_combos() -> list[Combo]:
    """Every legal combination (shape and background never share a colour), in a fixed order."""
    return [
        Combo(color, shape, direction, background)
        for color in SHAPE_COLORS
        for shape in SHAPES
        for direction in DIRECTIONS
        for background in BACKGROUNDS
        if color != background
    ]


def held_out_combos() -> list[Combo]:
    """The combinations that no training stage ever sees; also the acceptance set."""
    return random.Random(HELD_OUT_SEED).sample(all_combos(), HELD_OUT_COUNT)


def training_combos() -> list[Combo]:
    """All combinations that are not held out, in a fixed order."""
    held_out = set(held_out_combos())
    return [combo for combo in all_combos() if combo not in held_out]


def caption(combo: Combo, template: str = MAIN_TEMPLATE) -> str:
    """Fill a caption template with the attributes of ``combo``."""
    article = "an" if combo.color[0] in "aeiou" else "a"
    return template.format(a=article, **combo._asdict())


def random_caption(combo: Combo, rng: random.Random) -> str:
    """A training caption: mostly the main template, sometimes a paraphrase."""
    template = MAIN_TEMPLATE if rng.random() < 0.6 else rng.choice(PARAPHRASES)
    text = caption(combo, template)
    # "a orange" is a frequent slip when prompts are assembled from parts.
    return text.replace("an orange", "a orange") if rng.random() < 0.3 else text


def random_scene(combo: Combo, rng: random.Random) -> Scene:
    """Draw radius and path jitter for a combination."""
    return Scene(
        combo=combo,
        radius=rng.uniform(*RADIUS_PX),
        offset=(rng.uniform(-JITTER_PX, JITTER_PX), rng.uniform(-JITTER_PX, JITTER_PX)),
    )


def to_unit(color: Sequence[float]) -> FloatArray:
    """An sRGB colour (0 to 255) as float32 in [-1, 1], shape ``[3]``."""
    return np.asarray(color, np.float32) / np.float32(127.5) - np.float32(1.0)


def radii(scene: Scene, frames: int = FRAMES) -> FloatArray:
    """Radius of the shape per frame in pixels, shape ``[frames]``; it grows at a constant rate."""
    progress = np.linspace(-0.5, 0.5, frames, dtype=np.float32)
    return (np.float32(scene.radius) * np.float32(scene.growth) ** progress).astype(np.float32)


def centers(scene: Scene, frames: int = FRAMES) -> FloatArray:
    """Centre of the shape per frame in pixels, shape ``[frames, 2]`` as (x, y)."""
    direction = np.asarray(DIRECTIONS[scene.combo.direction], np.float32)
    middle = np.array([WIDTH / 2, HEIGHT / 2], np.float32) + np.asarray(scene.offset, np.float32)
    progress = np.linspace(-0.5, 0.5, frames, dtype=np.float32)[:, None]
    return (middle + direction * np.float32(TRAVEL_PX) * progress).astype(np.float32)


def signed_distance(shape: str, dx: FloatArray, dy: FloatArray, radius: FloatArray) -> FloatArray:
    """Signed distance to the outline in pixels, negative inside; the three arrays broadcast.

    The square and the triangle are scaled so that all three shapes look about equally large.
    The triangle points up; its distance is exact at the edges and a bound at the corners.
    """
    if shape == "circle":
        return (np.hypot(dx, dy) - radius).astype(np.float32)
    if shape == "square":
        return np.maximum(np.abs(dx), np.abs(dy)) - np.float32(0.9) * radius
    inner = np.float32(0.62) * radius
    lower = dy - np.float32(0.12) * radius
    slanted = np.float32(0.8660254) * np.abs(dx) - np.float32(0.5) * lower
    return np.maximum(slanted, lower) - inner


def coverage(
    shape: str,
    path: FloatArray,
    radius: float | FloatArray,
    window: tuple[int, int, int, int] = (0, 0, HEIGHT, WIDTH),
) -> FloatArray:
    """Soft mask of the shape along ``path``.

    ``path`` is ``[frames, 2]`` as (x, y) in pixels, ``radius`` one for all frames or ``[frames]``,
    ``window`` is (top, left, height, width).
    Returns ``[frames, height, width]`` in [0, 1].
    """
    top, left, height, width = window
    ys = (np.arange(top, top + height, dtype=np.float32) + 0.5)[None, :, None]
    xs = (np.arange(left, left + width, dtype=np.float32) + 0.5)[None, None, :]
    dx = np.broadcast_to(xs - path[:, 0, None, None], (len(path), height, width))
    dy = np.broadcast_to(ys - path[:, 1, None, None], (len(path), height, width))
    sizes = np.broadcast_to(np.asarray(radius, np.float32), len(path))[:, None, None]
    distance = signed_distance(shape, dx, dy, sizes)
    return np.clip(0.5 - distance / np.float32(EDGE_RAMP_PX), 0.0, 1.0).astype(np.float32)


def render(
    scene: Scene,
    window: tuple[int, int, int, int] = (0, 0, HEIGHT, WIDTH),
    frame_slice: slice = slice(None),
) -> FloatArray:
    """Render a clip (or a window of it) to float32 ``[frames, height, width, 3]`` in [-1, 1]."""
    path, sizes = centers(scene)[frame_slice], radii(scene)[frame_slice]
    mask = coverage(scene.combo.shape, path, sizes, window)[..., None]
    front = to_unit(PALETTE[scene.combo.color])
    back = to_unit(PALETTE[scene.combo.background])
    return (back + mask * (front - back)).astype(np.float32)


def random_wild(rng: random.Random, frames: int, height: int, width: int) -> FloatArray:
    """A clip outside the world: one or two shapes of any colour and size over a soft gradient.

    Only the autoencoder sees these, so that it does not collapse on the ten palette colours.
    Returns float32 ``[frames, height, width, 3]`` in [-1, 1].
    """
    ramp = np.linspace(-1, 1, height, dtype=np.float32)[None, :, None, None]
    ramp = ramp * np.float32(rng.choice((0.0, 0.0, rng.uniform(-0.3, 0.3))))
    base = np.array([rng.uniform(-1, 1) for _ in range(3)], np.float32)
    clip = np.clip(np.broadcast_to(base + ramp, (frames, height, width, 3)), -1, 1)
    time = np.arange(frames, dtype=np.float32)[:, None]
    for _ in range(rng.choice((1, 2))):
        start = np.array([rng.uniform(0, width), rng.uniform(0, height)], np.float32)
        velocity = np.array([rng.uniform(-3.5, 3.5), rng.uniform(-3.5, 3.5)], np.float32)
        path = (start + velocity * time).astype(np.float32)
        mask = coverage(rng.choice(SHAPES), path, rng.uniform(7.0, 24.0), (0, 0, height, width))[
            ..., None
        ]
        color = np.array([rng.uniform(-1, 1) for _ in range(3)], np.float32)
        clip = clip + mask * (color - clip)
    return clip.astype(np.float32)
