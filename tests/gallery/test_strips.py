"""Film strips: made once, kept within bounds, the newest wishes first."""

import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from numbered_clips import BITS, MakeClip
from PIL import Image

from fixtures.small_clips import write_clip
from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.strip_worker import NewestFirst
from wan22_desktop.gallery.thumbnails import CELL_SIDE_PX, STRIP_FRAMES, StripCache, make_strip

SHA = "a" * 64


def numbers_in(strip: bytes) -> list[int]:
    """Which frames of a numbered clip the cells show."""
    image = Image.open(io.BytesIO(strip)).convert("L")
    width = image.width // STRIP_FRAMES
    found = []
    for cell in range(STRIP_FRAMES):
        block = width / BITS
        columns = (int(cell * width + (bit + 0.5) * block) for bit in range(BITS))
        bits = (image.getpixel((column, image.height // 2)) for column in columns)
        found.append(int("".join("1" if int(bit) > 127 else "0" for bit in bits), 2))  # pyright: ignore[reportArgumentType]
    return found


def test_a_strip_goes_from_the_first_frame_to_the_last(make_clip: MakeClip) -> None:
    clip = make_clip(count=45, width=320, height=192)
    assert numbers_in(make_strip(clip)) == [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44]


@pytest.mark.parametrize(("count", "size"), [(1, (96, 64)), (5, (64, 128)), (17, (640, 352))])
def test_strips_have_one_form(tmp_path: Path, count: int, size: tuple[int, int]) -> None:
    strip = make_strip(write_clip(tmp_path / "a.mp4", count=count, size=size))
    with Image.open(io.BytesIO(strip)) as image:
        assert image.width % STRIP_FRAMES == 0
        cell = (image.width // STRIP_FRAMES, image.height)
    assert max(cell) == min(CELL_SIDE_PX, max(size))
    assert cell[0] / cell[1] == pytest.approx(size[0] / size[1], rel=0.03)


def test_a_strip_is_made_once_and_outlives_its_clip(tmp_path: Path) -> None:
    cache = StripCache(tmp_path / "cache")
    clip = write_clip(tmp_path / "a.mp4")
    first = cache.strip(clip, SHA)
    clip.unlink()
    assert cache.strip(clip, SHA) == first
    with pytest.raises(UserError, match="no longer there"):
        cache.strip(clip, "b" * 64)


def test_the_picture_of_the_job_stands_in_for_a_clip_that_is_gone(tmp_path: Path) -> None:
    cache = StripCache(tmp_path)
    still = io.BytesIO()
    Image.new("RGB", (160, 90), (200, 30, 30)).save(still, "JPEG")
    cache.keep_still(SHA, still.getvalue())
    with Image.open(io.BytesIO(cache.strip(tmp_path / "gone.mp4", SHA))) as image:
        assert image.size == (160 * STRIP_FRAMES, 90)
        red, green, _ = image.convert("RGB").getpixel((900, 40))  # pyright: ignore[reportGeneralTypeIssues]
        assert red > 150 > green


def test_the_cache_keeps_what_was_looked_at_last(tmp_path: Path) -> None:
    for number in range(10):
        file = tmp_path / f"{number:064x}-strip.jpg"
        file.write_bytes(b"x" * 100)
        os.utime(file, (1000 + number, 1000 + number))
    cache = StripCache(tmp_path, max_bytes=350)
    cache.strip(tmp_path / "unused.mp4", f"{0:064x}")
    cache.trim()
    assert sorted(int(file.name[:64], 16) for file in tmp_path.iterdir()) == [0, 8, 9]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_the_newest_wish_comes_first_and_stale_ones_never() -> None:
    served: list[str] = []
    held, going = threading.Event(), threading.Event()

    def serve(wish: str) -> None:
        served.append(wish)
        if wish == "first":
            going.set()
            held.wait(5)

    worker = NewestFirst(serve, "test-strips")
    worker.want(["stale", "first"])
    assert going.wait(5)
    worker.want(["later", "sooner"])
    held.set()
    wait_for(lambda: len(served) == 3)
    worker.close()
    assert served == ["first", "sooner", "later"]


def test_one_failure_stops_no_other_and_closing_ends_the_thread() -> None:
    served: list[int] = []

    def serve(wish: int) -> None:
        served.append(10 // wish)

    worker = NewestFirst(serve, "test-strips")
    worker.want([5, 0])
    wait_for(lambda: served == [2])
    worker.close()
    assert all(thread.name != "test-strips" for thread in threading.enumerate())
