"""The log inside the window: the app's records and the engine's, filtered, searched, copied."""

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.app.log_bar import LogBar
from wan22_desktop.app.log_details import LogDetails
from wan22_desktop.app.log_model import LogFilter, LogModel
from wan22_desktop.app.log_view import LogView
from wan22_desktop.core.log_entry import LogEntry
from wan22_desktop.core.log_reading import LogFollower
from wan22_desktop.core.logs import RING_ROWS, LogRing
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

REFRESH_MS = 250
MAX_AT_ONCE = 400
"""Records that are taken over in one go, so that a flood of them holds no frame up."""
CATCH_UP_MS = 20
_JUMP = tr("Jump to newest")
_EVERYTHING = LogFilter(level=logging.DEBUG)


class LogPanel(QWidget):
    """Fetches new records four times a second while it can be seen.

    `engine_log` is read on a thread of its own, which hands the engine's records to the ring.
    """

    def __init__(
        self, ring: LogRing, engine_log: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ring = ring
        self._seen = 0
        self._waiting: list[LogEntry] = []
        self._below = 0
        self._is_at_end = True
        self._follower = (
            LogFollower(engine_log, self._take_engine_entries, since=ring.began)
            if engine_log is not None
            else None
        )
        self.model = LogModel(self)
        self.view = LogView()
        self.view.setModel(self.model)
        self.bar = LogBar()
        self.details = LogDetails()
        self.details.hide()
        self.status = plain_label(tone=Tone.MUTED)
        self.jump = QPushButton(_JUMP)
        self.empty_text = plain_label(tone=Tone.MUTED)
        self.clear_button = QPushButton(tr("Clear the filter"))
        self._lay_out()
        self._connect()
        self._say_how_many()

    @Slot()
    def refresh(self) -> None:
        """Take over what is new; stay at the end if the end was in sight."""
        if self.bar.pause.isChecked():
            self._say_how_many()
            return
        self._seen, new = self._ring.after(self._seen)
        self._waiting = (self._waiting + new)[-RING_ROWS:]
        if not self._waiting:
            return
        stays = self._is_at_end
        added = self.model.append(self._waiting[:MAX_AT_ONCE])
        del self._waiting[:MAX_AT_ONCE]
        self._timer.setInterval(CATCH_UP_MS if self._waiting else REFRESH_MS)
        if stays:
            self.view.scrollToBottom()
        else:
            self._below += added
        self._say_how_many()

    @Slot(str)
    def show_job(self, job_id: str) -> None:
        """All that was logged about one job."""
        self.bar.pause.setChecked(False)
        self.bar.choose(replace(_EVERYTHING, job=job_id))

    @Slot()
    def copy(self) -> None:
        """The selected rows as text, or all that are shown."""
        self._copy(as_json=False)

    @Slot()
    def copy_json(self) -> None:
        """The same as lines of JSON."""
        self._copy(as_json=True)

    @Slot()
    def find_next(self) -> None:
        self._find(1)

    @Slot()
    def find_previous(self) -> None:
        self._find(-1)

    @Slot()
    def open_details(self) -> None:
        """Show all of the current row below the rows."""
        entry = self._current()
        if entry is not None:
            self.details.show_entry(entry)
            self.details.show()

    @Slot()
    def close_details(self) -> None:
        self.details.hide()
        self.view.setFocus()

    def menu_for(self, entry: LogEntry) -> QMenu:
        """What can be done with a row; deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Details")).triggered.connect(self.open_details)
        menu.addSeparator()
        menu.addAction(tr("Copy as text")).triggered.connect(self.copy)
        menu.addAction(tr("Copy as JSON lines")).triggered.connect(self.copy_json)
        menu.addSeparator()
        only_job = menu.addAction(tr("Only this job"))
        only_job.setEnabled(bool(entry.job))
        only_job.triggered.connect(partial(self.show_job, entry.job))
        only_part = menu.addAction(tr("Only this part of the app"))
        only_part.triggered.connect(partial(self._show_component, entry.component))
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._follower is not None:
            self._follower.start()
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        if self._follower is not None:
            self._follower.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.bar.set_narrow(event.size().width())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        entry = self._current()
        if entry is None:
            return
        where = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            row = self.view.visualRect(self.view.currentIndex())
            where = self.view.viewport().mapToGlobal(QPoint(SPACE, row.bottom()))
        self.menu_for(entry).popup(where)

    def _take_engine_entries(self, entries: list[LogEntry]) -> None:
        """On the follower's thread."""
        self._ring.add(*entries)

    @Slot()
    def _filter(self) -> None:
        kept = self._current()
        chosen = self.bar.chosen()
        self.view.mark(chosen.needle)
        self.model.set_filter(chosen)
        row = self.model.row_of(kept) if kept is not None else None
        if row is None:
            self._jump()
        else:
            self.view.selectRow(row)
            self.view.scrollTo(self.model.index(row, 0))
        self._say_how_many()

    @Slot()
    def _clear_filter(self) -> None:
        self.bar.choose(LogFilter(hides_others=self.bar.only_matches.isChecked()))
        self.view.setFocus()

    def _show_component(self, component: str) -> None:
        self.bar.choose(replace(self.bar.chosen(), component=component))

    @Slot()
    def _jump(self) -> None:
        self.bar.pause.setChecked(False)
        self.view.scrollToBottom()

    @Slot()
    def _focus_search(self) -> None:
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    @Slot()
    def _note_place(self) -> None:
        """Whether the newest row is in sight."""
        scroll = self.view.verticalScrollBar()
        self._is_at_end = scroll.value() >= scroll.maximum()
        if self._is_at_end:
            self._below = 0
        self._say_how_many()

    @Slot()
    def _note_range(self) -> None:
        if self._is_at_end:
            self.view.scrollToBottom()
        else:
            self._note_place()

    def _hold_place(self, _parent: QModelIndex, first: int, last: int) -> None:
        """What is read stays where it is when old rows go above it."""
        if not self._is_at_end:
            scroll = self.view.verticalScrollBar()
            height = self.view.verticalHeader().defaultSectionSize()
            scroll.setValue(scroll.value() - (last - first + 1) * height)

    @Slot()
    def _follow_details(self) -> None:
        entry = self._current()
        if entry is not None and self.details.isVisible():
            self.details.show_entry(entry)

    def _find(self, step: int) -> None:
        row = self.model.next_match(self.view.currentIndex().row(), step)
        if row is not None:
            self.view.selectRow(row)
            self.view.scrollTo(self.model.index(row, 0))

    def _copy(self, *, as_json: bool) -> None:
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        QGuiApplication.clipboard().setText(self.model.texts(rows, as_json=as_json))

    def _current(self) -> LogEntry | None:
        return self.model.entry(self.view.currentIndex().row())

    def _say_how_many(self) -> None:
        shown, kept = self.model.rowCount(), self.model.count
        text = (
            trn("{count:,} records", "{count:,} records", shown)
            if shown == kept
            else tr("{shown:,} of {kept:,} records", shown=shown, kept=kept)
        )
        if self.bar.pause.isChecked():
            new = self._ring.count - self._seen + len(self._waiting)
            text = tr("Paused, {count:,} new", count=new)
        self.status.setText(text)
        below = tr("Jump to newest ({count:,} new)", count=self._below)
        self.jump.setText(below if self._below else _JUMP)
        self.jump.setVisible(not self._is_at_end)
        self.empty_text.setText(tr("Nothing matches.") if kept else tr("Nothing was logged yet."))
        self.clear_button.setVisible(kept > 0)
        self._pages.setCurrentIndex(0 if shown else 1)

    def _connect(self) -> None:
        self.bar.changed.connect(self._filter)
        self.bar.next_pressed.connect(self.find_next)
        self.bar.previous_pressed.connect(self.find_previous)
        self.bar.copy_button.clicked.connect(self.copy)
        self.bar.pause.toggled.connect(self.refresh)
        self.view.copy_pressed.connect(self.copy)
        self.view.open_pressed.connect(self.open_details)
        self.view.doubleClicked.connect(self.open_details)
        self.view.selectionModel().currentRowChanged.connect(self._follow_details)
        self.view.verticalScrollBar().valueChanged.connect(self._note_place)
        self.view.verticalScrollBar().rangeChanged.connect(self._note_range)
        self.model.rowsRemoved.connect(self._hold_place)
        self.details.close_pressed.connect(self.close_details)
        self.clear_button.clicked.connect(self._clear_filter)
        self.jump.clicked.connect(self._jump)
        for keys, slot in (
            (QKeySequence("Ctrl+F"), self._focus_search),
            (QKeySequence("F3"), self.find_next),
            (QKeySequence("Shift+F3"), self.find_previous),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def _lay_out(self) -> None:
        nothing = QWidget()
        centred = QVBoxLayout(nothing)
        centred.addStretch(1)
        for widget in (self.empty_text, self.clear_button):
            centred.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        centred.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(nothing)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(self._pages)
        self._split.addWidget(self.details)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE, 0, SPACE, SPACE_SMALL)
        foot.addWidget(self.status, 1)
        foot.addWidget(self.jump)
        keeps_room = self.jump.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self.jump.setSizePolicy(keeps_room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.bar)
        layout.addWidget(self._split, 1)
        layout.addLayout(foot)
