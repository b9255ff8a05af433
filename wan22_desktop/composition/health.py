"""The machine's health for the window: samples, their history, and the governor."""

import logging
from collections.abc import Callable
from dataclasses import replace

from wan22_desktop.composition.machine import vram_manager
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, Order
from wan22_desktop.hardware.domain.metrics import Activity, SystemMetrics
from wan22_desktop.hardware.governor import Governor
from wan22_desktop.hardware.health_monitor import HealthMonitor
from wan22_desktop.hardware.history import MetricHistory
from wan22_desktop.hardware.live_gpu import LiveGpu
from wan22_desktop.hardware.metric_ring import RingWindow

log = logging.getLogger("wan22.hardware")


class Health:
    """The `HealthWork` of a home; belongs to the thread that makes it, but for `window`.

    `engine_pid` is asked for at each sample. `gpu` is replaced where a test plays a card.
    """

    def __init__(
        self,
        places: Places,
        database: SharedDatabase,
        settings: HealthSettings,
        *,
        engine_pid: Callable[[], int | None],
        gpu: LiveGpu | None = None,
    ) -> None:
        self._engine_pid = engine_pid
        self._database = database
        self._history = self._opened_history()
        self._monitor = HealthMonitor(places.home, gpu=gpu, history=self._history)
        self._governor = Governor(settings)
        self._vram = vram_manager(places)

    def profile(self) -> HardwareProfile:
        """What the machine has; takes up to six seconds where a driver hangs."""
        return self._vram.profile()

    def sample(self, activity: Activity) -> tuple[SystemMetrics, tuple[Alert | Order, ...]]:
        """The machine now, and what the governor makes of it."""
        self._monitor.note(replace(activity, engine_pid=self._engine_pid()))
        sample = self._monitor.sample()
        return sample, self._governor.take(sample)

    def window(self, seconds: float) -> RingWindow:
        """The newest samples, for charts; any thread."""
        return self._monitor.ring.window(seconds)

    def history(self, from_unix_s: float, to_unix_s: float) -> RingWindow:
        """Samples of a time that has passed; raises UserError if they cannot be read."""
        if self._history is None:
            raise UserError(tr("The history of the machine cannot be read."))
        return self._history.read(from_unix_s, to_unix_s)

    def accept(self, kind: AlertKind) -> Order | None:
        return self._governor.accept(kind)

    def note_user_pause(self, *, paused: bool) -> None:
        if paused:
            self._governor.note_user_paused()
        else:
            self._governor.note_user_resumed()

    def set_settings(self, settings: HealthSettings) -> None:
        self._governor.set_settings(settings)

    def close(self) -> None:
        """Write what the history has not written yet; let go of driver and database."""
        self._monitor.close()
        if self._history is not None:
            self._history = None
            self._database.release()

    def _opened_history(self) -> MetricHistory | None:
        try:
            return MetricHistory(self._database.acquire())
        except (UserError, OSError) as error:
            # The queue says what is wrong with the database; measuring goes on without it.
            log.warning("no history of the machine is kept: %s", error)
            return None
