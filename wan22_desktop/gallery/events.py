"""What the player asks of the clip service, and what it answers, as plain values.

A `ticket` numbers the openings of clips: whatever carries an older one is not for the clip that
is shown now.
"""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QImage

from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.errors import UserError
from wan22_desktop.gallery.clip_decoder import ClipFacts


@dataclass(frozen=True, slots=True)
class OpenedClip:
    """`metadata` is None for clips of others; `fits` tells that all frames come by themselves."""

    ticket: int
    facts: ClipFacts
    metadata: ClipMetadata | None
    fits: bool


@dataclass(frozen=True, slots=True, eq=False)
class ClipFrame:
    ticket: int
    number: int
    image: QImage


@dataclass(frozen=True, slots=True)
class ClipFailure:
    ticket: int
    error: UserError


class ImagePurpose(StrEnum):
    KEEP = "keep"
    START_IMAGE = "start-image"


@dataclass(frozen=True, slots=True, eq=False)
class ImageToSave:
    """A frame to be written as PNG."""

    purpose: ImagePurpose
    image: QImage
    path: str


@dataclass(frozen=True, slots=True)
class SavedImage:
    purpose: ImagePurpose
    path: str
