"""Which cause an exception stands for, where no engine has measured one."""

import errno

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.failures import FailureCause

_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
_OF_CATEGORY = {
    ErrorCategory.BAD_REQUEST: FailureCause.INPUT,
    ErrorCategory.MODEL: FailureCause.MODEL,
    ErrorCategory.OUT_OF_MEMORY: FailureCause.VRAM,
    ErrorCategory.DISK: FailureCause.DISK,
    ErrorCategory.ENGINE: FailureCause.CRASH,
}


def cause_of(error: Exception) -> FailureCause:
    """The cause that is nearest to the exception; a bug if none is."""
    if isinstance(error, UserError):
        if error.loras:
            return FailureCause.LORA
        return _OF_CATEGORY.get(error.category, FailureCause.BUG)
    if isinstance(error, MemoryError):
        return FailureCause.RAM
    if isinstance(error, TimeoutError):
        return FailureCause.HANG
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return FailureCause.DISK
    if isinstance(error, BrokenPipeError | EOFError):
        return FailureCause.CRASH
    return FailureCause.BUG
