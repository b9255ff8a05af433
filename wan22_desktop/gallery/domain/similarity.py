"""How alike two pictures of one size are: PSNR of the colours, SSIM of the brightness.

PSNR is 10 log10(255^2 / MSE) over red, green and blue of all pixels; equal pictures have no error
and an infinite one. SSIM is that of Wang et al., "Image Quality Assessment: From Error Visibility
to Structural Similarity" (2004), on luma with flat windows of 8 x 8 pixels every 4 pixels: the
windows of FFmpeg's `ssim` filter, whose numbers these are (tests/gallery/test_similarity.py).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""RGB, [height, width, 3]."""

_PEAK = 255
_WINDOW_PIXELS = 64
_C1 = int((0.01 * _PEAK) ** 2 * _WINDOW_PIXELS + 0.5)
_C2 = int((0.03 * _PEAK) ** 2 * _WINDOW_PIXELS * (_WINDOW_PIXELS - 1) + 0.5)
"""K1 and K2 of the paper, scaled for sums over a window in place of means, as FFmpeg has them."""

_LUMA = np.array((0.299, 0.587, 0.114), np.float32)
"""ITU-R BT.601."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """`mse` is 0 for equal pictures; `ssim` is 1 then."""

    mse: float
    ssim: float

    @property
    def is_identical(self) -> bool:
        return self.mse == 0

    @property
    def psnr_db(self) -> float:
        return psnr_of(self.mse)


def psnr_of(mse: float) -> float:
    """In dB; infinite without an error."""
    return math.inf if mse == 0 else 10 * math.log10(_PEAK**2 / mse)


def similarity_of(a: Picture, b: Picture) -> Similarity:
    """Raises ValueError for pictures of different size."""
    if a.shape != b.shape:
        raise ValueError(f"pictures of {a.shape} and {b.shape} cannot be compared")
    if np.array_equal(a, b):
        return Similarity(0.0, 1.0)
    error = (a.astype(np.int16) - b).astype(np.float64).ravel()
    return Similarity(float(error @ error) / error.size, ssim_of(luma_of(a), luma_of(b)))


def over_a_clip(frames: Iterable[Similarity]) -> Similarity:
    """Of all frames at once: the mean error, from which one PSNR follows, and the mean SSIM.

    Raises ValueError without any.
    """
    each = tuple(frames)
    if not each:
        raise ValueError("no frames to compare")
    return Similarity(
        sum(frame.mse for frame in each) / len(each), sum(frame.ssim for frame in each) / len(each)
    )


def luma_of(rgb: Picture) -> NDArray[np.uint8]:
    """Brightness, 0 to 255."""
    return np.rint(rgb.astype(np.float32) @ _LUMA).astype(np.uint8)


def ssim_of(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Of two planes of one size; pixels right of and below the last whole block count for nothing.

    Planes of less than a window are compared as one window of what there is.
    """
    if min(a.shape) < 8:
        return _flat_ssim(a, b)
    # 64 squares of 255 fit in 32 bits; what is multiplied below does not.
    x, y = a.astype(np.int32), b.astype(np.int32)
    sum_x, sum_y = _window_sums(x), _window_sums(y)
    squares, products = _window_sums(x * x + y * y), _window_sums(x * y)
    variances = squares * _WINDOW_PIXELS - sum_x * sum_x - sum_y * sum_y
    covariance = products * _WINDOW_PIXELS - sum_x * sum_y
    above = (2 * sum_x * sum_y + _C1) * (2 * covariance + _C2).astype(np.float64)
    below = (sum_x * sum_x + sum_y * sum_y + _C1) * (variances + _C2).astype(np.float64)
    return float(np.mean(above / below))


def _window_sums(plane: NDArray[np.int32]) -> NDArray[np.int64]:
    """Over every 8 x 8 window at multiples of 4: two by two blocks of 4 x 4."""
    height, width = plane.shape[0] // 4 * 4, plane.shape[1] // 4 * 4
    tall, broad = (tuple(slice(n, end, 4) for n in range(4)) for end in (height, width))
    rows = plane[tall[0]] + plane[tall[1]] + plane[tall[2]] + plane[tall[3]]
    blocks = rows[:, broad[0]] + rows[:, broad[1]] + rows[:, broad[2]] + rows[:, broad[3]]
    windows = blocks[:-1, :-1] + blocks[1:, :-1] + blocks[:-1, 1:] + blocks[1:, 1:]
    return windows.astype(np.int64)


def _flat_ssim(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    x, y = a.astype(np.float64), b.astype(np.float64)
    c1, c2 = (0.01 * _PEAK) ** 2, (0.03 * _PEAK) ** 2
    covariance = float(np.mean((x - x.mean()) * (y - y.mean())))
    above = (2 * x.mean() * y.mean() + c1) * (2 * covariance + c2)
    below = (x.mean() ** 2 + y.mean() ** 2 + c1) * (x.var() + y.var() + c2)
    return float(above / below)
