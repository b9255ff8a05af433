"""One request is one value: everything that changes the pixels of a clip, and nothing else."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Expert, Mode, Scheduler, Size, Variant

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class LoraUse(Value):
    """One LoRA file in a render; a pair of files for two experts is two of these.

    A strength of 0 leaves that expert alone.
    """

    sha256: Sha256
    """Of the file's bytes: names the file whatever it is called and wherever it lies."""
    name: str
    """For people only."""
    strength: float = 1.0
    """On the high-noise expert, or on the only transformer."""
    strength_2: float = 1.0
    """On the low-noise expert."""
    from_step: int = 0
    """The first step, counted from 0, on which it counts; before it the model is as it was."""

    def strength_on(self, expert: Expert) -> float:
        return self.strength if expert is Expert.HIGH_NOISE else self.strength_2


class GenerationRequest(Value):
    """What to render; stored with the job, sent to the engine, embedded in the clip.

    Any well-typed request can be held, also one that no model can render (it is what the form
    holds while it is being filled in): `generation.domain.request_rules.problems_of` judges it.
    `image_sha256` and `end_image_sha256` name pictures by the hash of their files' bytes (see
    `Places.inputs`).
    """

    schema_version: Literal[1, 2, 3] = 3
    model: Variant
    mode: Mode
    prompt: str
    negative_prompt: str = ""
    image_sha256: Sha256 | None = None
    end_image_sha256: Sha256 | None = None
    image_fit: ImageFit = ImageFit.CROP
    """How start and end image become frames of the clip."""
    image_focus_x: float = 0.5
    image_focus_y: float = 0.5
    """Which part of a cropped picture is kept, 0 (left, top) to 1."""
    width: int
    height: int
    num_frames: int
    fps: int
    num_inference_steps: int
    guidance_scale: float
    guidance_scale_2: float | None = None
    """Guidance of the low-noise expert; None means as `guidance_scale`."""
    guided_steps: int | None = None
    """So many first steps compute guidance, the others go without; None means all of them."""
    flow_shift: float
    scheduler: Scheduler = Scheduler.UNIPC
    seed: int
    loras: tuple[LoraUse, ...] = ()
    compare_loras: bool = False
    """Whether the clip shows the render without the LoRAs on the left, and with them beside it."""

    @field_validator("schema_version")
    @classmethod
    def _upgrade(cls, _version: int) -> int:
        """What older versions lack is today's default: version 1 had one guidance, one scheduler
        and no LoRAs; version 2 cropped pictures around their middle and guided every step."""
        return 3

    def guidance_on(self, expert: Expert) -> float:
        """How strongly `expert` follows the prompt."""
        if expert is Expert.HIGH_NOISE or self.guidance_scale_2 is None:
            return self.guidance_scale
        return self.guidance_scale_2

    @property
    def samplings(self) -> int:
        """How many clips are sampled for this one."""
        return 2 if self.compare_loras else 1

    @property
    def total_steps(self) -> int:
        """Steps of all samplings."""
        return self.samplings * self.num_inference_steps

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @classmethod
    def default(
        cls, model: Variant = Variant.DEMO, *, prompt: str = "", seed: int = 0
    ) -> "GenerationRequest":
        """The model's first mode with its own defaults."""
        facts = model.facts
        return cls(
            model=model,
            mode=facts.modes[0],
            prompt=prompt,
            negative_prompt=facts.negative_prompt,
            width=facts.size.width,
            height=facts.size.height,
            num_frames=facts.num_frames,
            fps=facts.fps,
            num_inference_steps=facts.num_inference_steps,
            guidance_scale=facts.guidance_scale,
            guidance_scale_2=facts.guidance_scale_2,
            flow_shift=facts.flow_shift,
            seed=seed,
        )

    def with_changes(self, **changes: object) -> "GenerationRequest":
        """A copy with some fields replaced, validated like any other request."""
        return GenerationRequest.model_validate({**self.model_dump(), **changes})
