"""What one press of "Add" makes: a clip for each picture, prompt and seed."""

from collections.abc import Sequence

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.generation.domain.groups import MAX_JOBS, GroupKind, NewGroup, NewJob
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.events import StoredImage

_TITLE_CHARACTERS = 80
_LABEL_CHARACTERS = 120


def require_few_enough(count: int) -> None:
    """Raises UserError for more clips than can be added at once."""
    if count > MAX_JOBS:
        raise UserError(
            tr(
                "These would be {count} clips, and {most} can be added at once: take fewer "
                "choices, pictures or clips.",
                count=decimal(f"{count:,}"),
                most=decimal(f"{MAX_JOBS:,}"),
            ),
            safe=tr("Nothing was added to the queue."),
        )


def jobs_of(
    request: GenerationRequest,
    prompts: Sequence[tuple[str, int]],
    pictures: Sequence[StoredImage] = (),
    note: str = "",
) -> tuple[NewJob, ...]:
    """A job for every prompt with its seed, and for each of the pictures if there are any.

    Raises UserError for the first that cannot be rendered, and for too many.
    """
    require_few_enough(len(prompts) * max(1, len(pictures)))
    texts = len({prompt for prompt, _ in prompts})
    jobs = []
    for picture in pictures or (None,):
        for prompt, seed in prompts:
            changes: dict[str, object] = {"prompt": prompt, "seed": seed}
            if picture is not None:
                changes["image_sha256"] = picture.sha256
            # Typed rightly already; validating thousands again would make the window stutter.
            job = request.model_copy(update=changes)
            for problem in problems_of(job):
                raise problem.as_error()
            label = [] if picture is None else [plain_line(picture.name, _LABEL_CHARACTERS)]
            label += [plain_line(prompt, _LABEL_CHARACTERS)] if texts > 1 else []
            label += [tr("seed {seed}", seed=seed)] if len(prompts) > texts else []
            jobs.append(NewJob(job, note=note, label=", ".join(label)))
    return tuple(jobs)


def group_of(text: str, jobs: tuple[NewJob, ...], pictures: int = 0) -> NewGroup:
    """Jobs that were added at once, under the words that were typed."""
    title = plain_line(text, _TITLE_CHARACTERS)
    return NewGroup(GroupKind.BATCH, title, jobs, {"pictures": pictures})
