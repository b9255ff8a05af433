"""Pictures of LoRAs, read beside the GUI thread, the ones asked for last first."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from wan22_desktop.qtkit.pictures import read_file_scaled

_MAX_PIXMAPS = 400
_MAX_WAITING = 120
"""More than any screen shows: what was scrolled past is not read."""
_MAX_RUNNING = 2

Key = tuple[str, int, int]
"""A picture's name, and the width and height in pixels of the screen that it has to fill."""


class Thumbnails(QObject):
    """Gives a pixmap if it is there; otherwise `arrived` tells when to ask again."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._pixmaps: OrderedDict[Key, QPixmap] = OrderedDict()
        self._waiting: OrderedDict[Key, None] = OrderedDict()
        self._running: set[Key] = set()
        self._courier = _Courier()
        self._courier.brought.connect(self._take)

    def set_folder(self, folder: Path) -> None:
        """Where the pictures lie as `NAME.jpg`."""
        self._folder = folder
        self._pixmaps.clear()
        self._waiting.clear()

    def pixmap(self, name: str | None, size: QSize, ratio: float) -> QPixmap | None:
        """The picture, cut to fill `size`; None if there is none, or none yet."""
        if not name or self._folder is None or size.isEmpty():
            return None
        key = (name, round(size.width() * ratio), round(size.height() * ratio))
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
            pixmap.setDevicePixelRatio(ratio)
            return None if pixmap.isNull() else pixmap
        if key not in self._running:
            self._waiting[key] = None
            self._waiting.move_to_end(key)
            while len(self._waiting) > _MAX_WAITING:
                self._waiting.popitem(last=False)
            self._go_on()
        return None

    def _go_on(self) -> None:
        while self._folder is not None and self._waiting and len(self._running) < _MAX_RUNNING:
            key, _ = self._waiting.popitem()
            self._running.add(key)
            # The task holds the courier, not this object, which may be gone before it ends.
            courier, file = self._courier, str(self._folder / f"{key[0]}.jpg")

            def read(courier: "_Courier" = courier, key: Key = key, file: str = file) -> None:
                courier.brought.emit(key, _filling(file, QSize(key[1], key[2])))

            QThreadPool.globalInstance().start(read)

    @Slot(object, QImage)
    def _take(self, key: Key, image: QImage) -> None:
        self._running.discard(key)
        # A picture that cannot be read is remembered too, or each paint would try again.
        self._pixmaps[key] = QPixmap.fromImage(image)
        while len(self._pixmaps) > _MAX_PIXMAPS:
            self._pixmaps.popitem(last=False)
        self._go_on()
        self.arrived.emit()


class _Courier(QObject):
    brought = Signal(object, QImage)


def _filling(file: str, size: QSize) -> QImage:
    """The middle of the picture, as large as `size`; null if it cannot be read."""
    # The decoder makes it small; what remains to be scaled is quick and holds nobody up.
    image = read_file_scaled(file, size * 2)
    if image.isNull():
        return image
    image = image.scaled(
        size,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (image.width() - size.width()) // 2, (image.height() - size.height()) // 2
    return image.copy(left, top, size.width(), size.height())
