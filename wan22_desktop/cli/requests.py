"""Options that describe a clip, and the request that they make."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import MAX_SEED, Mode, Variant, nearest_side

ModelOption = Annotated[Variant, typer.Option("--model", help="Which model renders the clip.")]
PromptOption = Annotated[str, typer.Option("--prompt", help="What the clip shows.")]
NegativeOption = Annotated[str | None, typer.Option("--negative", help="What it must not show.")]
ImageOption = Annotated[Path | None, typer.Option("--image", help="Start image.")]
SizeOption = Annotated[str | None, typer.Option("--size", help="WIDTHxHEIGHT in pixels.")]
FramesOption = Annotated[int | None, typer.Option("--frames", help="Frames: 4n + 1.")]
FpsOption = Annotated[int | None, typer.Option("--fps", help="Frames per second.")]
StepsOption = Annotated[int | None, typer.Option("--steps", help="Sampling steps.")]
GuidanceOption = Annotated[float | None, typer.Option("--guidance", help="Guidance scale.")]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Random if not given.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Where the clip shall lie.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """The options as they were typed; None means the model's default."""

    model: Variant
    prompt: str
    negative: str | None = None
    image: Path | None = None
    size: str | None = None
    frames: int | None = None
    fps: int | None = None
    steps: int | None = None
    guidance: float | None = None
    seed: int | None = None
    out: Path | None = None

    def add_arguments(self) -> dict[str, object]:
        """The arguments of `queue.add`; raises UserError for a size that is none."""
        fields = GenerationRequest.default(self.model).model_dump(mode="json")
        typed = {
            "prompt": self.prompt,
            "mode": (Mode.IMAGE_TO_VIDEO if self.image else Mode.TEXT_TO_VIDEO).value,
            "negative_prompt": self.negative,
            "num_frames": self.frames,
            "fps": self.fps,
            "num_inference_steps": self.steps,
            "guidance_scale": self.guidance,
            # Not secret: it only has to differ from clip to clip.
            "seed": random.randint(0, MAX_SEED) if self.seed is None else self.seed,  # noqa: S311
        }
        fields |= {name: value for name, value in typed.items() if value is not None}
        if self.size is not None:
            fields["width"], fields["height"] = parse_size(self.size, self.model)
        return {
            "fields": fields,
            "image": None if self.image is None else str(self.image.absolute()),
            "out": None if self.out is None else str(self.out.absolute()),
        }


def parse_size(text: str, model: Variant) -> tuple[int, int]:
    """Width and height from `832x480`; raises UserError for what the model cannot make."""
    width, cross, height = text.lower().partition("x")
    if cross and width.isdecimal() and height.isdecimal():
        step = model.facts.size_step_px
        wide, high = int(width), int(height)
        valid = f"{nearest_side(wide, step)}x{nearest_side(high, step)}"
        if valid == f"{wide}x{high}":
            return wide, high
        message = f"{text} is not a size of {model.facts.title}: both sides are multiples of "
        raise UserError(
            f"{message}{step}; nearest: {valid}.",
            field="size",
            suggestion=valid,
            safe="Nothing was added to the queue.",
        )
    usual = str(model.facts.size)
    raise UserError(
        f"{text!r} is not a size: write WIDTHxHEIGHT, such as {usual}.",
        field="size",
        suggestion=usual,
        safe="Nothing was added to the queue.",
    )
