"""Exports clips away from the window's thread, one frame a turn of its event loop."""

import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.domain.export import ExportOrder
from wan22_desktop.gallery.export import ExportedClip, Exporting, exporting_of

log = logging.getLogger("wan22.gallery")


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """Clip `number` of `count`, counted from 1; `fraction` of the whole order from 0 to 1."""

    name: str
    number: int
    count: int
    fraction: float


@dataclass(frozen=True, slots=True)
class ExportRefusal:
    """A clip that could not be exported; the others of its order go on unless the target is to
    blame. An empty `source` means that a whole order was refused."""

    source: str
    error: UserError


@dataclass(frozen=True, slots=True)
class ExportEnded:
    """What has become of an order."""

    order: ExportOrder
    clips: tuple[ExportedClip, ...]
    refused: int
    was_cancelled: bool


class ExportService(QObject):
    """One order at a time; everything between two frames can be cancelled."""

    progressed = Signal(object)  # ExportProgress
    exported = Signal(object)  # ExportEnded, once for each order
    refused = Signal(object)  # ExportRefusal
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._order: ExportOrder | None = None
        self._waiting: deque[str] = deque()
        self._running: Exporting | None = None
        self._source = ""
        self._clips: list[ExportedClip] = []
        self._refused = 0

    @Slot()
    def start(self) -> None:
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)

    @Slot()
    def stop(self) -> None:
        self.cancel()
        self.stopped.emit()

    @Slot(object)
    def export(self, order: ExportOrder) -> None:
        """Begin with an order; refused while another one is carried out."""
        if self._order is not None:
            error = UserError(
                tr("Another export is still running."),
                category=ErrorCategory.BUSY,
                safe=tr("It goes on. Wait for its end, or cancel it."),
            )
            self.refused.emit(ExportRefusal("", error))
            return
        self._order = order
        self._waiting = deque(order.sources)
        self._clips, self._refused = [], 0
        self._turn.start()

    @Slot()
    def cancel(self) -> None:
        """End the order; clips that are finished stay, of the others nothing does."""
        if self._order is not None:
            self._end(was_cancelled=True)

    @Slot()
    def _go_on(self) -> None:
        order = self._order
        if order is None:
            return
        try:
            if self._running is None:
                if not self._waiting:
                    self._end(was_cancelled=False)
                    return
                self._source = self._waiting.popleft()
                self._running = exporting_of(
                    Path(self._source), Path(order.folder), order.options, replaces=order.replaces
                )
            step = next(self._running)
        except StopIteration as end:
            self._running = None
            self._clips.append(end.value)
            self._tell(order, 0.0)
        except UserError as error:
            self._refuse(error)
        else:
            self._tell(order, step.done / step.steps)

    def _tell(self, order: ExportOrder, fraction: float) -> None:
        """`fraction` is that of the clip that is being exported."""
        ended = len(self._clips) + self._refused
        count = len(order.sources)
        number = min(ended + 1, count)
        whole = min(1.0, (ended + fraction) / max(1, count))
        self.progressed.emit(ExportProgress(Path(self._source).name, number, count, whole))

    def _refuse(self, error: UserError) -> None:
        self._running = None
        self._refused += 1
        log.warning("%s", error.message)
        self.refused.emit(ExportRefusal(self._source, error))
        if isinstance(error, NotSavedError):
            # The next one could not be written there either.
            self._refused += len(self._waiting)
            self._waiting.clear()

    def _end(self, *, was_cancelled: bool) -> None:
        self._turn.stop()
        if self._running is not None:
            self._running.close()
            self._running = None
        self._waiting.clear()
        order, self._order = self._order, None
        if order is not None:
            ended = ExportEnded(order, tuple(self._clips), self._refused, was_cancelled)
            self.exported.emit(ended)
