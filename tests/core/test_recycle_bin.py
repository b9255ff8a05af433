"""What was moved to the system's recycle bin comes back to where it was."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from wan22_desktop.core.recycle_bin import from_recycle_bin, windows_records

TO_BIN = (
    "import sys; from pathlib import Path;"
    "from wan22_desktop.core.recycle_bin import to_recycle_bin;"
    "to_recycle_bin(Path(sys.argv[1]))"
)
"""In a process of its own: where the bin is, is asked once a process."""


@pytest.mark.skipif(sys.platform == "win32", reason="the bin of Linux desktops")
def test_a_file_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    file = tmp_path / "folder" / "a clip 100% ü.mp4"
    file.parent.mkdir()
    for content in ("first", "second"):
        file.write_text(content, encoding="utf-8")
        subprocess.run([sys.executable, "-c", TO_BIN, str(file)], check=True)
    assert not file.exists()
    file.parent.rmdir()
    assert from_recycle_bin(file)
    assert file.read_text(encoding="utf-8") == "second"
    assert not from_recycle_bin(file)
    file.unlink()
    assert from_recycle_bin(file)
    assert file.read_text(encoding="utf-8") == "first"
    file.unlink()
    assert not from_recycle_bin(file)


def test_records_of_windows_are_read(tmp_path: Path) -> None:
    wanted = Path("C:/Clips/Ünï.mp4")
    named = str(wanted).upper() + "\0"
    content = struct.pack("<qqqi", 2, 5, 133_000_000_000, len(named)) + named.encode("utf-16-le")
    (tmp_path / "$IABC123.mp4").write_bytes(content)
    (tmp_path / "$RABC123.mp4").write_bytes(b"clip")
    (tmp_path / "$IDAMAGED.mp4").write_bytes(content[:10])
    (tmp_path / "$IGONE00.mp4").write_bytes(content)
    found = [(when, kept.name) for when, kept, _ in windows_records(tmp_path, wanted)]
    assert found == [(133_000_000_000.0, "$RABC123.mp4")]
    assert list(windows_records(tmp_path, Path("C:/Clips/other.mp4"))) == []
