"""Takes a folder into a LoRA library until it is done or killed.

    python -m lora_library.importing_child HOME FOLDER     (in tests/)

Says `open` when it begins and `done` at the end.
"""

import sys
from contextlib import closing
from pathlib import Path

from lora_library.libraries import LibraryAtWork
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector


def main(home: str, folder: str) -> None:
    with closing(FileInspector()) as inspector, LibraryAtWork(Path(home), inspector) as library:
        print("open", flush=True)
        library.manager.upload_lora_files([Path(folder)])
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
