"""What another model makes of a request: the nearest that it can render, and what that changes."""

from collections.abc import Iterator
from functools import cache
from math import log, prod

from wan22_desktop.core.published_models import transformer_config
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.core.wan import Mode, Size, Variant, nearest_num_frames, size_for_aspect
from wan22_desktop.core.wan_architecture import transformer_shapes

_SAME_ASPECT = 0.15
"""Up to this difference of the aspects' logarithms a trained size is nearer than a fitting one."""


def can_do(variant: Variant, request: GenerationRequest) -> bool:
    """Whether a model makes clips from what the request is made from."""
    if request.mode not in variant.facts.modes:
        return False
    return request.mode is Mode.TEXT_TO_VIDEO or request.image_sha256 is not None


def request_for(variant: Variant, request: GenerationRequest) -> GenerationRequest:
    """The request for another model: same words, picture, seed and length; the rest as it is used.

    The request itself for the model that it asks for.
    """
    if variant is request.model:
        return request
    usual = GenerationRequest.default(variant)
    facts = variant.facts
    size = _nearest_size(variant, request.size)
    seconds = request.num_frames / request.fps
    return usual.with_changes(
        mode=request.mode,
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        image_sha256=request.image_sha256,
        end_image_sha256=request.end_image_sha256 if facts.takes_end_image else None,
        width=size.width,
        height=size.height,
        num_frames=min(nearest_num_frames(round(seconds * facts.fps)), facts.num_frames),
        scheduler=request.scheduler,
        seed=request.seed,
    )


def changes_between(old: GenerationRequest, new: GenerationRequest) -> tuple[str, ...]:
    """How `new` differs from `old`, in words."""
    return tuple(_changes(old, new))


def kept_share(old: GenerationRequest, new: GenerationRequest) -> float:
    """How much of the clip is left, 0 to 1: pixels, and seconds."""
    pixels = new.size.width * new.size.height / (old.size.width * old.size.height)
    seconds = new.num_frames / new.fps / (old.num_frames / old.fps)
    return min(1.0, pixels) * min(1.0, seconds)


@cache
def weight_count(variant: Variant) -> int:
    """The numbers in a model's transformers."""
    shapes = transformer_shapes(transformer_config(variant))
    return len(variant.facts.experts) * sum(prod(shape) for shape in shapes.values())


def _nearest_size(variant: Variant, wanted: Size) -> Size:
    """The trained size with the nearest aspect; one made to measure if none is near."""

    def difference(size: Size) -> float:
        return abs(log(size.width / size.height) - log(wanted.width / wanted.height))

    nearest = min(variant.facts.sizes, key=difference)
    if variant is Variant.DEMO or difference(nearest) <= _SAME_ASPECT:
        return nearest
    return size_for_aspect(wanted, variant)


def _changes(old: GenerationRequest, new: GenerationRequest) -> Iterator[str]:
    if new.size != old.size:
        yield tr("{new} instead of {old}", new=new.size, old=old.size)
    if (new.num_frames, new.fps) != (old.num_frames, old.fps):
        seconds, before = (decimal(f"{one.num_frames / one.fps:.1f}") for one in (new, old))
        rates = tr(
            "{frames} frames at {fps} per second instead of {old_frames} at {old_fps}",
            frames=new.num_frames,
            fps=new.fps,
            old_frames=old.num_frames,
            old_fps=old.fps,
        )
        if seconds == before:
            yield tr("{rates}: still {seconds} s", rates=rates, seconds=seconds)
        else:
            yield tr(
                "{rates}: {before} s becomes {seconds} s",
                rates=rates,
                before=before,
                seconds=seconds,
            )
    if new.num_inference_steps != old.num_inference_steps:
        yield tr(
            "steps {new} instead of {old}",
            new=new.num_inference_steps,
            old=old.num_inference_steps,
        )
    if new.guidance_scale != old.guidance_scale:
        yield tr(
            "guidance {new:g} instead of {old:g}", new=new.guidance_scale, old=old.guidance_scale
        )
    if old.end_image_sha256 is not None and new.end_image_sha256 is None:
        yield tr("the end image is left out")
    if old.loras and not new.loras:
        yield tr("LoRAs are left out, because they belong to the other model")
