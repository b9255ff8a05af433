"""Everything about one package, and what can be done with it."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core import units
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.status import (
    DetailedModelStatus,
    FileState,
    FileStatus,
    ModelAction,
)
from wan22_desktop.model_manager.ui import model_text
from wan22_desktop.qtkit.flow_layout import FlowLayout
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone, colors_of, mark_primary, set_tone

NOTHING_CHOSEN = tr("Choose a model to see what it is and what can be done with it.")
_FILE_TONES = {FileState.WHOLE: Tone.OK, FileState.MISSING: Tone.WARNING}
_MAX_FILE_ROWS = 8


class DetailPage(QScrollArea):
    """Shows a status; asks for actions."""

    action_chosen = Signal(str, object)
    """A package and a ModelAction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Details of the model"))
        self.status: DetailedModelStatus | None = None
        self.title = plain_label(tone=Tone.HEADING, wraps=True)
        self.summary = plain_label(tone=Tone.MUTED, wraps=True)
        self.state = plain_label(wraps=True)
        self.problems = plain_label(tone=Tone.WARNING, wraps=True)
        self.buttons: dict[ModelAction, QPushButton] = {}
        self._button_row = QWidget()
        self._button_flow = FlowLayout(self._button_row, SPACE_SMALL)
        self._facts = QWidget()
        self._form = QFormLayout(self._facts)
        self.folder = QPushButton(tr("Open the folder"))
        self.files = _file_list()
        self._lay_out()
        self.folder.clicked.connect(self._open_folder)
        self.show_status(None)

    def show_status(self, status: DetailedModelStatus | None, asked: str = "") -> None:
        """`asked` is said instead of the state until there is an answer."""
        before, self.status = self.status, status
        for widget in (self.title, self.state, self._button_row, self._facts):
            widget.setVisible(status is not None)
        self.files.setVisible(status is not None and bool(status.files))
        self.summary.setText(NOTHING_CHOSEN if status is None else status.package.summary)
        self.summary.setVisible(bool(self.summary.text()))
        if status is None:
            self.problems.hide()
            self.folder.hide()
            return
        self.title.setText(status.package.title)
        self.state.setText(asked or model_text.state_line(status))
        set_tone(self.state, Tone.MUTED if asked else model_text.state_tone(status))
        self.problems.setText("\n".join(status.health.problems))
        self.problems.setVisible(bool(status.health.problems))
        self.folder.setVisible(status.folder is not None)
        self.folder.setToolTip(plain_tooltip(status.folder or ""))
        if before is None or before.package.id != status.package.id:
            self.verticalScrollBar().setValue(0)
        if before is None or before.actions != status.actions or not self.buttons:
            self._make_buttons(status.actions)
        if before is None or model_text.facts(before) != model_text.facts(status):
            self._fill_facts(status)
        if before is None or before.files != status.files:
            self._fill_files(status.files)

    def _make_buttons(self, actions: tuple[ModelAction, ...]) -> None:
        """Buttons that stay keep the focus."""
        for action in [known for known in self.buttons if known not in actions]:
            button = self.buttons.pop(action)
            self._button_flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        for action in actions:
            if action not in self.buttons:
                button = QPushButton(model_text.action_text(action))
                button.clicked.connect(self._take_click)
                self.buttons[action] = button
            self._button_flow.removeWidget(self.buttons[action])
            self._button_flow.addWidget(self.buttons[action])
        if actions and actions[0] is ModelAction.INSTALL:
            mark_primary(self.buttons[actions[0]])

    def _fill_facts(self, status: DetailedModelStatus) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in model_text.facts(status):
            label = plain_label(_breakable(value), wraps=True)
            label.setToolTip(plain_tooltip(value))
            label.setAccessibleName(f"{name}: {value}")
            self._form.addRow(plain_label(name, Tone.MUTED), label)

    def _fill_files(self, files: tuple[FileStatus, ...]) -> None:
        self.files.clear()
        colors = colors_of(self)
        for file in files:
            words = model_text.file_state_text(file.state)
            shown, told = words, words
            if file.shared_with:
                users = tr("Shared with {packages}", packages=", ".join(file.shared_with))
                shown, told = tr("{state}, shared", state=words), f"{words}\n{users}"
            item = QTreeWidgetItem([file.path, units.size(file.size_bytes), shown])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, plain_tooltip(file.path))
            item.setToolTip(2, plain_tooltip(told))
            tone = Tone.ERROR if file.state is FileState.DAMAGED else _FILE_TONES.get(file.state)
            if tone is not None:
                item.setForeground(2, colors.tone(tone))
            self.files.addTopLevelItem(item)
        rows = min(len(files), _MAX_FILE_ROWS)
        height = self.files.header().sizeHint().height() + 2 * self.files.frameWidth()
        self.files.setFixedHeight(height + rows * (self.fontMetrics().lineSpacing() + SPACE_SMALL))

    @Slot()
    def _take_click(self) -> None:
        button = self.sender()
        for action, known in self.buttons.items():
            if known is button and self.status is not None:
                self.action_chosen.emit(self.status.package.id, action)
                return

    @Slot()
    def _open_folder(self) -> None:
        folder = None if self.status is None else self.status.folder
        if folder is not None and Path(folder).is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(folder))

    def _lay_out(self) -> None:
        for label in (self.title, self.summary, self.state, self.problems):
            # A word as long as a path must not widen the dock.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(SPACE)
        self._form.setVerticalSpacing(SPACE_SMALL)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.title)
        layout.addWidget(self.summary)
        layout.addWidget(self.state)
        layout.addWidget(self.problems)
        layout.addWidget(self._button_row)
        layout.addWidget(self._facts)
        layout.addWidget(self.folder, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.files)
        layout.addStretch(1)
        self.setWidget(page)


def _breakable(text: str) -> str:
    """Long names may break after what joins their words."""
    for joint in "/_@":
        text = text.replace(joint, f"{joint}\N{ZERO WIDTH SPACE}")
    return text


def _file_list() -> QTreeWidget:
    files = QTreeWidget()
    files.setHeaderLabels([tr("File"), tr("Size"), tr("State")])
    files.setRootIsDecorated(False)
    files.setUniformRowHeights(True)
    files.setAccessibleName(tr("Files of this model"))
    files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    header = files.header()
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(False)
    return files
