"""All settings in one dialog, by page or by what is looked for; each change holds at once."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.settings import Settings
from wan22_desktop.core.texts import tr
from wan22_desktop.preferences.domain.entries import matches, with_value
from wan22_desktop.preferences.domain.pages import PAGES
from wan22_desktop.preferences.domain.shortcuts import Shortcut
from wan22_desktop.preferences.ui.entry_row import EntryRow
from wan22_desktop.preferences.ui.shortcuts_page import ShortcutsPage
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, SPACE_SMALL, Tone

_SIZE_PX = (760, 560)
_PAGES_WIDTH_PX = 190


class SettingsDialog(QDialog):
    """Shows the settings; `changed` carries the whole tree once one was chosen."""

    changed = Signal(object)  # Settings
    shortcuts_changed = Signal(object)  # dict[str, str]
    guide_asked = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self._settings = settings
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the preferences"))
        self.search.setAccessibleName(tr("Search the preferences"))
        self.search.setClearButtonEnabled(True)
        self.pages = QListWidget()
        self.pages.setAccessibleName(tr("Pages"))
        self.pages.setFixedWidth(_PAGES_WIDTH_PX)
        self.pages.setSpacing(SPACE_SMALL // 2)
        self.pages.addItems([*(page.title for page in PAGES), tr("Shortcuts")])
        self.nothing = plain_label(tr("Nothing is called that."), Tone.MUTED)
        self.shortcuts = ShortcutsPage()
        self.headings = [plain_label(page.title, Tone.HEADING) for page in PAGES]
        self.rows = [[EntryRow(entry) for entry in page.entries] for page in PAGES]
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.guide_button = self.box.addButton(
            tr("First steps\N{HORIZONTAL ELLIPSIS}"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._lay_out()
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._find)
        self.search.textChanged.connect(self._show_found)
        self.pages.currentRowChanged.connect(self._show_page)
        self.shortcuts.chosen.connect(self.shortcuts_changed)
        self.guide_button.clicked.connect(self.guide_asked)
        self.box.rejected.connect(self.reject)
        for rows in self.rows:
            for row in rows:
                row.chosen.connect(self._choose)
        self.show_settings(settings)
        self.pages.setCurrentRow(0)
        self.search.setFocus()

    def show_settings(self, settings: Settings) -> None:
        """What holds now, also where something else has changed it."""
        self._settings = settings
        for rows in self.rows:
            for row in rows:
                row.show_settings(settings)

    def show_shortcuts(self, shortcuts: tuple[Shortcut, ...]) -> None:
        """The keys of all actions."""
        self.shortcuts.show_shortcuts(shortcuts)

    def row(self, key: str) -> EntryRow:
        """The row of a setting; raises KeyError if there is none."""
        for rows in self.rows:
            for row in rows:
                if row.entry.key == key:
                    return row
        raise KeyError(key)

    def show_problem(self, name: str, text: str) -> None:
        """Why a setting cannot be used after all, at its row; `name` is the key's last part."""
        for rows in self.rows:
            for row in rows:
                if row.entry.key.rpartition(".")[2] == name:
                    row.show_problem(text)

    @Slot(str, object)
    def _choose(self, key: str, value: object) -> None:
        try:
            settings = with_value(self._settings, key, value)
        except ValueError as error:
            self.row(key).show_problem(tr("This cannot be: {reason}.", reason=error))
            return
        if settings != self._settings:
            self.show_settings(settings)
            self.changed.emit(settings)

    @Slot()
    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _show_page(self) -> None:
        if self.pages.currentRow() >= 0:
            self.search.clear()
        self._show_found()

    @Slot()
    def _show_found(self) -> None:
        """The page that is chosen, or on all pages what has the words that are looked for."""
        words, current = self.search.text().strip(), self.pages.currentRow()
        if words and current >= 0:
            self.pages.setCurrentRow(-1)
            self.pages.clearSelection()
        elif not words and current < 0:
            self.pages.setCurrentRow(0)
            return
        any_found = False
        for at, (page, rows) in enumerate(zip(PAGES, self.rows, strict=True)):
            shown = [matches(row.entry, page, words) if words else at == current for row in rows]
            for row, is_shown in zip(rows, shown, strict=True):
                row.setVisible(is_shown)
            self.headings[at].setVisible(any(shown))
            any_found = any_found or any(shown)
        keys_found = self.shortcuts.filter(words) if words else current == len(PAGES)
        if not words:
            self.shortcuts.filter("")
        self.shortcuts.setVisible(keys_found)
        self.nothing.setVisible(not any_found and not keys_found)
        self._scroll.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_LARGE, 0, SPACE_LARGE, SPACE)
        column.setSpacing(SPACE_LARGE)
        for heading, rows in zip(self.headings, self.rows, strict=True):
            column.addWidget(heading)
            for row in rows:
                column.addWidget(row)
        column.addWidget(self.shortcuts, 1)
        column.addWidget(self.nothing)
        column.addStretch(0)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE)
        middle.addWidget(self.pages)
        middle.addWidget(self._scroll, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.search)
        layout.addLayout(middle, 1)
        layout.addWidget(self.box)
        self.resize(*_SIZE_PX)
