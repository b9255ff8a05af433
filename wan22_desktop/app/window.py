"""The main window: its frame is there at the first paint, its panels come right after."""

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QVBoxLayout, QWidget

from wan22_desktop.app.layout_file import Layout
from wan22_desktop.core.texts import tr

DEFAULT_SIZE = QSize(1280, 800)
_FRAME = QSize(16, 48)
"""Room for the title bar and the edges, which are not known before the window is shown."""
_SIDE_WIDTH_PX = 350
_LOG_HEIGHT_PX = 200
_MARGIN_PX = 8


class MainWindow(QMainWindow):
    """Docks around a stage; asks with its signals and decides nothing."""

    first_painted = Signal()
    files_dropped = Signal(object)  # list[QUrl]
    paths_opened = Signal(object)  # list[str]
    close_asked = Signal()
    activation_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("WAN2.2 Desktop")
        self.setObjectName("main-window")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._painted = False
        self._may_close = False
        # The titles stand there from the first paint on, so that nothing jumps later.
        bar = self.menuBar()
        self.file_menu = bar.addMenu(tr("&File"))
        self.edit_menu = bar.addMenu(tr("&Edit"))
        self.queue_menu = bar.addMenu(tr("&Queue"))
        self.view_menu = bar.addMenu(tr("&View"))
        self.tools_menu = bar.addMenu(tr("&Tools"))
        self.help_menu = bar.addMenu(tr("&Help"))
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self.prompt_dock = self._add_dock(
            "prompt", tr("Prompt"), Qt.DockWidgetArea.LeftDockWidgetArea
        )
        self.queue_dock = self._add_dock("queue", tr("Queue"), right)
        self.models_dock = self._add_dock("models", tr("Models"), right)
        self.loras_dock = self._add_dock("loras", tr("LoRAs"), right)
        self.hardware_dock = self._add_dock("hardware", tr("Hardware"), right)
        self.log_dock = self._add_dock("log", tr("Log"), Qt.DockWidgetArea.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._middle = QVBoxLayout()
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        centre = QWidget()
        centre.setLayout(self._middle)
        self.setCentralWidget(centre)
        self.engine_label = _status_label()
        self.queue_label = _status_label()
        self.statusBar().addWidget(self.engine_label, 1)
        self.statusBar().addPermanentWidget(self.queue_label)
        self.resize(first_size(self.screen().availableSize()))
        self.reset_layout()

    def set_panels(self, *panels: QWidget) -> None:
        """One for each of `docks`, in their order."""
        for dock, panel in zip(self.docks, panels, strict=True):
            dock.setWidget(panel)

    def set_middle(self, notifications: QWidget, verdict: QWidget, stage: QWidget) -> None:
        self._middle.addWidget(notifications)
        self._middle.addWidget(verdict)
        self._middle.addWidget(stage, 1)

    @property
    def docks(self) -> tuple[QDockWidget, ...]:
        return (
            self.prompt_dock,
            self.queue_dock,
            self.models_dock,
            self.loras_dock,
            self.hardware_dock,
            self.log_dock,
        )

    # --- layout --------------------------------------------------------------------------------

    @Slot()
    def reset_layout(self) -> None:
        """Everything where it is in a new installation."""
        for dock, area in (
            (self.prompt_dock, Qt.DockWidgetArea.LeftDockWidgetArea),
            (self.queue_dock, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.models_dock, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.loras_dock, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.hardware_dock, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.log_dock, Qt.DockWidgetArea.BottomDockWidgetArea),
        ):
            dock.setFloating(False)
            self.addDockWidget(area, dock)
            dock.setVisible(dock is not self.log_dock)
        self.tabifyDockWidget(self.queue_dock, self.models_dock)
        self.tabifyDockWidget(self.models_dock, self.loras_dock)
        self.tabifyDockWidget(self.loras_dock, self.hardware_dock)
        self.queue_dock.raise_()
        self.resizeDocks(
            [self.prompt_dock, self.queue_dock],
            [_SIDE_WIDTH_PX, _SIDE_WIDTH_PX],
            Qt.Orientation.Horizontal,
        )
        self.resizeDocks([self.log_dock], [_LOG_HEIGHT_PX], Qt.Orientation.Vertical)

    def screens(self) -> str:
        """The screens that the desktop has now: a layout fits those that it was made on."""
        return "; ".join(
            f"{screen.name()} {rect.width()}x{rect.height()}+{rect.x()}+{rect.y()}"
            for screen in QGuiApplication.screens()
            for rect in (screen.geometry(),)
        )

    def layout_now(self) -> Layout:
        return Layout(bytes(self.saveGeometry().data()), bytes(self.saveState().data()))

    def restore_layout(self, layout: Layout) -> None:
        """As it was when closed; what Qt cannot use leaves the default."""
        if layout.geometry:
            self.restoreGeometry(QByteArray(layout.geometry))
        if layout.docks and not self.restoreState(QByteArray(layout.docks)):
            self.reset_layout()

    # --- what others ask of the window -----------------------------------------------------------

    @Slot()
    def raise_and_activate(self) -> None:
        """In front of everything, also from the tray or when minimised."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot(object)
    def open_paths(self, paths: list[str]) -> None:
        """As if the files had been dropped on the window."""
        self.raise_and_activate()
        self.paths_opened.emit(paths)

    def close_for_good(self) -> None:
        self._may_close = True
        self.close()

    # --- events --------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.close_asked.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.activation_changed.emit(self.isActiveWindow())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasUrls():
            # The file stays where it is, whatever the other side proposed.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(event.mimeData().urls())

    def _add_dock(self, name: str, title: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{name}")
        dock.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.addDockWidget(area, dock)
        return dock


def first_size(available: QSize) -> QSize:
    """How large a new window is on a screen with this room, so that no button lies outside."""
    return DEFAULT_SIZE.boundedTo(available - _FRAME)


def _status_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
    return label
