"""One process that inspects files, as the app sees it: started, asked, ended."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import BinaryIO, cast

from wan22_desktop.lora_library.inspection.lines import LineError, read_line, write_line


class ChildTooSlowError(Exception):
    """It has not answered in time."""


class ChildEndedError(Exception):
    """It ended, or sent what is no answer."""


def child_command() -> tuple[str, ...]:
    """How to start it: the packaged program calls itself, a checkout its interpreter."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--inspect-files")
    return (sys.executable, "-X", "utf8", "-m", "wan22_desktop", "--inspect-files")


class ChildProcess:
    """A running process; `kill` may be called from any thread, the rest from one at a time."""

    def __init__(self, command: Sequence[str], start_limit_s: float) -> None:
        """Start it; raises OSError, ChildTooSlowError, ChildEndedError. Then nothing runs."""
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=flags,
            # A group of its own: Ctrl+C in a terminal is not meant for it.
            process_group=None if sys.platform == "win32" else 0,
        )
        self._commands = cast("BinaryIO", self._process.stdin)
        self._answers = cast("BinaryIO", self._process.stdout)
        self._received: queue.SimpleQueue[dict[str, object] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="inspection-reader", daemon=True)
        self._reader.start()
        try:
            self._next(start_limit_s)  # its greeting
        except (ChildTooSlowError, ChildEndedError):
            self.end()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def ask(self, command: Mapping[str, object], limit_s: float) -> dict[str, object]:
        """Its answer; raises ChildTooSlowError, ChildEndedError: then it is of no more use."""
        try:
            write_line(self._commands, command)
        except OSError as error:
            raise ChildEndedError("it does not listen") from error
        return self._next(limit_s)

    def kill(self) -> None:
        """End it and whatever it has started, at once."""
        if sys.platform == "win32":
            self._process.kill()
        elif self.is_running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """As `kill`; returns when it is gone with all that belonged to it."""
        self.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._commands, self._answers):
            with contextlib.suppress(OSError):
                stream.close()

    def _next(self, limit_s: float) -> dict[str, object]:
        try:
            message = self._received.get(timeout=limit_s)
        except queue.Empty:
            raise ChildTooSlowError from None
        if message is None:
            raise ChildEndedError("it ended or made no sense")
        return message

    def _read(self) -> None:
        with contextlib.suppress(LineError):
            while (message := read_line(self._answers)) is not None:
                self._received.put(message)
        self._received.put(None)
        self.kill()  # one that babbles, or has only closed its output
        self._process.wait()
