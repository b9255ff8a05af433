"""How long the queue will take, from what finished clips took."""

from collections.abc import Iterable, Sequence
from statistics import median

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState

_RECENT = 5


def work_of(request: GenerationRequest) -> int:
    """What rendering time is about proportional to, for one model."""
    return request.width * request.height * request.num_frames * request.total_steps


def seconds_left(jobs: Sequence[Job], active_seconds_left: float | None) -> float | None:
    """Until the last waiting job is done; None while that cannot be known.

    Jobs that wait for a model are left out: nobody knows when they begin.
    A model's pace is the median of its latest finished clips.
    """
    total = 0.0
    paces: dict[Variant, float | None] = {}
    for job in jobs:
        if job.state.is_active:
            if active_seconds_left is None:
                return None
            total += active_seconds_left
        elif not job.state.is_ended and not job.waits:
            model = job.request.model
            if model not in paces:
                paces[model] = _pace(jobs, model)
            pace = paces[model]
            if pace is None:
                return None
            total += pace * work_of(job.request)
    return total


def _pace(jobs: Iterable[Job], model: Variant) -> float | None:
    paces = [
        job.seconds / max(1, work_of(job.request))
        for job in jobs
        if job.state is JobState.DONE and job.request.model is model and job.seconds > 0
    ]
    return median(paces[-_RECENT:]) if paces else None
