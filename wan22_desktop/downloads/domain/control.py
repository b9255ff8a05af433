"""How a transfer is stopped from outside: every wait of it ends at once."""

import threading


class TransferStopped(Exception):  # noqa: N818 - no error: somebody asked for it
    """The transfer was asked to stop; what has arrived is on the disk and in the journal."""


class DiskFullError(Exception):
    """The disk has no room for the rest of a file; what has arrived is kept.

    `needed_bytes` is what the file still lacks.
    """

    def __init__(self, needed_bytes: int) -> None:
        super().__init__(f"{needed_bytes} bytes do not fit on the disk")
        self.needed_bytes = needed_bytes


class TransferControl:
    """Shared by all files of one download; thread-safe. Once stopped it stays stopped."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """For pause and cancel alike: `fetch_file` raises TransferStopped soon afterwards."""
        self._stopped.set()

    def check(self) -> None:
        """Raises TransferStopped if the transfer was asked to stop."""
        if self._stopped.is_set():
            raise TransferStopped

    def wait(self, seconds: float) -> None:
        """Sleep; raises TransferStopped as soon as the transfer is asked to stop."""
        if self._stopped.wait(seconds):
            raise TransferStopped
