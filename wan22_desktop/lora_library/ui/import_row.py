"""How an import goes on, and what came of the last one."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.importing import ImportProgress, ImportResult
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL

_STEPS = 1000


class ImportRow(QWidget):
    """Hidden while there is nothing to tell."""

    cancelled = Signal()
    results_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(tr("Import"))
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.setAccessibleName(tr("Cancel the import"))
        self.show_button = QPushButton(tr("Show"))
        self.show_button.setAccessibleName(tr("Show what became of each file"))
        self.close_button = GlyphButton(Glyph.CLOSE, tr("Close"))
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.label, 1)
        line.addWidget(self.cancel_button)
        line.addWidget(self.show_button)
        line.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        self.cancel_button.clicked.connect(self._cancel)
        self.show_button.clicked.connect(self.results_asked)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def show_progress(self, progress: ImportProgress) -> None:
        done = progress.done_bytes / max(1, progress.total_bytes)
        self.bar.setValue(round(_STEPS * min(1.0, done)))
        name = lora_text.visible(progress.name)
        text = lora_text.progress_text(progress)
        self.label.set_text(f"{text}{lora_text.DOT}{name}")
        self.bar.setAccessibleDescription(text)
        self._show_parts(is_running=True)

    def show_results(self, results: tuple[ImportResult, ...]) -> None:
        """The import has ended."""
        self.label.set_text(lora_text.results_text(results))
        self.show_button.setEnabled(bool(results))
        self._show_parts(is_running=False)

    def _show_parts(self, *, is_running: bool) -> None:
        if is_running and not self.bar.isVisibleTo(self):
            self.cancel_button.setEnabled(True)
        for widget in (self.bar, self.cancel_button):
            widget.setVisible(is_running)
        for widget in (self.show_button, self.close_button):
            widget.setVisible(not is_running)
        self.show()

    @Slot()
    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.label.set_text(tr("Cancelling…"))
        self.cancelled.emit()
