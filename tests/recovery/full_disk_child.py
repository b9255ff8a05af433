"""Saves and restores while files may only grow to a limit; a process of its own, for its limit.

    python -m recovery.full_disk_child HOME STATE STEP        (in tests/)

Every `STEP` bytes from nothing on, the system refuses to let a file grow further, as a full disk
does. Prints one JSON line: tries, refusals, and what was broken.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from recovery.homes import look
from wan22_desktop.composition.recovery import system_state
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.recovery.system_state import SystemState


@contextmanager
def limited(size_bytes: int) -> Iterator[None]:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, hard))


def is_refused(deed: Callable[[], object], limit_bytes: int) -> bool:
    try:
        with limited(limit_bytes):
            deed()
    except UserError:
        return True
    return False


def sweep(states: SystemState, places: Places, state: Path, step: int) -> dict[str, object]:
    before = look(places)
    broken: list[str] = []
    tries = refused = 0
    for limit in range(0, places.database_file.stat().st_size + 2 * step, step):
        for name, deed in (
            ("save", states.save_system_state),
            ("wish", lambda: states.request_restore(state)),
            ("restore", lambda: states.restore_system_state(state)),
        ):
            tries += 1
            if is_refused(deed, limit):
                refused += 1
                if look(places) != before:
                    broken.append(f"{name} at {limit}: the home was touched")
                if places.restoring.exists():
                    broken.append(f"{name} at {limit}: a journal was left")
            elif name == "wish":
                states.carry_out_pending()
            if any(known.problem for known in states.list_states()):
                broken.append(f"{name} at {limit}: a state cannot be read")
            before = look(places)
    return {"tries": tries, "refused": refused, "broken": broken}


if __name__ == "__main__":
    home = Places(Path(sys.argv[1]))
    print(json.dumps(sweep(system_state(home), home, Path(sys.argv[2]), int(sys.argv[3]))))
