"""The machine's health as a Qt service: a sample at each interval, and what it says about it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, Order
from wan22_desktop.hardware.domain.metrics import Activity, SystemMetrics


class HealthWork(Protocol):
    """What the service runs: `composition/health.py` has it."""

    def profile(self) -> HardwareProfile:
        """What the machine has; takes up to six seconds where a driver hangs."""
        ...

    def sample(self, activity: Activity) -> tuple[SystemMetrics, tuple[Alert | Order, ...]]:
        """The machine now, and what that means; takes two seconds once where a driver hangs."""
        ...

    def accept(self, kind: AlertKind) -> Order | None:
        """The user wants what an alert offered; None if it is over already."""
        ...

    def note_user_pause(self, *, paused: bool) -> None:
        """The user has paused the queue, or has let it go on."""
        ...

    def set_settings(self, settings: HealthSettings) -> None: ...

    def history(self, from_unix_s: float, to_unix_s: float) -> object:
        """The samples of a time that has passed, as the charts take them; raises UserError."""
        ...

    def close(self) -> None: ...


class HealthService(QObject):
    """Lives on a thread of its own, so that a driver that hangs stops nobody else."""

    opened = Signal(object)  # HealthWork
    profiled = Signal(object)  # HardwareProfile
    sampled = Signal(object)  # SystemMetrics
    alerted = Signal(object)  # Alert
    ordered = Signal(object)  # Order
    history_read = Signal(object)  # RingWindow
    refused = Signal(object)  # UserError
    stopped = Signal()

    def __init__(self, make: Callable[[], HealthWork], settings: HealthSettings) -> None:
        """`make` is called on the service's thread."""
        super().__init__()
        self._make = make
        self._settings = settings
        self._activity = Activity()
        self._work: HealthWork | None = None
        self._timer: QTimer | None = None

    @Slot()
    def start(self) -> None:
        """Open everything, take a first sample, then find out what the machine has."""
        try:
            self._work = self._make()
        except UserError as error:
            self.refused.emit(error)
            return
        self.opened.emit(self._work)
        self.sample()
        self.profiled.emit(self._work.profile())
        self._timer = QTimer(self)
        self._timer.setInterval(round(self._settings.interval_s * 1000))
        self._timer.timeout.connect(self.sample)
        self._timer.start()

    @Slot()
    def stop(self) -> None:
        """End sampling; what is kept has reached the disk. Emits `stopped`."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._work is not None:
            self._work.close()
            self._work = None
        self.stopped.emit()

    @Slot()
    def sample(self) -> None:
        """Measure now."""
        if self._work is None:
            return
        sample, said = self._work.sample(self._activity)
        self.sampled.emit(sample)
        for each in said:
            self._tell(each)

    @Slot(object)
    def note_activity(self, activity: Activity) -> None:
        """What the engine is at from now on."""
        self._activity = activity

    @Slot(object)
    def accept(self, kind: AlertKind) -> None:
        """The button of an alert was pressed."""
        if self._work is not None and (order := self._work.accept(kind)) is not None:
            self.ordered.emit(order)

    @Slot(bool)
    def note_user_pause(self, paused: bool) -> None:  # noqa: FBT001 - a slot
        if self._work is not None:
            self._work.note_user_pause(paused=paused)

    @Slot(object)
    def set_settings(self, settings: HealthSettings) -> None:
        """Thresholds and interval hold from the next sample on."""
        self._settings = settings
        if self._work is not None:
            self._work.set_settings(settings)
        if self._timer is not None:
            self._timer.setInterval(round(settings.interval_s * 1000))

    @Slot(float, float)
    def read_history(self, from_unix_s: float, to_unix_s: float) -> None:
        """`history_read` is the answer."""
        if self._work is None:
            return
        try:
            self.history_read.emit(self._work.history(from_unix_s, to_unix_s))
        except UserError as error:
            self.refused.emit(error)

    def _tell(self, said: Alert | Order) -> None:
        match said:
            case Alert():
                self.alerted.emit(said)
            case Order():
                self.ordered.emit(said)
