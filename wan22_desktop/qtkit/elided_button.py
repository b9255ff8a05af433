"""A flat button whose text is shortened where it does not fit."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.theme import SPACE_SMALL, colors_of


class ElidedButton(QPushButton):
    """Never wider than its room; the tooltip has the whole text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.full_text = ""
        self.setFlat(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, name: str, tip: str) -> None:
        """`name` is what a screen reader says."""
        self.full_text = " ".join(text.split())
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(tip))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().lineSpacing() + 2 * SPACE_SMALL)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        if self.hasFocus():
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option)
        room = self.rect().adjusted(SPACE_SMALL, 0, -SPACE_SMALL, 0)
        shown = self.fontMetrics().elidedText(
            self.full_text, Qt.TextElideMode.ElideRight, room.width()
        )
        # What cannot be clicked is still there to be read.
        colors = colors_of(self)
        painter.setPen(QColor(colors.text if self.isEnabled() else colors.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        painter.end()
