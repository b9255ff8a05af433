"""Writes small files away from the window's thread: a flush to the disk may take its time."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError


class FileKeeper(QObject):
    """Writes in the order asked for, all of it before it stops."""

    refused = Signal(object)  # UserError
    stopped = Signal()

    @Slot()
    def start(self) -> None:
        """Nothing to prepare."""

    @Slot()
    def stop(self) -> None:
        self.stopped.emit()

    @Slot(str, str, bytes)
    def write(self, what: str, path: str, content: bytes) -> None:
        """Write `content`; `what` names it for the user, should it fail."""
        try:
            durable_write(Path(path), content)
        except OSError as error:
            self.refused.emit(NotSavedError(what, error))
