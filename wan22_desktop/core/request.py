"""One request is one value: everything that changes the pixels of a clip, and nothing else."""

from typing import Annotated, Literal

from pydantic import Field

from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Mode, Size, Variant

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class GenerationRequest(Value):
    """What to render; stored with the job, sent to the engine, embedded in the clip.

    Any well-typed request can be held, also one that no model can render (it is what the form
    holds while it is being filled in): `generation.domain.request_rules.problems_of` judges it.
    `image_sha256` names a start image by the hash of its file's bytes (see `Places.inputs`).
    """

    schema_version: Literal[1] = 1
    model: Variant
    mode: Mode
    prompt: str
    negative_prompt: str = ""
    image_sha256: Sha256 | None = None
    width: int
    height: int
    num_frames: int
    fps: int
    num_inference_steps: int
    guidance_scale: float
    flow_shift: float
    seed: int

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @classmethod
    def default(
        cls, model: Variant = Variant.DEMO, *, prompt: str = "", seed: int = 0
    ) -> "GenerationRequest":
        """Text to video with the model's own defaults."""
        facts = model.facts
        return cls(
            model=model,
            mode=Mode.TEXT_TO_VIDEO,
            prompt=prompt,
            negative_prompt=facts.negative_prompt,
            width=facts.size.width,
            height=facts.size.height,
            num_frames=facts.num_frames,
            fps=facts.fps,
            num_inference_steps=facts.num_inference_steps,
            guidance_scale=facts.guidance_scale,
            flow_shift=facts.flow_shift,
            seed=seed,
        )

    def with_changes(self, **changes: object) -> "GenerationRequest":
        """A copy with some fields replaced, validated like any other request."""
        return GenerationRequest.model_validate({**self.model_dump(), **changes})
