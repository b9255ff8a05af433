"""How long nobody has used this computer: keyboard and mouse, of all programs."""

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Callable

IdleProbe = Callable[[], float | None]
"""Seconds since the last input; None where the system does not tell."""


def find_idle_probe() -> IdleProbe | None:
    """The probe of this system; None if it has none that answers.

    Windows always answers, Linux where an X server with the screen saver extension shows the
    screen. The probe is for one thread at a time.
    """
    if sys.platform == "win32":
        return _windows_idle_s
    probe = _x_screen_saver() if os.environ.get("DISPLAY") else None
    return probe if probe is not None and probe() is not None else None


if sys.platform == "win32":

    class _LastInputInfo(ctypes.Structure):
        """LASTINPUTINFO of `winuser.h`; the tick count is that of GetTickCount, milliseconds."""

        _fields_ = (("size", ctypes.c_uint), ("tick_ms", ctypes.c_uint))

    def _windows_idle_s() -> float | None:
        info = _LastInputInfo(ctypes.sizeof(_LastInputInfo), 0)
        if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(info)):
            return None
        # Both wrap around after 49.7 days, and so does their difference.
        return ((ctypes.windll.kernel32.GetTickCount() - info.tick_ms) & 0xFFFFFFFF) / 1000


class _ScreenSaverInfo(ctypes.Structure):
    """XScreenSaverInfo of `X11/extensions/scrnsaver.h`."""

    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since_ms", ctypes.c_ulong),
        ("idle_ms", ctypes.c_ulong),
        ("event_mask", ctypes.c_ulong),
    )


def _x_screen_saver() -> IdleProbe | None:
    """The extension of the X server; its connection lasts as long as the process."""
    try:
        x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        saver = ctypes.CDLL(ctypes.util.find_library("Xss") or "libXss.so.1")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    saver.XScreenSaverQueryExtension.argtypes = [ctypes.c_void_p] * 3
    saver.XScreenSaverQueryInfo.argtypes = [
        ctypes.c_void_p,
        ctypes.c_ulong,
        ctypes.POINTER(_ScreenSaverInfo),
    ]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    event, error = ctypes.c_int(), ctypes.c_int()
    if not saver.XScreenSaverQueryExtension(display, ctypes.byref(event), ctypes.byref(error)):
        return None
    root = x11.XDefaultRootWindow(display)

    def idle_s() -> float | None:
        info = _ScreenSaverInfo()
        if not saver.XScreenSaverQueryInfo(display, root, ctypes.byref(info)):
            return None
        return info.idle_ms / 1000

    return idle_s
