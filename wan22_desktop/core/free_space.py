"""Room on the disk: how much there is, how much is lacking, and how that is said."""

import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.texts import tr

RESERVE_BYTES = 2 * 1024**3
"""Left free for everything else that writes to the drive."""


def free_bytes(folder: Path) -> int:
    """Free on the drive of `folder`, which need not be there yet; raises OSError."""
    return drive_bytes(folder)[1]


def drive_bytes(folder: Path) -> tuple[int, int]:
    """The size of the drive of `folder`, which need not be there yet, and what of it is free.

    Raises OSError.
    """
    usage = shutil.disk_usage(_nearest_existing(folder))
    return usage.total, usage.free


def drive_of(folder: Path) -> str:
    """The name of the drive for people: `C:`, or the folder where it is mounted."""
    place = Path(os.path.realpath(_nearest_existing(folder)))
    if place.drive:
        return place.drive
    while not place.is_mount() and place != place.parent:
        place = place.parent
    return str(place)


class DiskRoom:
    """Says whether what is still to come has room, with a reserve."""

    def __init__(
        self,
        reserve_bytes: int = RESERVE_BYTES,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self._reserve_bytes = reserve_bytes
        self._free = free

    def lacking(self, folder: Path, need_bytes: int) -> int:
        """How many bytes are lacking for `need_bytes` more; 0 if there is room.

        Also 0 where the system does not tell: then writing will show it.
        """
        try:
            free = self._free(folder)
        except OSError:
            return 0
        return max(0, need_bytes + self._reserve_bytes - free)


def room_text(folder: Path, lacking_bytes: int) -> str:
    """What is needed, in GB (10^9 bytes, rounded up)."""
    gigabytes = math.ceil(max(lacking_bytes, 1) / 1e8) / 10
    return tr(
        "{gigabytes:.1f} GB more are needed on drive {drive}.",
        gigabytes=gigabytes,
        drive=drive_of(folder),
    )


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
