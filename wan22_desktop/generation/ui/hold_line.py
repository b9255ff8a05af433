"""Why the app itself holds the queue back, and a button against it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.events import QueueHold
from wan22_desktop.generation.ui.queue_text import one_line
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, Tone


class HoldLine(QWidget):
    """Seen only while the queue is held back."""

    go_on_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = plain_label(tone=Tone.WARNING, wraps=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(tr("Go on anyway"))
        self.button.setAccessibleName(tr("Let the queue go on anyway"))
        self.button.setToolTip(tr("Let the queue go on although the app would rather wait"))
        self.button.clicked.connect(self.go_on_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, SPACE, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @Slot(object)
    def show_hold(self, hold: QueueHold) -> None:
        """Say why, or go away."""
        reason = one_line(hold.reason)
        self.label.setText(
            tr("Stopped at its step: {reason}", reason=reason)
            if hold.at_step
            else tr("Waiting: {reason}", reason=reason)
        )
        self.setVisible(bool(hold.reason))
