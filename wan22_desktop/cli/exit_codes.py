"""How commands end."""

from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    BAD_REQUEST = 2
    FAILED = 3
    CANCELLED = 130
