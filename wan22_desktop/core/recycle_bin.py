"""The system's recycle bin."""

from pathlib import Path


def to_recycle_bin(path: Path) -> None:
    """Move a file or a folder there; raises OSError."""
    from send2trash import send2trash

    send2trash(path)
