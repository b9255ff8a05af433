"""Long work on one named thread, one errand after another."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.texts import tr

_log = logging.getLogger("wan22.models")


@dataclass(eq=False, slots=True)
class Errand:
    """Something that takes long."""

    run: Callable[[threading.Event], bool]
    """Does it; should end soon after the event is set. Returns whether it is finished: if not, and
    unless it was called off, it is run again when nothing else waits."""
    package: str | None = None
    gives_way: bool = False
    """Whether it is interrupted when another one comes."""
    is_called_off: bool = False
    is_over: bool = False
    stop: threading.Event = field(default_factory=threading.Event)


class ErrandQueue:
    """Runs errands; `on_error` gets what they raise, on the thread of the queue."""

    def __init__(self, name: str, on_error: Callable[[Errand, UserError], None]) -> None:
        self._on_error = on_error
        self._waiting: list[Errand] = []
        self._running: Errand | None = None
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name=name)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop what runs, forget what waits; returns when the thread has ended."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            if self._running is not None:
                self._running.stop.set()
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    @property
    def is_at_work(self) -> bool:
        """Whether anything runs or waits besides what gives way to everything."""
        with self._changed:
            errands = [*self._waiting, *([self._running] if self._running else [])]
            return any(not errand.gives_way for errand in errands)

    def add(self, errand: Errand) -> None:
        with self._changed:
            if self._closed:
                return
            self._waiting.append(errand)
            running = self._running
            if running is not None and running.gives_way and not errand.gives_way:
                running.stop.set()
            self._changed.notify_all()

    def call_off(self, errand: Errand) -> None:
        """It does not begin, or ends soon, and does not come again."""
        with self._changed:
            errand.is_called_off = True
            errand.stop.set()
            if errand in self._waiting:
                self._waiting.remove(errand)

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            finished = True
            try:
                finished = errand.run(errand.stop)
            except UserError as error:
                self._on_error(errand, error)
            except Exception:  # noqa: BLE001 - one errand must not end all others
                _log.exception("an errand was given up")
                self._on_error(errand, _bug())
            with self._changed:
                self._running = None
                if finished or errand.is_called_off or self._closed:
                    errand.is_over = True
                else:
                    errand.stop = threading.Event()
                    self._waiting.append(errand)

    def _next(self) -> Errand | None:
        """The oldest that gives way to nobody, else the oldest; None when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting)
            if self._closed:
                return None
            first = min(self._waiting, key=lambda errand: errand.gives_way)
            self._waiting.remove(first)
            self._running = first
            return first


def _bug() -> UserError:
    return UserError(
        tr("Sorry, the app made a mistake with this model. The log has the details."),
        category=ErrorCategory.BUG,
        safe=tr("Files that were whole before are unchanged."),
    )
