"""A line that says what was taken off the list, and brings it back."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, Tone

SHOWN_MS = 20_000
"""Then it goes away, except while the pointer or the focus is on it."""


class UndoLine(QWidget):
    """Seen for a while after waiting jobs have been removed."""

    asked = Signal(object)
    """The removed jobs, in the order of the list."""

    def __init__(self, shown_ms: int = SHOWN_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: dict[str, Job] = {}
        self._removed: dict[str, Job] = {}
        self.label = plain_label(tone=Tone.MUTED, wraps=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(tr("Undo"))
        self.button.setAccessibleName(tr("Bring the removed jobs back"))
        self.button.setToolTip(tr("Add the removed jobs again, at the end of the queue (Ctrl+Z)"))
        self.dismiss = GlyphButton(Glyph.CLOSE, tr("Close this line"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, SPACE, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self._leave)
        self.button.clicked.connect(self.bring_back)
        self.dismiss.clicked.connect(self.forget)
        self.hide()

    def expect(self, jobs: Iterable[Job]) -> None:
        """The user has asked for the removal of `jobs`; from now on only these can come back."""
        self.forget()
        self._wanted = {job.id: job for job in jobs}

    def note_removed(self, job_id: str) -> None:
        """The queue has removed a job."""
        if job_id not in self._wanted:
            return
        self._removed[job_id] = self._wanted[job_id]
        count = len(self._removed)
        self.label.setText(trn("Removed {count} job.", "Removed {count} jobs.", count))
        self.show()
        self._timer.start()

    @Slot()
    def bring_back(self) -> None:
        """Ask for the removed jobs; nothing happens if there are none."""
        jobs = tuple(job for job_id, job in self._wanted.items() if job_id in self._removed)
        self.forget()
        if jobs:
            self.asked.emit(jobs)

    @Slot()
    def forget(self) -> None:
        self._timer.stop()
        self._wanted, self._removed = {}, {}
        self.hide()

    @Slot()
    def _leave(self) -> None:
        if self.underMouse() or self.button.hasFocus() or self.dismiss.hasFocus():
            self._timer.start()
            return
        self.forget()
