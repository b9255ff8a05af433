"""What makes a file suspicious although its digest may be right."""

import os
from collections.abc import Iterator
from pathlib import Path

from wan22_desktop.core.manifest import Manifest
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.weight_files import WEIGHT_ENDINGS, read_json, read_weights

ALLOWED_ENDINGS = frozenset({*WEIGHT_ENDINGS, ".json", ".txt", ".model"})
_CONFIG_NAMES = ("config.json", "model_index.json", ".index.json")
_OF_FILE_MANAGERS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""They are put there by looking at a folder."""
_PROGRAMS = {
    b"MZ": tr("is a program for Windows"),
    b"\x7fELF": tr("is a program for Linux"),
    b"\xcf\xfa\xed\xfe": tr("is a program for macOS"),
    b"\xca\xfe\xba\xbe": tr("is a program for macOS"),
    b"#!": tr("is a script"),
    b"PK\x03\x04": tr("is an archive, which can carry program code"),
    **{bytes([0x80, protocol]): tr("is a pickle, which can carry program code")
       for protocol in range(2, 6)},
}  # fmt: skip


def suspicion_of(file: Path) -> str | None:
    """Why a whole file should not be used, as the end of a sentence; None if nothing speaks
    against it. Reads headers only; raises OSError.
    """
    ending = file.suffix.lower()
    if ending not in ALLOWED_ENDINGS:
        return tr(
            "is of a kind that no model needs ({ending})", ending=ending or tr("without ending")
        )
    try:
        if ending in WEIGHT_ENDINGS:
            read_weights(file)
        elif file.name.endswith(_CONFIG_NAMES) and "auto_map" in read_json(file):
            return tr("asks for program code")
    except DamagedFileError as error:
        return str(error)
    return None if ending in WEIGHT_ENDINGS else _program(file)


def unnamed_files(folder: Path, manifest: Manifest) -> Iterator[Path]:
    """What lies in a version's folder and is not in its manifest; links are not followed."""
    named = {folder / file.path for file in manifest.files}
    for above, folders, files in os.walk(folder):
        here = Path(above)
        linked = [name for name in folders if (here / name).is_symlink()]
        for name in (*linked, *files):
            if here / name not in named and name.lower() not in _OF_FILE_MANAGERS:
                yield here / name


def _program(file: Path) -> str | None:
    with file.open("rb") as stream:
        start = stream.read(4)
    return next((why for magic, why in _PROGRAMS.items() if start.startswith(magic)), None)
