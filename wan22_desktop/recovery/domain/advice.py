"""What is done about a failure unless somebody has registered something else."""

import random
from collections.abc import Callable

from wan22_desktop.core.failures import Failure, FailureCause, RecoveryResult, RecoveryStep
from wan22_desktop.core.retry import jittered_delay_s
from wan22_desktop.core.settings import Automation
from wan22_desktop.core.texts import tr

FIRST_DELAY_S = 2.0
LONGEST_DELAY_S = 60.0
"""Back-off between two engines: a driver that resets needs seconds, not minutes."""

_RETRIES = {
    FailureCause.DRIVER: 2,
    FailureCause.CRASH: 1,
    FailureCause.HANG: 1,
    FailureCause.BUG: 1,
}
"""How often a job is tried again as it was. The queue itself fails a job whose engine ended twice,
as a crash or a hang does; a driver may need longer than one restart."""

_MEMORY = {
    FailureCause.VRAM: tr("graphics memory"),
    FailureCause.SHARED_MEMORY: tr("graphics memory"),
    FailureCause.RAM: tr("memory"),
    FailureCause.COMMIT: tr("memory"),
}
_WHAT_HAPPENED = {
    FailureCause.DRIVER: tr("The graphics driver stopped working for the engine"),
    FailureCause.CRASH: tr("The engine ended unexpectedly"),
    FailureCause.HANG: tr("The engine gave no sign of progress"),
    FailureCause.BUG: tr("Something went wrong inside the engine"),
}


class Advice:
    """The rules for every cause; `advise` is a handler for all of them."""

    def __init__(
        self,
        on_out_of_memory: Callable[[], Automation],
        *,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """`on_out_of_memory` gives the user's choice of now; `draw` gives numbers in [0, 1)."""
        self._on_out_of_memory = on_out_of_memory
        self._draw = draw

    def advise(self, failure: Failure) -> RecoveryResult:
        """The next step for the job; raises what reading the settings raises."""
        match failure.cause:
            case cause if cause in _MEMORY:
                return self._after_memory(failure)
            case cause if cause in _RETRIES:
                return self._again(failure)
            case FailureCause.DISK:
                return RecoveryResult(
                    RecoveryStep.WAIT_FOR_DISK,
                    explanation=tr("The job keeps its place and goes on when the disk has room."),
                )
            case FailureCause.MODEL if failure.attempt == 1:
                return RecoveryResult(
                    RecoveryStep.REPAIR_MODEL,
                    explanation=tr(
                        "The model's files are checked, what is damaged is fetched again, "
                        "and the job is tried once more."
                    ),
                )
            case FailureCause.MODEL:
                return _ask(
                    tr("The model's files were repaired once already, and it failed again.")
                )
            case _:
                return _ask(tr("Trying again would end the same way: this job needs a change."))

    def _after_memory(self, failure: Failure) -> RecoveryResult:
        what = _MEMORY[failure.cause]
        if failure.attempt > 1:
            return _ask(
                tr("A plan that needs less {memory} was tried, and it was not enough.", memory=what)
            )
        if self._on_out_of_memory() is not Automation.ACT:
            return _ask(
                tr(
                    "It can be tried with a plan that needs less {memory}: choose Try again.",
                    memory=what,
                )
            )
        return RecoveryResult(
            RecoveryStep.NEXT_PLAN,
            explanation=tr(
                "It is tried once more with a plan that needs less {memory}.", memory=what
            ),
        )

    def _again(self, failure: Failure) -> RecoveryResult:
        happened = _WHAT_HAPPENED[failure.cause]
        if failure.attempt > _RETRIES[failure.cause]:
            count = failure.attempt
            times = tr("twice") if count == 2 else tr("{count} times", count=count)
            return _ask(
                tr(
                    "{happened} {times} during this job, so it is not tried again by itself.",
                    happened=happened,
                    times=times,
                )
            )
        delay_s = jittered_delay_s(
            failure.attempt, first_s=FIRST_DELAY_S, longest_s=LONGEST_DELAY_S, draw=self._draw
        )
        return RecoveryResult(
            RecoveryStep.RETRY,
            delay_s=delay_s,
            explanation=tr(
                "{happened}. The job is tried again in a fresh engine.", happened=happened
            ),
        )


def _ask(explanation: str) -> RecoveryResult:
    return RecoveryResult(RecoveryStep.ASK, explanation=explanation)
