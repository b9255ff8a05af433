"""Which requests can be rendered, and the nearest one that can."""

import json
import math
from dataclasses import dataclass, replace

from pydantic import ValidationError

from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.wan import (
    FRAME_STEP,
    LORA_STRENGTHS,
    MAX_FPS,
    MAX_FRAMES,
    MAX_GUIDANCE,
    MAX_LORAS,
    MAX_PROMPT_CHARACTERS,
    MAX_SEED,
    MAX_SIDE_PX,
    MAX_STEPS,
    Mode,
    Variant,
    nearest_num_frames,
    nearest_side,
)

_TEXT_NAMES = (("prompt", tr("The prompt")), ("negative_prompt", tr("The negative prompt")))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field; `suggestion` is the nearest valid value, None if none is."""

    field: str
    message: str
    suggestion: object | None = None

    def as_error(self) -> UserError:
        """The problem as an error for those who can show only one."""
        return UserError(
            self.message,
            field=self.field,
            suggestion=None if self.suggestion is None else str(self.suggestion),
            safe=tr("Nothing was added to the queue."),
            recoveries=(
                (Recovery.EDIT_REQUEST,)
                if self.suggestion is None
                else (Recovery.USE_NEAREST, Recovery.EDIT_REQUEST)
            ),
        )


def request_from(fields: dict[str, object]) -> GenerationRequest:
    """The request with these fields; raises the first problem as UserError, naming its field.

    Judges also what no request can hold, such as a guidance that is no number.
    """
    for field, name in _TEXT_NAMES:
        text = fields.get(field)
        # Lone surrogates are no JSON: the parser could not say which field holds them.
        for problem in _text(field, name, text, required=False) if isinstance(text, str) else ():
            raise problem.as_error()
    try:
        request = GenerationRequest.model_validate_json(json.dumps(fields))
    except ValidationError as error:
        raise _unreadable(fields, error).as_error() from error
    for problem in problems_of(request):
        raise problem.as_error()
    return request


def _unreadable(fields: dict[str, object], error: ValidationError) -> Problem:
    """The first thing that keeps `fields` from being a request at all."""
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "request"
    name = field.replace("_", " ").capitalize()
    value = fields.get(field)
    if isinstance(value, float) and not math.isfinite(value):
        model = Variant(str(fields.get("model", Variant.DEMO.value)))
        usual = getattr(GenerationRequest.default(model), field)
        return Problem(
            field,
            tr(
                "{name} must be a number, not {value}; usual: {usual}.",
                name=name,
                value=value,
                usual=decimal(f"{usual:g}"),
            ),
            usual,
        )
    return Problem(field, f"{name}: {first['msg']}.")


def problems_of(request: GenerationRequest) -> tuple[Problem, ...]:
    """Everything that keeps `request` from being rendered, in the order of the form's fields."""
    return (
        *_mode(request),
        *_text("prompt", tr("The prompt"), request.prompt, required=True),
        *_text(
            "negative_prompt", tr("The negative prompt"), request.negative_prompt, required=False
        ),
        *_image(request),
        *_end_image(request),
        *_real("image_focus_x", tr("Horizontal focus"), request.image_focus_x, 0.0, 1.0),
        *_real("image_focus_y", tr("Vertical focus"), request.image_focus_y, 0.0, 1.0),
        *_side(request, "width", request.width),
        *_side(request, "height", request.height),
        *_frames(request.num_frames),
        *_whole("fps", tr("Frames per second"), request.fps, 1, MAX_FPS),
        *_whole("num_inference_steps", tr("Steps"), request.num_inference_steps, 1, MAX_STEPS),
        *_real("guidance_scale", tr("Guidance"), request.guidance_scale, 0.0, MAX_GUIDANCE),
        *_second_guidance(request),
        *_guided_steps(request),
        *_real("flow_shift", tr("Flow shift"), request.flow_shift, 0.1, 100.0),
        *_whole("seed", tr("The seed"), request.seed, 0, MAX_SEED),
        *_loras(request),
    )


def _mode(request: GenerationRequest) -> tuple[Problem, ...]:
    facts = request.model.facts
    if request.mode in facts.modes:
        return ()
    return (
        Problem(
            "mode",
            tr("{model} cannot make {mode}.", model=facts.title, mode=request.mode.value),
            facts.modes[0],
        ),
    )


def _text(field: str, name: str, text: str, *, required: bool) -> tuple[Problem, ...]:
    if required and not text.strip():
        return (Problem(field, tr("{name} is empty: describe the clip in a sentence.", name=name)),)
    if len(text) > MAX_PROMPT_CHARACTERS:
        return (
            Problem(
                field,
                tr(
                    "{name} has {count} characters, {most} is the most.",
                    name=name,
                    count=len(text),
                    most=MAX_PROMPT_CHARACTERS,
                ),
                text[:MAX_PROMPT_CHARACTERS],
            ),
        )
    if any(0xD800 <= ord(character) <= 0xDFFF or character == "\0" for character in text):
        cleaned = "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF and c != "\0")
        return (
            Problem(field, tr("{name} holds characters that are no text.", name=name), cleaned),
        )
    return ()


def _image(request: GenerationRequest) -> tuple[Problem, ...]:
    if request.mode is Mode.IMAGE_TO_VIDEO and request.image_sha256 is None:
        return (Problem("image", tr("Image to video needs a start image: choose or drop one.")),)
    if request.mode is Mode.TEXT_TO_VIDEO and request.image_sha256 is not None:
        return (
            Problem("image", tr("Text to video takes no start image: remove it, or switch mode.")),
        )
    return ()


def _end_image(request: GenerationRequest) -> tuple[Problem, ...]:
    facts = request.model.facts
    if request.end_image_sha256 is None:
        return ()
    if not facts.takes_end_image:
        return (
            Problem("end_image", tr("{model} takes no end image: remove it.", model=facts.title)),
        )
    return ()


def _second_guidance(request: GenerationRequest) -> tuple[Problem, ...]:
    if request.guidance_scale_2 is None:
        return ()
    facts = request.model.facts
    if not facts.has_two_experts:
        message = tr(
            "{model} has one transformer and no second guidance: leave it out.",
            model=facts.title,
        )
        return (Problem("guidance_scale_2", message),)
    return _real(
        "guidance_scale_2", tr("Low-noise guidance"), request.guidance_scale_2, 0.0, MAX_GUIDANCE
    )


def _guided_steps(request: GenerationRequest) -> tuple[Problem, ...]:
    if request.guided_steps is None:
        return ()
    steps = request.num_inference_steps
    return _whole("guided_steps", tr("Guided steps"), request.guided_steps, 0, steps)


def _loras(request: GenerationRequest) -> tuple[Problem, ...]:
    if len(request.loras) > 2 * MAX_LORAS:  # a pair has two files
        return (Problem("loras", tr("A render takes at most {most} LoRAs.", most=MAX_LORAS)),)
    for expert in request.model.facts.experts:
        on = sum(1 for lora in request.loras if lora.strength_on(expert))
        if on > MAX_LORAS:
            return (
                Problem(
                    "loras",
                    tr(
                        "A render takes at most {most} LoRAs; these are {count}.",
                        most=MAX_LORAS,
                        count=on,
                    ),
                ),
            )
    if len({lora.sha256 for lora in request.loras}) < len(request.loras):
        return (Problem("loras", tr("A LoRA file is named twice: give its strength once.")),)
    if request.compare_loras and not any(
        lora.strength_on(expert) for lora in request.loras for expert in request.model.facts.experts
    ):
        message = tr("There is no LoRA to compare with: add one, or render without the comparison.")
        return (Problem("loras", message),)
    for lora in request.loras:
        if not 0 <= lora.from_step < max(1, request.num_inference_steps):
            return (
                Problem(
                    "loras", tr("{lora} begins at a step that the render lacks.", lora=lora.name)
                ),
            )
        for strength in (lora.strength, lora.strength_2):
            found = _real(
                "loras", tr("Strength of {lora}", lora=lora.name), strength, *LORA_STRENGTHS
            )
            if found:
                return (replace(found[0], suggestion=None),)
    return ()


def _side(request: GenerationRequest, field: str, pixels: int) -> tuple[Problem, ...]:
    step = request.model.facts.size_step_px
    nearest = nearest_side(pixels, step)
    if pixels == nearest:
        return ()
    name = tr("Width") if field == "width" else tr("Height")
    if pixels > MAX_SIDE_PX or pixels <= 0:
        message = _out_of_range(name, pixels, step, MAX_SIDE_PX, nearest)
    else:
        message = tr(
            "{name} {value} is not a multiple of {step}; nearest: {nearest}.",
            name=name,
            value=pixels,
            step=step,
            nearest=nearest,
        )
    return (Problem(field, message, nearest),)


def _frames(count: int) -> tuple[Problem, ...]:
    nearest = nearest_num_frames(count)
    if count == nearest:
        return ()
    if count > MAX_FRAMES or count < FRAME_STEP + 1:
        message = tr(
            "{count} frames is out of range: {low} to {high}; nearest: {nearest}.",
            count=count,
            low=FRAME_STEP + 1,
            high=MAX_FRAMES,
            nearest=nearest,
        )
    else:
        message = tr(
            "{count} frames is not of the form 4n + 1; nearest: {nearest}.",
            count=count,
            nearest=nearest,
        )
    return (Problem("num_frames", message, nearest),)


def _whole(field: str, name: str, value: int, low: int, high: int) -> tuple[Problem, ...]:
    nearest = min(max(value, low), high)
    if value == nearest:
        return ()
    return (Problem(field, _out_of_range(name, value, low, high, nearest), nearest),)


def _real(field: str, name: str, value: float, low: float, high: float) -> tuple[Problem, ...]:
    nearest = min(max(value, low), high)
    if value == nearest:
        return ()
    figures = (decimal(f"{figure:g}") for figure in (value, low, high, nearest))
    message = _out_of_range(name, *figures)
    return (Problem(field, message, nearest),)


def _out_of_range(name: str, value: object, low: object, high: object, nearest: object) -> str:
    return tr(
        "{name} {value} is out of range: {low} to {high}; nearest: {nearest}.",
        name=name,
        value=value,
        low=low,
        high=high,
        nearest=nearest,
    )
