"""The process that owns a home: this one, or one that is asked."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import Message, ask_owner, own_or_ask
from wan22_desktop.core.places import Places

Tree = dict[str, Any]
"""What JSON gives."""

_Access = TypeVar("_Access")


class OwnerGoneError(UserError):
    """The owner has ended or hangs; what it acknowledged is kept."""

    def __init__(self) -> None:
        super().__init__(
            "The window or terminal that was asked has stopped answering.",
            category=ErrorCategory.BUSY,
            safe="What it had acknowledged is kept, and so is what had arrived.",
        )


class OwnerAccess:
    """Asks the owner; who owns the home itself answers in its place."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def ask(self, verb: str, **arguments: object) -> Message:
        """The reply to a command; raises UserError if it is refused or nobody answers."""
        return self._reply_to({"verb": verb, "arguments": arguments})

    def _reply_to(self, message: Message) -> Message:
        reply = ask_owner(self._places, message)
        if reply is None:
            raise OwnerGoneError
        return reply


@contextmanager
def open_home(
    places: Places,
    greeting: Message,
    own: Callable[[], AbstractContextManager[_Access]],
    other: Callable[[], _Access],
) -> Iterator[_Access]:
    """`own()` while this process is the owner of `places`, or `other()` if it has one.

    `greeting` is what another owner is asked first.
    """
    lock, _ = own_or_ask(places, greeting)
    if lock is None:
        yield other()
        return
    try:
        with own() as access:
            yield access
    finally:
        lock.release()


def at_work_elsewhere(what: str, stopping: str) -> UserError:
    """What a terminal at work answers to what it was not opened for."""
    return UserError(
        f"{what} in another terminal: let it end first, or stop it with Ctrl+C, {stopping}.",
        category=ErrorCategory.BUSY,
        safe="Nothing was changed.",
    )


def rows_of(message: Message, key: str) -> list[Tree]:
    """The list under `key`; none if there is no list."""
    rows = message[key]
    return rows if isinstance(rows, list) else []
