"""The questions of the gallery; none holds up the window."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from wan22_desktop.core.texts import tr, trn


class GalleryDialogs:
    """Asks, and calls back with the answer."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self.open: QDialog | None = None
        """The last one; for tests."""

    def ask_text(
        self, title: str, question: str, text: str, answered: Callable[[str], object]
    ) -> None:
        dialog = QInputDialog(self._parent)
        dialog.setWindowTitle(title)
        dialog.setLabelText(question)
        dialog.setTextValue(text)
        self._ask(dialog, answered)

    def ask_word(
        self,
        title: str,
        question: str,
        known: Sequence[str],
        answered: Callable[[str], object],
        *,
        may_be_new: bool,
    ) -> None:
        """One of those that are known, or another if that `may_be_new`."""
        dialog = QInputDialog(self._parent)
        dialog.setWindowTitle(title)
        dialog.setLabelText(question)
        if known:
            dialog.setComboBoxItems(list(known))
            dialog.setComboBoxEditable(may_be_new)
            dialog.setTextValue(known[0])
        self._ask(dialog, answered)

    def choose_files(self, answered: Callable[[list[str]], object]) -> None:
        dialog = QFileDialog(self._parent, tr("Add clips"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(tr("MP4 video") + " (*.mp4 *.MP4)")
        dialog.filesSelected.connect(answered)
        self._show(dialog)

    def choose_folder(self, answered: Callable[[list[str]], object]) -> None:
        dialog = QFileDialog(self._parent, tr("Add a folder with all clips in it"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(answered)
        self._show(dialog)

    def ask_about_others_files(
        self, count: int, recycle: Callable[[], object], forget: Callable[[], object]
    ) -> None:
        """Files that the app has not made lie where people have put them for their own use."""
        box = QMessageBox(self._parent)
        box.setWindowTitle(tr("Recycle bin"))
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            trn(
                "{count} of these clips was imported and lies in a folder of yours.",
                "{count} of these clips were imported and lie in folders of yours.",
                count,
            )
        )
        box.setInformativeText(
            tr("Move the files to the recycle bin, or only take the clips out of the gallery?")
        )
        role = QMessageBox.ButtonRole
        recycling = box.addButton(tr("Move to the recycle bin"), role.DestructiveRole)
        forgetting = box.addButton(tr("Keep the files"), role.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(forgetting)
        recycling.clicked.connect(lambda: recycle())
        forgetting.clicked.connect(lambda: forget())
        self._show(box)

    def show_results(self, text: str, lines: str) -> None:
        box = QMessageBox(self._parent)
        box.setWindowTitle(tr("Import"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setDetailedText(lines)
        self._show(box)

    def _ask(self, dialog: QInputDialog, answered: Callable[[str], object]) -> None:
        dialog.textValueSelected.connect(answered)
        self._show(dialog)

    def _show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open = dialog
        dialog.open()
