"""How long jobs take, from what finished ones took and from what the planner expects."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job, JobState

_RECENT = 5
"""Of the latest clips of one kind, the median counts."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds until the last job is done, and how many jobs are not in them."""

    seconds: float
    unknown: int


def work_of(request: GenerationRequest) -> int:
    """What rendering time is about proportional to, for one model."""
    return request.width * request.height * request.num_frames * request.total_steps


class JobTimes:
    """What is known of the time jobs take; made anew when a job has ended.

    The best knowledge counts: finished jobs of the same shape, then what the planner expects for
    just this job, then the pace of the same model with other shapes.
    """

    def __init__(self, jobs: Iterable[Job], expected: Mapping[str, float]) -> None:
        """`expected` are the planner's seconds by job id."""
        measured: defaultdict[Hashable, list[float]] = defaultdict(list)
        paces: defaultdict[Variant, list[float]] = defaultdict(list)
        for job in jobs:
            if job.state is JobState.DONE and job.seconds > 0:
                measured[_shape(job)].append(job.seconds)
                if job.work is None:
                    paces[job.request.model].append(job.seconds / max(1, work_of(job.request)))
        self._measured = {shape: median(taken[-_RECENT:]) for shape, taken in measured.items()}
        self._paces = {model: median(taken[-_RECENT:]) for model, taken in paces.items()}
        self._expected = expected

    def seconds_of(self, job: Job) -> float | None:
        """From its beginning to the finished clip; None if nobody knows."""
        known = self._measured.get(_shape(job), self._expected.get(job.id))
        if known is not None or job.work is not None:
            return known
        pace = self._paces.get(job.request.model)
        return None if pace is None else pace * work_of(job.request)


def time_left(jobs: Iterable[Job], times: JobTimes, active_seconds_left: float | None) -> TimeLeft:
    """Until the last waiting job is done.

    What is skipped or waits for a model is left out: nobody knows when it begins.
    """
    total, unknown = 0.0, 0
    for job in jobs:
        if job.state.is_ended or (not job.state.is_active and (job.waits or job.is_skipped)):
            continue
        seconds = active_seconds_left if job.state.is_active else None
        if seconds is None:
            seconds = times.seconds_of(job)
        if seconds is None:
            unknown += 1
        else:
            total += seconds
    return TimeLeft(total, unknown)


def _shape(job: Job) -> Hashable:
    """Jobs with the same one take about the same time."""
    request, work = job.request, job.work
    size = (request.width, request.height, request.num_frames)
    if work is not None:
        return work.kind, work.factor, work.upscaler, len(work.sources), size
    return request.model, request.total_steps, request.compare_loras, size
