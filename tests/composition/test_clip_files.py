"""Finished clips as further work sees them."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fixtures.clips import FPS, moving_square, record, save
from wan22_desktop.composition.clip_files import (
    ClipTail,
    continued_clip,
    finished_clip,
    metadata_or_refusal,
    stock_of,
)
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.clip_tails import keep_tail
from wan22_desktop.generation.publishing import sha256_of


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return save(tmp_path / "a square.mp4", moving_square(), metadata=record())


def test_a_clip_is_what_its_file_says(clip: Path) -> None:
    found = finished_clip(clip)
    assert (found.width, found.height, found.num_frames, found.fps) == (96, 64, 8, FPS)
    assert found.title == "a square"
    assert found.sha256 == sha256_of(clip)
    assert found.size_bytes == clip.stat().st_size
    assert found.request == record().request


def test_a_clip_from_elsewhere_says_what_can_be_seen(tmp_path: Path) -> None:
    found = finished_clip(save(tmp_path / "holiday.mp4", moving_square()))
    request = found.request
    assert (request.prompt, request.width, request.height) == ("holiday", 96, 64)
    assert (request.num_frames, request.fps) == (8, FPS)


def test_what_is_no_clip_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0" * 500)
    for path in (broken, tmp_path / "gone.mp4"):
        with pytest.raises(UserError):
            finished_clip(path)
    with pytest.raises(UserError, match="holds no settings"):
        metadata_or_refusal(save(tmp_path / "holiday.mp4", moving_square()))


def test_a_clip_goes_on_in_the_size_that_it_has_now(tmp_path: Path) -> None:
    enlarged = save(tmp_path / "big.mp4", moving_square(width=192, height=128), metadata=record())
    found = continued_clip(enlarged)
    assert (found.request.width, found.request.height) == (192, 128)
    assert found.num_frames == 8


def test_kept_frames_come_before_those_of_the_file(clip: Path, places: Places) -> None:
    frames = moving_square()
    sha256 = sha256_of(clip)
    lossy = ClipTail(clip, sha256, places).read()
    assert [(frame.number, frame.is_lossless) for frame in lossy] == [
        (-1, False),
        (-2, False),
        (-3, False),
        (-4, False),
        (-5, False),
    ]
    keep_tail(places.cache, sha256, frames)
    kept = ClipTail(clip, sha256, places).read()
    assert all(frame.is_lossless for frame in kept)
    for frame, from_file in zip(kept, lossy, strict=True):
        with Image.open(BytesIO(frame.png)) as picture:
            assert np.array_equal(np.asarray(picture), frames[frame.number])
        with Image.open(BytesIO(from_file.png)) as picture:
            error = np.abs(np.asarray(picture).astype(int) - frames[frame.number].astype(int))
            assert 0 < error.mean() < 8


def test_a_short_clip_has_fewer_frames(tmp_path: Path, places: Places) -> None:
    clip = save(tmp_path / "short.mp4", moving_square(2))
    assert [frame.number for frame in ClipTail(clip, "ab" * 32, places).read()] == [-1, -2]


def test_the_chosen_frame_becomes_a_start_image(clip: Path, places: Places) -> None:
    tail = ClipTail(clip, sha256_of(clip), places)
    frame = tail.read()[1]
    sha256 = tail.keep(frame)
    assert places.start_image(sha256).read_bytes() == frame.png
    assert list(places.cache.iterdir()) == []


def test_what_is_here_is_known(clip: Path, places: Places) -> None:
    stock = stock_of(places)
    assert stock.has_model(Variant.DEMO)
    assert not stock.has_model(Variant.T2V_A14B)
    assert not stock.has_image("ab" * 32)
    assert not stock.has_lora("ab" * 32)
    tail = ClipTail(clip, sha256_of(clip), places)
    assert stock.has_image(tail.keep(tail.read()[0]))
