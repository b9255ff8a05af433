"""What Wan 2.2 is: variants, modes, valid sizes and frame counts, upstream defaults.

The figures are those of the upstream repositories (`wan/configs/*.py` in Wan-Video/Wan2.2 and the
`-Diffusers` model folders); the demo model's are in `models/demo/README.md`.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isqrt

FRAME_STEP = 4
"""The VAE packs four frames into one latent frame after the first: counts are 4n + 1."""

MAX_SEED = 2**32 - 1
MAX_STEPS = 200
MAX_FRAMES = 4 * 250 + 1
MAX_SIDE_PX = 4096
MAX_GUIDANCE = 30.0
MAX_FPS = 120
MAX_PROMPT_CHARACTERS = 4000


class Mode(StrEnum):
    """What a clip is made from."""

    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"


class Variant(StrEnum):
    """A member of the model family; the value is the id used in files and on the command line."""

    TI2V_5B = "ti2v-5B"
    DEMO = "demo"

    @property
    def facts(self) -> "VariantFacts":
        return FACTS[self]


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a clip in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """What a variant can do and how upstream runs it."""

    title: str
    modes: tuple[Mode, ...]
    size_step_px: int
    sizes: tuple[Size, ...]
    """Sizes the model was trained for, best first; other multiples of the step work too."""
    num_frames: int
    fps: int
    num_inference_steps: int
    guidance_scale: float
    flow_shift: float
    negative_prompt: str = ""

    @property
    def size(self) -> Size:
        """The default size."""
        return self.sizes[0]


_BOTH = (Mode.TEXT_TO_VIDEO, Mode.IMAGE_TO_VIDEO)

FACTS: dict[Variant, VariantFacts] = {
    Variant.DEMO: VariantFacts(
        "Demo (moving shapes)", _BOTH, 16, (Size(96, 96),), 17, 8, 20, 2.0, 5.0
    ),
    Variant.TI2V_5B: VariantFacts(
        "Wan 2.2 TI2V 5B", _BOTH, 32, (Size(1280, 704), Size(704, 1280)), 121, 24, 50, 5.0, 5.0
    ),
}


def nearest_num_frames(count: int) -> int:
    """The valid frame count (4n + 1, at least 5) nearest to `count`; the smaller of two."""
    clamped = min(max(count, FRAME_STEP + 1), MAX_FRAMES)
    return clamped // FRAME_STEP * FRAME_STEP + 1


def nearest_side(pixels: int, step_px: int) -> int:
    """The multiple of `step_px` nearest to `pixels`, within what any model accepts."""
    below = pixels // step_px * step_px
    nearest = below if pixels - below <= step_px - (pixels - below) else below + step_px
    return min(max(nearest, step_px), MAX_SIDE_PX // step_px * step_px)


def size_for_aspect(image: Size, variant: Variant) -> Size:
    """The valid size with about the variant's default area whose aspect fits `image` best."""
    facts = variant.facts
    area = facts.size.width * facts.size.height
    width = isqrt(max(1, area * image.width // max(1, image.height)))
    height = isqrt(max(1, area * image.height // max(1, image.width)))
    step = facts.size_step_px
    return Size(nearest_side(width, step), nearest_side(height, step))
