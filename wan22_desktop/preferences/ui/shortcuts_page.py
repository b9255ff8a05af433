"""The keys of all actions, and how they are changed."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.preferences.domain.shortcuts import Shortcut, changed, conflicts
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, Tone


class ShortcutsPage(QWidget):
    """`chosen` carries the keys that are not the usual ones, by the names of their actions."""

    chosen = Signal(object)  # dict[str, str]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcuts: tuple[Shortcut, ...] = ()
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName(tr("Shortcuts"))
        self.table.setHorizontalHeaderLabels([tr("Action"), tr("Keys")])
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        # Names of keys are long in some languages.
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setMinimumHeight(12 * self.fontMetrics().height())
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setAccessibleName(tr("New keys"))
        self.assign_button = QPushButton(tr("Assign"))
        self.none_button = QPushButton(tr("No keys"))
        self.default_button = QPushButton(tr("Default"))
        self.problem = plain_label(tone=Tone.WARNING, wraps=True)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.keys, 1)
        for button in (self.assign_button, self.none_button, self.default_button):
            button.setAutoDefault(False)
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.table, 1)
        layout.addLayout(line)
        layout.addWidget(self.problem)
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.keys.keySequenceChanged.connect(self._show_conflict)
        self.assign_button.clicked.connect(self._assign)
        self.none_button.clicked.connect(self._take_away)
        self.default_button.clicked.connect(self._reset)
        self._show_selected()

    def show_shortcuts(self, shortcuts: tuple[Shortcut, ...]) -> None:
        """All of them as they are now; the selection stays."""
        row = self.table.currentRow()
        self._shortcuts = shortcuts
        self.table.setRowCount(len(shortcuts))
        for at, shortcut in enumerate(shortcuts):
            self.table.setItem(at, 0, QTableWidgetItem(shortcut.title))
            self.table.setItem(at, 1, QTableWidgetItem(_native(shortcut.keys)))
        self.table.selectRow(max(0, row))
        self._show_selected()

    def filter(self, words: str) -> bool:
        """Show the actions with these words; whether there are any."""
        found = False
        for at, shortcut in enumerate(self._shortcuts):
            said = f"{shortcut.title} {_native(shortcut.keys)}".casefold()
            is_shown = all(word in said for word in words.casefold().split())
            self.table.setRowHidden(at, not is_shown)
            found = found or is_shown
        return found

    @property
    def selected(self) -> Shortcut | None:
        row = self.table.currentRow()
        return self._shortcuts[row] if 0 <= row < len(self._shortcuts) else None

    @Slot()
    def _show_selected(self) -> None:
        shortcut = self.selected
        self.keys.setKeySequence(QKeySequence(shortcut.keys if shortcut else ""))
        for part in (self.keys, self.assign_button, self.none_button, self.default_button):
            part.setEnabled(shortcut is not None)
        self._show_conflict()

    @Slot()
    def _show_conflict(self) -> None:
        shortcut, keys = self.selected, self._typed()
        others = conflicts(self._shortcuts, shortcut.name, keys) if shortcut else ()
        self.problem.setText(
            tr(
                "{keys} belongs to “{title}”, which goes without keys then.",
                keys=_native(keys),
                title=others[0].title,
            )
            if others
            else ""
        )

    @Slot()
    def _assign(self) -> None:
        self._give(self._typed())

    @Slot()
    def _take_away(self) -> None:
        self._give("")

    @Slot()
    def _reset(self) -> None:
        if (shortcut := self.selected) is not None:
            self._give(shortcut.default)

    def _give(self, keys: str) -> None:
        shortcut = self.selected
        if shortcut is None:
            return
        losing = {other.name for other in conflicts(self._shortcuts, shortcut.name, keys)}
        given = tuple(
            replace(each, keys=keys if each.name == shortcut.name else "")
            if each.name == shortcut.name or each.name in losing
            else each
            for each in self._shortcuts
        )
        self.show_shortcuts(given)
        self.chosen.emit(changed(given))

    def _typed(self) -> str:
        return self.keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)


def _native(keys: str) -> str:
    sequence = QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)
