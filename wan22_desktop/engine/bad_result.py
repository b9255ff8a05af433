"""Numbers that no picture can come from, and what people are told of them."""

import math

import torch
from torch import Tensor

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError


def is_usable(tensor: Tensor) -> bool:
    """Whether it holds no NaN and no infinity, nor the same everywhere: a broken kernel's zeros."""
    low, high = (bound.item() for bound in torch.aminmax(tensor))
    return math.isfinite(low) and math.isfinite(high) and low < high


def no_picture(
    message: str,
    *,
    field: str | None = None,
    recoveries: tuple[Recovery, ...] = (Recovery.EDIT_REQUEST, Recovery.REINSTALL_MODEL),
) -> UserError:
    """The error to raise; the message says what computed no picture, when and why."""
    return UserError(
        message,
        category=ErrorCategory.BAD_RESULT,
        field=field,
        recoveries=recoveries,
    )
