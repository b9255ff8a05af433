"""One press of "Add" makes a job for every picture, prompt and seed."""

import pytest

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode
from wan22_desktop.generation.domain.adding import group_of, jobs_of
from wan22_desktop.generation.domain.groups import MAX_JOBS, GroupKind
from wan22_desktop.generation.events import StoredImage

REQUEST = GenerationRequest.default(prompt="a circle")
FROM_IMAGE = REQUEST.with_changes(mode=Mode.IMAGE_TO_VIDEO, image_sha256="ab" * 32)


def picture(number: int, name: str = "") -> StoredImage:
    return StoredImage(f"{number:064x}", "/kept", name or f"{number}.png", 10, 10)


def test_one_prompt_and_seed_make_one_job_without_a_label() -> None:
    (job,) = jobs_of(REQUEST, [("a square", 7)], note="why")
    assert job.request == REQUEST.with_changes(prompt="a square", seed=7)
    assert (job.label, job.note) == ("", "why")


def test_labels_say_what_sets_jobs_apart() -> None:
    seeds = jobs_of(REQUEST, [("x", 1), ("x", 2)])
    assert [job.label for job in seeds] == ["seed 1", "seed 2"]
    prompts = jobs_of(REQUEST, [("x", 1), ("y", 1)])
    assert [job.label for job in prompts] == ["x", "y"]
    pictures = (picture(1), picture(2, "a\u202eb\n.png"))
    both = jobs_of(FROM_IMAGE, [("x", 1), ("x", 2)], pictures)
    assert [job.label for job in both] == [
        "1.png, seed 1",
        "1.png, seed 2",
        "ab .png, seed 1",
        "ab .png, seed 2",
    ]
    assert [job.request.image_sha256 for job in both] == [picture(n).sha256 for n in (1, 1, 2, 2)]


def test_a_drawn_prompt_that_cannot_be_rendered_refuses_all_of_them() -> None:
    with pytest.raises(UserError, match="4000 is the most") as caught:
        jobs_of(REQUEST, [("x", 1), ("y" * 4001, 1)])
    assert caught.value.field == "prompt"


def test_no_more_than_a_group_holds() -> None:
    assert len(jobs_of(REQUEST, [("x", seed) for seed in range(MAX_JOBS)])) == MAX_JOBS
    pictures = tuple(picture(n) for n in range(MAX_JOBS // 2 + 1))
    with pytest.raises(UserError, match="These would be 2,002 clips, and 2,000 can be added"):
        jobs_of(FROM_IMAGE, [("x", 1), ("x", 2)], pictures)


def test_the_group_carries_the_words_that_were_typed() -> None:
    jobs = jobs_of(REQUEST, [("x", 1), ("x", 2)])
    group = group_of("a {red|blue}\n circle " + "z" * 200, jobs, pictures=0)
    assert group.kind is GroupKind.BATCH
    assert group.title.startswith("a {red|blue} circle zzz")
    assert len(group.title) == 80
    assert group.jobs == jobs
