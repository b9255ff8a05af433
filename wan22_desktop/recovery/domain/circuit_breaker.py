"""Stops a series of the same failure before it costs hours."""

import time
from collections.abc import Callable

from wan22_desktop.core.failures import Failure, FailureCause

JOBS_IN_A_ROW = 3
"""So many different jobs with the same cause, none of them saved: the cause is not the job."""
FORGETS_AFTER_S = 3600.0
"""Jobs between which hours passed do not make a series: whatever went well is not told here."""


class CircuitBreaker:
    """Counts different jobs that failed in a row with one cause."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._cause: FailureCause | None = None
        self._failed_at_s: dict[str, float] = {}
        """By job."""

    def note_failure(self, failure: Failure) -> int:
        """Count it; how many jobs have failed in a row with this cause, this one included."""
        now_s = self._clock()
        if failure.cause is not self._cause:
            self._cause = failure.cause
            self._failed_at_s.clear()
        self._failed_at_s[failure.job_id] = now_s
        self._failed_at_s = {
            job: at_s for job, at_s in self._failed_at_s.items() if now_s - at_s < FORGETS_AFTER_S
        }
        return len(self._failed_at_s)

    def note_recovery(self) -> None:
        """A job was saved: the series is over."""
        self._cause = None
        self._failed_at_s.clear()
