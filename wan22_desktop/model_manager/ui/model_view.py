"""The list of models: keys, context menu, empty state."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelAction
from wan22_desktop.model_manager.ui import model_text
from wan22_desktop.model_manager.ui.model_delegate import ModelDelegate
from wan22_desktop.model_manager.ui.model_rows import ModelRow, ModelRows
from wan22_desktop.qtkit.painting import paint_empty
from wan22_desktop.qtkit.record_model import RECORD_ROLE

EMPTY_TEXT = tr("The list of models is being read…")


class ModelView(QListView):
    """Painted rows; Enter does what is most likely wanted, Delete asks to remove."""

    action_chosen = Signal(str, object)
    """A package and a ModelAction."""

    def __init__(self, model: ModelRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ModelDelegate(self))
        self.setAccessibleName(tr("Models"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.customContextMenuRequested.connect(self._show_menu)

    def selected(self) -> DetailedModelStatus | None:
        """The package whose row is selected."""
        for index in self.selectedIndexes():
            row = index.data(RECORD_ROLE)
            if isinstance(row, ModelRow):
                return row.status
        return None

    def menu_for(self, status: DetailedModelStatus) -> QMenu:
        """What can be done with a package; frees itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in status.actions:
            if action is ModelAction.REMOVE and menu.actions():
                menu.addSeparator()
            entry = menu.addAction(model_text.action_text(action))
            entry.setData((status.package.id, action))
        menu.triggered.connect(self._take_entry)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        status = self.selected()
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if status is None or plain != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and status.actions:
            self.action_chosen.emit(status.package.id, status.actions[0])
        elif event.key() == Qt.Key.Key_Delete and ModelAction.REMOVE in status.actions:
            self.action_chosen.emit(status.package.id, ModelAction.REMOVE)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_empty(self, EMPTY_TEXT)

    @Slot(QPoint)
    def _show_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid():
            self.setCurrentIndex(index)
        status = self.selected()
        if status is not None and status.actions:
            self.menu_for(status).popup(self.viewport().mapToGlobal(where))

    @Slot(object)
    def _take_entry(self, entry: object) -> None:
        package, action = entry.data()  # pyright: ignore[reportAttributeAccessIssue] - a QAction
        self.action_chosen.emit(package, action)
