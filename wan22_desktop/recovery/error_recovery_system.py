"""Decides what is done about a failure, keeps a record of it, and stops a series of them."""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from wan22_desktop.core.failures import Failure, FailureCause, RecoveryResult, RecoveryStep
from wan22_desktop.core.settings import Automation
from wan22_desktop.core.texts import tr
from wan22_desktop.recovery.domain.advice import Advice
from wan22_desktop.recovery.domain.causes import cause_of
from wan22_desktop.recovery.domain.circuit_breaker import JOBS_IN_A_ROW, CircuitBreaker
from wan22_desktop.recovery.records import RecoveryRecords

Handler = Callable[[Failure], RecoveryResult]

_COSTS_A_RENDER = {RecoveryStep.RETRY, RecoveryStep.NEXT_PLAN, RecoveryStep.REPAIR_MODEL}
_log = logging.getLogger("wan22.recovery")


@dataclass(frozen=True, slots=True)
class FailureContext:
    """What an exception itself does not say."""

    job_id: str = ""
    model: str = ""
    attempt: int = 1


class ErrorRecoverySystem:
    """The `FailureAdviser` of window and command line; safe to use from several threads.

    Each cause has a handler from the start (`Advice`). Another one may be registered for a cause,
    or for a type of exception and those derived from it; the nearest type counts, and before the
    cause. A handler that raises counts as `ASK`: a failure never costs more than its job.
    """

    def __init__(
        self,
        records: RecoveryRecords,
        *,
        on_out_of_memory: Callable[[], Automation] = lambda: Automation.ACT,
        draw: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`on_out_of_memory` is asked at each failure; `clock` gives seconds, monotonic."""
        self.records = records
        advise = Advice(on_out_of_memory, draw=draw).advise
        self._of_cause: dict[FailureCause, Handler] = dict.fromkeys(FailureCause, advise)
        self._of_type: dict[type[Exception], Handler] = {}
        self._breaker = CircuitBreaker(clock)
        self._lock = threading.Lock()

    def register_error_handler(
        self, error_type: FailureCause | type[Exception], handler: Handler
    ) -> None:
        """From now on `handler` says what is done about failures of this kind."""
        with self._lock:
            if isinstance(error_type, FailureCause):
                self._of_cause[error_type] = handler
            else:
                self._of_type[error_type] = handler

    def attempt_recovery(
        self, failure: Failure | Exception, context: FailureContext | None = None
    ) -> RecoveryResult:
        """What is done next; never raises. `context` belongs to an exception."""
        handler: Handler | None = None
        if isinstance(failure, Exception):
            handler = self._handler_of(type(failure))
            failure = _failure_from(failure, context or FailureContext())
        with self._lock:
            handler = handler or self._of_cause[failure.cause]
            jobs_in_a_row = self._breaker.note_failure(failure)
        result = _result_of(handler, failure)
        if result.step in _COSTS_A_RENDER and jobs_in_a_row >= JOBS_IN_A_ROW:
            result = RecoveryResult(
                RecoveryStep.ASK,
                explanation=tr(
                    "The same happened to {count} jobs in a row, so nothing more "
                    "is tried by itself: it would cost time and end the same way.",
                    count=jobs_in_a_row,
                ),
            )
        record = self.records.begin(failure, result)
        _log.info("job %s failed (%s): %s", failure.job_id, failure.cause.value, result.step.value)
        return replace(result, record=record)

    def note_outcome(self, record: int, *, recovered: bool) -> None:
        """What became of the job after the step; never raises."""
        if recovered:
            with self._lock:
                self._breaker.note_recovery()
        self.records.finish(record, recovered=recovered)

    def _handler_of(self, kind: type[Exception]) -> Handler | None:
        with self._lock:
            return next((self._of_type[t] for t in kind.__mro__ if t in self._of_type), None)


def _failure_from(error: Exception, context: FailureContext) -> Failure:
    message = str(error) or type(error).__name__
    return Failure(cause_of(error), message, context.job_id, context.model, context.attempt)


def _result_of(handler: Handler, failure: Failure) -> RecoveryResult:
    try:
        return handler(failure)
    except Exception:  # noqa: BLE001 - a handler's mistake must not end the runner's thread
        _log.exception("the handler for %s failed", failure.cause.value)
        return RecoveryResult(
            RecoveryStep.ASK,
            explanation=tr(
                "What could be done about it could not be found out. The log has the details."
            ),
        )
