"""One owner per home; others are answered if they can read the home, and nobody else is."""

import contextlib
import json
import multiprocessing
import os
import secrets
import subprocess
import sys
from multiprocessing.connection import Client, Listener

import pytest

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import (
    MAX_MESSAGE_BYTES,
    CommandServer,
    InstanceLock,
    Message,
    ask_owner,
    own_or_ask,
)
from wan22_desktop.core.places import Places

HOLD = (
    "import sys; from pathlib import Path\n"
    "from wan22_desktop.core.instance import InstanceLock\n"
    "from wan22_desktop.core.places import Places\n"
    "lock = InstanceLock(Places(Path(sys.argv[1])))\n"
    "print(lock.acquire(), flush=True)\n"
    "sys.stdin.read()\n"
)


def echo(message: Message) -> Message:
    if message.get("verb") == "fail":
        raise UserError("No.", category=ErrorCategory.DISK, field="out", suggestion="in")
    return {"echo": message}


def test_the_lock_is_free_the_moment_its_holder_is_killed(places: Places) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(places.home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        lock = InstanceLock(places)
        assert not lock.acquire()
        holder.kill()
        holder.wait()
    assert lock.acquire()
    lock.release()


def test_the_owner_answers(places: Places) -> None:
    server = CommandServer(places, echo)
    try:
        for number in range(3):
            message: Message = {"verb": "x", "number": number}
            assert ask_owner(places, message) == {"echo": message}
        with pytest.raises(UserError, match="No") as caught:
            ask_owner(places, {"verb": "fail"})
        assert caught.value.category is ErrorCategory.DISK
        assert (caught.value.field, caught.value.suggestion) == ("out", "in")
    finally:
        server.close()
    assert ask_owner(places, {"verb": "x"}) is None
    assert not places.instance_file.exists()


@pytest.mark.skipif(os.name == "nt", reason="modes of files are a POSIX matter")
def test_only_the_user_can_read_the_key(places: Places) -> None:
    server = CommandServer(places, echo)
    mode = places.instance_file.stat().st_mode
    server.close()
    assert mode & 0o077 == 0


def test_strangers_and_garbage_do_not_stop_the_owner(places: Places) -> None:
    server = CommandServer(places, echo)
    try:
        card = json.loads(places.instance_file.read_bytes())
        with pytest.raises(multiprocessing.AuthenticationError):
            Client(card["address"], authkey=secrets.token_bytes(32))
        for garbage in (b"", b"\xff\xfe", b"[1, 2]", b"[" * 5000, b"x" * (MAX_MESSAGE_BYTES + 1)):
            with (
                Client(card["address"], authkey=bytes.fromhex(card["key"])) as connection,
                contextlib.suppress(OSError),  # the owner hangs up on what is too long
            ):
                connection.send_bytes(garbage)
        Client(card["address"], authkey=bytes.fromhex(card["key"])).close()
        assert ask_owner(places, {"verb": "x"}) == {"echo": {"verb": "x"}}
    finally:
        server.close()


def test_a_silent_owner_is_waited_for_and_then_named(places: Places) -> None:
    holder = InstanceLock(places)
    assert holder.acquire()
    script = (
        "import sys; from pathlib import Path\n"
        "from wan22_desktop.core.instance import own_or_ask\n"
        "from wan22_desktop.core.errors import UserError\n"
        "from wan22_desktop.core.places import Places\n"
        "try: own_or_ask(Places(Path(sys.argv[1])), {}, patience_s=0.3)\n"
        "except UserError as error: print(error.category.value)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(places.home)], capture_output=True, check=True
    )
    holder.release()
    assert done.stdout.strip() == b"busy"
    lock, reply = own_or_ask(places, {})
    assert reply is None
    assert lock is not None
    lock.release()


def test_a_mistake_in_one_command_does_not_silence_the_owner(places: Places) -> None:
    def stumble(message: Message) -> Message:
        return {"tenth": 10 // len(message)} if message else {"tenth": 1 // len(message)}

    server = CommandServer(places, stumble)
    try:
        with pytest.raises(UserError, match="mistake") as caught:
            ask_owner(places, {})
        assert caught.value.category is ErrorCategory.BUG
        assert ask_owner(places, {"verb": "x"}) == {"tenth": 10}
    finally:
        server.close()


def test_the_longest_prompts_reach_the_owner(places: Places) -> None:
    server = CommandServer(places, lambda message: {"length": len(str(message["prompt"]))})
    try:
        assert ask_owner(places, {"prompt": "\U0001f600" * 8000}) == {"length": 8000}
        with pytest.raises(UserError, match="too long"):
            ask_owner(places, {"prompt": "x" * MAX_MESSAGE_BYTES})
    finally:
        server.close()


def test_an_owner_that_hangs_is_not_waited_for_without_end(places: Places) -> None:
    with Listener(authkey=b"never asked for") as listener:
        card = {"address": listener.address, "key": "00" * 32}
        places.instance_file.write_text(json.dumps(card))
        assert ask_owner(places, {"verb": "x"}, timeout_s=0.2) is None
