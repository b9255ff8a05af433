"""Keeps the last frames of finished clips; see `core.clip_tails`."""

import contextlib
import logging
import os
import shutil
from pathlib import Path

from PIL import Image

from wan22_desktop.core.clip_tails import (
    MAX_TAILS,
    TAIL_FRAMES,
    tail_folder,
    tail_name,
    tails_folder,
)
from wan22_desktop.engine.video_file import Frames

_log = logging.getLogger(__name__)


def keep_tail(cache: Path, clip_sha256: str, frames: Frames, *, most: int = MAX_TAILS) -> None:
    """Keep the last of `frames` [frames, height, width, 3]; the oldest beyond `most` go.

    A safety net and no result: what fails is logged.
    """
    folder = tail_folder(cache, clip_sha256)
    unfinished = folder.with_suffix(f".{os.getpid()}.tmp")
    try:
        if folder.is_dir():
            folder.touch()  # the same clip once more: its frames are the newest again
            return
        unfinished.mkdir(parents=True)
        for number, frame in enumerate(reversed(frames[-TAIL_FRAMES:]), start=1):
            # Little compression: at 720p it takes a third of the time and a tenth more room.
            Image.fromarray(frame).save(unfinished / tail_name(number), compress_level=1)
        unfinished.replace(folder)
        _drop_oldest(tails_folder(cache), most)
    except OSError as error:
        _log.warning("the last frames are not kept: %s", error)
        shutil.rmtree(unfinished, ignore_errors=True)


def _drop_oldest(tails: Path, most: int) -> None:
    """Also what engines left behind that ended in the middle: it grows old like the rest."""
    by_age: list[tuple[float, Path]] = []
    for folder in tails.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another engine was quicker
            by_age.append((folder.stat().st_mtime, folder))
    for _, folder in sorted(by_age)[: max(0, len(by_age) - most)]:
        shutil.rmtree(folder, ignore_errors=True)
