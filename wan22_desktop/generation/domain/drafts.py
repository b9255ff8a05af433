"""Quick drafts with different seeds; the good ones are rendered in full."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from pydantic import ValidationError

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import nearest_num_frames, nearest_side
from wan22_desktop.generation.domain.groups import GroupKind, JobGroup, NewGroup, NewJob
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.request_rules import problems_of

MIN_DRAFTS = 4
MAX_DRAFTS = 64
DRAFT_STEPS = 4
"""Enough to see what is where and how it moves."""


class DraftSpec(Value):
    """What the group of drafts keeps in its `spec`."""

    version: Literal[1] = 1
    final: GenerationRequest
    """What a chosen draft becomes, with the draft's seed."""


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """How much less a draft is than the clip it stands for; `num_frames` None means as many."""

    num_inference_steps: int = DRAFT_STEPS
    num_frames: int | None = None
    is_half_size: bool = False

    def draft_of(self, final: GenerationRequest) -> GenerationRequest:
        """The draft of a clip: the same texts, seed and strengths, so that it tells about it.

        What begins or ends at a step does so at the same share of the way.
        """
        steps = min(self.num_inference_steps, final.num_inference_steps)
        frames = final.num_frames if self.num_frames is None else self.num_frames
        step_px = final.model.facts.size_step_px
        shrink = 2 if self.is_half_size else 1
        guided = final.guided_steps
        return final.with_changes(
            num_inference_steps=steps,
            num_frames=min(nearest_num_frames(frames), final.num_frames),
            width=nearest_side(final.width // shrink, step_px) if shrink > 1 else final.width,
            height=nearest_side(final.height // shrink, step_px) if shrink > 1 else final.height,
            guided_steps=None
            if guided is None
            else min(steps, ceil(guided * steps / final.num_inference_steps)),
            loras=tuple(_at_draft_step(use, steps, final) for use in final.loras),
            compare_loras=False,
        )

    def differences(self, final: GenerationRequest) -> str:
        """How the clip in full is going to differ from its draft, for people."""
        draft = self.draft_of(final)
        if draft.size != final.size or draft.num_frames != final.num_frames:
            return tr(
                "A draft of another size or length starts from other noise: the finished clip "
                "shows another scene with the same words. Keep size and frames to choose by what "
                "is in the picture."
            )
        if draft.num_inference_steps != final.num_inference_steps:
            return tr(
                "Size, frames and seed are those of the finished clip: its layout stays about "
                "the same, and details change with the number of steps."
            )
        return tr("These drafts are as slow as the finished clips: lower their steps.")


def as_group(final: GenerationRequest, plan: DraftPlan, seeds: Sequence[int]) -> NewGroup:
    """One draft for each seed; raises UserError with what is wrong."""
    if not MIN_DRAFTS <= len(seeds) <= MAX_DRAFTS:
        message = tr(
            "{count} drafts is out of range: {least} to {most}.",
            count=len(seeds),
            least=MIN_DRAFTS,
            most=MAX_DRAFTS,
        )
        raise UserError(message, field="drafts")
    draft = plan.draft_of(final)
    for problem in (*problems_of(final), *problems_of(draft)):
        raise problem.as_error()
    return NewGroup(
        GroupKind.DRAFTS,
        trn("{count} draft", "{count} drafts", len(seeds)),
        tuple(
            NewJob(draft.with_changes(seed=seed), label=tr("Seed {seed}", seed=seed))
            for seed in seeds
        ),
        spec=DraftSpec(final=final).model_dump(mode="json"),
    )


def final_of(group: JobGroup) -> GenerationRequest:
    """What drafts stand for; raises UserError if that cannot be read any more."""
    try:
        return DraftSpec.from_json(group.spec).final
    except (ValidationError, RecursionError) as error:
        raise UserError(
            tr(
                "What these drafts stand for was written by another version of the app and "
                "cannot be read: use the settings of a draft and raise its steps."
            ),
            safe=tr("The drafts are kept."),
        ) from error


def finals(group: JobGroup, jobs: Sequence[Job], starred: Collection[str]) -> NewGroup:
    """The jobs that render the starred drafts of `group` in full, and no others.

    Raises UserError if none is starred, or if what they stand for cannot be read.
    """
    final = final_of(group)
    chosen = [job for job in jobs if job.group_id == group.id and job.id in starred]
    if not chosen:
        message = tr("No draft is starred: star the ones that are to be finished.")
        raise UserError(message, safe=tr("Nothing was added to the queue."))
    return NewGroup(
        GroupKind.BATCH,
        trn("{count} draft in full", "{count} drafts in full", len(chosen)),
        tuple(
            NewJob(
                final.with_changes(seed=job.request.seed),
                label=tr("Seed {seed}", seed=job.request.seed),
            )
            for job in chosen
        ),
        spec={"version": 1, "drafts": group.id},
    )


def _at_draft_step(use: LoraUse, steps: int, final: GenerationRequest) -> LoraUse:
    from_step = use.from_step * steps // final.num_inference_steps
    return use.model_copy(update={"from_step": from_step})
