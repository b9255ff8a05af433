"""The log inside the window: filter, search, copy."""

import logging

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.app.log_model import Column, LogModel
from wan22_desktop.core.logs import LogRing
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL

REFRESH_MS = 250

_LEVELS = (
    ("Everything", logging.DEBUG),
    ("Information", logging.INFO),
    ("Warnings", logging.WARNING),
    ("Errors", logging.ERROR),
)
_WIDTHS = {Column.TIME: 96, Column.LEVEL: 62, Column.SOURCE: 100}


class _LogView(QTableView):
    """Views copy one cell by themselves; ours leaves Ctrl+C to the panel."""

    copy_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_pressed.emit()
        else:
            super().keyPressEvent(event)


class LogPanel(QWidget):
    """Fetches new records four times a second while it can be seen."""

    def __init__(self, ring: LogRing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ring = ring
        self._seen = 0
        self.model = LogModel(self)
        self.view = _LogView()
        self.view.setModel(self.model)
        self.view.setAccessibleName("Log")
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + SPACE)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for column, width in _WIDTHS.items():
            self.view.setColumnWidth(column, width)
        self.level = QComboBox()
        self.level.setAccessibleName("Level")
        for label, level in _LEVELS:
            self.level.addItem(label, level)
        self.level.setCurrentIndex(1)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search the log")
        self.search.setAccessibleName("Search the log")
        self.search.setClearButtonEnabled(True)
        self.copy_button = QPushButton("Copy")
        self.copy_button.setToolTip("Copy the selected rows, or all that are shown")
        self._lay_out()
        self.level.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.copy_button.clicked.connect(self.copy)
        self.view.copy_pressed.connect(self.copy)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Take over what is new; stay at the end if the end was in sight."""
        new = self._ring.after(self._seen)
        if not new:
            return
        self._seen = new[-1].number
        bar = self.view.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self.model.append(new)
        if at_end:
            self.view.scrollToBottom()

    @Slot()
    def copy(self) -> None:
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        QGuiApplication.clipboard().setText(self.model.texts(rows))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    @Slot()
    def _filter(self) -> None:
        self.model.set_filter(self.level.currentData(), self.search.text())
        self.view.scrollToBottom()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE, SPACE_SMALL, SPACE, 0)
        bar.setSpacing(SPACE)
        bar.addWidget(self.level)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
