"""One owner of the queue per home folder, and how other processes of the user talk to it.

The owner holds a lock that the system frees however the owner ends. It listens on a named pipe
(Windows) or a Unix socket in the home folder, never on a network port. Both sides prove that they
can read the home folder: the key in `instance.json` is checked by challenge and response. Messages
are JSON bytes with a length limit; nothing is unpickled.
"""

import contextlib
import json
import logging
import os
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Client,
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path

from filelock import FileLock, Timeout

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr

MAX_MESSAGE_BYTES = 1024 * 1024
"""Two prompts of the greatest length take 100 kB: JSON writes some characters as twelve bytes."""
MAX_ANSWER_BYTES = 16 * 1024**2
MODEL_VERBS = "models."
LORA_VERBS = "loras."
"""What the verbs for the model manager and for the LoRA library begin with; all others are for the
queue."""
_ANSWER_TIMEOUT_S = 30.0
_UNIX_PATH_LIMIT = 100

_log = logging.getLogger("wan22.instance")

Message = dict[str, object]


class InstanceLock:
    """The right to own the queue of a home folder."""

    def __init__(self, places: Places) -> None:
        self._places = places
        places.home.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(places.lock_file)

    def acquire(self) -> bool:
        """Whether this process is the owner now; does not wait."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        self._lock.release()


class CommandServer:
    """Answers commands of other processes of the same user, one at a time, on its own thread.

    `answer` gets each message and returns the reply; a UserError becomes an error reply.
    """

    def __init__(self, places: Places, answer: Callable[[Message], Message]) -> None:
        self._answer = answer
        self._file = places.instance_file
        key = secrets.token_bytes(32)
        self._listener = Listener(_address(places), authkey=key)
        card = {"address": self._listener.address, "key": key.hex(), "pid": os.getpid()}
        durable_write(self._file, json.dumps(card).encode())
        with contextlib.suppress(OSError):
            self._file.chmod(0o600)
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="command-server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering; returns when the thread has ended."""
        self._closing = True
        # accept() has no time limit: a last visitor wakes it, without waiting to be let in.
        with contextlib.suppress(OSError):
            Client(self._listener.address).close()
        self._thread.join()
        self._listener.close()
        with contextlib.suppress(OSError):  # Windows keeps a file that somebody reads just now
            self._file.unlink()

    def _serve(self) -> None:
        while not self._closing:
            # A visitor without the key, or one that leaves early, is no reason to stop.
            with (
                contextlib.suppress(OSError, EOFError, AuthenticationError),
                self._listener.accept() as visitor,
            ):
                if not self._closing:
                    self._attend(visitor)

    def _attend(self, visitor: Connection) -> None:
        if not visitor.poll(_ANSWER_TIMEOUT_S):
            return
        try:
            message = json.loads(visitor.recv_bytes(MAX_MESSAGE_BYTES))
        except (ValueError, RecursionError):
            message = None
        if isinstance(message, dict):
            try:
                reply = self._answer(message)
            except UserError as error:
                reply = error_reply(error)
            except Exception:  # noqa: BLE001 - one command must not end the ear for all others
                _log.exception("a command was given up")
                reply = error_reply(
                    UserError(
                        tr(
                            "Sorry, the app made a mistake with this command. The log has the "
                            "details."
                        ),
                        category=ErrorCategory.BUG,
                    )
                )
        else:
            reply = {"error": tr("That is no command.")}
        visitor.send_bytes(json.dumps(reply).encode())


def ask_owner(
    places: Places, message: Message, *, timeout_s: float = _ANSWER_TIMEOUT_S
) -> Message | None:
    """The owner's reply, or None if nobody answers; an error reply is raised as UserError."""
    content = json.dumps(message).encode()
    if len(content) > MAX_MESSAGE_BYTES:
        raise UserError(
            tr("The command is too long: {kib} KiB is the most.", kib=MAX_MESSAGE_BYTES // 1024)
        )
    try:
        card = json.loads(places.instance_file.read_bytes())
        key = bytes.fromhex(card["key"])
        with Client(card["address"]) as connection:
            # `Client` would greet by itself, but wait without end for an owner that hangs.
            if not connection.poll(timeout_s):
                return None
            answer_challenge(connection, key)
            deliver_challenge(connection, key)
            connection.send_bytes(content)
            if not connection.poll(timeout_s):
                return None
            reply = json.loads(connection.recv_bytes(MAX_ANSWER_BYTES))
    except (OSError, EOFError, ValueError, KeyError, TypeError, AuthenticationError):
        return None
    if "error" in reply:
        raise UserError(
            str(reply["error"]),
            category=ErrorCategory(reply.get("category", ErrorCategory.BAD_REQUEST.value)),
            field=reply.get("field"),
            suggestion=reply.get("suggestion"),
            safe=str(reply.get("safe", "")),
        )
    return reply


def error_reply(error: UserError) -> Message:
    """The error as `ask_owner` reads it."""
    return {
        "error": error.message,
        "category": error.category.value,
        "field": error.field,
        "suggestion": error.suggestion,
        "safe": error.safe,
    }


def own_or_ask(
    places: Places, message: Message, *, patience_s: float = 15.0
) -> "tuple[InstanceLock, None] | tuple[None, Message]":
    """The lock if it is free, else the owner's reply to `message`.

    An owner that does not listen is a short command at work: it is waited for.
    """
    lock = InstanceLock(places)
    deadline = time.monotonic() + patience_s
    while True:
        if lock.acquire():
            return lock, None
        reply = ask_owner(places, message)
        if reply is not None:
            return None, reply
        if time.monotonic() > deadline:
            raise UserError(
                tr(
                    "Another wan22 process holds the queue and does not answer: end it and try "
                    "again."
                ),
                category=ErrorCategory.BUSY,
                safe=tr("The queue is unchanged."),
            )
        time.sleep(0.05)


def _address(places: Places) -> str:
    if sys.platform == "win32":
        return rf"\\.\pipe\wan22-{secrets.token_hex(16)}"
    address = places.home / "instance.socket"
    if len(os.fsencode(address)) > _UNIX_PATH_LIMIT:
        address = Path(tempfile.mkdtemp(prefix="wan22-")) / "instance.socket"
    address.unlink(missing_ok=True)
    return str(address)
