"""What an installation consists of: every file that was shipped, with size and digest."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from wan22_desktop.core.request import Sha256
from wan22_desktop.core.safe_names import safe_relative_path
from wan22_desktop.core.values import Value

MANIFEST_NAME = "install_manifest.json"
"""Beside the program."""
MAX_MANIFEST_BYTES = 32 << 20

_MINE = {MANIFEST_NAME, "portable.txt"}
_MINE_FOLDERS = {"data", "__pycache__"}
"""Made by the app itself: a portable home, and what Python compiles while it runs."""
_UNINSTALLERS = ("unins", "uninstall")


class ShippedFile(Value):
    """One file of the program; `path` has `/` and is relative to the program's folder."""

    path: Annotated[str, AfterValidator(safe_relative_path)]
    size_bytes: Annotated[int, Field(ge=0)]
    sha256: Sha256


class InstallManifest(Value):
    """Every file that was shipped."""

    schema_version: Literal[1] = 1
    app_version: Annotated[str, Field(max_length=64)]
    files: Annotated[tuple[ShippedFile, ...], Field(min_length=1, max_length=200_000)]


def is_shipped(path: str) -> bool:
    """Whether a file with this path belongs into a manifest, or is foreign if it is in none."""
    *folders, name = path.split("/")
    if folders and folders[0] == "data":
        return False
    if any(folder in _MINE_FOLDERS - {"data"} for folder in folders):
        return False
    return not (not folders and (name in _MINE or name.lower().startswith(_UNINSTALLERS)))
