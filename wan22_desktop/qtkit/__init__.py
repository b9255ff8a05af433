"""Qt helpers that know nothing of video."""

import ctypes
import sys

import PySide6


def _outlast_lost_references() -> None:
    """Keep None, True and False alive however often a reference to them is lost.

    WORKAROUND: the PySide6 6.12 wheels are compiled for interpreters whose constants are immortal
    (Python 3.12 and later, PEP 683). On Python 3.11 nearly every call into Qt therefore takes a
    reference to None away, and after some ten thousand calls the process aborts with "deallocating
    None". PySide6 6.11 does not need this.
    """
    if sys.version_info >= (3, 12) or PySide6.__version_info__ < (6, 12):
        return
    for constant in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 48


_outlast_lost_references()
