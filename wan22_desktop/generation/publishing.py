"""From a finished temporary file to a clip that people see."""

import hashlib
from collections.abc import Callable
from itertools import chain, count
from pathlib import Path

from wan22_desktop.core.durable import publish
from wan22_desktop.generation.domain.file_names import DEFAULT_TEMPLATE, clip_name, is_unique
from wan22_desktop.generation.domain.job import Job


def clip_target(
    job: Job,
    outputs: Path,
    template: str = DEFAULT_TEMPLATE,
    *,
    group_title: str = "",
    is_taken: Callable[[Path], bool] = Path.exists,
) -> Path:
    """Where the clip of `job` lies or will lie: as asked for, else a readable, unique name.

    A template that does not make names unique by itself gets a number where `is_taken` says so.
    """
    if job.clip_path is not None:
        return Path(job.clip_path)
    target = outputs / clip_name(template, job, group_title=group_title)
    if job.work is None and is_unique(template):
        return target
    numbered = (target.with_name(f"{target.stem}-{number}.mp4") for number in count(2))
    return next(path for path in chain((target,), numbered) if not is_taken(path))


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal; raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def settle_publication(job: Job) -> bool:
    """Finish a publication that was cut off; False if the clip has to be made again."""
    if job.clip_path is None or job.clip_sha256 is None:
        return False
    final = Path(job.clip_path)
    temporary = final.with_name(f".{job.id}.tmp.mp4")
    for candidate in (final, temporary):
        try:
            if sha256_of(candidate) == job.clip_sha256:
                if candidate is temporary:
                    publish(temporary, final)
                return True
        except OSError:
            continue
    return False
