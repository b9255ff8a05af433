"""Keeps the window's layout on the disk while the app runs, not only when it ends in good order."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

from wan22_desktop.app.layout_file import file_content, load_layouts, with_layout
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.texts import tr

SETTLE_MS = 2000
"""A window that is dragged changes at every frame; it is kept once it rests."""


class LayoutKeeper(QObject):
    """Watches the window and its docks."""

    write_wanted = Signal(str, str, bytes)

    def __init__(self, window: MainWindow, file: Path, settle_ms: int = SETTLE_MS) -> None:
        super().__init__(window)
        self._window = window
        self._file = file
        self._layouts = load_layouts(file)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(settle_ms)
        self._settled.timeout.connect(self.keep)
        window.installEventFilter(self)
        for dock in window.docks:
            dock.dockLocationChanged.connect(self._note)
            dock.topLevelChanged.connect(self._note)
            dock.visibilityChanged.connect(self._note)

    @Slot()
    def keep(self) -> None:
        """Have the layout written if it is another one than before."""
        self._settled.stop()
        window, screens = self._window, self._window.screens()
        layout = window.layout_now()
        if self._layouts.get(screens) == layout and next(reversed(self._layouts)) == screens:
            return
        self._layouts = with_layout(self._layouts, screens, layout)
        content = file_content(self._layouts)
        self.write_wanted.emit(tr("The window's layout"), str(self._file), content)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.WindowStateChange):
            self._note()
        return super().eventFilter(watched, event)

    @Slot()
    def _note(self) -> None:
        self._settled.start()
