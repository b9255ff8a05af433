"""How long an engine that still answers may get nothing done."""

from dataclasses import dataclass

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.engine_protocol.messages import (
    HEARTBEAT_INTERVAL_S,
    Event,
    Heartbeat,
    StageChanged,
    StepDone,
)

_NEWEST_STEP_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class PatienceLimits:
    """After how long without any work an engine is taken to hang."""

    unmeasured_s: float = 900.0
    """Before a step was measured: one block of the largest model takes minutes on a processor."""
    least_s: float = 120.0
    steps: float = 10.0
    """Once steps were measured: so many of them, but at least `least_s`."""


class Patience:
    """Hears everything that an engine says while it has a job.

    Heartbeats come from a thread of their own, so a kernel that hangs does not stop them; but they
    tell how much work was done, and that stands still. Time is counted in heartbeats: a machine
    that sleeps or is stopped beats no more, and nobody's patience suffers.
    """

    def __init__(self, limits: PatienceLimits) -> None:
        self._limits = limits
        self.begin()

    def begin(self) -> None:
        """The engine was given a job."""
        self._idle_s = 0.0
        self._work_done: int | None = None
        self._new_stage()

    def take(self, event: Event) -> None:
        """Any event is progress, but for a heartbeat that tells of none."""
        if isinstance(event, Heartbeat):
            self._this_step_s += HEARTBEAT_INTERVAL_S
            if event.work_done == self._work_done:
                self._idle_s += HEARTBEAT_INTERVAL_S
                return
            self._work_done = event.work_done
        elif isinstance(event, StageChanged):
            self._new_stage()
        elif isinstance(event, StepDone):
            before = self._this_step_s if self._step_s is None else self._step_s
            self._step_s = before + _NEWEST_STEP_WEIGHT * (self._this_step_s - before)
            self._this_step_s = 0.0
        self._idle_s = 0.0

    @property
    def limit_s(self) -> float:
        """How long nothing may get done at this moment."""
        if self._step_s is None:
            return self._limits.unmeasured_s
        return max(self._limits.least_s, self._limits.steps * self._step_s)

    @property
    def is_exhausted(self) -> bool:
        return self._idle_s > self.limit_s

    def sentence(self) -> str:
        """Why the engine is ended, for people."""
        minutes = self._idle_s / 60
        idle = (
            trn("{count} minute", "{count} minutes", round(minutes))
            if minutes >= 2
            else trn("{count} second", "{count} seconds", round(self._idle_s))
        )
        return tr("The engine made no progress for {idle} and was ended.", idle=idle)

    def _new_stage(self) -> None:
        self._step_s: float | None = None
        """A moving average of the steps of this stage."""
        self._this_step_s = 0.0
