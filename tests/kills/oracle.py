"""What must hold after any number of kills."""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import av
import psutil

from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.publishing import sha256_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """Violations found; all zero is what is promised."""

    kills: int
    acknowledged: int
    lost: int
    duplicated: int
    half_clips: int
    processes_left: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.acknowledged} acknowledged jobs: {self.lost} lost, "
            f"{self.duplicated} duplicated, {self.half_clips} half clips listed, "
            f"{self.processes_left} processes left"
        )

    @property
    def violations(self) -> int:
        return self.lost + self.duplicated + self.half_clips + self.processes_left


def judge(kills: int, acknowledged: list[str], jobs: tuple[Job, ...], places: Places) -> Verdict:
    """Hold the queue and the output folder against what was acknowledged."""
    present = Counter(job.id for job in jobs)
    clips = {Path(str(job.clip_path)): job for job in jobs if job.state is JobState.DONE}
    visible = {path for path in places.outputs.iterdir() if not path.name.startswith(".")}
    half = [path for path in visible | set(clips) if not _is_whole(path, clips.get(path))]
    return Verdict(
        kills=kills,
        acknowledged=len(acknowledged),
        lost=len(set(acknowledged) - set(present)),
        duplicated=sum(count - 1 for count in present.values())
        + len(clips.values())
        - len({job.clip_path for job in clips.values()}),
        half_clips=len(half),
        processes_left=len(engines_of(places)),
    )


def engines_of(places: Places) -> list[psutil.Process]:
    """Engine processes whose home is that of `places`, whoever started them."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get("WAN22_HOME") == str(places.home)
            if ours and "--engine" in process.cmdline() and process.pid != os.getpid():
                found.append(process)
        except psutil.Error:
            continue
    return found


def _is_whole(clip: Path, job: Job | None) -> bool:
    """Whether a clip that people can see is all there: bytes as recorded, every frame decodes."""
    if not clip.is_file() or job is None or sha256_of(clip) != job.clip_sha256:
        return False
    with av.open(str(clip), format="mp4") as container:
        return sum(1 for _ in container.decode(video=0)) == job.request.num_frames
