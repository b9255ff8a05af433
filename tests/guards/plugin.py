"""Rules that every test obeys without asking for them: offline, and nothing left running."""

import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import network_guard

SETTLE_S = 5.0
"""Threads and processes that were told to end get this long to do so."""


def pytest_configure(config: pytest.Config) -> None:
    network_guard.install()
    handle, notes = tempfile.mkstemp(prefix="wan22-connections-")
    os.close(handle)
    os.environ[network_guard.NOTES_VARIABLE] = notes
    folders = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(folder for folder in folders if folder)
    config.stash[_NOTES] = Path(notes)


def pytest_sessionfinish(session: pytest.Session) -> None:
    notes = session.config.stash[_NOTES]
    attempts = notes.read_text(encoding="utf-8")
    notes.unlink()
    left = psutil.Process().children(recursive=True)
    if attempts:
        sys.stderr.write(f"\nSomebody tried to reach the outside:\n{attempts}")
    if left:
        sys.stderr.write(f"\nProcesses left behind: {left}\n")
    if (attempts or left) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


_NOTES = pytest.StashKey[Path]()


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fails the test that leaves a thread, a child process or an active Qt timer behind."""
    threads = set(threading.enumerate())
    children = set(psutil.Process().children(recursive=True))
    yield
    deadline = time.monotonic() + SETTLE_S
    while True:
        left: list[object] = [
            t for t in threading.enumerate() if t not in threads and not _stays_by_design(t)
        ]
        left += [c for c in psutil.Process().children(recursive=True) if _runs(c, children)]
        left += _active_timers()
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.02)
        gc.collect()
    assert not left, f"left running: {left}"


def _runs(child: psutil.Process, before: set[psutil.Process]) -> bool:
    """Whether it is new and alive; one that ended is reaped by its parent in its own time."""
    try:
        return child not in before and child.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _stays_by_design(thread: threading.Thread) -> bool:
    """Python's stand-in for a QThread that logged something, and tqdm's watcher of its bars.

    Both stay for ever once there was reason for one, and neither does anything of ours.
    """
    return isinstance(thread, threading._DummyThread) or thread.name == "tqdm_monitor"


def _active_timers() -> list[object]:
    """Active timers of the window side; none where Qt was never started."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    core = sys.modules.get("PySide6.QtCore")
    if widgets is None or core is None or widgets.QApplication.instance() is None:
        return []
    shiboken = sys.modules["shiboken6"]
    tops = [w for w in widgets.QApplication.topLevelWidgets() if shiboken.isValid(w)]
    roots = [widgets.QApplication.instance(), *tops]
    return [
        timer
        for root in roots
        for timer in root.findChildren(core.QTimer)
        if shiboken.isValid(timer) and timer.isActive() and not timer.isSingleShot()
    ]
