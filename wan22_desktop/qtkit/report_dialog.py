"""A dialog around a report: what is known, how far the work on it is, and what can be done."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.report_list import ReportList, ReportRow
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, set_tone


class ReportDialog(QDialog):
    """Does not wait for anybody; its owner adds the buttons and fills it when answers come."""

    stop_asked = Signal()
    """The work that is under way is not wanted any more."""

    def __init__(self, title: str, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.summary = plain_label(wraps=True)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.list = ReportList(title, empty_text)
        self.doing = plain_label(tone=Tone.MUTED)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(tr("Progress"))
        self._deeds = QWidget()
        self._flow = FlowLayout(self._deeds, SPACE)
        self._buttons: list[QPushButton] = []
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.doing)
        layout.addWidget(self.busy)
        layout.addWidget(self._deeds)
        layout.addWidget(self.box)
        self.resize(620, 540)
        self._is_busy = False
        self.show_idle()

    @property
    def is_busy(self) -> bool:
        return self._is_busy

    def add_button(self, text: str, tip: str = "") -> QPushButton:
        """A button below the list; it cannot be pressed while something is under way."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        self._buttons.append(button)
        self._flow.addWidget(button)
        return button

    @Slot(str)
    def show_doing(self, text: str) -> None:
        """Something is under way: what, in a few words."""
        self._is_busy = True
        self.busy.setRange(0, 0)
        self.doing.setText(text)
        self.doing.show()
        self.busy.show()
        self._deeds.setEnabled(False)

    def show_idle(self) -> None:
        self._is_busy = False
        self.doing.hide()
        self.busy.hide()
        self._deeds.setEnabled(True)

    def show_rows(self, rows: tuple[ReportRow, ...], summary: str, tone: Tone = Tone.PLAIN) -> None:
        """The report as it is now, with a sentence above it."""
        self.list.set_rows(rows)
        self.say(summary, tone)

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Another sentence above the report."""
        self.summary.setText(text)
        set_tone(self.summary, tone)

    def reject(self) -> None:
        # Escape, the button and the window's own cross all lead here.
        if self._is_busy:
            self.stop_asked.emit()
        super().reject()
