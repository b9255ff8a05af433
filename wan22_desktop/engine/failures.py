"""From exceptions to what the window is told."""

import logging

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.memory.limits import is_out_of_memory
from wan22_desktop.engine.memory.shortage import shortage_of
from wan22_desktop.engine_protocol.messages import Failed, Render, Stage

_log = logging.getLogger(__name__)

_DEVICE_LOST = ("CUDA error", "CUBLAS_STATUS", "CUDNN_STATUS", "device-side assert")


def failure_of(error: Exception, job: Render, stage: Stage | None = None) -> Failed:
    """What to say about an exception in a stage; the traceback goes to the log only."""
    known = _known(error, job, stage)
    if known is None:
        _log.error("job %s failed", job.job_id, exc_info=error)
        known = UserError(
            "Sorry, the engine made a mistake. Your queue is safe; the log has the details.",
            category=ErrorCategory.BUG,
            recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
        )
    else:
        _log.warning("job %s failed: %s", job.job_id, known.message, exc_info=error.__cause__)
    recoveries = known.recoveries
    if job.request.model is Variant.DEMO:
        recoveries = tuple(r for r in recoveries if r is not Recovery.USE_DEMO_MODEL)
    return Failed(
        job_id=job.job_id,
        category=known.category,
        message=known.message,
        field=known.field,
        recoveries=recoveries,
        stage=stage,
        loras=known.loras,
    )


def is_device_lost(error: Exception) -> bool:
    """Whether the graphics driver will refuse all further work of this process."""
    return (
        isinstance(error, RuntimeError)
        and not is_out_of_memory(error)
        and any(sign in str(error) for sign in _DEVICE_LOST)
    )


def _known(error: Exception, job: Render, stage: Stage | None) -> UserError | None:
    if isinstance(error, UserError):
        return error
    if is_device_lost(error):
        return UserError(
            "The graphics driver stopped working; the engine starts anew.",
            category=ErrorCategory.ENGINE,
            recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
        )
    if is_out_of_memory(error):
        return UserError(
            shortage_of(error, job, stage),
            category=ErrorCategory.OUT_OF_MEMORY,
            recoveries=(Recovery.LOWER_RESOLUTION, Recovery.FEWER_FRAMES, Recovery.RETRY),
        )
    if isinstance(error, OSError):
        return NotSavedError("The clip", error)
    return None
