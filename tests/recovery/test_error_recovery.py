"""What is tried after a failure, and that nothing here ever costs more than one job."""

import errno
import random
from pathlib import Path

import pytest

from wan22_desktop.composition.recovery import error_recovery
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.failures import (
    Failure,
    FailureAdviser,
    FailureCause,
    RecoveryResult,
    RecoveryStep,
)
from wan22_desktop.core.places import Places
from wan22_desktop.core.settings import Automation, RenderingSettings, Settings, save_settings
from wan22_desktop.recovery.domain.advice import FIRST_DELAY_S, LONGEST_DELAY_S
from wan22_desktop.recovery.domain.causes import cause_of
from wan22_desktop.recovery.domain.circuit_breaker import FORGETS_AFTER_S, JOBS_IN_A_ROW
from wan22_desktop.recovery.domain.guided_steps import guided_steps
from wan22_desktop.recovery.error_recovery_system import ErrorRecoverySystem, FailureContext
from wan22_desktop.recovery.records import RecoveryRecords

ASK = RecoveryStep.ASK
RETRY = RecoveryStep.RETRY
NEXT_PLAN = RecoveryStep.NEXT_PLAN
REPAIR = RecoveryStep.REPAIR_MODEL
WAIT = RecoveryStep.WAIT_FOR_DISK

STEPS = {
    FailureCause.VRAM: (NEXT_PLAN, ASK, ASK),
    FailureCause.SHARED_MEMORY: (NEXT_PLAN, ASK, ASK),
    FailureCause.RAM: (NEXT_PLAN, ASK, ASK),
    FailureCause.COMMIT: (NEXT_PLAN, ASK, ASK),
    FailureCause.DRIVER: (RETRY, RETRY, ASK),
    FailureCause.CRASH: (RETRY, ASK, ASK),
    FailureCause.HANG: (RETRY, ASK, ASK),
    FailureCause.BUG: (RETRY, ASK, ASK),
    FailureCause.DISK: (WAIT, WAIT, WAIT),
    FailureCause.MODEL: (REPAIR, ASK, ASK),
    FailureCause.LORA: (ASK, ASK, ASK),
    FailureCause.INPUT: (ASK, ASK, ASK),
}


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def records(tmp_path: Path) -> RecoveryRecords:
    return RecoveryRecords(tmp_path / "logs" / "recoveries.jsonl")


@pytest.fixture
def system(records: RecoveryRecords) -> ErrorRecoverySystem:
    return ErrorRecoverySystem(records, draw=random.Random(4).random)


def failed(cause: FailureCause, job: str = "a", attempt: int = 1) -> Failure:
    return Failure(cause, f"{cause.value}: 7.9 of 8.0 GB in use", job, "demo", attempt)


@pytest.mark.parametrize("cause", FailureCause)
def test_each_cause_has_its_steps(system: FailureAdviser, cause: FailureCause) -> None:
    results = [system.attempt_recovery(failed(cause, attempt=n)) for n in (1, 2, 3)]
    assert tuple(result.step for result in results) == STEPS[cause]
    assert all(result.explanation.endswith(".") for result in results)
    assert len({result.record for result in results}) == 3
    assert all(result.delay_s == 0 for result in results if result.step is not RETRY)


@pytest.mark.parametrize("cause", FailureCause)
def test_each_cause_has_steps_for_people(cause: FailureCause) -> None:
    steps = guided_steps(cause)
    assert any(step.recovery is not None for step in steps)
    assert all(step.text.endswith(".") for step in steps)


def test_waiting_grows_is_drawn_and_is_bounded(records: RecoveryRecords) -> None:
    longest = ErrorRecoverySystem(records, draw=lambda: 1.0)
    first, second = (
        longest.attempt_recovery(failed(FailureCause.DRIVER, attempt=n)).delay_s for n in (1, 2)
    )
    assert (first, second) == (FIRST_DELAY_S, 2 * FIRST_DELAY_S)
    drawn = ErrorRecoverySystem(records, draw=random.Random(1).random)
    delays = {drawn.attempt_recovery(failed(FailureCause.DRIVER)).delay_s for _ in range(50)}
    assert len(delays) == 50
    assert all(0 <= delay <= LONGEST_DELAY_S for delay in delays)


def test_the_setting_for_memory_is_read_at_each_failure(places: Places) -> None:
    system = error_recovery(places)
    for choice, step in (
        (Automation.ACT, NEXT_PLAN),
        (Automation.ASK, ASK),
        (Automation.TELL, ASK),
        (Automation.ACT, NEXT_PLAN),
    ):
        rendering = RenderingSettings(on_out_of_memory=choice)
        save_settings(places.settings_file, Settings(rendering=rendering))
        assert system.attempt_recovery(failed(FailureCause.VRAM)).step is step
    assert [record.step for record in system.records.recent()] == [NEXT_PLAN, ASK, ASK, NEXT_PLAN]


# --- the circuit breaker ---------------------------------------------------------------------


def test_a_series_over_several_jobs_is_stopped_and_said(records: RecoveryRecords) -> None:
    clock = Clock()
    system = ErrorRecoverySystem(records, clock=clock)
    for number in range(JOBS_IN_A_ROW - 1):
        clock.now_s += 60
        failure = failed(FailureCause.CRASH, f"job{number}")
        assert system.attempt_recovery(failure).step is RETRY
        failure = failed(FailureCause.CRASH, f"job{number}", attempt=2)
        result = system.attempt_recovery(failure)
        assert result.step is ASK
        system.note_outcome(result.record, recovered=False)
    stopped = system.attempt_recovery(failed(FailureCause.CRASH, "last"))
    assert stopped.step is ASK
    assert f"{JOBS_IN_A_ROW} jobs in a row" in stopped.explanation
    clock.now_s += FORGETS_AFTER_S
    assert system.attempt_recovery(failed(FailureCause.CRASH, "much later")).step is RETRY


def test_one_job_is_no_series(system: ErrorRecoverySystem) -> None:
    for _ in range(3 * JOBS_IN_A_ROW):
        assert system.attempt_recovery(failed(FailureCause.CRASH)).step is RETRY


@pytest.mark.parametrize("between", ["recovered", "another cause"])
def test_a_series_ends(system: ErrorRecoverySystem, between: str) -> None:
    for number in range(3 * JOBS_IN_A_ROW):
        result = system.attempt_recovery(failed(FailureCause.DRIVER, f"job{number}"))
        assert result.step is RETRY
        if between == "recovered":
            system.note_outcome(result.record, recovered=True)
        else:
            system.attempt_recovery(failed(FailureCause.INPUT, f"job{number}"))


def test_a_full_disk_is_waited_for_however_many_jobs_meet_it(system: ErrorRecoverySystem) -> None:
    for number in range(3 * JOBS_IN_A_ROW):
        assert system.attempt_recovery(failed(FailureCause.DISK, f"job{number}")).step is WAIT


# --- handlers --------------------------------------------------------------------------------


def test_a_registered_handler_counts(system: ErrorRecoverySystem) -> None:
    told = RecoveryResult(WAIT, explanation="Later.")
    system.register_error_handler(FailureCause.BUG, lambda _: told)
    assert system.attempt_recovery(failed(FailureCause.BUG)).step is WAIT
    assert system.attempt_recovery(failed(FailureCause.CRASH)).step is RETRY


def test_a_handler_that_raises_means_ask(
    system: ErrorRecoverySystem, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(failure: Failure) -> RecoveryResult:
        raise ZeroDivisionError(failure.message)

    system.register_error_handler(FailureCause.VRAM, broken)
    result = system.attempt_recovery(failed(FailureCause.VRAM))
    assert result.step is ASK
    assert "the handler for vram failed" in caplog.text
    assert system.records.recent()[-1].number == result.record


def test_the_nearest_type_of_an_exception_counts(system: ErrorRecoverySystem) -> None:
    def handler(step: RecoveryStep) -> None:
        kind = {WAIT: OSError, REPAIR: FileNotFoundError, NEXT_PLAN: LookupError}[step]
        system.register_error_handler(kind, lambda _: RecoveryResult(step))

    for step in (WAIT, REPAIR, NEXT_PLAN):
        handler(step)
    assert system.attempt_recovery(FileNotFoundError(2, "gone")).step is REPAIR
    assert system.attempt_recovery(PermissionError(13, "no")).step is WAIT
    assert system.attempt_recovery(KeyError("x")).step is NEXT_PLAN
    context = FailureContext("job7", "demo", attempt=2)
    assert system.attempt_recovery(ValueError("odd"), context).step is ASK  # a bug, once more
    record = system.records.recent()[-1]
    assert (record.job_id, record.attempt, record.message) == ("job7", 2, "odd")


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (MemoryError(), FailureCause.RAM),
        (OSError(errno.ENOSPC, "No space left on device"), FailureCause.DISK),
        (OSError(errno.EROFS, "Read-only file system"), FailureCause.DISK),
        (OSError(errno.ENOENT, "gone"), FailureCause.BUG),
        (TimeoutError(), FailureCause.HANG),
        (EOFError(), FailureCause.CRASH),
        (BrokenPipeError(), FailureCause.CRASH),
        (NotSavedError("x", OSError(28, "full")), FailureCause.DISK),
        (UserError("x", category=ErrorCategory.MODEL), FailureCause.MODEL),
        (UserError("x", loras=("a" * 64,)), FailureCause.LORA),
        (UserError("x"), FailureCause.INPUT),
        (UserError("x", category=ErrorCategory.BUG), FailureCause.BUG),
        (KeyError("x"), FailureCause.BUG),
    ],
)
def test_exceptions_have_causes(error: Exception, cause: FailureCause) -> None:
    assert cause_of(error) is cause
