"""Film strips: a few small frames of a clip side by side in one JPEG, kept on the disk."""

import contextlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.clip_decoder import ClipDecoder

if TYPE_CHECKING:
    from PIL import Image

STRIP_FRAMES = 12
"""Of every strip; short clips show frames more than once, so that every strip is read alike."""
CELL_SIDE_PX = 192
"""The longer side of one frame: a tile at 100 %, and still good at 150 %."""
MAX_CACHE_BYTES = 512 * 1024 * 1024
"""Some 15,000 strips."""
_JPEG_QUALITY = 80
_TRIM_EVERY = 200
"""Strips written between two looks at how large the cache is."""


class StripCache:
    """The folder of strips, bounded: what was not looked at for longest goes first."""

    def __init__(self, folder: Path, max_bytes: int = MAX_CACHE_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._written = 0

    def strip(self, clip: Path, sha256: str) -> bytes:
        """The JPEG of a clip, from the cache or made now, which decodes all of the clip.

        For a clip that is gone it is the picture kept by `keep_still`, if there is one. Raises
        UserError for a clip that cannot be decoded.
        """
        kept = self._file(sha256)
        with contextlib.suppress(OSError):
            content = kept.read_bytes()
            os.utime(kept)
            return content
        try:
            content = make_strip(clip)
        except UserError:
            with contextlib.suppress(OSError):
                return _repeated(self._still(sha256).read_bytes())
            raise
        # A cache that cannot be written costs time only.
        with contextlib.suppress(OSError):
            durable_write(kept, content)
            self._note_written()
        return content

    def keep_still(self, sha256: str, jpeg: bytes) -> None:
        """What is shown of a clip that has gone before it was ever looked at."""
        with contextlib.suppress(OSError):
            durable_write(self._still(sha256), jpeg)

    def trim(self) -> None:
        """Remove the strips that were not looked at for longest, down to the limit."""
        files: list[tuple[float, int, Path]] = []
        with contextlib.suppress(OSError):
            for file in self._folder.glob("*.jpg"):
                info = file.stat()
                files.append((info.st_mtime, info.st_size, file))
        total = sum(size for _, size, _ in files)
        for _, size, file in sorted(files):
            if total <= self._max_bytes:
                return
            with contextlib.suppress(OSError):
                file.unlink()
                total -= size

    def _note_written(self) -> None:
        self._written += 1
        if self._written % _TRIM_EVERY == 0:
            self.trim()

    def _file(self, sha256: str) -> Path:
        return self._folder / f"{sha256}-strip.jpg"

    def _still(self, sha256: str) -> Path:
        return self._folder / f"{sha256}-still.jpg"


def make_strip(clip: Path) -> bytes:
    """A JPEG of `STRIP_FRAMES` frames from the first to the last; raises UserError."""
    from PIL import Image

    with ClipDecoder(clip) as decoder:
        last = decoder.facts.num_frames - 1
        numbers = [round(cell * last / (STRIP_FRAMES - 1)) for cell in range(STRIP_FRAMES)]
        pictures: dict[int, Image.Image] = {}
        for number in sorted(set(numbers)):
            frame = decoder.frame(number)
            image = Image.frombuffer(
                "RGB", (frame.width, frame.height), frame.rgb, "raw", "RGB", frame.stride, 1
            )
            image.thumbnail((CELL_SIDE_PX, CELL_SIDE_PX), Image.Resampling.BOX)
            pictures[number] = image
    return _side_by_side([pictures[number] for number in numbers])


def _repeated(jpeg: bytes) -> bytes:
    """One picture as the strip of a clip that does not move; raises OSError."""
    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        still = picture.convert("RGB")
    still.thumbnail((CELL_SIDE_PX, CELL_SIDE_PX))
    return _side_by_side([still] * STRIP_FRAMES)


def _side_by_side(pictures: "list[Image.Image]") -> bytes:
    from PIL import Image

    width, height = pictures[0].size
    strip = Image.new("RGB", (width * len(pictures), height))
    for cell, picture in enumerate(pictures):
        strip.paste(picture, (cell * width, 0))
    content = io.BytesIO()
    strip.save(content, "JPEG", quality=_JPEG_QUALITY)
    return content.getvalue()
