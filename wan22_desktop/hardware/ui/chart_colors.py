"""The colours of curves and job phases in either theme.

Blue, orange, green and violet of different lightness: people who see few colours tell them apart,
and the read-out names them in words.
"""

from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.domain.metrics import Phase
from wan22_desktop.qtkit.theme import Colors

PHASE_NAMES = {
    Phase.IDLE: tr("Idle"),
    Phase.LOADING: tr("Loading"),
    Phase.RENDERING: tr("Rendering"),
    Phase.DECODING: tr("Decoding"),
    Phase.PUBLISHING: tr("Saving"),
}

_LIGHT = ("#2f5fd0", "#c2610c", "#1a7440", "#8a3ffc")
_DARK = ("#6a97ff", "#f5a35c", "#5fd08f", "#c79bff")
# Other hues than those of the curves, so that nobody takes one for the other.
_PHASES_LIGHT = {
    Phase.LOADING: "#c99a00",
    Phase.RENDERING: "#0b8f8f",
    Phase.DECODING: "#cf3f83",
    Phase.PUBLISHING: "#6b7280",
}
_PHASES_DARK = {
    Phase.LOADING: "#e6c04a",
    Phase.RENDERING: "#35c4c4",
    Phase.DECODING: "#f27ab4",
    Phase.PUBLISHING: "#a3adbb",
}


def curve_color(colors: Colors, place: int) -> str:
    """Of the curve at `place` of its chart."""
    hues = _DARK if colors.is_dark else _LIGHT
    return hues[place % len(hues)]


def phase_color(colors: Colors, phase: Phase) -> str:
    """Of a phase that is not idle."""
    return (_PHASES_DARK if colors.is_dark else _PHASES_LIGHT)[phase]
