"""Writes the list of an installation's files, which the doctor compares them with.

    python -m tools.install_manifest FOLDER [--version VERSION]

The last step of packaging: whatever changes in FOLDER afterwards counts as damage.
"""

import argparse
import sys
from pathlib import Path

from wan22_desktop import __version__
from wan22_desktop.core.durable import durable_write
from wan22_desktop.doctor.domain.install_manifest import MANIFEST_NAME
from wan22_desktop.doctor.installation import manifest_of


def main(words: list[str] | None = None) -> int:
    """Write the manifest beside the program; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--version", default=__version__)
    arguments = parser.parse_args(words)
    folder: Path = arguments.folder.resolve()
    if not folder.is_dir():
        sys.stderr.write(f"{folder} is no folder.\n")
        return 2
    manifest = manifest_of(folder, arguments.version)
    durable_write(folder / MANIFEST_NAME, manifest.model_dump_json(indent=1).encode())
    sys.stdout.write(f"{len(manifest.files)} files in {folder / MANIFEST_NAME}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
