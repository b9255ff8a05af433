"""The oracle of the kill tests sees each thing that it promises to see."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from generation.conftest import SMALL
from kills.oracle import judge
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.publishing import sha256_of

ID = "0123456789ab"


@pytest.fixture
def done(places: Places) -> Job:
    """A job with a whole clip."""
    clip = places.outputs / "clip.mp4"
    with av.open(str(clip), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width = stream.height = 96
        stream.pix_fmt = "yuv420p"
        for _ in range(SMALL.num_frames):
            frame = av.VideoFrame.from_ndarray(np.zeros((96, 96, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    job = Job(ID, SMALL, 1, state=JobState.DONE, clip_path=str(clip))
    return replace(job, clip_sha256=sha256_of(clip))


def test_nothing_is_wrong_with_a_whole_clip(places: Places, done: Job) -> None:
    assert judge(1, [ID], (done,), places).violations == 0


def test_a_lost_and_a_doubled_job(places: Places, done: Job) -> None:
    assert judge(1, [ID, "f" * 12], (done,), places).lost == 1
    assert judge(1, [ID], (done, done), places).duplicated > 0


def test_half_clips(places: Places, done: Job) -> None:
    clip = Path(str(done.clip_path))
    content = clip.read_bytes()
    clip.write_bytes(content[: len(content) // 2])
    assert judge(1, [ID], (done,), places).half_clips == 1
    clip.unlink()
    assert judge(1, [ID], (done,), places).half_clips == 1
    (places.outputs / "stranger.mp4").write_bytes(content)
    assert judge(1, [ID], (done,), places).half_clips == 2


def test_an_engine_that_outlives_its_window(places: Places, done: Job) -> None:
    environment = {**os.environ, "WAN22_HOME": str(places.home)}
    command = [sys.executable, "-c", "import time; time.sleep(60)", "--engine"]
    with subprocess.Popen(command, env=environment) as orphan:
        verdict = judge(1, [ID], (done,), places)
        orphan.kill()
    assert verdict.processes_left == 1
