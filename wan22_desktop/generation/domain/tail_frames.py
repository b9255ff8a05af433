"""The last frames of a clip, to go on from."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TailFrame:
    """A frame of a clip as a PNG; `number` counts from its end, -1 being the last."""

    number: int
    png: bytes
    is_lossless: bool
    """As it was decoded from the latents, not from the video file."""


class TailFrames(Protocol):
    """Where the last frames of one clip come from; asked on a thread that may wait."""

    def read(self) -> tuple[TailFrame, ...]:
        """The last frame, then those before it; raises UserError for what is no clip."""
        ...

    def keep(self, frame: TailFrame) -> str:
        """Keep the picture as a start image and give its SHA-256; raises UserError."""
        ...
