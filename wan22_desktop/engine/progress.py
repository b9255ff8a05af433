"""What is reported after each step: progress, time left, now and then a picture."""

import logging
import time
from collections.abc import Callable
from statistics import median

from wan22_desktop.core.values import Value
from wan22_desktop.engine.decoding.preview import PreviewMaker
from wan22_desktop.engine.sampling.denoising import Step
from wan22_desktop.engine_protocol.messages import PreviewReady, Render, StepDone

Emit = Callable[[Value], None]

_log = logging.getLogger(__name__)


class StepReporter:
    """Tells the window about the steps of one render."""

    def __init__(
        self, job: Render, emit: Emit, *, previews: PreviewMaker | None, finishing_s: float
    ) -> None:
        """`finishing_s` is the expected time from the last step to the frames."""
        self._job = job
        self._emit = emit
        self._previews = previews
        self._finishing_s = finishing_s
        self._step_s: list[float] = []
        self._begun = self._last = time.perf_counter()

    def report(self, step: Step, before: int = 0) -> None:
        """Progress and the time that is left, from the steps so far.

        `before` counts the steps of the samplings before this one.
        """
        now = time.perf_counter()
        self._step_s.append(now - self._last)
        self._last = now
        done, steps = before + step.checkpoint.step, self._job.request.total_steps
        self._emit(
            StepDone(
                job_id=self._job.job_id,
                step=done,
                steps=steps,
                seconds_left=(steps - done) * median(self._step_s) + self._finishing_s,
            )
        )

    def preview(self, step: Step, before: int = 0) -> None:
        """A picture of the estimated clip, if one is due."""
        done = step.checkpoint.step
        if self._previews is None or done == step.steps or not self._previews.is_due():
            return
        preview = self._previews.make(step.estimate())
        self._emit(
            PreviewReady(
                job_id=self._job.job_id,
                step=before + done,
                frame_count=preview.frame_count,
                jpeg_base64=preview.jpeg_base64,
            )
        )

    @property
    def seconds_per_step(self) -> float:
        """The median so far; 0 before the first."""
        return median(self._step_s) if self._step_s else 0.0

    def log_cost(self) -> None:
        """Say in the log which share of the sampling the previews took."""
        if self._previews is not None:
            seconds = time.perf_counter() - self._begun
            share = 100 * self._previews.seconds_spent / seconds
            _log.info("sampled in %.2f s, of it previews %.2f %%", seconds, share)
