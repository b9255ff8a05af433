"""Real processes that are killed while they take files in: nothing half is left.

pytest tests/lora_library/test_import_kills.py --import-kills 100
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.lora_bytes import lora_bytes
from lora_library.libraries import LibraryAtWork
from wan22_desktop.lora_library.domain.records import FileState
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector

NUM_FILES = 12
PATIENCE_S = 60.0
TESTS = Path(__file__).parents[1]
_PATHS = (str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", ""))


@pytest.mark.skipif(sys.platform == "win32", reason="kills with POSIX signals")
def test_a_kill_leaves_whole_files_and_cards_only(
    tmp_path: Path,
    inspector: FileInspector,
    import_kills: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    digests: set[str] = set()
    for number in range(NUM_FILES):
        content = lora_bytes(number, rank=200)  # 4 MB
        (shelf / f"{number}.safetensors").write_bytes(content)
        digests.add(hashlib.sha256(content).hexdigest())
    moments = random.Random(22)
    cut_off = 0
    for number in range(import_kills):
        root = tmp_path / f"run-{number}"
        root.mkdir()
        after, delay_s = moments.randrange(NUM_FILES), moments.uniform(0.0, 0.02)
        cut_off += _killed_import(root, shelf, after_files=after, delay_s=delay_s)
        with LibraryAtWork(root, inspector) as library:
            # What was stored before the kill is true at once; a scan completes it.
            for entry in library.manager._library.contents.entries.values():
                assert _digest(library.places.lora(entry.sha256)) == entry.sha256
            library.manager.scan()
            cards = library.manager.cards()
            assert {card.id for card in cards} <= digests
            assert all(card.state is FileState.PRESENT for card in cards)
            assert library.files() == sorted(f"{card.id}.safetensors" for card in cards)
            # What was not taken in yet is taken in now, and nothing twice.
            library.manager.upload_lora_files([shelf])
            assert {card.id for card in library.manager.cards()} == digests
            assert len(library.files()) == NUM_FILES
    with capsys.disabled():
        print(f"\nimport: {import_kills} kills, {cut_off} of them between the first and last file")
    assert cut_off > 0


def _killed_import(root: Path, shelf: Path, *, after_files: int, delay_s: float) -> bool:
    """Kill an import `delay_s` after so many files were in.

    Whether the kill came when some files were in and others were not.
    """
    loras = root / "home" / "loras"
    with subprocess.Popen(
        [sys.executable, "-m", "lora_library.importing_child", str(root), str(shelf)],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_PATHS)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        deadline = time.monotonic() + PATIENCE_S
        while len(list(loras.glob("*.safetensors"))) < after_files:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        time.sleep(delay_s)
        os.killpg(child.pid, signal.SIGKILL)  # with the process that looks into files
        child.wait()
    taken = len(list(loras.glob("*.safetensors")))
    return 0 < taken < NUM_FILES


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
