"""What a wish to move jobs means for the list as a whole."""

from collections.abc import Sequence

from wan22_desktop.generation.domain.job import Job, JobState

Move = tuple[tuple[str, ...], int]
"""Ids of jobs, and the row in the whole list where the first of them is to be, counted after all
of them have been lifted out; the others follow it in this order."""


def move_before(jobs: Sequence[Job], chosen: Sequence[str], anchor: str | None) -> Move | None:
    """Put `chosen` in front of a job that stays, or at the end; None if that changes nothing.

    Waiting jobs are started in order, so none is put before the first waiting one.
    """
    ids = [job.id for job in jobs]
    moved = set(chosen)
    rest = [job_id for job_id in ids if job_id not in moved]
    waiting = (at for at, job in enumerate(jobs) if job.state is JobState.QUEUED)
    lowest = sum(job_id not in moved for job_id in ids[: next(waiting, 0)])
    at = max(lowest, len(rest) if anchor is None else rest.index(anchor))
    if not chosen or [*rest[:at], *chosen, *rest[at:]] == ids:
        return None
    return tuple(chosen), at


def move_to_front(jobs: Sequence[Job], chosen: Sequence[str]) -> Move | None:
    """Let `chosen` begin before all others."""
    moved = set(chosen)
    return move_before(jobs, chosen, next((job.id for job in jobs if job.id not in moved), None))


def move_among(
    jobs: Sequence[Job], chosen: Sequence[str], siblings: Sequence[str], row: int
) -> Move | None:
    """Put `chosen` in front of row `row` of `siblings`, jobs that lie together in a group."""
    moved = set(chosen)
    for sibling in siblings[row:]:
        if sibling not in moved:
            return move_before(jobs, chosen, sibling)
    last = next((sibling for sibling in reversed(siblings) if sibling not in moved), None)
    if last is None:
        return None
    rest = [job.id for job in jobs if job.id not in moved]
    behind = rest.index(last) + 1
    return move_before(jobs, chosen, rest[behind] if behind < len(rest) else None)
