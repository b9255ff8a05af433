"""Refuses every connection that leaves this machine, here and in child processes.

Each attempt is raised in the program that made it and also noted in a file, so that it cannot be
swallowed: the suite fails at its end if the file is not empty.
"""

import os
import sys
from pathlib import Path

NOTES_VARIABLE = "WAN22_TEST_CONNECTIONS"
_LOCAL = ("127.", "::1", "localhost")
_REACHING_OUT = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


def is_local(address: object) -> bool:
    """Whether a socket address stays on this machine (a path is a Unix socket)."""
    if isinstance(address, tuple) and address:
        address = address[0]
    if address is None:
        return True
    if isinstance(address, bytes):
        address = os.fsdecode(address)
    text = str(address)
    return text.startswith(_LOCAL) or text == "" or "/" in text or text.startswith("\0")


def install() -> None:
    """Watch this process from now on; cannot be undone."""
    sys.addaudithook(_judge)


def _judge(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _REACHING_OUT:
        return
    address = arguments[-1] if event in ("socket.connect", "socket.sendto") else arguments[0]
    if is_local(address):
        return
    notes = os.environ.get(NOTES_VARIABLE)
    if notes:
        with Path(notes).open("a", encoding="utf-8") as file:
            file.write(f"{event} {address!r} in {sys.argv}\n")
    raise ConnectionRefusedError(f"the test suite is offline: {event} {address!r}")
