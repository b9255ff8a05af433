"""The verdict on a clip that was rendered again: one sentence, and why below it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.domain.reproduction import Verdict, explanation_of, headline_of
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, set_tone


class VerdictLine(QWidget):
    """Shows what `SimilarityService.judged` says; hidden until then."""

    compare_asked = Signal(str, str)
    """Path of the old and of the new clip."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths = ("", "")
        self.headline = plain_label(tone=Tone.OK, wraps=True)
        self.explanation = plain_label(tone=Tone.MUTED, wraps=True)
        for label in (self.headline, self.explanation):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.compare = QPushButton(tr("Compare"))
        self.compare.setAccessibleName(tr("Compare"))
        self.compare.setToolTip(plain_tooltip(tr("Show both clips beside each other")))
        self.compare.clicked.connect(self._ask)
        self.dismiss = QPushButton(tr("Close"))
        self.dismiss.setAccessibleName(tr("Close the verdict"))
        self.dismiss.setToolTip(plain_tooltip(tr("Put the verdict away")))
        self.dismiss.clicked.connect(self._close)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_SMALL)
        texts.addWidget(self.headline)
        texts.addWidget(self.explanation)
        texts.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(texts, 1)
        layout.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @Slot(str, str, object)
    def show_verdict(self, old_path: str, new_path: str, found: Verdict | UserError) -> None:
        self._paths = (old_path, new_path)
        if isinstance(found, UserError):
            set_tone(self.headline, Tone.ERROR)
            self.headline.setText(tr("The clips could not be compared. {why}", why=found.message))
            self.explanation.setText(found.safe)
        else:
            set_tone(self.headline, Tone.OK if found.identical else Tone.WARNING)
            self.headline.setText(headline_of(found))
            self.explanation.setText(explanation_of(found))
        self.compare.setVisible(isinstance(found, Verdict))
        for label in (self.headline, self.explanation):
            label.setAccessibleName(label.text())
        self.show()

    @Slot()
    def _ask(self) -> None:
        self.compare_asked.emit(*self._paths)

    @Slot()
    def _close(self) -> None:
        self.hide()
        self.closed.emit()
