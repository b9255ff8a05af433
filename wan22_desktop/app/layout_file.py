"""How the window looked when it was closed. Read before the first paint, so kept light."""

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path

VERSION = 4
"""Raise it when docks are added or renamed: Qt cannot use the old arrangement then."""

_MAX_FILE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """Qt's own description of the window's place and of the docks; empty means the default."""

    geometry: bytes = b""
    docks: bytes = b""

    def to_bytes(self) -> bytes:
        tree = {
            "version": VERSION,
            "geometry": base64.b64encode(self.geometry).decode(),
            "docks": base64.b64encode(self.docks).decode(),
        }
        return json.dumps(tree, indent=2).encode()


def load_layout(file: Path) -> Layout:
    """The layout in `file`; the default if there is none or it is damaged."""
    try:
        with file.open("rb") as stream:
            tree: object = json.loads(stream.read(_MAX_FILE_BYTES))
        if not isinstance(tree, dict) or tree.get("version") != VERSION:
            return Layout()
        return Layout(
            base64.b64decode(tree["geometry"], validate=True),
            base64.b64decode(tree["docks"], validate=True),
        )
    except (OSError, ValueError, RecursionError, KeyError, TypeError, binascii.Error):
        return Layout()


@dataclass(frozen=True, slots=True)
class Looks:
    """What of the settings the first paint needs."""

    theme: str = "system"
    font_scale: float = 1.0
    high_contrast: bool = False


def peek_looks(settings_file: Path) -> Looks:
    """The chosen looks, or the usual ones: the settings are checked after the first paint."""
    try:
        with settings_file.open("rb") as stream:
            tree: object = json.loads(stream.read(_MAX_FILE_BYTES))
        chosen = tree["appearance"]  # type: ignore[index]
        theme, scale = chosen.get("theme"), chosen.get("font_scale", 1.0)
        contrast = chosen.get("high_contrast", False)
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return Looks()
    return Looks(
        theme if theme in ("light", "dark") else "system",
        scale if isinstance(scale, int | float) and 0.8 <= scale <= 2.0 else 1.0,
        contrast is True,
    )
