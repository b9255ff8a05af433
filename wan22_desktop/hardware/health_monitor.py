"""The machine as it is now and as it was: who asks everybody, and where the answers go."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from wan22_desktop.hardware.domain.metrics import Activity, SystemMetrics
from wan22_desktop.hardware.history import MetricHistory
from wan22_desktop.hardware.live_gpu import LiveGpu
from wan22_desktop.hardware.live_system import LiveSystem
from wan22_desktop.hardware.metric_ring import MetricRing


class HealthMonitor:
    """Takes samples when it is told to, and keeps the last hour and the history.

    `sample` belongs to one thread, which may have to wait for drivers and disks: two seconds for
    each that hangs, and only when it begins to hang. Everything else can be called from any
    thread and never waits. `home` is the app's home folder, whose disk is watched.
    """

    def __init__(
        self,
        home: Path,
        *,
        gpu: LiveGpu | None = None,
        system: LiveSystem | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        history: MetricHistory | None = None,
    ) -> None:
        self.ring = MetricRing()
        """The last hour for charts: `ring.window(seconds)`."""
        self._gpu = gpu or LiveGpu()
        self._system = system or LiveSystem(home)
        self._clock = clock
        self._wall_clock = wall_clock
        self._history = history
        self._activity = Activity()
        self._current: SystemMetrics | None = None

    def note(self, activity: Activity) -> None:
        """What the engine is at from now on; any thread."""
        self._activity = activity

    def sample(self) -> SystemMetrics:
        """Ask everybody now and keep what they say; raises nothing.

        What cannot be found out is None; what cannot be kept on the disk is logged.
        """
        activity = self._activity
        at_s, unix_s = self._clock(), self._wall_clock()
        cards = self._gpu.read(activity.engine_pid)
        told = self._system.read(activity.engine_pid)
        sample = replace(
            told, at_s=at_s, unix_s=unix_s, gpus=cards.gpus, gpu=cards.gpu, activity=activity
        )
        self.ring.append(sample)
        if self._history is not None:
            self._history.add(sample)
        self._current = sample
        return sample

    def get_current_metrics(self) -> SystemMetrics | None:
        """The newest sample; None before the first. Any thread."""
        return self._current

    def close(self) -> None:
        """Write what the history has not written yet and let go of the driver; once at the end.

        The thread that samples calls it. The history's database stays open: it is not its own.
        """
        if self._history is not None:
            self._history.flush()
        self._gpu.close()
