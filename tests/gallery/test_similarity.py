"""PSNR and SSIM are FFmpeg's, and a clip compared with itself is identical."""

import math
import re
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.filter import Graph
from numbered_clips import MakeClip

from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.clip_similarity import compare_clips
from wan22_desktop.gallery.domain.similarity import (
    Picture,
    Similarity,
    luma_of,
    over_a_clip,
    similarity_of,
    ssim_of,
)

SIZES = ((96, 96), (832, 480), (50, 38), (8, 8))


def filtered(name: str, a: np.ndarray, b: np.ndarray, pixel_format: str) -> dict[str, float]:
    """What FFmpeg's filter `name` writes about two pictures."""
    graph = Graph()
    frames = [av.VideoFrame.from_ndarray(each, pixel_format) for each in (a, b)]
    sources = []
    for frame in frames:
        frame.pts = 0
        frame.time_base = Fraction(1)
        sources.append(
            graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1)
            )
        )
    node, sink = graph.add(name), graph.add("buffersink")
    for number, source in enumerate(sources):
        source.link_to(node, 0, number)
    node.link_to(sink)
    graph.configure()
    for source, frame in zip(sources, frames, strict=True):
        source.push(frame)
        source.push(None)
    out = sink.pull()
    return {
        key.rsplit(".", 1)[-1]: float(value)
        for key, value in out.metadata.items()
        if re.fullmatch(r"[-\d.einf]+", value)
    }


def noisy(size: tuple[int, int], sigma: float, seed: int = 3) -> tuple[Picture, Picture]:
    """A picture with some structure, and the same with noise."""
    noise = np.random.default_rng(seed)
    width, height = size
    y, x = np.mgrid[:height, :width]
    base = np.stack([x * 255 // width, y * 255 // height, (x * y) % 256], axis=-1)
    a = np.clip(base + noise.normal(0, 3, base.shape), 0, 255).astype(np.uint8)
    b = np.clip(a + noise.normal(0, sigma, base.shape), 0, 255).astype(np.uint8)
    return a, b


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sigma", [1.0, 12.0, 80.0])
def test_ssim_is_that_of_ffmpeg(size: tuple[int, int], sigma: float) -> None:
    a, b = (luma_of(each) for each in noisy(size, sigma))
    theirs = filtered("ssim", a, b, "gray")
    assert ssim_of(a, b) == pytest.approx(theirs["Y"], abs=2e-6)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sigma", [1.0, 12.0, 80.0])
def test_psnr_is_that_of_ffmpeg(size: tuple[int, int], sigma: float) -> None:
    a, b = noisy(size, sigma)
    # Planes of red, green and blue weigh the same; FFmpeg has no filter for packed colours.
    theirs = filtered("psnr", a, b, "gbrp")
    ours = similarity_of(a, b)
    assert ours.psnr_db == pytest.approx(theirs["psnr_avg"], abs=0.01)
    assert ours.mse == pytest.approx(theirs["mse_avg"], abs=0.01)


def test_equal_pictures_are_identical_and_others_are_not() -> None:
    a, _ = noisy((96, 96), 1)
    same = similarity_of(a, a.copy())
    assert (same.is_identical, same.psnr_db, same.ssim) == (True, math.inf, 1.0)
    other = a.copy()
    other[5, 5, 2] ^= 1
    least = similarity_of(a, other)
    assert not least.is_identical
    assert 90 < least.psnr_db < math.inf
    assert least.ssim <= 1


def test_tiny_pictures_have_a_similarity_too() -> None:
    a, b = noisy((4, 6), 20)
    assert similarity_of(a, b).ssim < 1
    assert ssim_of(luma_of(a), luma_of(a)) == pytest.approx(1)


def test_pictures_of_different_size_are_no_question() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        similarity_of(noisy((8, 8), 1)[0], noisy((8, 16), 1)[0])


def test_a_clip_has_the_psnr_of_its_mean_error() -> None:
    whole = over_a_clip([Similarity(0.0, 1.0), Similarity(2.0, 0.5)])
    assert (whole.mse, whole.ssim) == (1.0, 0.75)
    assert whole.psnr_db == pytest.approx(10 * math.log10(255**2))
    with pytest.raises(ValueError, match="no frames"):
        over_a_clip([])


def test_clips_are_compared_as_far_as_both_go(make_clip: MakeClip) -> None:
    long, short = make_clip("long.mp4", count=9), make_clip("short.mp4", count=5)
    assert len(compare_clips(long, short)) == 5
    assert all(frame.is_identical for frame in compare_clips(long, long))


def test_a_clip_of_another_size_is_scaled(make_clip: MakeClip) -> None:
    small = make_clip("small.mp4", count=3)
    large = make_clip("large.mp4", count=3, width=320, height=192)
    each = compare_clips(small, large)
    assert all(frame.psnr_db > 20 for frame in each[:1])
    assert not over_a_clip(each).is_identical


def test_a_comparison_can_be_left(make_clip: MakeClip) -> None:
    class LeftError(Exception):
        pass

    asked: list[int] = []

    def leave_at_the_third() -> None:
        asked.append(0)
        if len(asked) == 3:
            raise LeftError

    clip = make_clip(count=9)
    with pytest.raises(LeftError):
        compare_clips(clip, clip, leave_at_the_third)


def test_a_missing_second_clip_is_named(make_clip: MakeClip, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.mp4"):
        compare_clips(make_clip(), tmp_path / "gone.mp4")
