"""How the window looked when it was closed. Read before the first paint, so kept light."""

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path

VERSION = 5
"""Raise it when docks are added or renamed: Qt cannot use the old arrangement then."""

MAX_SETUPS = 8
"""Screen setups that are remembered: a laptop with and without a few desks."""

_MAX_FILE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """Qt's own description of the window's place and of the docks; empty means the default."""

    geometry: bytes = b""
    docks: bytes = b""


Layouts = dict[str, Layout]
"""By the screens that they were made on (`screens` of the window); the last used comes last."""


def layout_for(layouts: Layouts, screens: str) -> Layout:
    """The one for these screens, else the last used, else the default."""
    if screens in layouts:
        return layouts[screens]
    return next(reversed(layouts.values()), Layout())


def with_layout(layouts: Layouts, screens: str, layout: Layout) -> Layouts:
    """The same with one added or replaced; those that were not used for longest go."""
    others = [(key, value) for key, value in layouts.items() if key != screens]
    return dict([*others[-(MAX_SETUPS - 1) :], (screens, layout)])


def file_content(layouts: Layouts) -> bytes:
    """The bytes that `load_layouts` reads back."""
    setups = [
        {
            "screens": screens,
            "geometry": base64.b64encode(layout.geometry).decode(),
            "docks": base64.b64encode(layout.docks).decode(),
        }
        for screens, layout in layouts.items()
    ]
    return json.dumps({"version": VERSION, "setups": setups}, indent=2).encode()


def load_layouts(file: Path) -> Layouts:
    """The layouts in `file`; none if it is missing or damaged."""
    try:
        with file.open("rb") as stream:
            tree: object = json.loads(stream.read(_MAX_FILE_BYTES))
        if not isinstance(tree, dict) or tree.get("version") != VERSION:
            return {}
        return {
            str(setup["screens"]): Layout(
                base64.b64decode(setup["geometry"], validate=True),
                base64.b64decode(setup["docks"], validate=True),
            )
            for setup in tree["setups"][-MAX_SETUPS:]
        }
    except (OSError, ValueError, RecursionError, LookupError, TypeError, binascii.Error):
        return {}


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
