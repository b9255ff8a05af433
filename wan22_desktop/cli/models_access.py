"""The models, whoever owns the home: opened here, or asked of the window that has it open."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wan22_desktop.cli.owner import OwnerAccess, Tree, at_work_elsewhere, open_home, rows_of
from wan22_desktop.composition.models import Models
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import MODEL_VERBS, CommandServer, Message
from wan22_desktop.core.logs import start_logging, stop_logging
from wan22_desktop.core.places import Places
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore
from wan22_desktop.model_manager.domain.status import ModelState
from wan22_desktop.model_manager.events import ModelEvent

POLL_S = 0.2
_AT_WORK = (ModelState.DOWNLOADING, ModelState.VERIFYING)

Watcher = Callable[[Message], None]
"""Hears a status, as `status_message` writes it, while something is done with the package."""


class WorkFailedError(UserError):
    """What was begun went wrong later; the request itself was right."""


class ModelsAccess(OwnerAccess):
    """Asks the process that owns the home."""

    is_owner = False

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self._last_note = 0
        self.told: list[str] = []
        """What was said about the package that something was done with, and is no error."""

    def ask(self, verb: str, **arguments: object) -> Message:
        return super().ask(f"{MODEL_VERBS}{verb}", **arguments)

    def act(self, verb: str, watcher: Watcher, package: str) -> Message:
        """Begin something, wait until it has ended, and return the status.

        Raises UserError if it is refused, and WorkFailedError if it fails.
        """
        self.notes()  # what was told before has nothing to do with it
        self.ask(verb, package=package)
        return self.wait(package, watcher)

    def wait(self, package: str, watcher: Watcher) -> Message:
        """Until nothing is done with the package any more; see `act`."""
        while True:
            # In this order: what ends between the questions is told of in the last one.
            has_errands = bool(self.ask("at-work")["at_work"])
            status = self.ask("status", package=package)
            self._hear_notes(status["id"])
            if is_at_work(status):
                watcher(status)
            elif not has_errands:
                return status
            self._let_time_pass()

    def remove(self, package: str, *, for_good: bool) -> None:
        """Returns when it is gone: what nobody lists then has no status. Raises as `act` does."""
        removed = self.ask("status", package=package)["id"]
        self.notes()
        self.ask("remove", package=package, for_good=for_good)
        self.wait_for_errands()
        self._hear_notes(removed)

    def wait_for_errands(self) -> None:
        """Until wishes that have no package to show for it have been carried out."""
        while self.ask("at-work")["at_work"]:
            self._let_time_pass()

    def limit(self, _bytes_per_second: int | None) -> None:
        """Limit all downloads while this process works; UserError where another one does."""
        raise _not_here("limit-rate")

    def notes(self) -> list[Tree]:
        """What has been told since the last call."""
        found = rows_of(self.ask("notes", after=self._last_note), "notes")
        if found:
            self._last_note = int(found[-1]["number"])
        return found

    def _hear_notes(self, package: object) -> None:
        for note in self.notes():
            text, category = str(note["text"]), note["category"]
            if note["package"] not in (None, package):
                continue
            if category is not None:
                raise WorkFailedError(text, category=ErrorCategory(str(category)))
            self.told.append(text)

    def _let_time_pass(self) -> None:
        time.sleep(POLL_S)


class OwnModelsAccess(ModelsAccess):
    """Owns the home itself and does the work."""

    is_owner = True

    def __init__(self, places: Places, endpoint: str | None) -> None:
        super().__init__(places)
        places.create()
        self._changed = threading.Event()
        self._server: CommandServer | None = None
        self._database = SharedDatabase(lambda: open_database(places))
        # Only asked: what its jobs need must not be cleaned up.
        queue = RenderQueue(JobStore(self._database.acquire()), places)
        try:
            self._models = Models(
                places,
                self._database,
                listener=self._hear,
                queue=lambda: queue,
                endpoint=endpoint,
                after_unclean_end=places.instance_file.exists(),
            )
        except BaseException:
            self._database.release()
            raise

    def limit(self, bytes_per_second: int | None) -> None:
        self.ask("limit", bytes_per_second=bytes_per_second)

    def begin_work(self) -> None:
        """Let the threads run, and hear other processes of the user meanwhile."""
        start_logging(self._places.logs)
        self._server = CommandServer(self._places, self._answer)
        self._models.start()

    def close(self) -> None:
        """Stop; what has arrived is kept."""
        if self._server is not None:
            self._server.close()
        self._models.close()
        self._database.release()
        stop_logging()

    def _answer(self, message: Message) -> Message:
        if str(message.get("verb")).startswith(MODEL_VERBS):
            return self._models.commands.answer(message)
        raise at_work_elsewhere(
            "A `wan22 models` command is at work", "which keeps what has arrived"
        )

    def _reply_to(self, message: Message) -> Message:
        return self._models.commands.answer(message)

    def _hear(self, _event: ModelEvent) -> None:
        self._changed.set()

    def _let_time_pass(self) -> None:
        # Not longer than needed: what is small ends within a blink.
        self._changed.wait(POLL_S)
        self._changed.clear()


@contextmanager
def open_models(
    places: Places, *, endpoint: str | None = None, works: bool = True
) -> Iterator[ModelsAccess]:
    """The models of `places`: this process becomes the owner, or talks to the one it has.

    Without `works` nothing is begun or gone on with here: for questions. An `endpoint` cannot be
    given to another owner: UserError.
    """

    @contextmanager
    def own() -> Iterator[ModelsAccess]:
        access = OwnModelsAccess(places, endpoint)
        try:
            if works:
                access.begin_work()
            yield access
        finally:
            access.close()

    def other() -> ModelsAccess:
        if endpoint is not None:
            raise _not_here("endpoint")
        return ModelsAccess(places)

    greeting: Message = {"verb": f"{MODEL_VERBS}notes", "arguments": {}}
    with open_home(places, greeting, own, other) as access:
        yield access


def _not_here(option: str) -> UserError:
    return UserError(
        "This is up to the window or terminal that fetches models just now: close it first, or "
        "leave the option out.",
        category=ErrorCategory.BUSY,
        field=option,
        safe="Nothing was changed.",
    )


def is_at_work(status: Message) -> bool:
    """Whether something is done with a package, as its status says."""
    progress = status["progress"]
    if status["state"] in _AT_WORK or status["checking_share"] is not None:
        return True
    return isinstance(progress, dict) and progress["state"] in (
        DownloadState.QUEUED,
        DownloadState.DOWNLOADING,
        DownloadState.WAITING,
        DownloadState.VERIFYING,
        DownloadState.CANCELLED,  # what has arrived is being removed
    )
