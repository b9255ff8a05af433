"""Quick drafts, and the chosen ones in full."""

import json

import pytest

from generation.conftest import SMALL
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Size, Variant
from wan22_desktop.generation.domain.drafts import DraftPlan, as_group, finals
from wan22_desktop.generation.domain.groups import JobGroup, NewGroup
from wan22_desktop.generation.domain.job import Job

FINAL = GenerationRequest.default(prompt="a red circle", seed=9)
BIG = GenerationRequest.default(Variant.TI2V_5B, prompt="a fox", seed=9)


def stored(group: NewGroup) -> tuple[JobGroup, list[Job]]:
    jobs = [Job(new.id, new.request, row, group_id=group.id) for row, new in enumerate(group.jobs)]
    return JobGroup(group.id, group.kind, group.title, json.dumps(dict(group.spec))), jobs


def test_a_draft_differs_in_its_steps_only() -> None:
    group = as_group(FINAL, DraftPlan(), (1, 2, 3, 4))
    assert [job.request for job in group.jobs] == [
        FINAL.with_changes(seed=seed, num_inference_steps=4) for seed in (1, 2, 3, 4)
    ]


def test_smaller_and_shorter_drafts_have_valid_sizes() -> None:
    draft = DraftPlan(num_frames=60, is_half_size=True).draft_of(BIG)
    assert draft.size == Size(640, 352)
    assert draft.num_frames == 61
    assert DraftPlan(num_frames=500).draft_of(BIG).num_frames == BIG.num_frames


def test_what_counts_in_steps_shrinks_with_them() -> None:
    use = LoraUse(sha256="ab" * 32, name="x", from_step=10)
    final = FINAL.with_changes(num_inference_steps=20, guided_steps=7, loras=(use,))
    draft = DraftPlan(num_inference_steps=4).draft_of(final)
    assert draft.guided_steps == 2
    assert draft.loras[0].from_step == 2
    assert DraftPlan(num_inference_steps=50).draft_of(final).num_inference_steps == 20


def test_only_the_starred_ones_are_rendered_in_full_with_their_seeds() -> None:
    group, jobs = stored(as_group(FINAL, DraftPlan(is_half_size=True), (5, 6, 7, 8)))
    chosen = finals(group, jobs, {jobs[1].id, jobs[3].id, "another group's"})
    assert [job.request for job in chosen.jobs] == [
        FINAL.with_changes(seed=6),
        FINAL.with_changes(seed=8),
    ]
    assert chosen.title == "2 drafts in full"


def test_no_star_and_no_record_are_refused() -> None:
    group, jobs = stored(as_group(FINAL, DraftPlan(), (5, 6, 7, 8)))
    with pytest.raises(UserError, match="star the ones"):
        finals(group, jobs, ())
    for spec in ("", "{}", '{"version":2}', "[" * 9000):
        with pytest.raises(UserError, match="another version"):
            finals(JobGroup(group.id, group.kind, "", spec), jobs, {jobs[0].id})


@pytest.mark.parametrize("count", [0, 3, 65])
def test_the_number_of_drafts_has_limits(count: int) -> None:
    with pytest.raises(UserError, match="4 to 64"):
        as_group(FINAL, DraftPlan(), tuple(range(count)))


def test_a_clip_that_could_not_be_finished_is_not_drafted() -> None:
    with pytest.raises(UserError) as caught:
        as_group(FINAL.with_changes(prompt=" "), DraftPlan(), (1, 2, 3, 4))
    assert caught.value.field == "prompt"


def test_the_difference_is_said_honestly() -> None:
    assert "another scene" in DraftPlan(is_half_size=True).differences(FINAL)
    assert "another scene" in DraftPlan(num_frames=5).differences(FINAL)
    assert "layout stays" in DraftPlan().differences(FINAL)
    assert "as slow" in DraftPlan(num_inference_steps=20).differences(SMALL)
