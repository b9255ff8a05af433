"""What clips on one clock ask of their service, and what it answers, as plain values.

A `ticket` numbers the openings: whatever carries an older one is not for what is shown now.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.clip_decoder import ClipFacts

if TYPE_CHECKING:
    from wan22_desktop.gallery.domain.similarity import Similarity


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """One clip of several; without `facts` it cannot be shown, and `error` says why.

    Both are None for a cell that has no clip yet.
    """

    facts: ClipFacts | None = None
    metadata: ClipMetadata | None = None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class OpenedClips:
    """`keeps` is how many sets of frames may be held in memory at once."""

    ticket: int
    cells: tuple[OpenedCell, ...]
    keeps: int

    @property
    def num_frames(self) -> int:
        """Of the longest clip; 0 if none can be shown."""
        return max((cell.facts.num_frames for cell in self.cells if cell.facts), default=0)

    @property
    def fps(self) -> float:
        """Of the first clip that can be shown."""
        return next((cell.facts.fps for cell in self.cells if cell.facts), 24.0)


@dataclass(frozen=True, slots=True, eq=False)
class FrameSet:
    """Frame `number` of every clip; the last frame of those that have ended before it.

    None stands for cells without a clip.
    """

    ticket: int
    number: int
    images: tuple[QImage | None, ...]


@dataclass(frozen=True, slots=True)
class CellFailure:
    """A clip of several has turned out to be damaged; the others go on without it."""

    ticket: int
    index: int
    error: UserError


@dataclass(frozen=True, slots=True)
class FrameMeasured:
    """Frame `number` of clip `index`, compared with that of the first clip."""

    ticket: int
    index: int
    number: int
    similarity: "Similarity"


@dataclass(frozen=True, slots=True)
class ClipsMeasured:
    """All frames of clip `index`, compared with those of the first clip."""

    ticket: int
    index: int
    similarity: "Similarity"


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """Clip `index` cannot be compared with the first."""

    ticket: int
    index: int
    error: UserError
