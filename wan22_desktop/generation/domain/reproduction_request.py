"""A finished clip's settings used again, and the clip rendered once more to be compared."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.request import GenerationRequest, Sha256
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.groups import GroupKind, JobGroup, NewGroup, NewJob
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.request_rules import problems_of

_LORA_NAME_CHARACTERS = 80
_HASH_CHARACTERS = 12


class LackKind(StrEnum):
    MODEL = "model"
    IMAGE = "image"
    END_IMAGE = "end_image"
    LORA = "loras"


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a clip was made with and that is not here: what, and what can be done."""

    kind: LackKind
    name: str
    advice: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """What this installation has, asked by hash or by model."""

    has_model: Callable[[Variant], bool]
    has_image: Callable[[str], bool]
    has_lora: Callable[[str], bool]


class ReproductionSpec(Value):
    """What the group of a reproduction keeps in its `spec`."""

    version: Literal[1] = 1
    path: Annotated[str, Field(max_length=32_768)]
    sha256: Sha256


def lacks_of(request: GenerationRequest, stock: Stock) -> tuple[Lack, ...]:
    """Everything that rendering `request` again needs and that is not here."""
    found: list[Lack] = []
    title = request.model.facts.title
    if not stock.has_model(request.model):
        found.append(
            Lack(LackKind.MODEL, title, tr("Install {model} in the model manager.", model=title))
        )
    for kind, sha256, name in (
        (LackKind.IMAGE, request.image_sha256, tr("Start image")),
        (LackKind.END_IMAGE, request.end_image_sha256, tr("End image")),
    ):
        if sha256 is not None and not stock.has_image(sha256):
            advice = tr("Drop the picture that was used on the window, or choose another one.")
            found.append(Lack(kind, name, advice, sha256))
    found += [
        Lack(
            LackKind.LORA,
            use.name[:_LORA_NAME_CHARACTERS],
            tr(
                "Drop its file on the window (SHA-256 {hash}\N{HORIZONTAL ELLIPSIS}), or render "
                "without it.",
                hash=use.sha256[:_HASH_CHARACTERS],
            ),
            use.sha256,
        )
        for use in request.loras
        if not stock.has_lora(use.sha256)
    ]
    return tuple(found)


def lacks_text(lacks: tuple[Lack, ...]) -> str:
    """One line for each: what is missing and what can be done."""
    return "\n".join(
        tr("{name} is missing. {advice}", name=lack.name, advice=lack.advice) for lack in lacks
    )


def without(request: GenerationRequest, lacks: tuple[Lack, ...]) -> tuple[GenerationRequest, str]:
    """The request that needs nothing of what is missing, and the note that goes into the clip.

    Raises UserError if that is no request any more, for lack of a model.
    """
    kinds = {lack.kind for lack in lacks}
    if LackKind.MODEL in kinds:
        raise lacking(tuple(lack for lack in lacks if lack.kind is LackKind.MODEL))
    missing = {lack.sha256 for lack in lacks if lack.kind is LackKind.LORA}
    kept = tuple(use for use in request.loras if use.sha256 not in missing)
    changes: dict[str, object] = {
        "loras": kept,
        "compare_loras": request.compare_loras and bool(kept),
    }
    if LackKind.END_IMAGE in kinds:
        changes["end_image_sha256"] = None
    if LackKind.IMAGE in kinds:
        changes["image_sha256"] = None
        if Mode.TEXT_TO_VIDEO in request.model.facts.modes:
            changes["mode"] = Mode.TEXT_TO_VIDEO
    names = ", ".join(lack.name for lack in lacks)
    note = tr("Rendered again without: {names}.", names=names) if lacks else ""
    return request.with_changes(**changes), note


def lacking(lacks: tuple[Lack, ...]) -> UserError:
    """What is missing, as an error for those who can show only that."""
    recovery = (
        Recovery.INSTALL_MODEL
        if any(lack.kind is LackKind.MODEL for lack in lacks)
        else Recovery.EDIT_REQUEST
    )
    return UserError(
        lacks_text(lacks),
        field=lacks[0].kind.value,
        safe=tr("Nothing was added to the queue."),
        recoveries=(recovery,),
        loras=tuple(lack.sha256 for lack in lacks if lack.kind is LackKind.LORA),
    )


def as_group(metadata: ClipMetadata, path: str, sha256: str, stock: Stock) -> NewGroup:
    """The job that renders a clip once more, exactly as it was made.

    Raises UserError where that cannot be: something is missing, or the clip was made from others.
    """
    if metadata.work is not None:
        message = tr(
            "This clip was made from other clips: render those again, then do the same to them."
        )
        raise UserError(message, field="clip", safe=tr("Nothing was added to the queue."))
    request = metadata.request
    for problem in problems_of(request):
        raise problem.as_error()
    if lacks := lacks_of(request, stock):
        raise lacking(lacks)
    return NewGroup(
        GroupKind.REPRODUCTION,
        tr("Reproduction"),
        (NewJob(request, label=tr("Rendered again")),),
        spec=ReproductionSpec(path=path, sha256=sha256).model_dump(mode="json"),
    )


def reproduction_of(group: JobGroup, job: Job) -> ReproductionSpec | None:
    """The clip that `job` renders once more; None for a job of another group or kind."""
    if group.kind is not GroupKind.REPRODUCTION or job.group_id != group.id:
        return None
    try:
        return ReproductionSpec.from_json(group.spec)
    except (ValidationError, RecursionError):
        return None
