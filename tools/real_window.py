"""The real window on a home of its own, driven from outside, for pictures of it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from wan22_desktop.app.parts import Parts
from wan22_desktop.app.qt_texts import speak_as_the_process
from wan22_desktop.app.start import Opening
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.places import Places
from wan22_desktop.generation.domain.groups import GroupKind, JobGroup
from wan22_desktop.generation.ui.queue_rows import GroupRow
from wan22_desktop.qtkit.theme import Theme, apply_theme

SETTLE_S = 0.5
"""Longer than what anything on the screen waits before it shows a change."""


def wait_until(condition: Callable[[], bool], limit_s: float) -> None:
    """Let the app live until something is so; raises TimeoutError."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def live(seconds: float) -> None:
    """Let the app live for a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def take(widget: QWidget, folder: Path, name: str, settle_s: float = SETTLE_S) -> None:
    """Write a picture of the widget as PNG and print its path; raises OSError."""
    live(settle_s)
    file = folder / f"{name}.png"
    if not widget.grab().save(str(file)):
        raise OSError(f"{file} could not be written")
    sys.stdout.write(f"{file}\n")
    sys.stdout.flush()


def groups_in(parts: Parts) -> dict[GroupKind, JobGroup]:
    """The last group of each kind in the queue."""
    model = parts.queue.model
    rows = (model.row_at(model.index(at)) for at in range(model.rowCount()))
    return {row.group.kind: row.group for row in rows if isinstance(row, GroupRow)}


@contextmanager
def open_real_window(places: Places, width: int, height: int) -> Iterator[tuple[MainWindow, Parts]]:
    """The window with all its services, closed in good order at the end."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    speak_as_the_process(app)
    apply_theme(app, Theme.LIGHT)
    window = MainWindow()
    window.resize(width, height)
    opening = Opening(window, places, [])
    window.first_painted.connect(opening.begin)
    window.show()
    wait_until(lambda: opening.is_complete, 60)
    wiring = opening.wiring
    if wiring is None:
        raise RuntimeError("the window did not open")
    try:
        yield window, wiring.parts
    finally:
        wiring.leave()
        wait_until(lambda: wiring.shutdown.is_finished, 60)
        opening.close()
