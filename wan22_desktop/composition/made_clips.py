"""Finished jobs as the gallery takes them in."""

from collections.abc import Iterable, Iterator, Mapping

from wan22_desktop.gallery.domain.clip_record import MadeClip
from wan22_desktop.generation.domain.job import Job, JobState


def made_clip(job: Job, group_kinds: Mapping[str, str]) -> MadeClip | None:
    """The clip of a job; None if it has none. `group_kinds` gives kinds by ids of groups."""
    if job.state is not JobState.DONE or job.clip_path is None or job.clip_sha256 is None:
        return None
    return MadeClip(
        path=job.clip_path,
        sha256=job.clip_sha256,
        job_id=job.id,
        group_id=job.group_id,
        label=job.label,
        seconds=job.seconds,
        thumbnail=job.thumbnail,
        group_kind=group_kinds.get(job.group_id, ""),
    )


def made_clips(jobs: Iterable[Job], group_kinds: Mapping[str, str]) -> Iterator[MadeClip]:
    """The clips of all jobs that are done."""
    return (clip for job in jobs if (clip := made_clip(job, group_kinds)) is not None)
