"""Clips whose every frame says its number in black and white blocks."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

BITS = 10

MakeClip = Callable[..., Path]


def picture(number: int, width: int, height: int) -> np.ndarray:
    pixels = np.zeros((height, width, 3), np.uint8)
    block = width // BITS
    for bit in range(BITS):
        if number >> (BITS - 1 - bit) & 1:
            pixels[:, bit * block : (bit + 1) * block] = 255
    return pixels


def number_in_rgb(rgb: bytes, width: int, stride: int) -> int:
    row = rgb[stride * 20 :]
    block = width // BITS
    return int(
        "".join("1" if row[3 * (b * block + block // 2)] > 127 else "0" for b in range(BITS)), 2
    )


def number_in_image(image: QImage) -> int:
    """The number a frame shows; reads the middle of each block, at any scale."""
    block = image.width() / BITS
    y = image.height() // 2
    bits = (image.pixelColor(int(b * block + block / 2), y).lightness() > 127 for b in range(BITS))
    return int("".join("1" if bit else "0" for bit in bits), 2)
