"""What can be done with clips: one table for the menu and the keys."""

from enum import Enum, auto

from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.domain.clip_record import ClipRecord

MAX_COMPARED = 4


class Deed(Enum):
    OPEN = auto()
    COMPARE = auto()
    REUSE = auto()
    CONTINUE = auto()
    RENDER_AGAIN = auto()
    REPRODUCE = auto()
    UPSCALE = auto()
    INTERPOLATE = auto()
    RENAME = auto()
    ADD_TAG = auto()
    REMOVE_TAG = auto()
    ADD_TO_ALBUM = auto()
    LEAVE_ALBUM = auto()
    COPY_PROMPT = auto()
    COPY_FILES = auto()
    EXPORT = auto()
    SHOW_IN_FOLDER = auto()
    FORGET = auto()
    RECYCLE = auto()


GROUP_STARTS = {Deed.REUSE, Deed.UPSCALE, Deed.RENAME, Deed.COPY_PROMPT, Deed.FORGET}
"""A line stands above these in a menu."""

KEYS = {
    Deed.OPEN: "Enter",
    Deed.RENAME: "F2",
    Deed.RECYCLE: "Del",
    Deed.ADD_TAG: "T",
    Deed.ADD_TO_ALBUM: "A",
    Deed.COMPARE: "C",
}


def deeds_of(clips: tuple[ClipRecord, ...]) -> tuple[Deed, ...]:
    """What can be done with all of these at once, in the order of the menu."""
    if not clips:
        return ()
    is_one = len(clips) == 1
    is_there = not any(clip.is_missing for clip in clips)
    has_request = is_one and bool(clips[0].request_json)
    possible = {
        Deed.OPEN: is_one and is_there,
        Deed.COMPARE: 2 <= len(clips) <= MAX_COMPARED and is_there,
        Deed.REUSE: has_request,
        Deed.CONTINUE: is_one and is_there,
        Deed.RENDER_AGAIN: has_request,
        Deed.REPRODUCE: has_request and is_there,
        Deed.UPSCALE: is_there,
        Deed.INTERPOLATE: is_there,
        Deed.RENAME: is_one,
        Deed.ADD_TAG: True,
        Deed.REMOVE_TAG: any(clip.tags for clip in clips),
        Deed.ADD_TO_ALBUM: True,
        Deed.LEAVE_ALBUM: any(clip.albums for clip in clips),
        Deed.COPY_PROMPT: is_one and bool(clips[0].prompt),
        Deed.COPY_FILES: is_there,
        Deed.EXPORT: is_there,
        Deed.SHOW_IN_FOLDER: is_one,
        Deed.FORGET: True,
        Deed.RECYCLE: True,
    }
    return tuple(deed for deed in Deed if possible[deed])


def deed_text(deed: Deed, count: int) -> str:
    """The words of a menu for so many clips."""
    match deed:
        case Deed.RECYCLE:
            return (
                tr("Move to the recycle bin")
                if count == 1
                else tr("Move {count:,} clips to the recycle bin", count=count)
            )
        case Deed.FORGET:
            return (
                tr("Remove from the gallery, keep the file")
                if count == 1
                else tr("Remove from the gallery, keep the files")
            )
        case Deed.COMPARE:
            return tr("Compare {count} clips", count=count)
        case _:
            return _TEXTS[deed]


_TEXTS = {
    Deed.OPEN: tr("Open"),
    Deed.REUSE: tr("Use its settings"),
    Deed.CONTINUE: tr("Continue this clip…"),
    Deed.RENDER_AGAIN: tr("Render again"),
    Deed.REPRODUCE: tr("Reproduce and compare"),
    Deed.UPSCALE: tr("Upscale…"),
    Deed.INTERPOLATE: tr("Make it smoother…"),
    Deed.RENAME: tr("Rename…"),
    Deed.ADD_TAG: tr("Add a tag…"),
    Deed.REMOVE_TAG: tr("Remove a tag…"),
    Deed.ADD_TO_ALBUM: tr("Add to an album…"),
    Deed.LEAVE_ALBUM: tr("Take out of an album…"),
    Deed.COPY_PROMPT: tr("Copy the prompt"),
    Deed.COPY_FILES: tr("Copy"),
    Deed.EXPORT: tr("Export…"),
    Deed.SHOW_IN_FOLDER: tr("Show in its folder"),
}
