"""The picture of one card, with what can be done about it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.ui.card_delegate import paint_placeholder
from wan22_desktop.lora_library.ui.thumbnails import Thumbnails
from wan22_desktop.qtkit.theme import RADIUS, colors_of

_SIZE = QSize(112, 84)


class CardPicture(QWidget):
    """Painted from the same pictures as the list."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._card: LoraCard | None = None
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        thumbnails.arrived.connect(self.update)

    def show_card(self, card: LoraCard | None) -> None:
        self._card = card
        has_picture = card is not None and card.lead.thumbnail is not None
        self.setAccessibleName(tr("Picture") if has_picture else tr("No picture yet"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        if self._card is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name = self._card.lead.thumbnail
        pixmap = self._thumbnails.pixmap(name, self.size(), self.devicePixelRatioF())
        if pixmap is None:
            paint_placeholder(painter, self.rect(), self._card, colors_of(self))
        else:
            outline = QPainterPath()
            outline.addRoundedRect(self.rect().toRectF(), RADIUS, RADIUS)
            painter.setClipPath(outline)
            painter.drawPixmap(0, 0, pixmap)
        painter.end()
