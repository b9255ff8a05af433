"""Whether a LoRA goes with the chosen model: a sign and a sentence."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from wan22_desktop.lora_library.domain.fit import Fit, FitReport
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.card_delegate import FIT_GLYPHS
from wan22_desktop.qtkit.glyphs import draw_glyph
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE_SMALL, colors_of, set_tone

_SIDE_PX = 16


class FitLine(QWidget):
    """Hidden without a verdict; `only_trouble` hides it where all is well, too."""

    def __init__(self, *, only_trouble: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._only_trouble = only_trouble
        self.sign = FitSign()
        self.text = plain_label(wraps=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.text, 1)
        self.show_report(None)

    def show_report(self, report: FitReport | None) -> None:
        self.show_verdict(
            None if report is None else report.fit, "" if report is None else report.text
        )

    def show_verdict(self, fit: Fit | None, text: str) -> None:
        """`text` is a whole sentence."""
        self.sign.show_fit(fit)
        self.text.setText(text)
        if fit is not None:
            set_tone(self.text, lora_text.FIT_TONES[fit])
        self.setVisible(fit is not None and not (self._only_trouble and fit is Fit.FITS))


class FitSign(QWidget):
    """A tick, a triangle or a crossed circle: told apart by shape, not only by colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fit: Fit | None = None
        self.setFixedSize(QSize(_SIDE_PX, _SIDE_PX))

    def show_fit(self, fit: Fit | None, text: str = "") -> None:
        self._fit = fit
        words = "" if fit is None else lora_text.FITS[fit]
        self.setAccessibleName(words)
        self.setToolTip(plain_tooltip(text or words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        if self._fit is None:
            return
        painter = QPainter(self)
        color = colors_of(self).tone(lora_text.FIT_TONES[self._fit])
        draw_glyph(painter, FIT_GLYPHS[self._fit], QRectF(0, 0, _SIDE_PX, _SIDE_PX), color)
        painter.end()
