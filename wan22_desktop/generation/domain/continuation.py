"""A clip that goes on where another ends, and the two joined."""

from collections.abc import Collection
from dataclasses import dataclass

from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Mode, Size, Variant
from wan22_desktop.generation.domain.groups import GroupKind, NewGroup, NewJob
from wan22_desktop.generation.domain.request_rules import problems_of

END_FRAMES = (-1, -2, -3, -4, -5)
"""From which a clip can go on, counted from its end: the last ones, in case it ends badly."""


@dataclass(frozen=True, slots=True)
class ContinuedClip:
    """The clip that goes on: its file, how many frames that has, and what it was made with."""

    path: str
    sha256: str
    num_frames: int
    request: GenerationRequest


@dataclass(frozen=True, slots=True)
class Segment:
    """What the new part shows. `end_image_sha256` is for models that take an end image."""

    model: Variant
    prompt: str
    seed: int
    num_frames: int
    end_image_sha256: str | None = None


def models_that_continue(installed: Collection[Variant], size: Size) -> dict[Variant, str]:
    """The installed models that begin with a picture, each with why it cannot do `size`, if so."""
    found: dict[Variant, str] = {}
    for model in Variant:
        facts = model.facts
        if model not in installed or Mode.IMAGE_TO_VIDEO not in facts.modes:
            continue
        fits = not (size.width % facts.size_step_px or size.height % facts.size_step_px)
        found[model] = (
            ""
            if fits
            else tr(
                "{model} cannot make {size}: its sides are multiples of {step}.",
                model=facts.title,
                size=size,
                step=facts.size_step_px,
            )
        )
    return found


def continued(source: GenerationRequest, segment: Segment, image_sha256: str) -> GenerationRequest:
    """The request of the new part: size and frame rate of the old one, begun with its picture.

    With the same model, its settings and LoRAs go on as well; another one has its own defaults.
    """
    if source.compare_loras:
        message = tr(
            "This clip shows two renders side by side and cannot go on: render it once more "
            "without the comparison."
        )
        raise UserError(message, field="clip")
    if segment.model is source.model:
        base = source
    else:
        base = GenerationRequest.default(segment.model).with_changes(
            width=source.width,
            height=source.height,
            fps=source.fps,
            negative_prompt=source.negative_prompt,
        )
    return base.with_changes(
        mode=Mode.IMAGE_TO_VIDEO,
        prompt=segment.prompt,
        seed=segment.seed,
        num_frames=segment.num_frames,
        image_sha256=image_sha256,
        end_image_sha256=segment.end_image_sha256,
    )


def dropped_loras(source: GenerationRequest, model: Variant) -> tuple[str, ...]:
    """The names of the LoRAs that the new part goes without: they were made for another model."""
    return () if model is source.model else tuple(use.name for use in source.loras)


def as_group(clip: ContinuedClip, end_frame: int, segment: Segment, image_sha256: str) -> NewGroup:
    """The new part, and the job that joins both; raises UserError with what is wrong.

    `end_frame` is the frame that the new part begins with, -1 for the last one; what comes after
    it is left out of the joined clip, and so is the new part's first frame, which repeats it.
    """
    if end_frame not in END_FRAMES or clip.num_frames + end_frame < 0:
        raise UserError(tr("The clip has no such frame to go on from."), field="end_frame")
    request = continued(clip.request, segment, image_sha256)
    for problem in problems_of(request):
        raise problem.as_error()
    part = NewJob(request, label=tr("New part"))
    join = ClipWork(
        kind=WorkKind.JOIN,
        sources=(
            ClipSource(
                path=clip.path, sha256=clip.sha256, num_frames=clip.num_frames + end_frame + 1
            ),
            ClipSource(job_id=part.id, first_frame=1),
        ),
        colour_match=True,
    )
    joined = NewJob(clip.request, label=tr("Both joined"), work=join)
    return NewGroup(
        GroupKind.CONTINUATION,
        tr("Continuation"),
        (part, joined),
        spec={"version": 1, "clip": clip.path, "sha256": clip.sha256, "end_frame": end_frame},
    )
