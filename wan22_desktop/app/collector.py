"""Garbage is collected on the window's thread only, a little at a time."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 1000


class Collector(QObject):
    """Takes the place of Python's own rounds while the window is open.

    Python collects on whichever thread makes the most objects. There, it would end Qt objects that
    belong to the window's thread, which Qt does not survive. And a full round over everything that
    the window is made of stops it for 60 ms and more: what was there at the start is left out.
    """

    def __init__(self, parent: QObject | None = None, *, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.collect)

    @staticmethod
    def hold_off() -> None:
        """No collecting while the window is being made: nothing of it becomes garbage."""
        gc.disable()

    @Slot()
    def begin(self) -> None:
        """Everything is there: leave it out of all rounds, and collect what comes."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def end(self) -> None:
        """Back to Python's own rounds."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """The oldest generation that is due, as Python itself would choose it."""
        due = zip(gc.get_count(), gc.get_threshold(), strict=True)
        generations = [number for number, (count, limit) in enumerate(due) if count > limit]
        if generations:
            gc.collect(generations[-1])
