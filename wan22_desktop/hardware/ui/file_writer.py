"""Writes an exported file while the window goes on."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError


class FileWriter(QObject):
    """Makes the content and writes it on a thread that ends by itself when it is done.

    Without a parent: the thread holds it, so it outlives a panel that is closed meanwhile.
    """

    written = Signal(str)
    """The path."""
    refused = Signal(object)  # UserError

    def write(self, what: str, path: Path, make: Callable[[], bytes]) -> None:
        """`what` names it for the user, should it fail; `make` is called on the thread."""
        threading.Thread(target=self._run, args=(what, path, make), name="hardware export").start()

    def _run(self, what: str, path: Path, make: Callable[[], bytes]) -> None:
        try:
            durable_write(path, make())
        except OSError as error:
            self.refused.emit(NotSavedError(what, error))
        else:
            self.written.emit(str(path))
