"""Labels that show exactly the text they are given."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from wan22_desktop.qtkit.theme import Tone, set_tone


def plain_label(text: str = "", tone: Tone = Tone.PLAIN, *, wraps: bool = False) -> QLabel:
    """A label that never takes its text for HTML."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wraps)
    set_tone(label, tone)
    return label


def wrapping_label(text: str = "", tone: Tone = Tone.PLAIN) -> QLabel:
    """A plain label as wide as its place, whatever its text, and as high as it takes then."""
    label = plain_label(text, tone, wraps=True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)  # setting a policy takes it away
    label.setSizePolicy(policy)
    return label


def plain_tooltip(text: str) -> str:
    """Rich text that shows exactly `text`: Qt would guess at HTML otherwise."""
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
