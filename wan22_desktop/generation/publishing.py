"""From a finished temporary file to a clip that people see."""

import hashlib
from pathlib import Path

from wan22_desktop.core.durable import publish
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.generation.domain.job import Job

TITLE_CHARACTERS = 48


def clip_target(job: Job, outputs: Path) -> Path:
    """Where the clip of `job` lies or will lie: as asked for, else a readable, unique name."""
    if job.clip_path is not None:
        return Path(job.clip_path)
    title = "-".join(job.request.prompt.lower().split())[:TITLE_CHARACTERS].strip("-.")
    return outputs / safe_name(f"{title}-{job.id}.mp4")


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
