"""Which files from outside are opened at all: those of this computer, reached without a detour."""

import os
import stat
from pathlib import Path

from wan22_desktop.core.texts import tr


def is_network_path(path: str) -> bool:
    """Whether the text names a share; Windows would log in there as soon as it is looked at."""
    return path.replace("\\", "/").startswith("//")


def refusal_of(path: Path) -> str | None:
    """Why a file or folder is not even opened, as whole sentences; raises OSError."""
    if is_network_path(str(path)):
        return tr("It lies on a network share: copy it to this computer first.")
    info = path.lstat()
    if is_link(info):
        return tr("It is a link: choose the file itself.")
    if not stat.S_ISREG(info.st_mode) and not stat.S_ISDIR(info.st_mode):
        return tr("It is no regular file.")
    return None


def is_link(info: os.stat_result) -> bool:
    """Whether the system would look elsewhere, by `lstat`; files kept in a cloud are no links."""
    return stat.S_ISLNK(info.st_mode) or getattr(info, "st_reparse_tag", 0) in (
        getattr(stat, "IO_REPARSE_TAG_SYMLINK", -1),
        getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1),
    )
