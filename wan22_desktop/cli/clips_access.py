"""The gallery, whoever owns the home: opened here, or asked of the window that has it open."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from wan22_desktop.cli.owner import OwnerAccess, at_work_elsewhere, open_home, rows_of
from wan22_desktop.composition.made_clips import made_clips
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.instance import CommandServer, Message
from wan22_desktop.core.logs import start_logging, stop_logging
from wan22_desktop.core.places import Places
from wan22_desktop.gallery.library import ClipLibrary
from wan22_desktop.gallery.library_commands import CLIP_VERBS, ClipCommands
from wan22_desktop.gallery.store import ClipStore
from wan22_desktop.generation.store import JobStore


class ClipsAccess:
    """The gallery's commands, through whoever answers them."""

    def __init__(self, home: OwnerAccess) -> None:
        self._home = home

    def ask(self, verb: str, **arguments: object) -> Message:
        """The reply to a command; raises UserError if it is refused or nobody answers."""
        return self._home.ask(f"{CLIP_VERBS}{verb}", **arguments)

    def clips(self, **wishes: object) -> list[Message]:
        """Every clip that `clips.list` names."""
        found: list[Message] = []
        start: object = 0
        while start is not None:
            answer = self.ask("list", start=start, **wishes)
            found += rows_of(answer, "clips")
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
            database = open_database(places)
            opened.callback(database.close)
            library = ClipLibrary(ClipStore(database, places.outputs), outputs=places.outputs)
            # What commands have rendered while no window was open.
            jobs = JobStore(database)
            kinds = {group.id: group.kind.value for group in jobs.groups()}
            library.take_made(made_clips(jobs.all(), kinds))
            self._commands = ClipCommands(library)
            opened.callback(CommandServer(places, self._answer).close)
            self._closing = opened.pop_all()

    def close(self) -> None:
        self._closing.close()

    def _reply_to(self, message: Message) -> Message:
        return self._commands.answer(message)

    def _answer(self, message: Message) -> Message:
        if str(message.get("verb")).startswith(CLIP_VERBS):
            return self._reply_to(message)
        raise at_work_elsewhere("A `wan22 clips` command is at work", "which leaves nothing half")


@contextmanager
def open_clips(places: Places) -> Iterator[ClipsAccess]:
    """The gallery of `places`: this process becomes the owner, or talks to the one it has."""
    with open_home(
        places,
        {"verb": f"{CLIP_VERBS}list", "arguments": {"text": "\0"}},
        lambda: closing(_OwnHome(places)),
        lambda: OwnerAccess(places),
    ) as home:
        yield ClipsAccess(home)
