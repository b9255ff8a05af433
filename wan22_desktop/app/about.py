"""What this program is made of."""

import platform
from importlib import metadata

from PySide6.QtCore import qVersion

from wan22_desktop import __version__
from wan22_desktop.core.texts import tr

_SHOWN = ("torch", "diffusers", "transformers", "av")


def versions_text() -> str:
    """Versions line by line, without importing what is only the engine's."""
    lines = [
        f"WAN2.2 Desktop {__version__}",
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        f"Python {platform.python_version()}, Qt {qVersion()}",
    ]
    parts = []
    for name in _SHOWN:
        try:
            parts.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return "\n".join([*lines, ", ".join(parts)])


def about_text() -> str:
    return tr(
        "WAN2.2 Desktop makes video from text and images on your own PC with Wan 2.2. "
        "Nothing leaves this computer.\n\n"
        "{versions}\n\n"
        "Licensed under the Apache License 2.0. Qt and PySide6 are used under the LGPL 3; "
        "FFmpeg, through PyAV, under the licence it was built with.",
        versions=versions_text(),
    )
