"""The files that work on clips takes: whether they are there and what they were."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.clip_work import ClipSource, ClipWork
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.publishing import sha256_of


def require_sources(work: ClipWork, known_ids: Iterable[str]) -> None:
    """Raises UserError unless the files are there and the jobs are known."""
    known = set(known_ids)
    for source in work.sources:
        if source.path is not None and not Path(source.path).is_file():
            raise _gone(source.path, tr("Nothing was added to the queue."))
        if source.job_id is not None and source.job_id not in known:
            raise UserError(
                tr("There is no job {id} in the queue, whose clip is needed.", id=source.job_id),
                field="work",
                safe=tr("Nothing was added to the queue."),
            )


def files_of(work: ClipWork, jobs: Mapping[str, Job]) -> tuple[Path, ...]:
    """The clips in the order of the work; raises UserError for one that is gone or another."""
    return tuple(_file_of(source, jobs) for source in work.sources)


def without_job(job: Job, gone: Mapping[str, Job]) -> Job:
    """`job` with the clips of these finished jobs named by their files, where it needs them."""
    if job.work is None or not any(job_id in gone for job_id in job.work.waits_for):
        return job
    sources = tuple(
        source
        if source.job_id is None or (made := gone.get(source.job_id)) is None
        else source.model_copy(
            update={"job_id": None, "path": made.clip_path, "sha256": made.clip_sha256}
        )
        for source in job.work.sources
    )
    return replace(job, work=job.work.model_copy(update={"sources": sources}))


def _file_of(source: ClipSource, jobs: Mapping[str, Job]) -> Path:
    path, sha256 = source.path, source.sha256
    if source.job_id is not None:
        job = jobs.get(source.job_id)
        if job is None or job.state is not JobState.DONE or job.clip_path is None:
            raise UserError(
                tr("The clip of job {id} has not been made.", id=source.job_id), field="work"
            )
        path, sha256 = job.clip_path, job.clip_sha256
    file = Path(str(path))
    safe = tr("The other clips are unchanged.")
    if not file.is_file():
        raise _gone(str(file), safe)
    try:
        found = None if sha256 is None else sha256_of(file)
    except OSError as error:
        raise UserError(
            tr("The clip {path} cannot be read: {reason}.", path=file, reason=error.strerror),
            category=ErrorCategory.DISK,
            field="work",
            safe=safe,
        ) from error
    if found != sha256:
        raise UserError(
            tr("The clip {path} has been changed since it was chosen.", path=file),
            field="work",
            safe=safe,
        )
    return file


def _gone(path: str, safe: str) -> UserError:
    return UserError(
        tr("The clip {path} is gone: put it back, or choose another.", path=path),
        category=ErrorCategory.DISK,
        field="work",
        safe=safe,
    )
