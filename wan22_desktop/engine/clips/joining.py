"""Clips one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Size
from wan22_desktop.engine.clips.colour_match import Table, colour_table, recoloured
from wan22_desktop.engine.clips.sources import (
    Check,
    SourceClip,
    at_rate,
    contained,
    count_at_rate,
    even,
)
from wan22_desktop.engine.video_file import Frames


class Joined:
    """Sources as one clip of the first one's size and rate."""

    def __init__(self, sources: Sequence[SourceClip], *, colour_match: bool, check: Check) -> None:
        """Looks at the seams, for which each clip is read once; `check` may stop that."""
        first = sources[0]
        self._sources = sources
        self.size: Size = even(first.size)
        self.fps = first.fps
        self.num_frames = sum(
            count_at_rate(source.num_frames, source.fps, self.fps) for source in sources
        )
        self.notes: list[str] = []
        self._tables: list[Table | None] = [None] * len(sources)
        for number, source in enumerate(sources[1:], start=1):
            if source.size != first.size:
                self.notes.append(
                    tr(
                        "Clip {number} has {size} and was fitted to {first}.",
                        number=number + 1,
                        size=source.size,
                        first=first.size,
                    )
                )
            if colour_match:
                self._match(number, check)

    def frames(self) -> Iterator[Frames]:
        for source, table in zip(self._sources, self._tables, strict=True):
            for frame in at_rate(source.frames(), source.fps, self.fps):
                yield recoloured(contained(frame, self.size), table)

    def _match(self, number: int, check: Check) -> None:
        """All of a clip takes the colours that the one before ends with: a tint that fades would
        be seen to change, and the clip that follows is fitted to this one.

        A continuation begins with the picture that the clip before ends with, which is cut off
        lest it be seen twice. Where that is so, it tells the colours best.
        """
        before, after = self._sources[number - 1 : number + 1]
        end: Frames | None = None
        for frame in before.frames():
            check()
            end = frame
        cut_off = min(1, after.first_frame)
        beginning = replace(after, first_frame=after.first_frame - cut_off, num_frames=1 + cut_off)
        starts = [contained(frame, self.size) for frame in beginning.frames()]
        if end is not None and starts:
            shown = recoloured(contained(end, self.size), self._tables[number - 1])
            self._tables[number] = colour_table(shown, starts)
        if self._tables[number] is None:
            self.notes.append(
                tr(
                    "Clip {number} begins with another picture than the one before ends with, so "
                    "its colours were left as they are.",
                    number=number + 1,
                )
            )
