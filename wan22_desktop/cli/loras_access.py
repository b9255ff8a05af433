"""The LoRA library, whoever owns the home: opened here, or asked of the window that has it open."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Protocol

from wan22_desktop.cli.owner import (
    OwnerAccess,
    Tree,
    at_work_elsewhere,
    open_home,
    rows_of,
)
from wan22_desktop.composition.loras import Loras
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.instance import LORA_VERBS, CommandServer, Message
from wan22_desktop.core.logs import start_logging, stop_logging
from wan22_desktop.core.places import Places

_FIRST_POLL_S = 0.01
POLL_S = 0.2
"""What is small has ended before; what is large is not asked about more often."""

Watcher = Callable[[Message], None]
"""Hears how far an import is, as JSON has an `ImportProgress`."""


def ignore(_progress: Message) -> None:
    """The watcher of what says nothing of how far it is, or to nobody."""


class Ask(Protocol):
    """Gives the reply to a verb with its arguments; raises UserError."""

    def __call__(self, verb: str, **arguments: object) -> Message: ...


class LorasAccess:
    """The library's commands, through whoever answers them."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.is_cancelled = False
        """Whether Ctrl+C has ended an errand before its time."""

    def ask(self, verb: str, **arguments: object) -> Message:
        """The reply to a command; raises UserError if it is refused or nobody answers."""
        return self._ask(f"{LORA_VERBS}{verb}", **arguments)

    def loras(self, **arguments: object) -> list[Tree]:
        """Every card that `loras.list` names."""
        return self._all_pages("list", "loras", **arguments)

    def finish(self, verb: str, watcher: Watcher, **arguments: object) -> list[Tree]:
        """Begin an errand, wait until it has ended, and return what came of it.

        Ctrl+C has an import cancelled and goes on waiting for what became of it; a second one is
        raised.
        """
        errand = self.ask(verb, **arguments)["errand"]
        pause_s = _FIRST_POLL_S
        while True:
            try:
                status = self.ask("errand", errand=errand)
                if status["ended"]:
                    return self._all_pages("errand", "rows", errand=errand)
                if isinstance(status["progress"], dict):
                    watcher(status["progress"])
                time.sleep(pause_s)
                pause_s = min(POLL_S, 2 * pause_s)
            except KeyboardInterrupt:
                if self.is_cancelled or verb != "add":
                    raise
                self.is_cancelled = True
                self.ask("cancel", errand=errand)

    def _all_pages(self, verb: str, key: str, **arguments: object) -> list[Tree]:
        found: list[Tree] = []
        start: object = 0
        while start is not None:
            answer = self.ask(verb, start=start, **arguments)
            found += rows_of(answer, key)
            start = answer["next"]
        return found


class _OwnHome(OwnerAccess):
    """Owns the home itself and does the work; other processes of the user are answered."""

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        places.create()
        with ExitStack() as opened:
            start_logging(places.logs)
            opened.callback(stop_logging)
            self._loras = Loras(places, SharedDatabase(lambda: open_database(places)))
            opened.callback(self._loras.close)
            opened.callback(CommandServer(places, self._answer).close)
            self._closing = opened.pop_all()

    def close(self) -> None:
        """Give up what is being taken in, which leaves nothing."""
        self._closing.close()

    def _reply_to(self, message: Message) -> Message:
        return self._loras.commands.answer(message)

    def _answer(self, message: Message) -> Message:
        if str(message.get("verb")).startswith(LORA_VERBS):
            return self._reply_to(message)
        raise at_work_elsewhere("A `wan22 loras` command is at work", "which leaves nothing half")


@contextmanager
def open_loras(places: Places) -> Iterator[LorasAccess]:
    """The library of `places`: this process becomes the owner, or talks to the one it has."""
    with open_home(
        places,
        {"verb": f"{LORA_VERBS}watched"},
        lambda: closing(_OwnHome(places)),
        lambda: OwnerAccess(places),
    ) as home:
        yield LorasAccess(home.ask)
