"""What Wan 2.2 is: variants, modes, valid sizes and frame counts, upstream defaults.

The figures are those of the upstream repositories (`wan/configs/*.py` in Wan-Video/Wan2.2 and the
`-Diffusers` model folders); the demo model's are in `models/demo/README.md`.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isqrt

from wan22_desktop.core.texts import tr

FRAME_STEP = 4
"""The VAE packs four frames into one latent frame after the first: counts are 4n + 1."""

MAX_SEED = 2**32 - 1
MAX_STEPS = 200
MAX_FRAMES = 4 * 250 + 1
MAX_SIDE_PX = 4096
MAX_GUIDANCE = 30.0
MAX_FPS = 120
MAX_LORAS = 8
"""On one expert; a pair counts once."""
LORA_STRENGTHS = (-2.0, 2.0)
"""The range of a LoRA's strength; 1 is as trained, negative turns its effect round."""
MAX_PROMPT_CHARACTERS = 4000


class Mode(StrEnum):
    """What a clip is made from."""

    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"


class Variant(StrEnum):
    """A member of the model family; the value is the id used in files and on the command line."""

    T2V_A14B = "t2v-A14B"
    I2V_A14B = "i2v-A14B"
    TI2V_5B = "ti2v-5B"
    DEMO = "demo"

    @property
    def facts(self) -> "VariantFacts":
        return FACTS[self]


class Expert(StrEnum):
    """One of the two transformers of an A14B model; models with one have only the first."""

    HIGH_NOISE = "high-noise"
    """Samples from pure noise down to `boundary_ratio`: layout and motion."""
    LOW_NOISE = "low-noise"
    """Samples from there to the clip: detail."""


class Scheduler(StrEnum):
    """How the steps from noise to clip are spaced and combined."""

    UNIPC = "unipc"
    EULER = "euler"
    DPMPP = "dpm++"


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
    guidance_scale_2: float | None = None
    """Guidance of the low-noise expert; None for models with one transformer."""
    boundary_ratio: float | None = None
    """Share of the noise scale at which the low-noise expert takes over; None without one."""
    takes_end_image: bool = False
    expand_timesteps: bool = False
    """Whether a start image is kept as the first frame and tokens have timesteps of their own;
    otherwise pictures are further channels of what the transformer sees."""
    negative_prompt: str = ""

    @property
    def has_two_experts(self) -> bool:
        return self.boundary_ratio is not None

    @property
    def experts(self) -> tuple[Expert, ...]:
        """Its transformers in the order in which a render needs them."""
        return tuple(Expert) if self.has_two_experts else (Expert.HIGH_NOISE,)

    @property
    def size(self) -> Size:
        """The default size."""
        return self.sizes[0]


_BOTH = (Mode.TEXT_TO_VIDEO, Mode.IMAGE_TO_VIDEO)
_A14B_SIZES = (Size(832, 480), Size(480, 832), Size(1280, 720), Size(720, 1280))

FACTS: dict[Variant, VariantFacts] = {
    Variant.T2V_A14B: VariantFacts(
        "Wan 2.2 T2V A14B",
        (Mode.TEXT_TO_VIDEO,),
        16,
        _A14B_SIZES,
        81,
        16,
        40,
        4.0,
        12.0,
        guidance_scale_2=3.0,
        boundary_ratio=0.875,
    ),
    Variant.I2V_A14B: VariantFacts(
        "Wan 2.2 I2V A14B",
        (Mode.IMAGE_TO_VIDEO,),
        16,
        _A14B_SIZES,
        81,
        16,
        40,
        3.5,
        5.0,
        guidance_scale_2=3.5,
        boundary_ratio=0.9,
        takes_end_image=True,
    ),
    Variant.DEMO: VariantFacts(
        tr("Demo (moving shapes)"),
        _BOTH,
        16,
        (Size(96, 96),),
        17,
        8,
        20,
        2.0,
        5.0,
        expand_timesteps=True,
    ),
    Variant.TI2V_5B: VariantFacts(
        "Wan 2.2 TI2V 5B",
        _BOTH,
        32,
        (Size(1280, 704), Size(704, 1280)),
        121,
        24,
        50,
        5.0,
        5.0,
        expand_timesteps=True,
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
