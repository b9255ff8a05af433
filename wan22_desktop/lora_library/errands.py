"""What takes long for the command line: done on threads of its own, asked about by number."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.importing import ImportProgress

MAX_AT_WORK = 8
"""More at once are refused: they would only wait for the same disk."""
MAX_KEPT = 32
"""The results of older ones are forgotten."""

_log = logging.getLogger("wan22.loras")

Rows = list[dict[str, Any]]
"""What JSON can hold."""


@dataclass(eq=False)
class Errand:
    """One thing that takes long."""

    number: int
    cancelled: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    progress: ImportProgress | None = None
    rows: Rows = field(default_factory=list)
    """The results, once it has ended."""
    error: UserError | None = None
    """Why there are none."""


class Errands:
    """Begins them and knows them by number; any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._errands: dict[int, Errand] = {}
        self._threads: dict[threading.Thread, Errand] = {}
        self._begun = 0
        self._is_closed = False

    def begin(self, work: Callable[[Errand], Iterable[dict[str, Any]]]) -> Errand:
        """Have `work` done; raises UserError if too much is done already."""
        with self._lock:
            if self._is_closed or len(self._threads) >= MAX_AT_WORK:
                raise UserError(
                    tr("The LoRA library is busy with other files: try again when it is done."),
                    category=ErrorCategory.BUSY,
                    safe=tr("Nothing was changed."),
                )
            self._begun += 1
            errand = self._errands[self._begun] = Errand(self._begun)
            ended = [number for number, each in self._errands.items() if each.ended.is_set()]
            for number in ended[:-MAX_KEPT]:
                del self._errands[number]
            thread = threading.Thread(
                target=self._do, args=(errand, work), name=f"lora-errand-{errand.number}"
            )
            self._threads[thread] = errand
            thread.start()
        return errand

    def errand(self, number: int) -> Errand:
        """Raises UserError for one that never was, or was long ago."""
        with self._lock:
            errand = self._errands.get(number)
        if errand is None:
            raise UserError(
                tr("Nothing is known of errand {number}.", number=number), field="errand"
            )
        return errand

    def note_progress(self, progress: ImportProgress) -> None:
        """Called on the thread that moves on: what others do is no progress of an errand."""
        with self._lock:
            errand = self._threads.get(threading.current_thread())
        if errand is not None:
            errand.progress = progress

    def cancel(self) -> None:
        """Begin no more, and cancel all."""
        with self._lock:
            self._is_closed = True
            for errand in self._threads.values():
                errand.cancelled.set()

    def close(self) -> None:
        """As `cancel`; returns when all have ended."""
        self.cancel()
        with self._lock:
            threads = tuple(self._threads)
        for thread in threads:
            thread.join()

    def _do(self, errand: Errand, work: Callable[[Errand], Iterable[dict[str, Any]]]) -> None:
        try:
            errand.rows = list(work(errand))
        except UserError as error:
            errand.error = error
        except Exception:  # noqa: BLE001 - who asks must hear of it; the log has the rest
            _log.exception("an errand was given up")
            errand.error = UserError(
                tr("Sorry, the app made a mistake with these files. The log has the details."),
                category=ErrorCategory.BUG,
            )
        finally:
            with self._lock:
                del self._threads[threading.current_thread()]
            errand.ended.set()
