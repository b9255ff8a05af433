"""How late a timer on a thread's event loop ticks: what a window's user feels as a stall."""

import threading
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot

TICK_MS = 5


def waited_ms() -> float:
    """How long this thread has been ready without a processor; 0 where nobody knows.

    On a machine that others use too, this is what a time owes to them.
    """
    try:
        schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        return int(schedule.read_text().split()[1]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def pause(duration_ms: int) -> None:
    """Let events come, and other threads run.

    `QTest.qWait` and `processEvents` keep Python's lock while they wait, which no real window does.
    """
    loop = QEventLoop()
    QTimer.singleShot(duration_ms, loop.quit)
    loop.exec()


class Pulse(QObject):
    """Ticks on the window's thread; for every tick it keeps the lateness, the part of it for which
    the thread did not wait for a processor, and the time for which it had one."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self.own_ms: list[float] = []
        self.computed_ms: list[float] = []
        self._last = time.perf_counter()
        self._last_waited_ms = waited_ms()
        self._last_computed_s = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        now, waited, computed = time.perf_counter(), waited_ms(), time.thread_time()
        late = max(0.0, 1000 * (now - self._last) - TICK_MS)
        self.late_ms.append(late)
        self.own_ms.append(max(0.0, late - (waited - self._last_waited_ms)))
        self.computed_ms.append(1000 * (computed - self._last_computed_s))
        self._last, self._last_waited_ms, self._last_computed_s = now, waited, computed

    def stop(self) -> None:
        self._timer.stop()
