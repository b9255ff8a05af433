"""Small pictures for the screen, read with limits."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader


def read_file_scaled(path: str, bound: QSize) -> QImage:
    """The picture in the file, turned upright and made to fit `bound`; null if unreadable."""
    reader = QImageReader(path)
    # Kept start images have no telling suffix.
    reader.setDecideFormatFromContent(True)
    return _read(reader, bound)


def read_bytes(data: bytes, bound: QSize | None = None) -> QImage:
    """The picture in `data`, made to fit `bound` if given; null if unreadable."""
    if not data:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return _read(QImageReader(buffer), bound)


def _read(reader: QImageReader, bound: QSize | None) -> QImage:
    reader.setAutoTransform(True)
    size = reader.size()
    if bound is not None and size.isValid():
        fitting = size.scaled(bound, Qt.AspectRatioMode.KeepAspectRatio)
        if fitting.width() < size.width():
            reader.setScaledSize(fitting.expandedTo(QSize(1, 1)))
    return reader.read()
