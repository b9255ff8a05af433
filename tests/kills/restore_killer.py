"""Restores a state in a process that is killed at a chosen moment.

    python -m kills.restore_killer        (in tests/)

Reads orders from standard input, one JSON object per line: home, state, whether it was asked for in
the window, and the number of the event at which to die. Each is carried out by a fork, so that a
kill costs no new imports; the reply is how many events there were, or null if it was killed.
"""

import json
import os
import signal
import sys
from pathlib import Path

from wan22_desktop.composition.recovery import system_state
from wan22_desktop.core.places import Places

_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect"})
"""What Python tells its audit hooks before it asks the system for it. Replacing is a renaming."""


def restore(home: Path, state: str, fatal_event: int) -> int:
    """Restore `state`, or start up if there is none; how many events, if none was fatal."""
    states = system_state(Places(home))
    seen = 0
    is_over = False

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if is_over or event not in _EVENTS or str(home) not in str(arguments[0]):
            return
        seen += 1
        if seen == fatal_event:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    if state:
        states.restore_system_state(Path(state))
    else:
        states.carry_out_pending()
    is_over = True
    return seen


def serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            events = restore(Path(order["home"]), order["state"], order["fatal_event"])
            os.write(writing, str(events).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        _, status = os.waitpid(pid, 0)
        reply = int(told) if os.WIFEXITED(status) and told else None
        if reply is None and not os.WIFSIGNALED(status):
            raise SystemExit(f"the restore failed with {status}")
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    serve()
