"""The questions that the panel asks: none of them holds the window up."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from wan22_desktop.core import units
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.ui import lora_text
from wan22_desktop.lora_library.ui.folders_dialog import FoldersDialog
from wan22_desktop.lora_library.ui.pair_dialog import PairDialog

LORA_FILES = tr("LoRA files (*.safetensors);;All files (*)")
PICTURE_FILES = tr("Pictures (*.png *.jpg *.jpeg *.webp)")
LIBRARY_FILES = tr("Names and notes of LoRAs (*.json);;All files (*)")
_MAX_NAME_CHARACTERS = 120


class PanelDialogs(QObject):
    """Tells what was answered; a dialog that is closed tells nothing."""

    files_chosen = Signal(object)  # list[str]
    folder_chosen = Signal(str)
    named = Signal(str, str)
    details_changed = Signal(str, object)
    paired = Signal(str, str, str)
    delete_confirmed = Signal(str, bool)
    picture_chosen = Signal(str, str)
    export_chosen = Signal(str)
    restore_chosen = Signal(str)
    watched_chosen = Signal(object)  # tuple[str, ...]

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self.open: QDialog | None = None
        """The dialog on the screen, or the last one."""
        self.watched_folders: tuple[str, ...] = ()

    # --- files and folders ---------------------------------------------------------------------

    @Slot()
    def choose_files(self) -> None:
        dialog = self._file_dialog(tr("Add LoRAs"), LORA_FILES, QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.files_chosen.emit)
        self._show(dialog)

    @Slot()
    def choose_folder(self) -> None:
        dialog = self._file_dialog(tr("Add a folder of LoRAs"), "", QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder_chosen)
        self._show(dialog)

    def choose_picture(self, card: LoraCard) -> None:
        title = tr("Picture of {name}", name=lora_text.shortened(lora_text.visible(card.name)))
        dialog = self._file_dialog(title, PICTURE_FILES, QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(partial(self.picture_chosen.emit, card.id))
        self._show(dialog)

    @Slot()
    def choose_export(self) -> None:
        dialog = self._file_dialog(
            tr("Export names and notes"), LIBRARY_FILES, QFileDialog.FileMode.AnyFile
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(self.export_chosen)
        self._show(dialog)

    @Slot()
    def choose_restore(self) -> None:
        dialog = self._file_dialog(
            tr("Restore names and notes"), LIBRARY_FILES, QFileDialog.FileMode.ExistingFile
        )
        dialog.fileSelected.connect(self.restore_chosen)
        self._show(dialog)

    @Slot()
    def choose_watched(self) -> None:
        dialog = FoldersDialog(self.watched_folders, self._panel)
        dialog.folders_chosen.connect(self.watched_chosen)
        self._show(dialog)

    # --- cards ---------------------------------------------------------------------------------

    def ask_name(self, card: LoraCard) -> None:
        self._ask_text(tr("Rename"), tr("Name:"), card.name, partial(self.named.emit, card.id))

    def ask_tag(self, cards: tuple[LoraCard, ...], known: tuple[str, ...]) -> None:
        """One tag for all of the cards; those that are known are offered."""
        dialog = self._text_dialog(tr("Add a tag"), tr("Tag:"))
        dialog.setComboBoxEditable(True)
        dialog.setComboBoxItems(["", *known])

        def add(tag: str) -> None:
            for card in cards:
                details = card.lead.details
                if tag.strip() and tag.strip() not in details.tags:
                    tags = (*details.tags, tag.strip())
                    self.details_changed.emit(card.id, replace(details, tags=tags))

        dialog.textValueSelected.connect(add)
        self._show(dialog)

    def ask_pair(self, cards: tuple[LoraCard, ...], every: tuple[LoraCard, ...]) -> None:
        """The two cards, or one of them and any other that is no pair."""
        if len(cards) == 1:
            others = sorted(
                (card for card in every if not card.is_pair and card.id != cards[0].id),
                key=lambda card: card.name.casefold(),
            )
            cards = (*cards, *others)
        dialog = PairDialog(cards, self._panel)
        dialog.chosen.connect(self.paired)
        self._show(dialog)

    def confirm_delete(self, cards: tuple[LoraCard, ...]) -> None:
        box = QMessageBox(self._panel)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Remove LoRAs"))
        if len(cards) == 1:
            box.setText(tr("Remove {name}?", name=lora_text.visible(cards[0].name)))
        else:
            box.setText(tr("Remove {number:,} LoRAs?", number=len(cards)))
        num_files = sum(len(card.entries) for card in cards)
        size = units.size(sum(card.size_bytes for card in cards))
        files = trn("1 file", "{count:,} files", num_files)
        box.setInformativeText(
            tr(
                "{files} of the library ({size}), with what is noted about them. Files elsewhere "
                "are not touched.",
                files=files,
                size=size,
            )
        )
        for_good = QCheckBox(tr("Delete for good instead of moving to the recycle bin"))
        box.setCheckBox(for_good)
        remove = box.addButton(tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)

        def take() -> None:
            if box.clickedButton() is remove:
                for card in cards:
                    self.delete_confirmed.emit(card.id, for_good.isChecked())

        box.finished.connect(take)
        self._show(box)

    # --- inside --------------------------------------------------------------------------------

    def _ask_text(self, title: str, label: str, text: str, take: Callable[[str], object]) -> None:
        dialog = self._text_dialog(title, label)
        dialog.setTextValue(text)

        def take_other(value: str) -> None:
            if value.strip() and value.strip() != text:
                take(value.strip()[:_MAX_NAME_CHARACTERS])

        dialog.textValueSelected.connect(take_other)
        self._show(dialog)

    def _text_dialog(self, title: str, label: str) -> QInputDialog:
        dialog = QInputDialog(self._panel)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        return dialog

    def _file_dialog(self, title: str, names: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self._panel, title)
        dialog.setFileMode(mode)
        if names:
            dialog.setNameFilters(names.split(";;"))
        return dialog

    def _show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open = dialog
        dialog.open()
