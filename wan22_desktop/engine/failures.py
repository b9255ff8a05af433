"""From exceptions to what the window is told."""

import logging
from typing import NamedTuple

import torch
from safetensors import SafetensorError

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, Recovery, UserError
from wan22_desktop.core.failures import FailureCause, cause_of
from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import size
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.file_failures import file_failure_of, not_saved, system_error_in
from wan22_desktop.engine.memory.limits import is_out_of_memory
from wan22_desktop.engine.memory.shortage import DOING, shortage_of
from wan22_desktop.engine_protocol.messages import Failed, JobCommand, Render, Stage

_log = logging.getLogger(__name__)

_DEVICE_LOST = (
    "CUDA error",
    "CUDA driver error",
    "CUBLAS_STATUS",
    "CUDNN_STATUS",
    "device-side assert",
    "unspecified launch failure",
    "driver shutting down",
    "GPU is lost",
)
_DRIVER_WORDS_CHARACTERS = 120


class _Known(NamedTuple):
    cause: FailureCause
    error: UserError


def failure_of(error: Exception, job: JobCommand, stage: Stage | None = None) -> Failed:
    """What to say about an exception in a stage; the traceback goes to the log only."""
    known = _known(error, job, stage)
    if known is None:
        _log.error("job %s failed", job.job_id, exc_info=error)
        known = _Known(
            FailureCause.BUG,
            UserError(
                tr(
                    "Sorry, the engine made a mistake. Your queue is safe; the log has the details."
                ),
                category=ErrorCategory.BUG,
                recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
            ),
        )
    else:
        _log.warning(
            "job %s failed (%s): %s",
            job.job_id,
            known.cause.value,
            known.error.message,
            exc_info=error.__cause__,
        )
    told = known.error
    recoveries = told.recoveries
    if isinstance(job, Render) and job.request.model is Variant.DEMO:
        recoveries = tuple(r for r in recoveries if r is not Recovery.USE_DEMO_MODEL)
    return Failed(
        job_id=job.job_id,
        category=told.category,
        cause=known.cause,
        message=told.message,
        field=told.field,
        recoveries=recoveries,
        stage=stage,
        loras=told.loras,
    )


def is_device_lost(error: Exception) -> bool:
    """Whether the graphics driver will refuse all further work of this process."""
    return (
        isinstance(error, RuntimeError)
        and not is_out_of_memory(error)
        and any(sign in str(error) for sign in _DEVICE_LOST)
    )


def _known(error: Exception, job: JobCommand, stage: Stage | None) -> _Known | None:
    # Whoever explained it saw a file that could not be read; behind it memory may have run out.
    for behind in (error, error.__cause__):
        if behind is not None and is_out_of_memory(behind):
            return _out_of_memory(behind, job, stage)
    if is_device_lost(error):
        return _Known(FailureCause.DRIVER, _driver(error, stage))
    if isinstance(error, NotSavedError) and isinstance(error.__cause__, OSError):
        return _Known(FailureCause.DISK, not_saved(error.__cause__, job))
    if isinstance(error, UserError):
        return _Known(cause_of(error), error)
    if isinstance(error, DamagedFileError):
        return _Known(
            FailureCause.MODEL, model_error(tr("A file of the model {problem}.", problem=error))
        )
    if (system_error := system_error_in(error)) is not None:
        told = file_failure_of(system_error, job, stage)
        return None if told is None else _Known(cause_of(told), told)
    if isinstance(error, SafetensorError):
        return _Known(FailureCause.MODEL, model_error(tr("A file of the model is damaged.")))
    return None


def _out_of_memory(error: BaseException, job: JobCommand, stage: Stage | None) -> _Known:
    shortage = shortage_of(error, job, stage)
    return _Known(
        shortage.cause,
        UserError(
            shortage.message,
            category=ErrorCategory.OUT_OF_MEMORY,
            recoveries=(Recovery.LOWER_RESOLUTION, Recovery.FEWER_FRAMES, Recovery.RETRY),
        ),
    )


def _driver(error: Exception, stage: Stage | None) -> UserError:
    words = (str(error).splitlines() or [""])[0].strip()[:_DRIVER_WORDS_CHARACTERS].rstrip(".")
    words += _card_in_use()
    return UserError(
        tr("The graphics driver stopped working ({words}); the engine starts anew.", words=words)
        if stage is None
        else tr(
            "The graphics driver stopped working while {doing} ({words}); the engine starts anew.",
            doing=DOING[stage],
            words=words,
        ),
        category=ErrorCategory.ENGINE,
        recoveries=(Recovery.RETRY, Recovery.SHOW_LOG),
    )


def _card_in_use() -> str:
    """Counted by torch itself: a driver that is gone is not asked."""
    try:
        if not torch.cuda.is_initialized():
            return ""
        in_use = size(torch.cuda.max_memory_allocated())
        return "; " + tr("the render had {size} of the card in use", size=in_use)
    except RuntimeError:
        return ""
