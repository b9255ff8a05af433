"""Pictures are read beside the GUI thread: a large PNG takes a second or two."""

from PySide6.QtCore import QObject, QSize, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

from wan22_desktop.qtkit.pictures import read_file_scaled


class PictureLoader(QObject):
    """Delivers the picture asked for last; earlier ones that come late are dropped."""

    loaded = Signal(QImage)
    """The picture, null if it cannot be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticket = 0
        self._courier = _Courier()
        self._courier.brought.connect(self._take)

    def load(self, path: str, bound: QSize) -> None:
        """Read the file, made to fit `bound`; `loaded` follows."""
        self._ticket += 1
        # The task holds the courier, not this object, which may be gone before it ends.
        ticket, courier = self._ticket, self._courier

        def read() -> None:
            courier.brought.emit(ticket, read_file_scaled(path, bound))

        QThreadPool.globalInstance().start(read)

    def forget(self) -> None:
        """Deliver nothing until the next `load`."""
        self._ticket += 1

    @Slot(int, QImage)
    def _take(self, ticket: int, image: QImage) -> None:
        if ticket == self._ticket:
            self.loaded.emit(image)


class _Courier(QObject):
    brought = Signal(int, QImage)
