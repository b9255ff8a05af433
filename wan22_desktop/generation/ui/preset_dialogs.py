"""The questions about presets: none of them holds the window up."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.presets import MAX_NAME_CHARACTERS, Preset, PresetPart
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, mark_primary


class PresetDialogs(QObject):
    """Tells what was answered; a dialog that is closed tells nothing."""

    saved = Signal(str, str, object, bool)
    renamed = Signal(object, str)
    deleted = Signal(object)
    import_chosen = Signal(str)
    export_chosen = Signal(object, str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.open: QDialog | None = None
        """The dialog on the screen, or the last one."""

    def ask_save(self, own_names: tuple[str, ...]) -> None:
        """A new preset, or one of `own_names` anew."""
        dialog = SavePresetDialog(own_names, self._owner)
        dialog.saved.connect(self.saved)
        self._show(dialog)

    def ask_rename(self, preset: Preset) -> None:
        dialog = QInputDialog(self._owner)
        dialog.setWindowTitle(tr("Rename the preset"))
        dialog.setLabelText(tr("Name:"))
        dialog.setTextValue(preset.name)

        def take(name: str) -> None:
            if name.strip() and name.strip() != preset.name:
                self.renamed.emit(preset, name.strip()[:MAX_NAME_CHARACTERS])

        dialog.textValueSelected.connect(take)
        self._show(dialog)

    def ask_delete(self, preset: Preset) -> None:
        box = QMessageBox(self._owner)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Delete the preset"))
        box.setText(tr("Delete “{name}”?", name=preset.name))
        box.setInformativeText(tr("The form and all clips stay as they are."))
        delete = box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)

        def take() -> None:
            if box.clickedButton() is delete:
                self.deleted.emit(preset)

        box.finished.connect(take)
        self._show(box)

    @Slot()
    def ask_import(self) -> None:
        dialog = self._file_dialog(tr("Import a preset"), QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_chosen)
        self._show(dialog)

    def ask_export(self, preset: Preset) -> None:
        dialog = self._file_dialog(tr("Export the preset"), QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"{safe_name(preset.name)}.json")
        dialog.fileSelected.connect(partial(self.export_chosen.emit, preset))
        self._show(dialog)

    def _file_dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self._owner, title)
        dialog.setFileMode(mode)
        dialog.setNameFilters([tr("Presets (*.json)"), tr("All files (*)")])
        return dialog

    def _show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open = dialog
        dialog.open()


class SavePresetDialog(QDialog):
    """What of the form goes into the preset."""

    saved = Signal(str, str, object, bool)
    """Name, description, tuple of PresetParts, whether one of this name is replaced."""

    def __init__(self, own_names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Save the form as a preset"))
        self._own = {name.casefold() for name in own_names}
        told = plain_label(
            tr("Steps, guidance, flow shift and scheduler are always saved."),
            Tone.MUTED,
            wraps=True,
        )
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME_CHARACTERS)
        self.name.setAccessibleName(tr("Name of the preset"))
        self.description = QLineEdit()
        self.description.setMaxLength(300)
        self.description.setAccessibleName(tr("Description of the preset"))
        self.ticks = {
            PresetPart.SIZE_AND_LENGTH: QCheckBox(tr("Size, length and frames per second")),
            PresetPart.LORAS: QCheckBox(tr("LoRAs with their strengths")),
        }
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.buttons.addButton(
            tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        mark_primary(self.save_button)
        form = QFormLayout()
        form.setSpacing(SPACE)
        form.addRow(tr("&Name"), self.name)
        form.addRow(tr("&Description"), self.description)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addLayout(form)
        layout.addWidget(told)
        for tick in self.ticks.values():
            layout.addWidget(tick)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.name.textChanged.connect(self._note_name)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self.resize(380, 220)
        self._note_name()

    @property
    def _replaces(self) -> bool:
        return self.name.text().strip().casefold() in self._own

    @Slot()
    def _note_name(self) -> None:
        self.save_button.setEnabled(bool(self.name.text().strip()))
        self.save_button.setText(tr("Replace") if self._replaces else tr("Save"))

    @Slot()
    def _save(self) -> None:
        parts = tuple(part for part, tick in self.ticks.items() if tick.isChecked())
        name, description = self.name.text().strip(), self.description.text().strip()
        self.saved.emit(name, description, parts, self._replaces)
        self.accept()
