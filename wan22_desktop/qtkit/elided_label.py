"""One line of plain text that is shortened where it does not fit."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class ElidedLabel(QWidget):
    """Never wider than its room; screen readers get the whole text."""

    def __init__(
        self, elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._elide = elide
        self.full_text = ""

    def set_text(self, text: str) -> None:
        self.full_text = " ".join(text.split())
        self.setAccessibleName(self.full_text)
        # Qt would guess at HTML otherwise.
        self.setToolTip(f"<p>{escape(self.full_text)}</p>")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.full_text, self._elide, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
