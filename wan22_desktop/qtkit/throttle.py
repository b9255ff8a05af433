"""Calls that come too fast for the screen are thinned out."""

from collections.abc import Callable
from typing import Generic, ParamSpec

from PySide6.QtCore import QObject, QTimer, Slot

P = ParamSpec("P")


class Throttle(QObject, Generic[P]):
    """Runs `action` at the first call, then at most every `interval_ms` with the latest arguments.

    The last call is never lost: it runs when the interval is over. Use it on one thread only.
    """

    def __init__(
        self, action: Callable[P, object], interval_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._waiting: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._run_waiting)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        if self._timer.isActive():
            self._waiting = lambda: self._action(*args, **kwargs)
            return
        self._timer.start()
        self._action(*args, **kwargs)

    def cancel(self) -> None:
        """Forget the waiting call; the next one runs at once."""
        self._waiting = None
        self._timer.stop()

    @property
    def is_waiting(self) -> bool:
        return self._waiting is not None

    @property
    def is_resting(self) -> bool:
        """Whether a call now would have to wait."""
        return self._timer.isActive()

    @Slot()
    def _run_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._timer.start()
            waiting()
