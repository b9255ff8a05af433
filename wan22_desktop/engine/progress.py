"""What is reported after each step: progress, time left, now and then a picture."""

import time
from collections.abc import Callable
from statistics import median

from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from torch import Tensor

from wan22_desktop.core.values import Value
from wan22_desktop.engine.cancel import CancelToken
from wan22_desktop.engine.preview import PreviewMaker
from wan22_desktop.engine_protocol.messages import PreviewReady, Render, StepDone

Emit = Callable[[Value], None]


class StepReporter:
    """The pipeline's `callback_on_step_end` for one render."""

    def __init__(
        self,
        job: Render,
        token: CancelToken,
        emit: Emit,
        *,
        previews: PreviewMaker | None,
        finishing_s: float,
    ) -> None:
        """`finishing_s` is the expected time from the last step to the finished clip."""
        self._job = job
        self._token = token
        self._emit = emit
        self._previews = previews
        self._finishing_s = finishing_s
        self._step_s: list[float] = []
        self._last = time.perf_counter()

    def __call__(
        self, pipeline: DiffusionPipeline, step: int, _timestep: Tensor, _tensors: dict[str, Tensor]
    ) -> dict[str, Tensor]:
        """`step` counts from 0; the empty answer leaves the pipeline's tensors alone."""
        now = time.perf_counter()
        self._step_s.append(now - self._last)
        self._last = now
        done, steps = step + 1, self._job.request.num_inference_steps
        self._emit(
            StepDone(
                job_id=self._job.job_id,
                step=done,
                steps=steps,
                seconds_left=(steps - done) * median(self._step_s) + self._finishing_s,
            )
        )
        self._token.raise_if_set()
        if self._previews is not None and done < steps:
            self._emit_preview(self._previews, pipeline.scheduler, done)
        return {}

    def _emit_preview(self, previews: PreviewMaker, scheduler: object, step: int) -> None:
        # UniPC keeps its latest estimate of the noise-free latents (`predict_x0`); Euler keeps
        # none, and its noisy latents would show nothing worth a look.
        if not isinstance(scheduler, UniPCMultistepScheduler) or not scheduler.predict_x0:
            return
        estimate = scheduler.model_outputs[-1]
        preview = previews.make(estimate) if estimate is not None else None
        if preview is not None:
            self._emit(
                PreviewReady(
                    job_id=self._job.job_id,
                    step=step,
                    frame_count=preview.frame_count,
                    jpeg_base64=preview.jpeg_base64,
                )
            )
