"""The process that looks into files from outside: `python -m wan22_desktop --inspect-files`.

Whatever a file does to its reader happens here, where nothing is lost by it: this process holds no
data, writes no file, has little memory and ends by itself.
"""

import faulthandler
import io
import os
import sys
import traceback
from typing import BinaryIO

from wan22_desktop.lora_library.inspection.child_limits import limit_this_process
from wan22_desktop.lora_library.inspection.lines import LineError, read_line, write_line

IDLE_LIMIT_S = 90.0
"""Nobody asks any more: longer than the app's end keeps a process in use."""
_OVERTIME_S = 2.0
"""The app ends a process that takes too long; this is for one whose app is gone."""
_EXIT_BAD_COMMAND = 3


def run() -> int:
    """Answer until the standard input ends."""
    commands, answers = _take_over()
    limit_this_process()
    from wan22_desktop.lora_library.inspection.commands import answer_to

    _end_after(IDLE_LIMIT_S)
    write_line(answers, {"ready": True})
    try:
        while (command := read_line(commands)) is not None:
            limit_s = command.get("limit_s")
            if not isinstance(limit_s, float):
                return _EXIT_BAD_COMMAND
            _end_after(limit_s + _OVERTIME_S)
            try:
                answer = answer_to(command.get("command"), command.get("path"))
            except Exception:  # noqa: BLE001 - a mistake of ours: the app writes it into its log
                answer = {"mistake": traceback.format_exc(limit=-8)}
            write_line(answers, answer)
            _end_after(IDLE_LIMIT_S)
    except LineError:
        return _EXIT_BAD_COMMAND
    except OSError:
        return 0  # the app is gone
    return 0


def _end_after(limit_s: float) -> None:
    """A watch that no loop and no library can hold up, from now on."""
    faulthandler.dump_traceback_later(limit_s, exit=True)


def _take_over() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, from now on for commands and answers alone.

    Whatever is printed, by a C library too, goes where errors go.
    """
    commands, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout, sys.stdin = sys.stderr, io.StringIO()
    return commands, answers
