"""Which waiting job begins next, and where moved jobs come to lie in the list."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wan22_desktop.core.settings import QueueOrder
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job

OVERTAKES_WITHIN = timedelta(hours=1)
"""How much later than a job others may have been added and still begin before it.

Only finitely many were added until then, so no job waits for ever.
"""


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be in the engine's memory for a job."""

    model: Variant
    loras: tuple[str, ...] = ()

    @classmethod
    def of(cls, job: Job) -> "Needs":
        return cls(job.request.model, tuple(lora.sha256 for lora in job.request.loras))


def start_order(
    waiting: Sequence[Job], order: QueueOrder, loaded: Needs | None = None
) -> tuple[Job, ...]:
    """The waiting jobs of the list, in the order in which they will begin.

    As listed, or with the fewest reloads: those that need exactly what is loaded come first, then
    those with the same model, then the first of the list, whose needs are loaded from then on;
    among equals the list decides. The first job of the list is overtaken only by such as were
    added before it or up to `OVERTAKES_WITHIN` later. Work on clips loads nothing: in either order
    it begins when all before it in the list have begun, and after the jobs that it needs.
    """
    rendered = [job for job in waiting if job.work is None]
    works = [job for job in waiting if job.work is not None]
    if order is QueueOrder.FEWEST_RELOADS:
        rendered = _fewest_reloads(rendered, loaded)
    return tuple(_with_works(waiting, rendered, works)) if works else tuple(rendered)


def _with_works(waiting: Sequence[Job], rendered: list[Job], works: list[Job]) -> Iterator[Job]:
    """The rendered jobs in their order, each work as soon as it can be."""
    left = {job.id for job in waiting}
    place = {job.id: number for number, job in enumerate(waiting)}
    listed = deque(sorted(rendered, key=lambda job: place[job.id]))
    for job in (*rendered, None):
        while listed and listed[0].id not in left:
            listed.popleft()
        turn = place[listed[0].id] if listed else len(place)
        while ripe := [w for w in works if place[w.id] < turn and not _lacks(w, left)]:
            yield from ripe
            left.difference_update(work.id for work in ripe)
            works = [work for work in works if work.id in left]
        if job is not None:
            yield job
            left.discard(job.id)
    yield from works


def _lacks(work: Job, left: Collection[str]) -> bool:
    return work.work is not None and any(job_id in left for job_id in work.work.waits_for)


def _fewest_reloads(jobs: Sequence[Job], loaded: Needs | None) -> list[Job]:
    place = {job.id: number for number, job in enumerate(jobs)}
    by_needs: dict[Needs, deque[Job]] = {}
    for job in jobs:
        by_needs.setdefault(Needs.of(job), deque()).append(job)
    listed, placed = deque(jobs), list[Job]()
    left = set(place)
    while left:
        while listed[0].id not in left:
            listed.popleft()
        job = _next(listed[0], by_needs, loaded, place)
        loaded = Needs.of(job)
        by_needs[loaded].popleft()
        left.discard(job.id)
        placed.append(job)
    return placed


def _next(
    first: Job, by_needs: dict[Needs, deque[Job]], loaded: Needs | None, place: dict[str, int]
) -> Job:
    """The job that begins where `first` is the first of the list."""
    if loaded is None:
        return first
    latest = _added_at(first) + OVERTAKES_WITHIN
    same = by_needs.get(loaded)
    if same and _added_at(same[0]) <= latest:
        return same[0]
    same_model = [
        jobs[0]
        for needs, jobs in by_needs.items()
        if jobs and needs.model is loaded.model and _added_at(jobs[0]) <= latest
    ]
    return min(same_model, key=lambda job: place[job.id], default=first)


def _added_at(job: Job) -> datetime:
    try:
        return datetime.fromisoformat(job.created_at)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def moved(ids: Sequence[str], lifted: Collection[str], to_row: int) -> tuple[str, ...]:
    """The list with some of its ids at row `to_row`, in their order.

    Rows are counted from 0 after those ids have been lifted out; one beyond an end means that end.
    """
    chosen = set(lifted)
    rest = [job_id for job_id in ids if job_id not in chosen]
    row = min(max(to_row, 0), len(rest))
    return (*rest[:row], *(job_id for job_id in ids if job_id in chosen), *rest[row:])
