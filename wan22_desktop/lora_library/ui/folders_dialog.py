"""Folders whose new files are taken into the library."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone


class FoldersDialog(QDialog):
    """Does not wait; `folders_chosen` tells the whole list when it is accepted."""

    folders_chosen = Signal(object)  # tuple[str, ...]

    def __init__(self, folders: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Watched folders"))
        told = plain_label(
            tr(
                "New LoRA files in these folders, and in folders within them, are taken into the "
                "library. Nothing is changed or removed there."
            ),
            Tone.MUTED,
            wraps=True,
        )
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Watched folders"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.addItems(list(folders))
        self.add_button = QPushButton(tr("Add…"))
        self.remove_button = QPushButton(tr("Remove"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.chooser: QFileDialog | None = None
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addWidget(told)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)
        layout.addWidget(self.buttons)
        self.add_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(self._remove)
        self.list.itemSelectionChanged.connect(self._note_selection)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self.resize(480, 320)
        self._note_selection()

    @property
    def folders(self) -> tuple[str, ...]:
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    @Slot(str)
    def add(self, folder: str) -> None:
        if folder and folder not in self.folders:
            self.list.addItem(folder)

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Watch a folder"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.add)
        self.chooser = dialog
        dialog.open()

    @Slot()
    def _remove(self) -> None:
        self.list.takeItem(self.list.currentRow())

    @Slot()
    def _note_selection(self) -> None:
        self.remove_button.setEnabled(bool(self.list.selectedItems()))

    @Slot()
    def _take(self) -> None:
        self.folders_chosen.emit(self.folders)
        self.accept()
