"""What the engine is at, for whoever measures the machine."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.hardware.domain.metrics import Activity, Phase

_PHASES = {
    JobState.LOADING: Phase.LOADING,
    JobState.RENDERING: Phase.RENDERING,
    JobState.DECODING: Phase.DECODING,
    JobState.PUBLISHING: Phase.PUBLISHING,
}


class ActivityWatch(QObject):
    """Follows the queue's signals; `changed` tells each new phase and each new step's time."""

    changed = Signal(object)  # Activity

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._activity = Activity()
        self._step = 0
        self._step_at_s: float | None = None
        """When `_step` was done; None where its job's sampling has just begun."""

    @Slot(object)
    def take_progress(self, progress: Progress) -> None:
        """How far the rendered job is."""
        phase = _PHASES.get(progress.state, Phase.IDLE)
        if (progress.job_id, phase) != (self._activity.job_id, self._activity.phase):
            self._step, self._step_at_s = progress.step, None
            self._set(Activity(job_id=progress.job_id, phase=phase))
        if phase is Phase.RENDERING and progress.step > self._step:
            self._note_step(progress.step)

    @Slot(object)
    def take_job(self, job: Job) -> None:
        """A job that is no longer rendered leaves the engine without work."""
        if job.id == self._activity.job_id and not job.state.is_active:
            self._set(Activity())

    def _note_step(self, step: int) -> None:
        now_s = self._clock()
        before_s, steps = self._step_at_s, step - self._step
        self._step, self._step_at_s = step, now_s
        if before_s is not None:
            seconds = (now_s - before_s) / steps
            job_id, phase = self._activity.job_id, self._activity.phase
            self._set(Activity(job_id=job_id, phase=phase, seconds_per_step=seconds))

    def _set(self, activity: Activity) -> None:
        if activity != self._activity:
            self._activity = activity
            self.changed.emit(activity)
