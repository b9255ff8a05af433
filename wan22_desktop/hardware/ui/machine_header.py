"""The top of the panel: what the machine is."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.hardware import DriverProblem, HardwareProfile
from wan22_desktop.core.texts import tr
from wan22_desktop.hardware.ui import machine_text
from wan22_desktop.hardware.ui.machine_text import Line
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import Tone, set_tone


class MachineHeader(QWidget):
    """Lines that are shortened where they do not fit; tooltips have every value and its source."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = ElidedLabel()
        font = self.card.font()
        font.setBold(True)
        self.card.setFont(font)
        self.problem = plain_label(tone=Tone.WARNING, wraps=True)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.driver, self.system, self.disks = ElidedLabel(), ElidedLabel(), ElidedLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for line in (self.card, self.problem, self.driver, self.system, self.disks):
            layout.addWidget(line)
            line.setVisible(line is self.card)
            if line is not self.card and isinstance(line, ElidedLabel):
                line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.card.set_text(tr("Finding out what this computer has\N{HORIZONTAL ELLIPSIS}"))

    def show_profile(self, profile: HardwareProfile) -> None:
        _show(self.card, machine_text.card_line(profile))
        _show(self.driver, machine_text.driver_line(profile))
        _show(self.system, machine_text.system_line(profile))
        _show(self.disks, machine_text.disks_line(profile))
        problem = machine_text.problem_line(profile)
        self.problem.setText("" if problem is None else problem.text)
        self.problem.setVisible(problem is not None)
        # A computer without such a card needs no driver for it.
        is_quiet = profile.driver_problem is DriverProblem.NO_DRIVER
        set_tone(self.problem, Tone.MUTED if is_quiet else Tone.WARNING)


def _show(label: ElidedLabel, line: Line | None) -> None:
    label.setVisible(line is not None)
    if line is not None:
        label.set_text(line.text)
        label.setToolTip(plain_tooltip("\n".join(line.facts)))
        label.setAccessibleDescription("; ".join(line.facts))
