"""The finished file: how it plays, what it says about itself, what happens when it cannot."""

from pathlib import Path

import av
import numpy as np
import pytest

from wan22_desktop.core.clip_metadata import BOX_ID, ClipMetadata, read_clip_metadata
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.engine.video_file import Frames, thumbnail, write_clip

METADATA = ClipMetadata(
    request=GenerationRequest.default(prompt='ein "roter" Kreis\n→ 圆 🎬 \\', seed=3),
    app_version="0.1.0",
    versions={"torch": "2.13.0"},
    device="cpu",
    precision="fp32",
    created_at="2026-11-21T08:00:00+00:00",
)


def bars(count: int = 9, height: int = 64, width: int = 96) -> Frames:
    """Colour bars that move: [count, height, width, 3]."""
    colours = np.array([(220, 40, 40), (40, 200, 60), (30, 60, 220), (230, 230, 40)], np.uint8)
    bar = np.repeat(colours, width // 4, axis=0)
    return np.stack([np.tile(np.roll(bar, 4 * i, axis=0), (height, 1, 1)) for i in range(count)])


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    write_clip(path, bars(), 8, METADATA)
    return path


def test_plays_with_the_same_colours(clip: Path) -> None:
    with av.open(str(clip), format="mp4") as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.average_rate == 8
        decoded = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    error = np.stack(decoded).astype(float) - bars()
    assert np.abs(error.mean(axis=(0, 1, 2))).max() < 3
    assert 10 * np.log10(255**2 / (error**2).mean()) > 30


def test_index_comes_first(clip: Path) -> None:
    content = clip.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_same_frames_give_the_same_file(clip: Path, tmp_path: Path) -> None:
    """Also after memory was used for something else, which x264 once looked at."""
    again = tmp_path / "again.mp4"
    for size in range(0, 500_000, 50_000):
        used = np.full(size, 255, np.uint8)
        write_clip(again, bars(), 8, METADATA)
        assert again.read_bytes() == clip.read_bytes(), used.size


def test_metadata_survives_the_loss_of_either_place(clip: Path) -> None:
    whole = clip.read_bytes()
    assert read_clip_metadata(clip) == METADATA

    box, comment = whole.index(BOX_ID.bytes), whole.index(b"\xa9cmt")
    without_box = whole[:box] + bytes(16) + whole[box + 16 :]
    without_comment = whole[:comment] + b"free" + whole[comment + 4 :]
    without_both = without_box[:comment] + b"free" + without_box[comment + 4 :]
    for content, expected in (
        (without_box, METADATA),
        (without_comment, METADATA),
        (whole[: box - 8], METADATA),
        (without_both, None),
    ):
        clip.write_bytes(content)
        assert read_clip_metadata(clip) == expected


def test_nothing_stays_behind_when_cancelled(tmp_path: Path) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_clip(tmp_path / "clip.mp4", bars(), 8, METADATA, stop)
    assert list(tmp_path.iterdir()) == []


def test_thumbnail_is_small_and_of_the_middle() -> None:
    frames = bars(3, 640, 960)
    frames[1] = 200
    image = thumbnail(frames)
    assert image.size == (160, 107)
    assert image.getpixel((80, 50)) == (200, 200, 200)
