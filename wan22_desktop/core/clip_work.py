"""What is done to finished clips: larger, smoother, joined, side by side."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from wan22_desktop.core.request import Sha256
from wan22_desktop.core.values import Value

MAX_SOURCES = 64
MAX_FACTOR = 4


class WorkKind(StrEnum):
    UPSCALE = "upscale"
    """More pixels, by a model of spandrel's or, without one, by Lanczos filtering."""
    INTERPOLATE = "interpolate"
    """More frames in the same time, by FFmpeg's motion-compensated filter."""
    JOIN = "join"
    """One clip after the other, the colours of later ones fitted to the earlier."""
    GRID = "grid"
    """All clips at once in rows and columns, each with its label."""


class ClipSource(Value):
    """A clip, or part of it: a file, or what a job of the queue is going to make."""

    path: str | None = None
    sha256: Sha256 | None = None
    """Of the file as it was when the work was asked for; None if it is not made yet."""
    job_id: str | None = None
    label: Annotated[str, Field(max_length=200)] = ""
    """Written above its cell of a grid."""
    first_frame: Annotated[int, Field(ge=0)] = 0
    num_frames: Annotated[int, Field(ge=1)] | None = None
    """How many frames from there on; None means all."""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.path is None) == (self.job_id is None):
            raise ValueError("a source is either a file or a job")
        return self


class ClipWork(Value):
    """One thing to do; what a kind has no use for stays at its default."""

    kind: WorkKind
    sources: Annotated[tuple[ClipSource, ...], Field(min_length=1, max_length=MAX_SOURCES)]
    factor: Annotated[int, Field(ge=2, le=MAX_FACTOR)] = 2
    """UPSCALE: of width and height. INTERPOLATE: of the frame rate."""
    upscaler: Annotated[str, Field(max_length=200)] = ""
    """UPSCALE: the file's name in `models/upscalers`; empty means Lanczos."""
    colour_match: bool = True
    """JOIN: whether later clips take the colours of the one before at the seam."""
    columns: Annotated[int, Field(ge=1, le=MAX_SOURCES)] = 1
    """GRID."""

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The jobs whose clips it needs."""
        return tuple(source.job_id for source in self.sources if source.job_id is not None)
