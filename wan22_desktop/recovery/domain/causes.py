"""Which cause an exception stands for, where no engine has measured one."""

import errno

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.failures import cause_of as cause_of_user_error

_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


def cause_of(error: Exception) -> FailureCause:
    """The cause that is nearest to the exception; a bug if none is."""
    if isinstance(error, UserError):
        return cause_of_user_error(error)
    if isinstance(error, MemoryError):
        return FailureCause.RAM
    if isinstance(error, TimeoutError):
        return FailureCause.HANG
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return FailureCause.DISK
    if isinstance(error, BrokenPipeError | EOFError):
        return FailureCause.CRASH
    return FailureCause.BUG
