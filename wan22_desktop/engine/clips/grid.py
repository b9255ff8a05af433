"""Clips side by side, frame by frame, each with its label."""

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.clips.sources import SourceClip, contained, even
from wan22_desktop.engine.video_file import Frames

MAX_PIXELS = 3840 * 2160
"""Of the whole grid: what players show without a stutter. Greater ones are scaled down."""
GAP_PX = 4
_GROUND = (24, 24, 24)
_INK = (235, 235, 235)
_LABEL_CHARACTERS = 200
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class Grid:
    """All clips at once in rows; shorter ones stay at their last frame."""

    def __init__(self, sources: Sequence[SourceClip], columns: int) -> None:
        self._sources = sources
        self._columns = min(columns, len(sources))
        rows = -(-len(sources) // self._columns)
        largest = Size(
            max(source.size.width for source in sources),
            max(source.size.height for source in sources),
        )
        pixels = largest.width * largest.height * self._columns * rows
        scale = min(1.0, math.sqrt(MAX_PIXELS / pixels))
        self._cell = even(Size(int(largest.width * scale), int(largest.height * scale)))
        self.notes: list[str] = []
        if self._cell != even(largest):
            self.notes.append(
                tr("The clips are shown at {size} each, smaller than they are.", size=self._cell)
            )
        self._label_px = 0
        if any(source.label for source in sources):
            self._label_px = max(14, min(40, self._cell.height // 14)) // 2 * 2
        self._pitch = Size(self._cell.width + GAP_PX, self._cell.height + self._label_px + GAP_PX)
        self.size = Size(
            self._pitch.width * self._columns - GAP_PX, self._pitch.height * rows - GAP_PX
        )
        self.fps = sources[0].fps
        self.num_frames = max(source.num_frames for source in sources)

    def frames(self) -> Iterator[Frames]:
        """Frame n of the grid shows frame n of every clip."""
        sheet = self._labels()
        with ExitStack() as stack:
            running = [stack.enter_context(closing(source.frames())) for source in self._sources]
            for _ in range(self.num_frames):
                for number, frames in enumerate(running):
                    frame = next(frames, None)
                    if frame is not None:
                        left, top = self._place(number)
                        cell = sheet[top : top + self._cell.height, left : left + self._cell.width]
                        cell[:] = contained(frame, self._cell)
                yield sheet.copy()

    def _place(self, number: int) -> tuple[int, int]:
        """Left and top of a clip's picture."""
        row, column = divmod(number, self._columns)
        return column * self._pitch.width, row * self._pitch.height + self._label_px

    def _labels(self) -> Frames:
        """The grid without its clips."""
        sheet = Image.new("RGB", (self.size.width, self.size.height), _GROUND)
        draw = ImageDraw.Draw(sheet)
        font = ImageFont.load_default(max(8.0, self._label_px * 0.7))
        for number, source in enumerate(self._sources):
            if source.label:
                left, top = self._place(number)
                text = elided(source.label, self._cell.width - 8, font)
                middle = (left + 4, top - self._label_px // 2)
                draw.text(middle, text, _INK, font, anchor="lm")
        return np.array(sheet)


def elided(label: str, width_px: int, font: ImageFont.ImageFont | ImageFont.FreeTypeFont) -> str:
    """One plain line that is no wider, with its end left out if need be."""
    text = plain_line(label, _LABEL_CHARACTERS)
    if font.getlength(text) <= width_px:
        return text
    while text and font.getlength(text + _ELLIPSIS) > width_px:
        text = text[:-1].rstrip()
    return text + _ELLIPSIS
