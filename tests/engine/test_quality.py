"""Comparing two clips: against the published definitions and against known damage."""

import numpy as np
import pytest

from wan22_desktop.engine.decoding.quality import compare, side_by_side
from wan22_desktop.engine.video_file import Frames
from wan22_desktop.engine_protocol.quality import IDENTICAL_DB


def noise(num_frames: int = 3, height: int = 20, width: int = 24, *, seed: int = 0) -> Frames:
    """Frames with levels from 32 to 223, so that small changes are not clipped."""
    shape = (num_frames, height, width, 3)
    return np.random.default_rng(seed).integers(32, 224, shape, dtype=np.uint8)


def plain(level: int, num_frames: int = 2) -> Frames:
    return np.full((num_frames, 16, 16, 3), level, np.uint8)


def test_equal_clips_are_equal() -> None:
    metrics = compare(noise(), noise())
    assert metrics.num_frames == 3
    assert metrics.psnr_db == metrics.least_psnr_db == IDENTICAL_DB
    assert metrics.ssim == pytest.approx(1.0, abs=2e-4)
    assert metrics.least_ssim == pytest.approx(1.0, abs=2e-4)
    assert metrics.temporal_difference == 0.0


@pytest.mark.parametrize("levels", [1, 5, 30])
def test_psnr_of_a_shift_is_as_defined(levels: int) -> None:
    shifted = noise() + np.uint8(levels)
    assert compare(noise(), shifted).psnr_db == pytest.approx(20 * np.log10(255 / levels))


def test_the_worst_frame_is_told_apart() -> None:
    damaged = noise()
    damaged[1] += np.uint8(16)
    metrics = compare(noise(), damaged)
    assert metrics.least_psnr_db == pytest.approx(20 * np.log10(255 / 16))
    assert metrics.psnr_db == pytest.approx((2 * IDENTICAL_DB + metrics.least_psnr_db) / 3)
    assert metrics.least_ssim < 1.0
    assert metrics.ssim == pytest.approx((2 + metrics.least_ssim) / 3)


def test_ssim_of_plain_frames_is_the_brightness_term_alone() -> None:
    c1 = (0.01 * 255) ** 2
    expected = (2 * 100 * 150 + c1) / (100**2 + 150**2 + c1)
    assert compare(plain(100), plain(150)).ssim == pytest.approx(expected, rel=2e-4)


def test_ssim_is_that_of_the_paper() -> None:
    """Window by window as in the paper, with weighted sums written out."""
    a, b = noise(1, seed=1), noise(1, seed=2)
    b = (0.7 * a + 0.3 * b).astype(np.uint8)
    offsets = np.arange(11) - 5
    gauss = np.exp(-(offsets[:, None] ** 2 + offsets[None] ** 2) / (2 * 1.5**2))
    weights = gauss / gauss.sum()
    gray_a, gray_b = (frame[0] @ np.array([0.299, 0.587, 0.114]) for frame in (a, b))
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    values = []
    for y in range(gray_a.shape[0] - 10):
        for x in range(gray_a.shape[1] - 10):
            window_a, window_b = gray_a[y : y + 11, x : x + 11], gray_b[y : y + 11, x : x + 11]
            mean_a, mean_b = (weights * window_a).sum(), (weights * window_b).sum()
            variance_a = (weights * (window_a - mean_a) ** 2).sum()
            variance_b = (weights * (window_b - mean_b) ** 2).sum()
            covariance = (weights * (window_a - mean_a) * (window_b - mean_b)).sum()
            values.append(
                (2 * mean_a * mean_b + c1)
                * (2 * covariance + c2)
                / ((mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2))
            )
    assert compare(a, b).ssim == pytest.approx(np.mean(values), rel=2e-4)
    assert 0.3 < float(np.mean(values)) < 0.99


def test_more_noise_is_worse_in_every_measure() -> None:
    rng = np.random.default_rng(5)
    metrics = [
        compare(noise(), noise() + rng.integers(0, span, noise().shape, dtype=np.uint8))
        for span in (2, 8, 32)
    ]
    assert [m.psnr_db for m in metrics] == sorted((m.psnr_db for m in metrics), reverse=True)
    assert [m.ssim for m in metrics] == sorted((m.ssim for m in metrics), reverse=True)
    differences = [m.temporal_difference for m in metrics]
    assert differences == sorted(differences)
    assert 0 < differences[0] < differences[-1]


def test_a_constant_shift_is_no_flicker_but_a_changing_one_is() -> None:
    assert compare(noise(), noise() + np.uint8(9)).temporal_difference == 0.0
    flickering = noise()
    flickering[1] += np.uint8(9)
    assert compare(noise(), flickering).temporal_difference == pytest.approx(9.0)


def test_one_frame_has_no_motion_to_compare() -> None:
    assert compare(noise(1), noise(1, seed=3)).temporal_difference == 0.0


def test_comparison_clip_has_both_halves_unchanged() -> None:
    a, b = noise(seed=1), noise(seed=2)
    clip = side_by_side(a, b)
    assert clip.shape == (3, 20, 2 * 24 + 4, 3)
    assert clip.dtype == np.uint8
    assert np.array_equal(clip[:, :, :24], a)
    assert np.array_equal(clip[:, :, -24:], b)
    assert (clip[:, :, 24:28] == 255).all()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (noise(3), noise(2)),
        (noise(), noise(width=16)),
        (noise()[..., :1], noise()[..., :1]),
        (noise(0), noise(0)),
        (noise().astype(np.float32), noise().astype(np.float32)),
    ],
    ids=["length", "size", "channels", "empty", "floats"],
)
def test_what_cannot_be_compared_is_refused(a: Frames, b: Frames) -> None:
    with pytest.raises(ValueError, match=r"compared|clip is|8 bits"):
        compare(a, b)
    with pytest.raises(ValueError, match=r"compared|clip is|8 bits"):
        side_by_side(a, b)


def test_frames_smaller_than_the_window_are_refused() -> None:
    with pytest.raises(ValueError, match="smaller than the window"):
        compare(noise(width=10), noise(width=10))
