"""The two pipes to the window, kept apart from everything that libraries print or read."""

import io
import os
import sys
import threading
from typing import BinaryIO, NoReturn

from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.lines import encode

EXIT_PARENT_GONE = 5


class Channel:
    """Commands come in on `commands`, events go out through `emit`, from any thread."""

    def __init__(self, commands: BinaryIO, events: BinaryIO) -> None:
        self.commands = commands
        self._events = events
        self._lock = threading.Lock()

    @classmethod
    def take_over(cls) -> "Channel":
        """Keep standard input and output for the protocol alone.

        File descriptor 1 then leads to stderr and 0 to nothing, so that a stray `print`, in
        Python or in a C library, ends in the log, and a stray `input` gets the end of the file.
        """
        commands = os.fdopen(os.dup(0), "rb")
        events = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        sys.stdin = io.StringIO()
        return cls(commands, events)

    def emit(self, event: Value) -> None:
        """Send one event; the process ends if nobody is there to read it."""
        line = encode(event)
        try:
            with self._lock:
                self._events.write(line)
                self._events.flush()
        except OSError:
            leave(EXIT_PARENT_GONE)


def leave(code: int) -> NoReturn:
    """End the process now, from any thread and also while a step is computed.

    Nothing needs to be put in order: every file of the engine has a temporary name or was
    written whole.
    """
    os._exit(code)
