"""Whether a path leads to another computer: models there are neither linked nor used in place.

The connection may break in the middle of a render, and weights of 28 GB would be read over it
again and again.
"""

import os
import re
import sys
from pathlib import Path

_MOUNTS = Path("/proc/mounts")
_DRIVE_REMOTE = 4
"""What GetDriveTypeW says of a drive letter that stands for a share."""
_REMOTE_TYPES = re.compile(
    r"nfs\d?|cifs|smb\w*|afs|ceph|lustre|davfs\w*|glusterfs|ncpfs"
    r"|fuse\.(sshfs|rclone|glusterfs|s3fs|gcsfuse|davfs2?|smbnetfs|gvfsd-fuse)"
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def is_network_path(path: Path) -> bool:
    """Follows links; what cannot be told counts as local."""
    if sys.platform == "win32":
        return _on_windows(os.path.realpath(path))
    try:
        mounts = _MOUNTS.read_text("utf-8", errors="surrogateescape")
    except OSError:
        return False
    return is_remote_mount(os.path.realpath(path), mounts)


def is_remote_mount(path: str, mounts: str) -> bool:
    """Whether an absolute path lies on a network file system, by the content of /proc/mounts."""
    found, is_remote = "", False
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[1]).rstrip("/")
        # Of equal ones the later is mounted over the earlier.
        if (path == point or path.startswith(f"{point}/")) and len(point) >= len(found):
            found, is_remote = point, _REMOTE_TYPES.fullmatch(fields[2]) is not None
    return is_remote


def _on_windows(path: str) -> bool:
    if path.startswith("\\\\?\\UNC\\"):
        return True
    if path.startswith("\\\\") and not path.startswith("\\\\?\\"):
        return True
    if sys.platform != "win32":
        return False
    import ctypes

    root = Path(path).anchor
    return bool(root) and ctypes.windll.kernel32.GetDriveTypeW(root) == _DRIVE_REMOTE
