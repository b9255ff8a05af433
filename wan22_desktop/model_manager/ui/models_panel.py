"""The panel of models: what there is, how each stands, and everything that can be done with it."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QMessageBox,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core import units
from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.status import DetailedModelStatus, ModelAction
from wan22_desktop.model_manager.ui import model_text
from wan22_desktop.model_manager.ui.detail_page import DetailPage
from wan22_desktop.model_manager.ui.limit_box import LimitBox
from wan22_desktop.model_manager.ui.model_rows import ModelRows
from wan22_desktop.model_manager.ui.model_view import ModelView
from wan22_desktop.model_manager.ui.storage_bar import StorageBar, shares_of
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, divider
from wan22_desktop.qtkit.throttle import Throttle

REPAINT_INTERVAL_MS = 200


class ModelsPanel(QWidget):
    """Asks for changes with its signals; rows change when the model manager says so."""

    action_asked = Signal(str, object)
    """A package and a ModelAction; a removal has been confirmed already."""
    limit_chosen = Signal(object)  # int | None, bytes a second
    find_asked = Signal()
    updates_asked = Signal()
    cleanup_asked = Signal()
    report_asked = Signal()

    def __init__(
        self, repaint_interval_ms: int = REPAINT_INTERVAL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows = ModelRows(self)
        self.view = ModelView(self.rows)
        self.details = DetailPage()
        self.storage = StorageBar()
        self.limit = LimitBox()
        self.speed = plain_label(tone=Tone.MUTED)
        self.more = QToolButton()
        self.question: QMessageBox | None = None
        self._free_bytes: int | None = None
        self._sum_up = Throttle(self._show_sums, repaint_interval_ms, self)
        self._make_menu()
        self._lay_out()
        self._connect()

    # --- what the model manager says -----------------------------------------------------------

    @Slot(object)
    def set_models(self, models: tuple[DetailedModelStatus, ...]) -> None:
        """Show these packages; the selection stays, or goes to the first that is installed."""
        before = self.view.selected()
        self.rows.show_models(models)
        wanted = before.package.id if before is not None else _first_of_interest(models)
        if wanted is not None:
            self.view.setCurrentIndex(self.rows.index_of(wanted))
        self._show_details()
        self._sum_up()

    @Slot(object)
    def change_model(self, status: DetailedModelStatus) -> None:
        self.rows.show_model(status)
        selected = self.view.selected()
        if selected is not None and selected.package.id == status.package.id:
            self._show_details()
        self._sum_up()

    @Slot(str)
    def note_refusal(self, package: str) -> None:
        """A wish was not granted: show again how things stand."""
        self.rows.forget_asked(package)
        self._show_details()

    @Slot(object)
    def show_free_space(self, free_bytes: int | None) -> None:
        """Of the disk that holds the models."""
        self._free_bytes = free_bytes
        self._sum_up()

    def select(self, package: str) -> None:
        """Bring a package's row and details into sight."""
        index = self.rows.index_of(package)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    # --- what the user asks for ----------------------------------------------------------------

    @Slot(str, object)
    def ask_for(self, package: str, action: ModelAction) -> None:
        """Ask for an action; removing is confirmed first."""
        status = self.rows.status_of(package)
        if status is None or action not in status.actions:
            return
        if action is ModelAction.REMOVE:
            self._confirm_removal(status)
        else:
            self._ask(package, action)

    def _ask(self, package: str, action: ModelAction) -> None:
        self.rows.note_asked(package, action)
        self._show_details()
        self.action_asked.emit(package, action)

    def _confirm_removal(self, status: DetailedModelStatus) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Remove a model"))
        box.setText(tr("Remove {title}?", title=status.package.title))
        if status.is_adopted:
            told = tr("Only this app forgets it: the files stay where you have them.")
        else:
            told = tr(
                "{size} go to the recycle bin. To use it again it has to be fetched again.",
                size=units.size(status.on_disk_bytes),
            )
        box.setInformativeText(told)
        remove = box.addButton(tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._take_answer)
        self.question, self._remove_button = box, remove
        self._asked_about = status.package.id
        box.open()

    @Slot()
    def _take_answer(self) -> None:
        box, self.question = self.question, None
        if box is not None and box.clickedButton() is self._remove_button:
            self._ask(self._asked_about, ModelAction.REMOVE)

    # --- keeping in step -----------------------------------------------------------------------

    @Slot(QModelIndex)
    def _show_details(self) -> None:
        status = self.view.selected()
        row = None if status is None else self.rows.find(status.package.id)
        pending = None if row is None else row.pending
        self.details.show_status(status, model_text.begun_text(pending) if pending else "")

    def _show_sums(self) -> None:
        statuses = self.rows.statuses
        self.storage.show_use(shares_of(statuses), self._free_bytes)
        speeds = [
            status.progress.bytes_per_second
            for status in statuses
            if status.progress is not None and status.progress.state is DownloadState.DOWNLOADING
        ]
        self.speed.setText(model_text.speed(sum(speeds)) if speeds else "")

    # --- building ------------------------------------------------------------------------------

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        self.find_action = menu.addAction(tr("&Find models of other apps…"))
        self.updates_action = menu.addAction(tr("Check for &updates"))
        menu.addSeparator()
        self.cleanup_action = menu.addAction(tr("&Clean up…"))
        self.report_action = menu.addAction(tr("Usage &report"))
        self.more.setText(tr("More"))
        self.more.setAccessibleName(tr("More about models"))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(SPACE)
        bar.addWidget(self.limit)
        bar.addWidget(self.speed, 1)
        bar.addWidget(self.more)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE, SPACE, SPACE, 0)
        top.setSpacing(SPACE)
        top.addWidget(self.storage)
        top.addLayout(bar)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(divider())
        column.addWidget(self.details)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(top)
        layout.addWidget(splitter, 1)

    def _connect(self) -> None:
        self.view.selectionModel().selectionChanged.connect(self._show_details)
        self.view.action_chosen.connect(self.ask_for)
        self.details.action_chosen.connect(self.ask_for)
        self.limit.limit_chosen.connect(self.limit_chosen)
        self.find_action.triggered.connect(self.find_asked)
        self.updates_action.triggered.connect(self.updates_asked)
        self.cleanup_action.triggered.connect(self.cleanup_asked)
        self.report_action.triggered.connect(self.report_asked)


def _first_of_interest(models: tuple[DetailedModelStatus, ...]) -> str | None:
    """What is being fetched, else what is recommended, else the first."""
    for wanted in (
        lambda status: status.progress is not None and not status.progress.state.is_ended,
        lambda status: status.is_recommended,
        lambda _status: True,
    ):
        for status in models:
            if wanted(status):
                return status.package.id
    return None
