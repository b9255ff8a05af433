"""Updates a model in a process that is killed at a chosen moment.

    python -m kills.update_killer        (in tests/)

Reads orders from standard input, one JSON object per line: home, endpoint, and the number of the
file system event at which to die. Each is carried out by a fork, so that a kill costs no new
imports; the reply is how many events there were, or null if it was killed.
"""

import json
import os
import signal
import sys
from itertools import count
from pathlib import Path

from model_manager.managed_models import ManagedModels, package
from wan22_desktop.core.places import Places
from wan22_desktop.model_manager.events import InstallEnded

_EVENTS = frozenset(
    {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}
)
"""What Python tells its audit hooks before it asks the system for it. Replacing is a renaming."""


def update(home: Path, endpoint: str, fatal_event: int) -> int:
    """Update the model; how many events there were, if none of them was fatal."""
    counter = count(1)
    seen = 0
    is_over = False

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if is_over or event not in _EVENTS or not str(arguments[0]).startswith(str(home)):
            return
        if event == "open" and not _writes(arguments):
            return
        seen = next(counter)
        if seen == fatal_event:
            os.kill(os.getpid(), signal.SIGKILL)

    with ManagedModels(Places(home), endpoint, (package(),)) as models:
        sys.addaudithook(hook)
        models.manager.update("tiny")
        models.wait_for(InstallEnded)
        models.wait_until_calm()
        models.manager.note_render("tiny", models.manager.status("tiny").current_version, ok=True)
        models.wait(lambda: models.manager.status("tiny").previous_version == "")
        models.wait(lambda: len(list((home / "models" / "tiny").glob("[0-9a-f]*/"))) == 1)
        is_over = True
    return seen


def _writes(arguments: tuple[object, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            events = update(Path(order["home"]), order["endpoint"], order["fatal_event"])
            os.write(writing, str(events).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        _, status = os.waitpid(pid, 0)
        reply = int(told) if os.WIFEXITED(status) and told else None
        if reply is None and not os.WIFSIGNALED(status):
            raise SystemExit(f"the update failed with {status}")
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    serve()
