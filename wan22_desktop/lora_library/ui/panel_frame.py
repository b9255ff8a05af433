"""The parts of the panel of LoRAs, each in its place."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.ui.card_rows import CardRows
from wan22_desktop.lora_library.ui.card_view import CardView
from wan22_desktop.lora_library.ui.detail_page import DetailPage
from wan22_desktop.lora_library.ui.empty_page import LorasEmpty
from wan22_desktop.lora_library.ui.filter_bar import FilterBar
from wan22_desktop.lora_library.ui.import_row import ImportRow
from wan22_desktop.lora_library.ui.results_dialog import ResultsDialog
from wan22_desktop.lora_library.ui.thumbnails import Thumbnails
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, divider


class PanelFrame(QWidget):
    """Buttons, search, cards above details; `LorasPanel` gives them their meaning."""

    def __init__(self, make_rows: Callable[[QObject], CardRows], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.thumbnails = Thumbnails(self)
        self.rows = make_rows(self)
        self.view = CardView(self.rows, self.thumbnails)
        self.details = DetailPage(self.thumbnails)
        self.filters = FilterBar()
        self.progress = ImportRow()
        self.results = ResultsDialog(self)
        self.empty = LorasEmpty()
        self.add_button = QPushButton(tr("Add…"))
        self.add_folder_button = QPushButton(tr("Add folder…"))
        self.more = QToolButton()
        self._pages = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._make_menu()
        self._lay_out()

    def show_cards(self, *, shown: bool) -> None:
        """Cards and details, or the page that says why there are none."""
        self._pages.setCurrentWidget(self._splitter if shown else self.empty)

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        self.scan_action = menu.addAction(tr("&Look through the folders again"))
        self.watch_action = menu.addAction(tr("&Watched folders…"))
        menu.addSeparator()
        self.export_action = menu.addAction(tr("&Export names and notes…"))
        self.restore_action = menu.addAction(tr("&Restore names and notes…"))
        self.more.setText(tr("More"))
        self.more.setAccessibleName(tr("More about LoRAs"))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(SPACE)
        bar.addWidget(self.add_button)
        bar.addWidget(self.add_folder_button)
        bar.addStretch(1)
        bar.addWidget(self.more)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE, SPACE, SPACE, 0)
        top.setSpacing(SPACE)
        top.addLayout(bar)
        top.addWidget(self.progress)
        top.addWidget(self.filters)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(divider())
        column.addWidget(self.details)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.view)
        self._splitter.addWidget(below)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes([300, 200])
        self._pages.addWidget(self._splitter)
        self._pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)
