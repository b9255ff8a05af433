"""How alike the clips are, in figures: the frame that is shown, and the whole clip."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import Tone

if TYPE_CHECKING:
    from wan22_desktop.gallery.domain.similarity import Similarity


class SimilarityLine(QWidget):
    """A line for every clip but the first, which the others are compared with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._number = 0
        self._frames: dict[tuple[int, int], Similarity] = {}
        self._clips: dict[int, Similarity | None] = {}
        self.label = plain_label(tone=Tone.MUTED, wraps=True)
        self.label.setToolTip(
            plain_tooltip(
                tr(
                    "PSNR: over red, green and blue of all pixels, in decibels; more is more "
                    "alike. SSIM: on the brightness, in windows of 8 x 8 pixels; 1 is equal. "
                    "A clip's PSNR is that of its mean error."
                )
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)

    def start(self, count: int) -> None:
        """Nothing is known yet of so many clips."""
        self._count = count
        self._number = 0
        self._frames = {}
        self._clips = {}
        self._show()

    def show_frame(self, number: int) -> None:
        """Frame `number` is on the screen."""
        self._number = number
        self._show()

    def take_frame(self, index: int, number: int, found: "Similarity") -> None:
        self._frames[index, number] = found
        if number == self._number:
            self._show()

    def take_clip(self, index: int, found: "Similarity") -> None:
        self._clips[index] = found
        self._show()

    def take_failure(self, index: int) -> None:
        """This clip cannot be compared; the place of its picture says why."""
        self._clips[index] = None
        self._show()

    def _show(self) -> None:
        lines = [
            tr(
                "A and {letter}: this frame {frame}; whole clip {clip}",
                letter="ABCD"[index],
                frame=self._frame_text(index),
                clip=self._clip_text(index),
            )
            for index in range(1, self._count)
        ]
        self.setVisible(bool(lines))
        self.label.setText("\n".join(lines))
        self.label.setAccessibleName(self.label.text())

    def _frame_text(self, index: int) -> str:
        found = self._frames.get((index, self._number))
        if found is not None:
            return figures_of(found)
        return tr("not compared") if index in self._clips else "…"

    def _clip_text(self, index: int) -> str:
        if index not in self._clips:
            return "…"
        found = self._clips[index]
        return tr("not compared") if found is None else figures_of(found)


def figures_of(found: "Similarity") -> str:
    """PSNR and SSIM in words."""
    if found.is_identical:
        return tr("identical")
    return tr("PSNR {psnr:.1f} dB, SSIM {ssim:.4f}", psnr=found.psnr_db, ssim=found.ssim)
