"""Real clips whose every frame says its number, and the service on its real thread."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest
from numbered_clips import MakeClip, picture
from running_services import running

from wan22_desktop.gallery.service import ClipService


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """Makes an MP4; frame n shows `first_number` + n as blocks, most significant bit first."""

    def make(
        name: str = "clip.mp4",
        *,
        count: int = 17,
        width: int = 160,
        height: int = 96,
        fps: int = 8,
        key_every: int = 6,
        b_frames: int = 2,
        format_name: str = "mp4",
        first_number: int = 0,
        crf: int = 10,
    ) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w", format=format_name) as container:
            stream = container.add_stream("libx264", rate=fps)
            stream.width, stream.height = width, height
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, fps)
            stream.options = {
                "g": str(key_every),
                "bf": str(b_frames),
                "x264-params": f"keyint={key_every}:scenecut=0:bframes={b_frames}:b-adapt=0",
                "crf": str(crf),
            }
            for number in range(count):
                frame = av.VideoFrame.from_ndarray(
                    picture(first_number + number, width, height), "rgb24"
                )
                frame.pts = number
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return make


@pytest.fixture
def service() -> Iterator[ClipService]:
    """A clip service on its thread; its slots are to be called through signals."""
    yield from running(ClipService())


@pytest.fixture
def small_service() -> Iterator[ClipService]:
    """One that can keep no clip whole."""
    yield from running(ClipService(budget_bytes=1))
