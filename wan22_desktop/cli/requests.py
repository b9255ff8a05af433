"""Options that describe a clip, and the request that they make."""

import functools
import inspect
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from wan22_desktop.cli.lora_options import LorasOption, LoraWish
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.picture_fit import ImageFit
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import MAX_SEED, Mode, Scheduler, Variant, nearest_side

ModelOption = Annotated[Variant, typer.Option("--model", help="Which model renders the clip.")]
PromptOption = Annotated[str, typer.Option("--prompt", help="What the clip shows.")]
NegativeOption = Annotated[str | None, typer.Option("--negative", help="What it must not show.")]
ImageOption = Annotated[Path | None, typer.Option("--image", help="Start image.")]
EndImageOption = Annotated[
    Path | None, typer.Option("--end-image", help="Image to end with (I2V A14B).")
]
FitOption = Annotated[
    ImageFit, typer.Option("--fit", help="What happens to images of another shape.")
]
FocusOption = Annotated[
    str | None,
    typer.Option(
        "--focus",
        metavar="X,Y",
        help="The part of a cropped image that is kept, from 0,0 (left, top) to 1,1; the middle "
        "if not given.",
    ),
]
SizeOption = Annotated[str | None, typer.Option("--size", help="WIDTHxHEIGHT in pixels.")]
FramesOption = Annotated[int | None, typer.Option("--frames", help="Frames: 4n + 1.")]
FpsOption = Annotated[int | None, typer.Option("--fps", help="Frames per second.")]
StepsOption = Annotated[int | None, typer.Option("--steps", help="Sampling steps.")]
GuidanceOption = Annotated[float | None, typer.Option("--guidance", help="Guidance scale.")]
Guidance2Option = Annotated[
    float | None,
    typer.Option("--guidance-2", help="Guidance of the low-noise expert (A14B models)."),
]
GuidedStepsOption = Annotated[
    int | None,
    typer.Option("--guided-steps", help="So many first steps follow the prompt with guidance."),
]
SchedulerOption = Annotated[
    Scheduler, typer.Option("--scheduler", help="How the steps are spaced and combined.")
]
CompareOption = Annotated[
    bool,
    typer.Option(
        "--compare-loras", help="Render it twice, without the LoRAs on the left of the clip."
    ),
]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Random if not given.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Where the clip shall lie.")]
WaitOption = Annotated[
    bool,
    typer.Option("--wait-for-model", help="Also if the model is not installed: render once it is."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """The options as they were typed; None means the model's default."""

    prompt: PromptOption
    model: ModelOption = Variant.DEMO
    negative: NegativeOption = None
    image: ImageOption = None
    end_image: EndImageOption = None
    fit: FitOption = ImageFit.CROP
    focus: FocusOption = None
    size: SizeOption = None
    frames: FramesOption = None
    fps: FpsOption = None
    steps: StepsOption = None
    guidance: GuidanceOption = None
    guidance_2: Guidance2Option = None
    guided_steps: GuidedStepsOption = None
    scheduler: SchedulerOption = Scheduler.UNIPC
    lora: LorasOption = None
    compare_loras: CompareOption = False
    seed: SeedOption = None
    out: OutOption = None

    @property
    def wanted_loras(self) -> tuple[LoraWish, ...]:
        return tuple(LoraWish.read(text) for text in self.lora or ())

    def fields(self) -> dict[str, object]:
        """The fields of a request, without LoRAs.

        Raises UserError for a size or a focus that is none.
        """
        fields = GenerationRequest.default(self.model).model_dump(mode="json")
        typed = {
            "prompt": self.prompt,
            "mode": Mode.IMAGE_TO_VIDEO.value if self.image else None,
            "negative_prompt": self.negative,
            "num_frames": self.frames,
            "fps": self.fps,
            "num_inference_steps": self.steps,
            "guidance_scale": self.guidance,
            "guidance_scale_2": self.guidance_2,
            "guided_steps": self.guided_steps,
            "image_fit": self.fit.value,
            "scheduler": self.scheduler.value,
            "compare_loras": self.compare_loras,
            # Not secret: it only has to differ from clip to clip.
            "seed": random.randint(0, MAX_SEED) if self.seed is None else self.seed,  # noqa: S311
        }
        fields |= {name: value for name, value in typed.items() if value is not None}
        if self.size is not None:
            fields["width"], fields["height"] = parse_size(self.size, self.model)
        if self.focus is not None:
            fields["image_focus_x"], fields["image_focus_y"] = parse_focus(self.focus)
        return fields

    def files(self) -> dict[str, str | None]:
        """What `queue.add` wants beside the fields: files by their absolute paths."""
        named = {"image": self.image, "end_image": self.end_image, "out": self.out}
        return {
            name: None if file is None else str(file.absolute()) for name, file in named.items()
        }


def takes_clip_options(command: Callable[..., int]) -> Callable[..., int]:
    """`command` with the fields of `ClipOptions` as options, followed by its keywords.

    `command` gets a `ClipOptions` and its own keywords.
    """
    _, *keywords = inspect.signature(command).parameters.values()

    @functools.wraps(command)
    def run(**typed: object) -> int:
        own = {keyword.name: typed.pop(keyword.name) for keyword in keywords}
        return command(ClipOptions(**typed), **own)  # type: ignore[arg-type]

    options = inspect.signature(ClipOptions).parameters.values()
    run.__signature__ = inspect.Signature([*options, *keywords])  # type: ignore[attr-defined]
    return run


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


def parse_focus(text: str) -> tuple[float, float]:
    """Both numbers of `0.5,0.2`; raises UserError for anything else than two from 0 to 1."""
    x, comma, y = text.partition(",")
    try:
        focus = (float(x), float(y))
    except ValueError:
        focus = (-1.0, -1.0)
    if comma and all(0 <= value <= 1 for value in focus):
        return focus
    raise UserError(
        f"{text!r} is not a focus: write two numbers from 0 to 1, such as 0.5,0.2.",
        field="focus",
        suggestion="0.5,0.5",
        safe="Nothing was added to the queue.",
    )
