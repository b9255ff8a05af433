"""Editors for settings: each shows a value, and says when the user has chosen another."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.preferences.domain.entries import Entry, Kind, limits_of
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL

_WIDEST = 1e9


class Editor(QWidget):
    """The base: `chosen` carries a value as the settings have it."""

    chosen = Signal(object)

    def show_value(self, value: object) -> None:
        raise NotImplementedError

    @property
    def focus_target(self) -> QWidget:
        """What Tab and the label's shortcut lead to."""
        raise NotImplementedError


class SwitchEditor(Editor):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.box = QCheckBox(entry.title)
        self.box.setAccessibleName(entry.title)
        _row(self, self.box)
        self.box.toggled.connect(self.chosen.emit)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))

    @property
    def focus_target(self) -> QWidget:
        return self.box


class ChoiceEditor(Editor):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(entry.title)
        for choice in entry.choices:
            self.box.addItem(choice.label, choice.value)
        _row(self, self.box)
        self.box.activated.connect(self._tell)

    def show_value(self, value: object) -> None:
        self.box.setCurrentIndex(self.box.findData(str(value)))

    @property
    def focus_target(self) -> QWidget:
        return self.box

    @Slot(int)
    def _tell(self, row: int) -> None:
        self.chosen.emit(self.box.itemData(row))


class NumberEditor(Editor):
    """A number in the unit that people use; with `none_text` it may be switched off."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._scale = entry.scale
        self._is_whole = entry.decimals == 0 and entry.scale >= 1
        limits = limits_of(entry.key)
        self.switch = QCheckBox()
        self.switch.setAccessibleName(tr("Limit: {title}", title=entry.title))
        self.switch.setVisible(bool(entry.none_text))
        self.none_label = QLabel(entry.none_text)
        self.box = QDoubleSpinBox()
        self.box.setAccessibleName(entry.title)
        self.box.setKeyboardTracking(False)
        self.box.setDecimals(entry.decimals)
        self.box.setSingleStep(entry.step)
        self.box.setRange(limits.low / entry.scale, min(limits.high / entry.scale, _WIDEST))
        if entry.unit:
            self.box.setSuffix(f" {entry.unit}")
        _row(self, self.switch, self.box, self.none_label)
        self._may_be_none = bool(entry.none_text)
        self.box.valueChanged.connect(self._tell)
        self.switch.toggled.connect(self._tell)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.box), QSignalBlocker(self.switch):
            self.switch.setChecked(value is not None)
            if isinstance(value, int | float):
                self.box.setValue(value / self._scale)
        self._show_whether()

    @property
    def focus_target(self) -> QWidget:
        return self.switch if self._may_be_none else self.box

    @Slot()
    def _tell(self) -> None:
        self._show_whether()
        if self._may_be_none and not self.switch.isChecked():
            self.chosen.emit(None)
            return
        value = self.box.value() * self._scale
        self.chosen.emit(round(value) if self._is_whole or self._scale > 1 else round(value, 6))

    def _show_whether(self) -> None:
        on = self.switch.isChecked() or not self._may_be_none
        # Without the faint box an empty tick would seem to deny the words beside it.
        self.box.setEnabled(on)
        self.none_label.setVisible(not on)


class TextEditor(Editor):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._may_be_none = bool(entry.none_text)
        self.line = QLineEdit()
        self.line.setAccessibleName(entry.title)
        self.line.setPlaceholderText(entry.none_text)
        _row(self, self.line, fills=True)
        self.line.editingFinished.connect(self._tell)

    def show_value(self, value: object) -> None:
        if self.line.text() != (value or ""):
            self.line.setText(str(value or ""))

    @property
    def focus_target(self) -> QWidget:
        return self.line

    @Slot()
    def _tell(self) -> None:
        text = self.line.text().strip()
        self.chosen.emit(None if self._may_be_none and not text else text)


class FolderEditor(Editor):
    """A folder's path that is chosen, not typed."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._title = entry.title
        self._path = ""
        self._none_text = entry.none_text
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setAccessibleName(entry.title)
        self.choose_button = QPushButton(tr("Choose\N{HORIZONTAL ELLIPSIS}"))
        self.choose_button.setAccessibleName(tr("Choose: {title}", title=entry.title))
        _row(self, self.line, self.choose_button, fills=True)
        self.choose_button.clicked.connect(self._choose)

    def show_value(self, value: object) -> None:
        self._path = str(value or "")
        self.line.setText(self._path or self._none_text)
        self.line.setCursorPosition(0)

    @property
    def focus_target(self) -> QWidget:
        return self.choose_button

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, self._title, self._path)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.chosen.emit)
        dialog.open()


class FoldersEditor(Editor):
    """A list of folders."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._title = entry.title
        self.list = QListWidget()
        self.list.setAccessibleName(entry.title)
        self.list.setMaximumHeight(5 * self.fontMetrics().height())
        self.add_button = QPushButton(tr("Add\N{HORIZONTAL ELLIPSIS}"))
        self.add_button.setAccessibleName(tr("Add: {title}", title=entry.title))
        self.remove_button = QPushButton(tr("Remove"))
        self.remove_button.setAccessibleName(tr("Remove: {title}", title=entry.title))
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        self.add_button.clicked.connect(self._ask)
        self.remove_button.clicked.connect(self._remove)
        self.list.currentRowChanged.connect(self._enable)

    def show_value(self, value: object) -> None:
        self.list.clear()
        self.list.addItems([str(folder) for folder in cast("tuple[str, ...]", value)])
        self._enable()

    @property
    def focus_target(self) -> QWidget:
        return self.add_button

    @property
    def folders(self) -> tuple[str, ...]:
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, self._title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._add)
        dialog.open()

    @Slot(str)
    def _add(self, folder: str) -> None:
        if folder not in self.folders:
            self.chosen.emit((*self.folders, folder))

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        self.chosen.emit(tuple(name for at, name in enumerate(self.folders) if at != row))

    @Slot()
    def _enable(self) -> None:
        self.remove_button.setEnabled(self.list.currentRow() >= 0)


class HoursEditor(Editor):
    """Two times of the day, or none."""

    _USUAL = ("22:00", "07:00")

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.switch = QCheckBox()
        self.switch.setAccessibleName(entry.title)
        self.begin = QTimeEdit()
        self.begin.setAccessibleName(tr("From: {title}", title=entry.title))
        self.end = QTimeEdit()
        self.end.setAccessibleName(tr("Until: {title}", title=entry.title))
        self.and_label = QLabel(tr("and"))
        self.none_label = QLabel(entry.none_text)
        _row(self, self.switch, self.begin, self.and_label, self.end, self.none_label)
        for edit in (self.begin, self.end):
            edit.setDisplayFormat("HH:mm")
            edit.setKeyboardTracking(False)
            edit.timeChanged.connect(self._tell)
        self.switch.toggled.connect(self._tell)

    def show_value(self, value: object) -> None:
        hours = cast("tuple[str, str] | None", value)
        blocked = [QSignalBlocker(part) for part in (self.switch, self.begin, self.end)]
        self.switch.setChecked(hours is not None)
        for edit, text in zip((self.begin, self.end), hours or self._USUAL, strict=True):
            edit.setTime(QTime.fromString(text, "HH:mm"))
        del blocked
        self._show_whether()

    @property
    def focus_target(self) -> QWidget:
        return self.switch

    @Slot()
    def _tell(self) -> None:
        self._show_whether()
        hours = (self.begin.time().toString("HH:mm"), self.end.time().toString("HH:mm"))
        self.chosen.emit(hours if self.switch.isChecked() else None)

    def _show_whether(self) -> None:
        on = self.switch.isChecked()
        for part in (self.begin, self.and_label, self.end):
            part.setEnabled(on)
        self.none_label.setVisible(not on)


_EDITORS: dict[Kind, Callable[[Entry], Editor]] = {
    Kind.SWITCH: SwitchEditor,
    Kind.NUMBER: NumberEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.TEXT: TextEditor,
    Kind.FOLDER: FolderEditor,
    Kind.FOLDERS: FoldersEditor,
    Kind.HOURS: HoursEditor,
}


def editor_for(entry: Entry) -> Editor:
    """The editor of a setting's kind."""
    return _EDITORS[entry.kind](entry)


def _row(editor: Editor, *widgets: QWidget, fills: bool = False) -> None:
    layout = QHBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    for widget in widgets:
        layout.addWidget(widget)
    if not fills:
        layout.addStretch(1)
