"""The text of a page of the user guide, with its pictures as wide as the page."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

PICTURE_WIDTH_PX = 540
"""What the help dialog has room for when it opens."""


class GuideText(QTextBrowser):
    """Qt shows pictures in their own size, which for those of the whole window is too wide."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setOpenLinks(False)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: ANN401, N802 -- Qt's own
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        image = QImage(str(self._folder / QUrl(name).path()))
        ratio = self.devicePixelRatioF()
        width = round(PICTURE_WIDTH_PX * ratio)
        if image.width() > width:
            image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
        return image
