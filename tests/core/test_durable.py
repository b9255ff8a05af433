"""Files are written whole or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from wan22_desktop.core.durable import durable_write


def test_replaces_the_old_content(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    durable_write(file, b"old")
    durable_write(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for the disk: the write stops half way with an error."""
    file = tmp_path / "settings.json"
    durable_write(file, b"old")
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from wan22_desktop.core.durable import durable_write\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
        "try: durable_write(Path(sys.argv[1]), b'x' * 5000)\n"
        "except OSError as error: sys.exit(error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert done.returncode == 27  # EFBIG
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_an_unwritable_folder_is_an_error(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_bytes(b"")
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        durable_write(blocker / "settings.json", b"new")


def test_killed_at_any_moment_it_leaves_old_or_new(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    durable_write(file, b"a" * 100_000)
    script = (
        "import sys; from pathlib import Path\n"
        "from wan22_desktop.core.durable import durable_write\n"
        "print('go', flush=True)\n"
        "while True:\n"
        "    for letter in (b'a', b'b'): durable_write(Path(sys.argv[1]), letter * 100_000)\n"
    )
    for milliseconds in (1, 3, 7, 12, 20):
        child = subprocess.Popen([sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        with child, child.stdout:
            child.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(milliseconds / 1000)
            child.kill()
        content = file.read_bytes()
        assert len(content) == 100_000
        assert set(content) in ({ord("a")}, {ord("b")})
