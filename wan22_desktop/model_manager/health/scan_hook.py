"""The user's own scan program, asked about each new file."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import duration

TIME_LIMIT_S = 900.0
"""For one file: the largest have 30 GB, which at 50 MB/s take ten minutes."""
_LOOK_EVERY_S = 0.05
_MAX_OUTPUT_BYTES = 4096


class ScanStoppedError(Exception):
    """It was stopped from outside; nothing is known about the file."""


def scan(
    command: str,
    file: Path,
    *,
    stop: threading.Event | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> str | None:
    """None if the program ends with exit code 0, else the first line that it printed.

    The program gets the file's path as its last argument, without a shell. Raises UserError if it
    cannot be run or does not end in time, and ScanStoppedError.
    """
    stop = stop or threading.Event()
    # Into a file and not a pipe: a grandchild that lives on cannot keep us waiting for its end.
    with tempfile.TemporaryFile() as output:
        child = _started([*_words(command), str(file.absolute())], output.fileno())
        try:
            deadline = time.monotonic() + time_limit_s
            while (code := _code(child)) is None:
                if stop.is_set():
                    raise ScanStoppedError
                if time.monotonic() > deadline:
                    raise _unusable(
                        tr(
                            "did not end within {duration} on {name}",
                            duration=duration(time_limit_s),
                            name=file.name,
                        )
                    )
        finally:
            _end(child)
        if code == 0:
            return None
        output.seek(0)
        lines = output.read(_MAX_OUTPUT_BYTES).decode(errors="replace").strip().splitlines()
    return (
        lines[0].strip()[:300]
        if lines
        else tr("the scan program ended with code {code}", code=code)
    )


def _words(command: str) -> list[str]:
    try:
        if sys.platform == "win32":  # a backslash is part of a path there
            words = [word.strip('"') for word in shlex.split(command, posix=False)]
        else:
            words = shlex.split(command)
    except ValueError as error:
        raise _unusable(
            tr("is not written correctly ({error})", error=str(error).lower())
        ) from error
    if not words:
        raise _unusable(tr("is empty"))
    return words


def _started(words: list[str], output: int) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unusable(
            tr("cannot be started ({program}: {reason})", program=words[0], reason=reason)
        ) from error


def _code(child: "subprocess.Popen[bytes]") -> int | None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(_LOOK_EVERY_S)
    return None


def _end(child: "subprocess.Popen[bytes]") -> None:
    """With all that it has started; nothing where it has ended by itself."""
    if child.poll() is not None:
        return
    if sys.platform == "win32":
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _unusable(what: str) -> UserError:
    return UserError(
        tr(
            "The scan program of the settings {trouble}. Correct it or take it out of the "
            "settings, and try again.",
            trouble=what,
        ),
        category=ErrorCategory.MODEL,
        field="models.scan_command",
        safe=tr("The files that were to be scanned are kept, but not used."),
        recoveries=(Recovery.RETRY,),
    )
