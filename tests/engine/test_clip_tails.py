"""The last frames of clips, kept as they were decoded."""

import logging
import os
from pathlib import Path

import numpy as np
import pytest
from engine_client import EngineClient, Jobs
from PIL import Image
from test_renders import frames_of

from fixtures.clips import difference, moving_square
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.clip_tails import TAIL_FRAMES, tail_folder, tail_frame, tails_folder
from wan22_desktop.core.places import Places
from wan22_desktop.engine.clip_tails import keep_tail
from wan22_desktop.engine_protocol.messages import Render

ONE, TWO, THREE = ("1" * 64, "2" * 64, "3" * 64)


def kept(home: Path, sha256: str, frames_from_end: int) -> np.ndarray:
    path = tail_frame(Places(home), sha256, frames_from_end)
    assert path is not None
    with Image.open(path) as picture:
        return np.asarray(picture)


def test_the_last_frames_are_kept_bit_for_bit(tmp_path: Path) -> None:
    frames = np.random.default_rng(1).integers(0, 256, (9, 32, 48, 3), np.uint8)
    keep_tail(tmp_path / "cache", ONE, frames)
    for number in range(1, TAIL_FRAMES + 1):
        assert np.array_equal(kept(tmp_path, ONE, number), frames[-number])
    for number in (-1, 0, TAIL_FRAMES + 1):
        assert tail_frame(Places(tmp_path), ONE, number) is None
    assert tail_frame(Places(tmp_path), TWO, 1) is None


def test_short_clips_have_as_many_as_they_have(tmp_path: Path) -> None:
    keep_tail(tmp_path / "cache", ONE, moving_square(2))
    assert tail_frame(Places(tmp_path), ONE, 2) is not None
    assert tail_frame(Places(tmp_path), ONE, 3) is None


def test_the_oldest_go(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number, sha256 in enumerate((ONE, TWO)):
        keep_tail(cache, sha256, moving_square(2), most=2)
        os.utime(tail_folder(cache, sha256), (number, number))
    keep_tail(cache, ONE, moving_square(2), most=2)  # the same clip again makes it the newest
    keep_tail(cache, THREE, moving_square(2), most=2)
    assert sorted(tails_folder(cache).iterdir()) == [
        tail_folder(cache, ONE),
        tail_folder(cache, THREE),
    ]


def test_a_cache_that_takes_nothing_is_only_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("no folder")
    with caplog.at_level(logging.WARNING):
        keep_tail(tmp_path / "cache", ONE, moving_square(2))
    assert "not kept" in caplog.text


def without_metadata(job: Render) -> Render:
    return job.model_copy(update={"keep_metadata": False})


def test_a_render_keeps_them_under_its_clips_hash(
    engine: EngineClient, jobs: Jobs, tmp_path: Path
) -> None:
    answer = engine.render(jobs.job())
    last = kept(tmp_path, answer.sha256, 1)
    assert difference(last[None], frames_of(answer)[-1:]) < 3, "but for the encoder"
    assert difference(last[None], frames_of(answer)[-1:]) > 0


def test_a_clip_may_keep_to_itself_how_it_was_made(engine: EngineClient, jobs: Jobs) -> None:
    job = jobs.job(jobs.quick_request(prompt="a secret circle"))
    told = engine.render(job)
    silent = engine.render(without_metadata(jobs.job(job.request)))
    assert b"a secret circle" in Path(told.clip_path).read_bytes()
    assert b"a secret circle" not in Path(silent.clip_path).read_bytes()
    assert read_clip_metadata(Path(silent.clip_path)) is None
    assert np.array_equal(frames_of(told), frames_of(silent))
