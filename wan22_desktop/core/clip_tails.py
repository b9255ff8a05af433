"""The last frames of clips as they were decoded, without the losses of the video file.

A clip that goes on where another ended begins with one of them. They can be made again by
rendering, so they lie in the cache, named by the clip's own bytes: moved and renamed clips keep
theirs.
"""

from pathlib import Path

from wan22_desktop.core.places import Places

TAIL_FRAMES = 5
MAX_TAILS = 200
"""Clips whose frames are kept; at 1280x720 about 1.5 GB."""

_HASH_CHARACTERS = 16


def tails_folder(cache: Path) -> Path:
    return cache / "tails"


def tail_folder(cache: Path, clip_sha256: str) -> Path:
    """Where the last frames of the clip with these bytes lie; whole or not at all."""
    return tails_folder(cache) / clip_sha256[:_HASH_CHARACTERS]


def tail_name(frames_from_end: int) -> str:
    """The file of a frame; 1 is the clip's last."""
    return f"{frames_from_end}.png"


def tail_frame(places: Places, clip_sha256: str, frames_from_end: int) -> Path | None:
    """A kept frame as a PNG, 1 being the clip's last; None if it is not kept."""
    if not 1 <= frames_from_end <= TAIL_FRAMES:
        return None
    path = tail_folder(places.cache, clip_sha256) / tail_name(frames_from_end)
    return path if path.is_file() else None
