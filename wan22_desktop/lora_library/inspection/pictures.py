"""A picture from outside becomes a small JPEG without anything else that was in its file."""

import io
import os
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr

MAX_FILE_BYTES = 64 * 1000**2
MAX_PIXELS = 50 * 1000**2
SIDE_PX = 512
_QUALITY = 88
_BEHIND_TRANSPARENCY = (255, 255, 255)
_FORMATS = ("PNG", "JPEG", "WEBP")
"""Told apart by content. Pillow reads many more, each of them more code for strangers to try."""


def thumbnail_of(picture: Path) -> bytes:
    """A JPEG of at most `SIDE_PX` a side, upright as its EXIF says.

    Raises OSError, DamagedFileError; MemoryError where memory is limited.
    """
    with picture.open("rb") as file, warnings.catch_warnings():
        if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
            raise DamagedFileError(
                tr("has more than {megabytes} MB", megabytes=MAX_FILE_BYTES // 1000**2)
            )
        warnings.simplefilter("ignore")  # Pillow's of odd files; the size is judged below
        try:
            with Image.open(file, formats=_FORMATS) as image:
                return _jpeg(image)
        except (DamagedFileError, MemoryError):
            raise
        except Exception as error:  # decoders raise errors of every kind
            raise DamagedFileError(
                tr("is no PNG, JPEG or WebP picture that can be read, or a very large one")
            ) from error


def _jpeg(image: Image.Image) -> bytes:
    if image.width * image.height > MAX_PIXELS:
        raise DamagedFileError(
            tr("has more than {megapixels} megapixels", megapixels=MAX_PIXELS // 1000**2)
        )
    image.draft("RGB", (SIDE_PX, SIDE_PX))  # lets JPEG decode what is needed only
    image.thumbnail((SIDE_PX, SIDE_PX), reducing_gap=2.0)
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    # A new picture, so that no comment, profile or place comes along.
    small = Image.new("RGB", upright.size, _BEHIND_TRANSPARENCY)
    small.paste(upright, mask=upright)
    content = io.BytesIO()
    small.save(content, "JPEG", quality=_QUALITY, optimize=True)
    return content.getvalue()
