"""Work for a dialog on a thread that may wait; what comes of it arrives on the dialog's own."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from wan22_desktop.core.errors import UserError


class Errand(QObject):
    """Does one thing at a time; what was asked for before a newer `run` is dropped."""

    done = Signal(object)
    """What the work gave."""
    failed = Signal(object)  # UserError

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticket = 0
        self._courier = _Courier()
        self._courier.brought.connect(self._take)

    def run(self, work: Callable[[], object]) -> None:
        """Begin; `done` or `failed` follows."""
        self._ticket += 1
        # The task holds the courier, not this object, which may be gone before it ends.
        ticket, courier = self._ticket, self._courier

        def carry_out() -> None:
            try:
                courier.brought.emit(ticket, work())
            except UserError as error:
                courier.brought.emit(ticket, error)

        QThreadPool.globalInstance().start(carry_out)

    @Slot(int, object)
    def _take(self, ticket: int, found: object) -> None:
        if ticket != self._ticket:
            return
        if isinstance(found, UserError):
            self.failed.emit(found)
        else:
            self.done.emit(found)


class _Courier(QObject):
    brought = Signal(int, object)
